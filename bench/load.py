"""The load: wrk on loopback, bounded in time; ratios are medians of runs taken in turn with the ceiling."""

import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

SECONDS = 3
CONNECTIONS = 16


def installed() -> bool:
    """Whether wrk is here (Debian: apt-get install wrk)."""
    return shutil.which("wrk") is not None


def rate(address: str, *, script: str = "", headers: tuple[str, ...] = (), seconds: int = SECONDS) -> float:
    """Return requests a second at `address`; raise `RuntimeError` when an answer was no 2xx or 3xx."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        for header in headers:
            command += ["-H", header]
        if script:
            file.write(script)
            file.flush()
            command += ["-s", file.name]
        said = subprocess.run([*command, address], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{Path(address).name}: {said}")
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    return float(found[1]) if found else 0.0


def ratio(
    ours: Callable[[], float], ceiling: Callable[[], float], *, turns: int = 3
) -> tuple[float, float, float]:
    """Return the median ratio of runs taken in turn, and the median rates of ours and of the ceiling."""
    pairs = [(ceiling(), ours()) for _ in range(turns)]
    return (
        statistics.median(mine / top for top, mine in pairs),
        statistics.median(mine for _top, mine in pairs),
        statistics.median(top for top, _mine in pairs),
    )
