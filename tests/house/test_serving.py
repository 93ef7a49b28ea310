"""`script/server`: one command, three kinds of process, and nothing left when it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.product import PATIENCE, STRANGE, Product, alive, children, running

CLEAN = {k: v for k, v in os.environ.items() if not k.startswith(STRANGE)}


def wait_until(holds: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < limit, "it did not come to pass"
        time.sleep(0.1)


def stopped(pid: int) -> bool:
    """Whether every thread of a process stands still; one that does not yet may still take somebody in."""
    states = [
        task.read_text().rpartition(")")[2].split()[0] for task in Path("/proc").glob(f"{pid}/task/*/stat")
    ]
    return set(states) == {"T"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose database is made by the first start."""
    return tmp_path_factory.mktemp("serving")


@pytest.fixture
def server(data: Path) -> Iterator[Product]:
    with running(data, "--no-demo") as product:
        wait_until(lambda: len(product.web_workers()) == 2)
        yield product


def test_a_web_worker_that_is_killed_is_replaced_and_nobody_notices(server: Product):
    first, other = server.web_workers()
    os.kill(first, signal.SIGSTOP)  # whoever it would keep waiting is in its queue when it dies
    wait_until(lambda: stopped(first))
    with ThreadPoolExecutor(20) as people:
        # Slow is forgiven on a busy machine; a refused, broken or wrong answer is not.
        answers = [people.submit(server.answers, "/healthz", within=PATIENCE) for _ in range(40)]
        time.sleep(1)
        os.kill(first, signal.SIGKILL)
        assert all(answer.result() for answer in answers)
    wait_until(lambda: len(set(server.web_workers()) - {first, other}) == 1)
    assert server.answers("/healthz", within=PATIENCE)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_however_it_is_ended_nothing_is_left_running(server: Product, number: signal.Signals, code: int):
    started = server.everything()
    server.process.send_signal(number)
    assert server.process.wait(PATIENCE) == code
    wait_until(lambda: not any(map(alive, started)))


def test_when_the_web_server_is_killed_the_rest_ends_and_says_so(server: Product):
    started = server.everything()
    (web,) = children(server.process.pid)
    os.kill(web, signal.SIGKILL)
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
