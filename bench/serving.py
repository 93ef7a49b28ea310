"""Starting granian on a free port of this machine, with the product's own settings, and ending it by its id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from engagement import lean

ROOT = Path(__file__).resolve().parent.parent
LAUNCH = """
import sys
from engagement import web_server
web_server.server(sys.argv[1], "127.0.0.1", int(sys.argv[2]), int(sys.argv[3])).serve()
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(target: str, environ: dict[str, str], *, ready: str) -> Iterator[tuple[str, int]]:
    """Serve `target` ("engagement.web_server:load") with two workers; give its address and the process id."""
    port = free_port()
    threads = "1" if environ["DATABASE_URL"].startswith("sqlite") else "2"
    process = subprocess.Popen(
        [sys.executable, "-c", LAUNCH, target, str(port), threads],
        cwd=ROOT,
        env={**lean.ENVIRONMENT, **os.environ, **environ, "PUBLIC_URL": f"http://127.0.0.1:{port}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address + ready)
        yield address, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(address: str, seconds: float = 60) -> None:
    """Wait until something answers at `address`; raise `TimeoutError` when nothing does."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise TimeoutError(address)


def children_of(pid: int) -> list[int]:
    """Return the ids of the direct children of a process."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
