"""`script/server`: one command, three kinds of process, and nothing left when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.house.tree import ROOT

PATIENCE = 150  # seconds, on a machine that has other work
CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(("TEST_", "CHOWK_", "DATABASE_", "DEMO"))}


class Server:
    """A running `script/server`, and what it started."""

    def __init__(self, data: Path, *arguments: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.said = data / "said.txt"
        command = ["-m", "engagement.serving", "--port", str(self.port), "--data", str(data), *arguments]
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=CLEAN, stdout=said, stderr=subprocess.STDOUT
            )

    def answers(self, *, within: int = 5) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=within) as answer:
                return bool(answer.status == 200)
        except HTTPError:
            return False
        except OSError:
            return False

    def ready(self) -> "Server":
        wait_until(lambda: self.answers() or self.process.poll() is not None)
        assert self.process.poll() is None, self.said.read_text()[-2000:]
        wait_until(lambda: len(self.workers()) == 2)
        return self

    def children(self, parent: int) -> list[int]:
        listed = subprocess.run(
            ["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
        ).stdout
        rows = [line.split() for line in listed.splitlines()]
        return [int(pid) for pid, ppid, state in rows if int(ppid) == parent and not state.startswith("Z")]

    def web(self) -> int:
        return self.children(self.process.pid)[0]

    def workers(self) -> list[int]:
        return [pid for child in self.children(self.process.pid) for pid in self.children(child)]

    def everything(self) -> list[int]:
        return [self.process.pid, *self.children(self.process.pid), *self.workers()]


def wait_until(holds) -> None:
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit, "it did not come to pass"
        time.sleep(0.1)


def alive(pid: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is made by the first start."""
    return tmp_path_factory.mktemp("serving")


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    running = Server(data, "--no-demo")
    started = [running.process.pid]
    try:
        started = running.ready().everything()
        yield running
    finally:
        for pid in started:
            if alive(pid):
                os.kill(pid, signal.SIGKILL)
        running.process.wait(PATIENCE)


def test_a_web_worker_that_is_killed_is_replaced_and_nobody_notices(server: Server):
    first, other = server.workers()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: not alive(first))
    # Slow is forgiven on a busy machine; a refused, broken or wrong answer is not.
    assert all(server.answers(within=PATIENCE) for _ in range(20))
    wait_until(lambda: len(set(server.workers()) - {first, other}) == 1)
    assert server.answers(within=PATIENCE)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_however_it_is_ended_nothing_is_left_running(server: Server, number: signal.Signals, code: int):
    started = server.everything()
    server.process.send_signal(number)
    assert server.process.wait(PATIENCE) == code
    wait_until(lambda: not any(map(alive, started)))


def test_when_the_web_server_is_killed_the_rest_ends_and_says_so(server: Server):
    started = server.everything()
    os.kill(server.web(), signal.SIGKILL)
    assert server.process.wait(PATIENCE) == 1
    wait_until(lambda: not any(map(alive, started)))


def test_a_port_that_is_taken_is_refused_with_a_sentence(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = subprocess.run(
            [sys.executable, "-m", "engagement.serving", "--port", port, "--data", str(tmp_path), "--no-demo"],
            cwd=ROOT, env=CLEAN, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert said.returncode == 2
    assert said.stderr.splitlines() == [
        f"Cannot listen on 127.0.0.1:{port}: Address already in use. Try --port with another number."
    ]


def test_the_demo_world_is_not_shown_to_the_network(tmp_path: Path):
    said = subprocess.run(
        [sys.executable, "-m", "engagement.serving", "--host", "0.0.0.0", "--data", str(tmp_path)],  # noqa: S104
        cwd=ROOT, env=CLEAN, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (said.returncode, said.stderr.strip()) == (
        2,
        "The demo world has open sign-ins, so --host must be 127.0.0.1; or start with --no-demo.",
    )
