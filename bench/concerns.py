"""Concerns: what sealing costs at the door, what a receipt code costs by design, and the desk with a hundred thousand."""

import secrets
import statistics
import time
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import delete, insert, select, text

from bench import inside, worlds
from bench.pages import Line
from engagement.concerns import alike, likeness, queries
from engagement.concerns.models import Concern, ConcernKey
from engagement.concerns.rules import Lane, State
from engagement.dialogue.models import Thread
from engagement.kernel import clock, sealing
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, unit
from engagement.people.actions import lanes
from engagement.people.models import Posting

FEW, MANY, LIKELY = 1_000, 100_000, 50_000
ABOUT = (
    "The street light is out since Monday near",
    "raat ko batti nahi hoti andhera hai",
    "گلی میں بتی بند ہے قریب",
    "Garbage is not collected at",
    "kachra para hai sath",
    "پانی کا پائپ ٹوٹا ہوا ہے",
    "Loud music until midnight behind",
    "Motorcycles race and make wheelies on",
)
PLACES = tuple(
    f"{a}{b}"
    for a in ("gul", "sham", "kar", "mard", "bad", "tor", "zar", "nish")
    for b in ("abad", "pur", "garhi", "kalay", "mandi")
)
TURNS = 60
BATCH = 10_000
OPEN = ("/concerns/new", {"lane": "concern", "category": "street_light", "where": ""})
SEALED = ("/concerns/new/tip", {"where": ""})


def run(app: Flask, *, say: Callable[[Line], None]) -> None:
    """Measure one database in process."""
    with app.app_context():
        person = worlds.commander()
        with unit() as session:
            posting = session.scalars(select(Posting)).one()
            lanes.let_in_first(actor=COMMAND, now=clock.now(), posting=posting, lane=Lane.TIP)
    _intake(app, say)
    _receipt(app, say)
    _desk(app, person, say)
    _likely(app, say)


def _intake(app: Flask, say: Callable[[Line], None]) -> None:
    """Send one form of each door in turn."""
    took: dict[str, list[float]] = {OPEN[0]: [], SEALED[0]: []}
    client = app.test_client()
    for turn in range(TURNS):
        for address, fields in (OPEN, SEALED):
            form = {
                **fields,
                "words": f"Lamp {turn} is dark.",
                "answer": "code",
                "operation_id": secrets.token_hex(12),
            }
            began = time.process_time()
            answer = client.post(address, data=form, headers={"X-Forwarded-For": f"10.7.{turn}.1"})
            took[address].append(time.process_time() - began)
            if answer.status_code not in {200, 303}:
                raise RuntimeError(f"{address} answered {answer.status_code}")
    opened, sealed = (statistics.median(each[5:]) * 1000 for each in took.values())
    note = f"{sealed:.1f} ms CPU of {opened:.1f}, the code's own cost left out"
    say(Line("sealed intake / open one", sealed / opened, 2, at_least=False, note=note))


def _receipt(app: Flask, say: Callable[[Line], None]) -> None:
    """Look up codes at the cost that real ones have."""
    with app.app_context():
        keys = app.extensions["sealing"]
        keys.cheap = False
        began = time.process_time()
        for _ in range(5):
            sealing.receipt_digest("4131752979193987")
        keys.cheap = True
    spent = (time.process_time() - began) * 200
    say(
        Line(
            "receipt check, ms CPU",
            spent,
            200,
            at_least=False,
            note="slow by design: each guess costs as much",
        )
    )


def _desk(app: Flask, person: str, say: Callable[[Line], None]) -> None:
    first: dict[str, float] = {}
    for rows in (FEW, MANY):
        with app.app_context():
            _fill(rows)
        for page in ("/concerns", "/desk"):
            cost = inside.cost(app, page, person=person)
            if rows == FEW:
                first[page] = cost.ms
                continue
            name = f"{page} with {MANY // 1000},000 concerns"
            note = f"{cost.ms:.1f} ms CPU, {first[page]:.1f} with {FEW}"
            say(Line(f"{name} / with {FEW}", cost.ms / first[page], 3, at_least=False, note=note))
            say(Line(f"{name}, statements", cost.statements, 10, at_least=False, note=""))


