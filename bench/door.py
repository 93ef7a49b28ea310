"""The door without a network: 200 entries taken in as a phone sends them, what the app weighs, how soon it opens offline."""

import json
import re
import secrets
import shutil
import statistics
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from flask import Flask
from sqlalchemy import insert, select

from bench import worlds
from bench.pages import Line
from bench.serving import served
from engagement.events.models import Event, Rsvp
from engagement.intake import envelopes, queries
from engagement.intake.actions import lease as leases
from engagement.intake.models import DoorLease
from engagement.kernel import clock, inbound
from engagement.kernel.database import db, fresh, unit
from engagement.people.models import Person

ENTRIES, PARTIES, CONCERNS, SLIPS, BATCH = 200, 60, 20, 10, 20
STARTS = 3
MOST_BYTES = 150_000


def run(app: Flask, environ: dict[str, str], *, say: Callable[[Line], None]) -> None:
    """Measure on one database; the browser's part only where there is one, and once."""
    with app.app_context():
        event = _meeting()
        lease, token = _lease(event)
        sealed = list(_sealed(lease))
        ref, person = event.ref, worlds_person().fs_uniquifier
        db.session.remove()
    # Receipt codes cost what they cost in service: 100 ms each.
    with served("engagement.web_server:load", {**environ, "CHEAP_HASHES": "false"}, ready="/healthz") as (
        address,
        _pid,
    ):
        took, states = _sync(address, token, sealed)
        good = states == {"applied": ENTRIES}
        note = f"{states}, {BATCH} at once, {SLIPS} with a receipt code"
        say(Line("200 offline entries, s", took if good else 999, 5, at_least=False, note=note))
        if environ["DATABASE_URL"].startswith("sqlite"):
            say(
                Line(
                    "door app, kB transferred",
                    _weight(address) / 1000,
                    150,
                    at_least=False,
                    note="both languages",
                )
            )
            _opens(app, address, ref, person, say)


def worlds_person() -> Person:
    """Return the commander of the station, made if there is none."""
    found = db.session.scalar(select(Person).where(Person.email == "bench@example.org"))
    if found is None:
        worlds.commander()
        found = db.session.scalars(select(Person).where(Person.email == "bench@example.org")).one()
    return found


def _meeting() -> Event:
    """Let one of the meetings be on now, with sixty parties."""
    event = db.session.scalars(select(Event).order_by(Event.id.desc()).limit(1)).one()
    now = clock.now()
    with unit() as session:
        fresh(event)
        event.starts_at, event.ends_at = now - timedelta(minutes=10), now + timedelta(hours=2)
        session.execute(
            insert(Rsvp),
            [
                {
                    "ref": secrets.token_hex(4).upper(), "event_id": event.id, "code": f"{10_000_000 + n}",
                    "party": 2, "need": "nothing", "locale": "en", "state": "confirmed", "created_at": now,
                    "operation_id": secrets.token_hex(12), "door_name": False,
                }
                for n in range(PARTIES)
            ],
        )  # fmt: skip
    return event


def _lease(event: Event) -> tuple[DoorLease, str]:
    person = worlds_person()
    actor = queries.actor_at(DoorLease(person_id=person.id, person=person), clock.now())
    with unit():
        taken = leases.take(actor=actor, now=clock.now(), event=fresh(event), device="bench")
    return taken.lease, taken.token


def _told(number: int, at: datetime) -> dict[str, Any]:
    if number < PARTIES:
        return {"deed": "arrive", "at": at.isoformat(), "code": f"{10_000_000 + number}", "n": 2}
    if number < PARTIES + CONCERNS:
        receipt = f"{secrets.randbelow(10**16):016d}" if number < PARTIES + SLIPS else ""
        words = {"category": "water", "words": f"Tap {number} is dry.", "receipt": receipt, "language": "en"}
        return {"deed": "concern", "at": at.isoformat(), **words}
    seen = {"side": "resident", "sex": "woman", "age": "adult", "disability": "unknown"}
    return {"deed": "count", "at": at.isoformat(), **seen}


def _sealed(lease: DoorLease) -> Iterator[dict[str, str]]:
    """Yield entries as a phone seals them."""
    at = clock.now()
    for number in range(ENTRIES):
        name = secrets.token_hex(12)
        text = json.dumps(_told(number, at)).ljust(512).encode()
        bound = envelopes.bound_to(lease.ref, name)
        raw = inbound.sealed(text, force=lease.event.force.ref, bound_to=bound)
        yield {"id": name, "sealed": b64encode(raw).decode()}


def _sync(address: str, token: str, sealed: list[dict[str, str]]) -> tuple[float, dict[str, int]]:
    states: dict[str, int] = {}
    began = time.perf_counter()
    for first in range(0, len(sealed), BATCH):
        body = {"token": token, "now": clock.now().isoformat(), "entries": sealed[first : first + BATCH]}
        request = Request(  # noqa: S310 - our own address
            f"{address}/door/sync", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            for each in json.loads(answer.read())["answers"]:
                states[each["state"]] = states.get(each["state"], 0) + 1
    return time.perf_counter() - began, states


def _weight(address: str) -> int:
    """Return the bytes that travel when a phone takes the app along."""
    with urlopen(f"{address}/door/worker.js") as answer:  # noqa: S310 - our own address
        worker = answer.read().decode()
    kept = re.search(r"KEEPS = (\[.*?\]);", worker)
    asked = ["/door/worker.js", *json.loads(kept[1] if kept else "[]")]
    found = 0
    for path in asked:
        request = Request(address + path, headers={"Accept-Encoding": "gzip"})  # noqa: S310
        with urlopen(request) as answer:  # noqa: S310
            found += len(answer.read())
    return found


def _opens(app: Flask, address: str, ref: str, person: str, say: Callable[[Line], None]) -> None:
    """Take the door along, end the browser, and open the app without a network."""
    with _browser() as found:
        if found is None:
            print("Chromium or Playwright is missing: the offline start is left out", file=sys.stderr)
            return
        from tests.browser.phones import Phone  # noqa: PLC0415 - Playwright is not everywhere

        play, program, profile = found
        phone = Phone(play, program, profile, address, cookie=_cookie(app, person)).take(ref, "bench")
        took = []
        for _turn in range(STARTS):
            phone.kill()
            (profile / "SingletonLock").unlink(missing_ok=True)
            phone.start(offline=True)
            began = time.perf_counter()
            phone.page.goto(f"{address}/door/app", wait_until="commit")
            phone.page.wait_for_selector("#unlock:not([hidden])")
            took.append(time.perf_counter() - began)
        phone.context.close()
    note = f"median of {STARTS} in a new browser; until the passphrase can be typed"
    say(Line("door app, offline start, s", statistics.median(took), 1, at_least=False, note=note))


@contextmanager
def _browser() -> Iterator[tuple[Any, str, Path] | None]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not installed everywhere
    except ImportError:
        program = None
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as play:
        yield play, program, Path(folder) / "profile"


def _cookie(app: Flask, person: str) -> str:
    client = app.test_client()
    known = worlds.signed_in(app, person)
    with client.session_transaction() as session:
        session.update(known)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return str(cookie.value) if cookie else ""
