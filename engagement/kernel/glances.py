"""Reads of plain columns outside any transaction: one bare autocommit connection a thread, 2 µs on SQLite.

A session's read costs fifty times that. For what is asked on almost every request, decides nothing for good, and is
decided again inside the unit: the numbers of kept pages, and the door of a form that many press at once.
"""

import threading
from collections.abc import Sequence
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import Engine, Executable

from engagement.kernel.database import db


class Glances:
    """The bare connections of one process; one that was cut is opened once more."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.lite = engine.dialect.name == "sqlite"
        self.cut: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._local = threading.local()
        self._open: list[Any] = []
        self._written: dict[Executable, tuple[str, list[str] | None, dict[str, Any]]] = {}

    def row(self, sql: str, values: Sequence[Any] | dict[str, Any]) -> Any:
        """Return the first row of a statement in the driver's own words, or None."""
        try:
            return self._cursor().execute(sql, values).fetchone()
        except self.cut:
            self._local.__dict__.clear()
            return self._cursor().execute(sql, values).fetchone()

    def first(self, statement: Executable, **values: Any) -> Any:
        """Return the first row of a statement that a module holds for good, or None.

        Texts and numbers alone: neither values nor columns are converted. It is put into SQL once.
        """
        if statement not in self._written:
            compiled = cast("Any", statement).compile(dialect=self.engine.dialect)
            self._written[statement] = str(compiled), compiled.positiontup, dict(compiled.params)
        sql, order, given = self._written[statement]
        given = {**given, **values}
        return self.row(sql, given if order is None else [given[name] for name in order])

    def close(self) -> None:
        """Close the connections of all threads."""
        while self._open:
            self._open.pop().close()
        self._local = threading.local()

    def _cursor(self) -> Any:
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
    glances: Glances = current_app.extensions["glances"]
    return glances.first(statement, **values)


def start(app: Flask) -> None:
    """Make the connections of `app`; they are opened where first used."""
    with app.app_context():
        app.extensions["glances"] = Glances(db.engine)
