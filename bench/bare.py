"""The ceiling: a Flask app without SECRET_KEY that returns a string of the same length, or runs bare statements."""

import itertools
import os
from typing import Any

from flask import Flask, request
from sqlalchemy import Connection, Engine, create_engine, event, text

from engagement.kernel.database import PRAGMAS
from engagement.web_server import tie_to

SEAT = text(
    "UPDATE events SET seats_taken = seats_taken + 1 WHERE id = :id AND state = 'published' "
    "AND (capacity IS NULL OR seats_taken + 1 <= capacity)"
)
KEEP = text(
    "INSERT INTO rsvps (ref, event_id, code, party, need, locale, state, created_at, operation_id) "
    "VALUES (:ref, :id, :code, 1, 'nothing', 'en', 'confirmed', :now, :operation)"
)
FIND = text("SELECT * FROM events WHERE ref = :ref")
KNOWN = text("SELECT id FROM rsvps WHERE operation_id = :operation")
AUDIT = text(
    "INSERT INTO audit_entries (at, verb, subject_kind, subject_id, actor_kind, door, facts) "
    "VALUES (:now, 'events.answer', 'rsvps', :id, 'visitor', 'web', '{}')"
)
BUMP = text(
    "INSERT INTO data_version (topic, number) VALUES (:topic, 1) "
    "ON CONFLICT (topic) DO UPDATE SET number = data_version.number + 1"
)
NOW = "2026-11-24 09:00:00.000000"


def load() -> Flask:
    """Build the bare app inside a worker."""
    tie_to(int(os.environ["CHOWK_WEB_PID"]))
    app = bare_string()
    numbers = itertools.count()
    engine = _engine(os.environ["DATABASE_URL"])

    @app.post("/two/<ref>")
    def two(ref: str) -> str:
        """Run the two statements without which there is no RSVP."""
        given = _given(ref, next(numbers))
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            _seat(connection, given)
        return "kept"

    @app.post("/all/<ref>")
    def every(ref: str) -> str:
        """Run every statement that the real action runs, through SQLAlchemy Core."""
        given = _given(ref, next(numbers))
        with engine.connect() as reading:
            reading.execute(FIND, {"ref": ref}).first()
        with engine.connect().execution_options(write=True) as connection, connection.begin():
            connection.execute(KNOWN, given).first()
            _seat(connection, given)
            connection.execute(AUDIT, given)
            connection.execute(BUMP, {"topic": f"event:{ref}"})
        return "kept"

    return app


def bare_string() -> Flask:
    """Make the app that returns a string of a length."""
    app = Flask("bare")

    @app.get("/string/<int:length>")
    def string(length: int) -> str:
        return "x" * length

    return app


def _given(ref: str, number: int) -> dict[str, Any]:
    unique = f"{os.getpid()}-{number}"
    return {
        "id": int(request.args["id"]),
        "ref": unique[-12:],
        "code": unique[-8:],
        "operation": f"bare-{unique}",
        "now": NOW,
        "event": ref,
    }


def _seat(connection: Connection, given: dict[str, Any]) -> None:
    connection.execute(SEAT, given)
    connection.execute(KEEP, given)


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _connected(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def _begun(connection: Any) -> None:
            write = connection.get_execution_options().get("write")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
