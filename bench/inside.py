"""Inside one process: statements and CPU of the cold list and of the desk; building the feed of 1,000."""

import statistics
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from bench import worlds
from bench.pages import Line
from engagement.kernel.database import db

TURNS = 30


@contextmanager
def counted() -> Any:
    """Collect the statements that run inside."""
    ran: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement != "BEGIN":  # which SQLite's driver leaves to us
            ran.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def run(app: Flask, *, say: Callable[[Line], None]) -> None:
    """Measure one database in process: a world of 1,000 meetings is there already."""
    list_ms, list_ran = _cost(app, "/events?size=200")
    say(Line("list of 200, cold, ms CPU", list_ms, 5, at_least=False, note=f"median of {TURNS}"))
    say(Line("list of 200, cold, statements", list_ran, 1, at_least=False, note=""))
    feed_ms, _ = _cost(app, "/events.ics", turns=3)
    say(Line("events.ics of 1,000, rebuilt, ms CPU", feed_ms, 500, at_least=False, note="median of 3"))
    worlds.desk_of_work(app)
    with app.app_context():
        person = worlds.commander()
    desk_ms, desk_ran = _cost(app, "/desk", person=person)
    say(Line("desk, ms CPU", desk_ms, 6, at_least=False, note=f"median of {TURNS}"))
    say(Line("desk, statements", desk_ran, 12, at_least=False, note=""))


def _cost(app: Flask, address: str, *, person: str = "", turns: int = TURNS) -> tuple[float, float]:
    """Return the median CPU in ms and the number of statements of an answer that nobody kept."""
    client = app.test_client()
    if person:
        with client.session_transaction() as session:
            session.update({"_user_id": person, "_fresh": True, "fs_cc": "set", "fs_paa": time.time()})
    took = []
    statements = 0
    for turn in range(turns + 2):  # two to warm up
        app.extensions["kept"].shelf.empty()
        with app.app_context(), counted() as ran:
            began = time.process_time()
            status = client.get(address).status_code
            spent = time.process_time() - began
            db.session.remove()
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")
        statements = len(ran)
        if turn >= 2:
            took.append(spent * 1000)
    return statistics.median(took), float(statements)
