"""The database: base class, column types, and `unit()`, the one write transaction."""

import json
import math
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, TypeVar

import structlog
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    DateTime,
    Engine,
    Executable,
    Integer,
    MetaData,
    String,
    event,
    literal_column,
)
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from engagement.kernel import codes
from engagement.kernel.refusals import Busy, Stale

log = structlog.get_logger()
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
WAIT = 8  # seconds a writer waits for another
PAUSE = (0.0001, 0.0003)  # a unit holds the lock for about one millisecond
RESTED = 5  # seconds after which a connection may have been cut
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # stations have power cuts
    f"busy_timeout={WAIT * 1000}",
    "foreign_keys=ON",
    "secure_delete=ON",  # what is rewritten is overwritten
    "cache_size=-8000",
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware datetimes in, UTC datetimes out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive datetime: it names no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(column: Any, words: Iterable[str]) -> ColumnElement[bool]:
    """Return `column IN (…)` for words of our own code, written into the statement.

    Bound words would be spelt out anew at each execution. Raises `ValueError` for what is no plain word.
    """
    found = sorted(words)
    if not all(word.isidentifier() for word in found):
        raise ValueError(f"not plain words: {found}")
    return column.in_([literal_column(f"'{word}'") for word in map(str, found)])  # type: ignore[no-any-return]


BigId = BigInteger().with_variant(Integer, "sqlite")
LocaleMap = dict[str, str]


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, str]: JSON(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        list[int]: JSON(),
        int: BigId,
    }


Row = TypeVar("Row", bound=Base)


class Referenced:
    """A random public name beside the integer key: 8 characters, permanent."""

    ref: Mapped[str] = mapped_column(String(12), unique=True, default=codes.reference)


class Versioned:
    """A counter on what people edit, so that the second of two editors is told."""

    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    def edited(self, seen: int | None) -> None:
        """Count one edit; raise `Stale` when the editor saw another version than the present one."""
        if seen is not None and seen != self.version:
            raise Stale
        self.version += 1


db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"expire_on_commit": False},
)


@contextmanager
def unit() -> Iterator[Session]:
    """Open the one write transaction: ends the read before it, commits at the end, rolls back on any error.

    On SQLite it begins IMMEDIATE, so that the lock is taken before anything is read and a second writer waits.
    What `after_commit` was given runs when the rows are safe; its faults are logged and change no answer.
    """
    session = db.session()
    if session.info.get("unit"):
        raise RuntimeError("a unit is already open: actions never open one themselves")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("something was changed outside a unit")
    if session.in_transaction():
        session.commit()
    session.info["unit"] = True
    session.info["after_commit"] = []
    try:
        session.info["connection"] = session.connection(execution_options={"write": True})
        yield session
        session.commit()
    except OperationalError as problem:
        session.rollback()
        if is_busy(problem):
            raise Busy from problem
        raise
    except BaseException:
        session.rollback()
        raise
    else:
        waiting = session.info["after_commit"]
        session.info["unit"] = False
        for call in waiting:
            _afterwards(call)
    finally:
        session.info["unit"] = False
        session.info["after_commit"] = []
        session.info.pop("connection", None)


def _afterwards(call: Callable[[], None]) -> None:
    """Run what waited for the commit. Where the queue is away, the sweeps find the work: the rows are the truth."""
    try:
        call()
    except Exception as problem:
        log.exception("not done after the commit", kind=type(problem).__name__, exc_info=problem)


def is_busy(problem: OperationalError) -> bool:
    """Whether `problem` only says that another writer held the lock for too long."""
    text = str(problem.orig).lower()
    return any(words in text for words in ("database is locked", "deadlock detected", "lock timeout"))


def run(statement: Executable, **values: Any) -> CursorResult[Any]:
    """Run a statement over bare columns inside the open unit; rows that the session holds are not flushed before."""
    connection: Connection | None = db.session().info.get("connection")
    if connection is None:
        raise RuntimeError("no unit is open: nothing is written outside one")
    return connection.execute(statement, values)


def after_commit(call: Callable[[], None]) -> None:
    """Run `call` once the open unit is committed; forget it when it is rolled back."""
    db.session().info["after_commit"].append(call)


def fresh(row: Row) -> Row:
    """Read `row` again inside the open unit, locked against other writers."""
    db.session.refresh(row, with_for_update={"of": type(row)})  # not what its reader joined to it
    return row


def start(app: Flask, url: str) -> None:
    """Attach the database at `url` to `app`."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "json_serializer": _to_json,
    }
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tune_sqlite(db.engine)
        else:
            _ping_what_rested(db.engine)
            _keep_prepared(db.engine)


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _tune_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        write = connection.get_execution_options().get("write")
        if not write:
            connection.exec_driver_sql("BEGIN")
        elif not take_lock(connection.connection.driver_connection):
            connection.exec_driver_sql(
                "BEGIN IMMEDIATE"
            )  # the last try is refused in the library's own words


def _ping_what_rested(engine: Engine) -> None:
    """Ask whether a connection still stands when it was not used for a while; at each use it costs a round trip."""

    @event.listens_for(engine, "checkin")
    def _rests(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _wakes(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", math.inf) > RESTED:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as problem:
                raise DisconnectionError from problem  # the pool opens another


def _keep_prepared(engine: Engine) -> None:
    """Let what PostgreSQL has prepared outlive the end of a read.

    A session ends each read by rolling back, and psycopg forgets with each rollback of its own all that was prepared,
    in case it was about tables that are gone again: a desk took 1.7 times as long. Reads make no tables.
    """

    @event.listens_for(engine, "rollback")
    def _ends(connection: Connection) -> None:
        if connection.invalidated or connection.get_execution_options().get("write"):
            return
        raw: Any = connection.connection.driver_connection
        # Whatever this does not end psycopg ends next. It ends what failed, which may be a plan of a table as it was.
        if raw.info.transaction_status.name == "INTRANS":
            raw.pgconn.exec_(b"ROLLBACK")


def take_lock(raw: Any) -> bool:
    """Begin a write on a bare SQLite connection once no other writer is at it; False when that took too long.

    Asks five times a millisecond, for as long as `busy_timeout` says. SQLite's own waiting sleeps longer from try to
    try, up to 100 ms, while a unit holds the lock for two.
    """
    until = time.monotonic() + WAIT
    raw.execute("PRAGMA busy_timeout=0")
    try:
        while time.monotonic() < until:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(random.uniform(*PAUSE))  # noqa: S311 - so that two do not keep step
            else:
                return True
        return False
    finally:
        raw.execute(f"PRAGMA busy_timeout={WAIT * 1000}")
