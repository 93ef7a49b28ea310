"""Which database the tests run on, and which tests are not repeated on the second one.

`TEST_DATABASE=postgresql pytest …` starts a PostgreSQL of its own; `script/test` starts one for the whole run.
"""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from tests import postgres

pytest_plugins = ["tests.fixtures"]
DATABASE = os.environ.get("TEST_DATABASE", "sqlite")
TODAY = datetime(
    2026, 11, 21, 9, 0, tzinfo=UTC
)  # 14:00 in Karachi, three days before the meeting of the factories
ONCE = {"browser", "house", "rules", "sqlite_only"}
_running = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    if DATABASE not in {"sqlite", "postgresql"}:
        raise pytest.UsageError("TEST_DATABASE must be sqlite or postgresql")
    if DATABASE == "postgresql" and "TEST_POSTGRES_URL" not in os.environ:
        address = _running.enter_context(postgres.cluster())
        if address is None:
            raise pytest.UsageError("PostgreSQL is not installed here")
        os.environ["TEST_POSTGRES_URL"] = address


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector pass by what stays until the end (the app, its models, every test): a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_unconfigure(config: pytest.Config) -> None:
    _running.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark by place, then leave out what says nothing about this database."""
    here = Path(__file__).parent
    for item in items:
        place = item.path.relative_to(here).parts
        if place[0] in {"house", "browser"}:
            item.add_marker(place[0])
        if place[-1] == "test_rules.py":
            item.add_marker("rules")
    unwanted = ONCE if DATABASE == "postgresql" else {"postgres"}
    left_out = [
        item
        for item in items
        if any(item.get_closest_marker(name) for name in unwanted)
        or (DATABASE == "postgresql" and not _asks_a_database(item))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _asks_a_database(item: pytest.Item) -> bool:
    """Whether it stands on the run's database, or opens one by itself and says so."""
    marked = any(item.get_closest_marker(name) for name in ("both", "postgres"))
    return marked or bool({"database_url", "postgres_server"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(autouse=True)
def _on_one_day(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let each test begin at the same hour of the same day, so that none passes today and fails next month."""
    if request.node.get_closest_marker("machine_clock"):
        yield
        return
    with time_machine.travel(TODAY):
        yield


@pytest.fixture(scope="session")
def worker_id_() -> str:
    """Name this process among those that test side by side."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """Give the address of the tests' PostgreSQL; skip where it is not installed."""
    if "TEST_POSTGRES_URL" not in os.environ:
        pytest.skip("PostgreSQL is not running here: script/test starts it")
    return os.environ["TEST_POSTGRES_URL"]


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory, worker_id_: str) -> Iterator[str]:
    """Give the address of an empty database that this process has for itself."""
    if DATABASE == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'chowk.db'}"
    else:
        yield postgres.new_database(os.environ["TEST_POSTGRES_URL"], f"test_{worker_id_}")
