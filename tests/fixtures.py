"""The app under test on a database of its own, emptied after each test; a client that reads what it fetches."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from flask import Flask
from flask.ctx import AppContext
from sqlalchemy import event, text

from engagement.concerns import taxonomy
from engagement.factory import create_app
from engagement.kernel.database import Base, db
from engagement.organisation import present
from engagement.settings import Settings
from tests.pages import PageClient


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Settings:
    """Settings of an installation in a folder of its own, with hashes that cost nothing."""
    folder: Path = tmp_path_factory.mktemp("data")
    return Settings(
        data_dir=folder,
        secret_key="test-secret-key-of-forty-two-characters-00",
        database_url=database_url,
        public_url="http://localhost",
        cheap_hashes=True,
    )


@pytest.fixture(scope="session")
def whole_app(settings: Settings) -> Iterator[Flask]:
    """The app, once for this process, with every table."""
    app = create_app(settings)
    app.testing = True
    app.test_client_class = PageClient
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _careless(db.engine)
        Base.metadata.create_all(db.engine)
    yield app
    app.extensions["glances"].close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(whole_app: Flask, settings: Settings) -> Iterator[Flask]:
    """The app inside a context, on empty tables; what a test sets anew is as before after it."""
    config = dict(whole_app.config)
    context: AppContext = whole_app.app_context()
    context.push()
    yield whole_app
    db.session.rollback()
    _empty(whole_app)
    whole_app.extensions["settings"] = settings
    whole_app.config.clear()
    whole_app.config.update(config)
    db.session.remove()
    context.pop()


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser without cookies, which checks every page that it fetches."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def statements(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Give what collects the SQL of a `with` block."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        ran: list[str] = []

        def noted(_connection: Any, _cursor: Any, sql: str, *_more: Any) -> None:
            if sql != "BEGIN":
                ran.append(sql)

        with app.app_context():
            present.forces()  # each process reads them once, not each page
            taxonomy.kinds_of(None)
        event.listen(db.engine, "before_cursor_execute", noted)
        try:
            yield ran
        finally:
            event.remove(db.engine, "before_cursor_execute", noted)

    return collecting


def _empty(app: Flask) -> None:
    """Delete every row, the newest tables first, and all that waits in the queue."""
    with db.engine.begin() as connection:
        deletes = [f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables)]
        if connection.dialect.name == "postgresql":
            # A TRUNCATE costs 12 ms a table. Foreign keys rest: some tables point at each other.
            connection.exec_driver_sql("; ".join(["SET LOCAL session_replication_role = replica", *deletes]))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys=ON"))
            for delete in deletes:
                connection.exec_driver_sql(delete)
    rmtree(app.extensions["settings"].data_dir / "pictures", ignore_errors=True)
    app.extensions["jobs"].huey.flush()
    app.extensions["kept"].shelf.empty()
    app.extensions["limits"].storage.reset()
    app.extensions.pop("forces", None)
    app.extensions.pop("taxonomy", None)


def _careless(engine: object) -> None:
    """A power cut may take a test's rows; a read that names no order gets the newest first, as PostgreSQL might."""

    @event.listens_for(engine, "connect")
    def _connected(connection: object, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")  # type: ignore[attr-defined]
        connection.execute("PRAGMA reverse_unordered_selects=ON")  # type: ignore[attr-defined]
