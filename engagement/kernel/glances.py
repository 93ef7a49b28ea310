"""Reads of plain columns outside any transaction: one bare autocommit connection a thread, 2 µs on SQLite.

A session's read costs fifty times that. For what is asked on almost every request, decides nothing for good, and is
decided again inside the unit: the numbers of kept pages, and the door of a form that many press at once.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Dialect, Engine, Executable

from engagement.kernel.database import db


class Written:
    """A statement put into SQL once, and what turns our values into the driver's."""

    def __init__(self, statement: Executable, dialect: Dialect) -> None:
        compiled: Any = cast("Any", statement).compile(dialect=dialect)
        self.sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup
        self._given: dict[str, Any] = dict(compiled.params)
        turns = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        self._turns: dict[str, Callable[[Any], Any]] = {name: turn for name, turn in turns.items() if turn}

    def values(self, given: dict[str, Any]) -> list[Any] | dict[str, Any]:
        """Return what is handed over with the SQL."""
        values = {**self._given, **given}
        for name, turn in self._turns.items():
            values[name] = turn(values[name])
        return values if self._order is None else [values[name] for name in self._order]


class Glances:
    """The bare connections of one process; one that was cut is opened once more."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lite = engine.dialect.name == "sqlite"
        self.cut: type[Exception] = engine.dialect.loaded_dbapi.Error
        self.refused: type[Exception] = engine.dialect.loaded_dbapi.IntegrityError
        self._local = threading.local()
        self._open: list[Any] = []
        self._written: dict[Executable, Written] = {}

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any]) -> Any:
        """Return the first row of a statement in the driver's own words, or None."""
        try:
            return self.cursor().execute(sql, values).fetchone()
        except self.cut:
            self.forget()
            return self.cursor().execute(sql, values).fetchone()

    def first(self, statement: Executable, **values: Any) -> Any:
        """Return the first row of a statement that a module holds for good, or None; columns are not converted."""
        written = self.written(statement)
        return self.row(written.sql, written.values(values))

    def written(self, statement: Executable) -> "Written":
        """Return a statement that a module holds for good in the driver's own words."""
        if statement not in self._written:
            self._written[statement] = Written(statement, self.engine.dialect)
        return self._written[statement]

    def forget(self) -> None:
        """Let go of this thread's connection, which was cut: the next use opens another."""
        raw = self.cursor().connection
        self._local.__dict__.clear()
        self._open.remove(raw)
        with suppress(self.cut):
            raw.close()

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._open:
            self._open.pop().close()
        self._local = threading.local()

    def cursor(self) -> Any:
        """Return the cursor of this thread's bare connection."""
        if not hasattr(self._local, "cursor"):
            fairy = self.engine.raw_connection()
            raw = cast("Any", fairy.driver_connection)
            fairy.detach()
            if not self.lite:
                raw.autocommit = True
            self._open.append(raw)
            self._local.cursor = raw.cursor()
        return self._local.cursor


def first(statement: Executable, **values: Any) -> Any:
    """Return the first row of a statement of plain columns as it stands now, or None; holds no transaction."""
    return here().first(statement, **values)


def here() -> Glances:
    """Return the bare connections of this process."""
    found: Glances = current_app.extensions["glances"]
    return found


def start(app: Flask) -> None:
    """Make the connections of `app`; they are opened where first used."""
    with app.app_context():
        app.extensions["glances"] = Glances(db.engine)
