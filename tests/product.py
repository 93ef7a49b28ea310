"""The product as a stranger runs it: `script/server`'s program on an empty folder, and a mailbox that is real."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from tests.channels.mailserver import Mailbox, mail_server
from tests.house.tree import ROOT

PATIENCE = 150  # seconds, on a machine that has other work
STRANGE = ("TEST_", "CHOWK_", "DATABASE_", "DEMO", "PYTEST")


class Product:
    """A running `engagement.serving`, its folder and its mailbox."""

    def __init__(self, data: Path, *arguments: str, mailbox: Mailbox, **settings: str) -> None:
        self.data, self.mailbox, self.arguments = data, mailbox, arguments
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(STRANGE)},
            "CHEAP_HASHES": "true",
            "PUBLIC_URL": self.address,
            "SMTP_URL": mailbox.url,
            "OVERSIGHT_ADDRESS": "oversight@example.org",
            **settings,
        }
        self.log = data / "said.txt"
        self.start()

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        command = [sys.executable, "-m", "engagement.serving", "--port", str(self.port)]
        with self.log.open("a") as said:
            self.process = subprocess.Popen(
                [*command, "--data", str(self.data), *self.arguments],
                cwd=ROOT, env=self.env, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            self._ready()
        except BaseException:
            self.end()
            raise

    def _ready(self) -> None:
        limit = time.monotonic() + PATIENCE
        while not self.answers("/readyz"):
            assert self.process.poll() is None, self.log.read_text()[-3000:]
            assert time.monotonic() < limit, f"not ready: {self.log.read_text()[-3000:]}"
            time.sleep(0.1)

    def answers(self, path: str, *, within: int = 5) -> bool:
        """Whether an address answers with 200 within so many seconds."""
        try:
            with urlopen(self.address + path, timeout=within) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except (HTTPError, OSError):
            return False

    def flask(self, *arguments: str) -> str:
        """Run one command on the same folder; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", *arguments],
            cwd=ROOT, env={**self.env, "DATA_DIR": str(self.data)}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def web_workers(self) -> list[int]:
        """Return the processes that answer requests."""
        return [pid for child in children(self.process.pid) for pid in children(child)]

    def everything(self) -> list[int]:
        """Return every process of it, the first one first."""
        under = children(self.process.pid)
        return [self.process.pid, *under, *(pid for child in under for pid in children(child))]

    def kill(self) -> None:
        """Kill all of it at once without a warning."""
        started = self.everything()
        for pid in started:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        limit = time.monotonic() + PATIENCE
        while any(map(alive, started)):
            assert time.monotonic() < limit, f"left running: {started}"
            time.sleep(0.02)

    def end(self) -> None:
        """End it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def children(pid: int) -> list[int]:
    """Return the processes that a process started and that still run."""
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [int(each) for each in listed if alive(int(each))]


def alive(pid: int) -> bool:
    """Whether a process still runs: one that ended and waits to be noticed does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def running(data: Path, *arguments: str, **settings: str) -> Iterator[Product]:
    """Run the product on `data` for a while."""
    with mail_server() as mailbox:
        product = Product(data, *arguments, mailbox=mailbox, **settings)
        try:
            yield product
        finally:
            product.end()
