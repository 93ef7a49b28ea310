"""Inside one process: statements and CPU of the cold list and of the desk; building the feed of 1,000; printing a poster.

A shared machine is twice as slow at one moment as at another. So each turn is weighed against bare Flask answers just
before it: "ms" are those of a machine on which a bare answer takes 0.043 ms. What the clock said stands beside it.
"""

import statistics
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from bench import worlds
from bench.bare import bare_string
from bench.pages import Line
from engagement.events.models import Event
from engagement.kernel import paper
from engagement.kernel.database import db

TURNS = 30
YARD = 0.043  # ms in which a bare Flask answer was given where the numbers were set
YARDS = 20  # bare answers before each turn


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

    def line(name: str, asked: float, cost: "Cost") -> None:
        note = f"median of {cost.turns}; by the clock {cost.clock:.2f}, a bare answer {cost.yard:.3f}"
        say(Line(f"{name}, ms CPU", cost.ms, asked, at_least=False, note=note))

    listed = cost(app, "/events?size=200")
    line("list of 200, cold", 5, listed)
    say(Line("list of 200, cold, statements", listed.statements, 1, at_least=False, note=""))
    line("events.ics of 1,000, rebuilt", 500, cost(app, "/events.ics", turns=3))
    _printed(app, line)
    worlds.desk_of_work(app)
    with app.app_context():
        person = worlds.commander()
    desk = cost(app, "/desk", person=person)
    line("desk", 6, desk)
    say(Line("desk, statements", desk.statements, 12, at_least=False, note=""))


def _printed(app: Flask, line: Callable[[str, float, "Cost"], None]) -> None:
    """The poster of a meeting in both directions, warm: the second and later ones that a process prints."""
    if paper.missing_libraries():
        print(f"posters are left out: {paper.CURE}", file=sys.stderr)
        return
    with app.app_context():
        ref = db.session.scalar(select(Event.ref).order_by(Event.id).limit(1))
    for language in ("en", "ur"):
        line(f"poster, warm, {language}", 1000, cost(app, f"/events/{ref}/poster.pdf?in={language}", turns=5))


@dataclass(frozen=True)
class Cost:
    """What an answer that nobody kept costs: CPU in ms as weighed and by the clock, and statements."""

    ms: float
    clock: float
    yard: float
    statements: int
    turns: int


def cost(app: Flask, address: str, *, person: str = "", turns: int = TURNS) -> Cost:
    """Return what an answer of a page costs that nobody kept, for a visitor or for whose session `person` names."""
    asked = _asked(app, address, person)
    bare = bare_string()
    yard_asked = _asked(bare, "/string/9000")
    took, yards, statements = [], [], 0
    for turn in range(turns + 2):  # two to warm up
        app.extensions["kept"].shelf.empty()
        yard = _spent(bare, yard_asked, times=YARDS) / YARDS
        with app.app_context(), counted() as ran:
            spent = _spent(app, asked)
            db.session.remove()
        statements = len(ran)
        if turn >= 2:
            took.append(spent)
            yards.append(yard)
    weighed = statistics.median(mine / yard for mine, yard in zip(took, yards, strict=True)) * YARD
    return Cost(weighed, statistics.median(took), statistics.median(yards), statements, turns)


def bare_now(times: int = 300) -> float:
    """Return the CPU in ms of a bare answer at this moment: what other costs are weighed against."""
    bare = bare_string()
    asked = _asked(bare, "/string/9000")
    _spent(bare, asked, times=YARDS)
    return _spent(bare, asked, times=times) / times


def _spent(app: Flask, asked: dict[str, Any], *, times: int = 1) -> float:
    """Return the CPU in ms of answering; raise `RuntimeError` when the answer is no 200."""
    told: list[str] = []

    def start(status: str, *_more: Any) -> None:
        told.append(status)

    began = time.process_time()
    for _ in range(times):
        b"".join(app(dict(asked), start))
    spent = time.process_time() - began
    if any(not status.startswith("200") for status in told):
        raise RuntimeError(f"{asked['PATH_INFO']} answered {told}")
    return spent * 1000


def _asked(app: Flask, address: str, person: str = "") -> dict[str, Any]:
    """Return the request as a server hands it over, from a browser that was here before and kept what it was given.

    The test client's own work is no part of the cost.
    """
    client = app.test_client()
    if person:
        known = worlds.signed_in(app, person)
        with client.session_transaction() as session:
            session.update(known)
    client.get(address)
    handed = client.get(address).request.environ
    return {name: value for name, value in handed.items() if not name.startswith(("werkzeug.", "chowk."))}