def _likely(app: Flask, say: Callable[[Line], None]) -> None:
    """Find likely duplicates at one station of 50,000 concerns with varied words, all of which somebody still owes."""
    with app.app_context():
        with unit() as session:
            rows = list(session.scalars(select(Concern).where(Concern.lane == Lane.CONCERN).limit(LIKELY)))
            session.execute(delete(ConcernKey))
            for number, row in enumerate(rows):
                row.search_text, row.state = likeness.folded(_words(number)), State.RAISED
            session.flush()
            keys = [
                {"office_id": row.office_id, "key": key, "concern_id": row.id}
                for row in rows
                for key in likeness.keys_of(row.search_text)
            ]
            for begun in range(0, len(keys), BATCH):
                session.execute(insert(ConcernKey), keys[begun : begun + BATCH])
            if db.engine.dialect.name == "postgresql":
                session.execute(text("ANALYZE"))
        who = worlds.actor()
        took: list[float] = []
        found = 0
        for turn in range(TURNS):
            row = queries.concern(rows[turn * 797 % len(rows)].ref)
            if row is None:
                raise RuntimeError("the concern is gone")
            began = time.perf_counter()
            found += bool(alike.likely_for(row, who))
            took.append((time.perf_counter() - began) * 1000)
        db.session.remove()
    note = f"{max(took):.0f} ms at most; something likely for {found} of {TURNS}"
    name = f"likely duplicates among {len(rows) // 1000},000, ms"
    say(Line(name, statistics.median(took[5:]), 50, at_least=False, note=note))


def _words(number: int) -> str:
    """Return one of many matters in English, roman Urdu or Urdu, with a place of its own."""
    about = ABOUT[number % len(ABOUT)]
    return f"{about} {PLACES[number // len(ABOUT) % len(PLACES)]} {PLACES[number // 997 % len(PLACES)]}"


def _fill(total: int) -> None:
    """Write concerns at the station in bulk until there are `total`: of the first ones a tenth waits, of the others a hundredth."""
    with unit() as session:
        given = session.scalars(select(Concern).where(Concern.lane == Lane.CONCERN).limit(1)).one()
        present = session.query(Concern.id).count()
        fixed = {
            c.key: getattr(given, c.key)
            for c in Concern.__mapper__.column_attrs
            if c.key
            not in {"id", "ref", "thread_id", "operation_id", "receipt", "state", "raised_at", "due_on"}
        }
    now = clock.now()
    for begun in range(present, total, BATCH):
        count = min(BATCH, total - begun)
        with unit() as session:
            threads = [
                {"force_id": given.force_id, "lane": Lane.CONCERN, "opened_at": now} for _ in range(count)
            ]
            session.execute(insert(Thread), threads)
            last = session.scalar(select(Thread.id).order_by(Thread.id.desc()).limit(1)) or 0
            session.execute(insert(Concern), [_row(fixed, last - n, begun + n) for n in range(count)])
    if db.engine.dialect.name == "postgresql":
        with unit() as session:
            session.execute(text("ANALYZE"))  # as it does by itself within a minute of such a load
    db.session.remove()


def _row(fixed: dict[str, object], thread: int, number: int) -> dict[str, object]:
    raised = clock.now() - timedelta(hours=number % 4000)
    state = "raised" if number % (10 if number < FEW else 100) == 0 else "confirmed"
    return {
        **fixed,
        "ref": secrets.token_hex(5).upper()[:10],
        "thread_id": thread,
        "operation_id": f"bulk-{number}",
        "receipt": None,
        "state": state,
        "raised_at": raised,
        "due_on": raised.date() + timedelta(days=14),
    }
