"""How long the second `script/server` takes to its first byte: the best of three."""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable

from bench.pages import Line
from bench.serving import ROOT, free_port, wait_for

TURNS = 3


def run(*, say: Callable[[Line], None]) -> None:
    """Start once to make the database, then three times more."""
    with tempfile.TemporaryDirectory() as folder:
        took = [_start(folder) for _ in range(1 + TURNS)][1:]
    say(Line("second start to first byte, s", min(took), 3, at_least=False, note=f"best of {TURNS}"))


def _start(folder: str) -> float:
    port = free_port()
    began = time.monotonic()
    process = subprocess.Popen(
        [str(ROOT / "script" / "server"), "--no-demo", "--port", str(port), "--data", folder],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "PUBLIC_URL", "DATA_DIR"}},
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", 120)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
