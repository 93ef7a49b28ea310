"""Calling off a meeting to which 2,000 parties mean to come, and the mail that each of them gets."""

import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import func, insert, select

from bench import worlds
from bench.inside import YARD, bare_now
from bench.pages import Line
from bench.serving import ROOT, free_port
from engagement.channels import delivery
from engagement.channels.email import Smtp
from engagement.channels.models import OutboxMessage, State
from engagement.events.models import Event, Rsvp
from engagement.kernel.database import db, unit
from engagement.organisation.models import Force, Locality, Office, Post, Venue
from engagement.people.actions.contacts import contact_for
from engagement.serving import JOBS_AT_ONCE

PARTIES = 2_000
RATE = 100  # mails a second
SINK = """
import sys, time
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
while True:
    time.sleep(60)
"""


def run(app: Flask, *, say: Callable[[Line], None]) -> None:
    """Call it off through its page, then deliver what that made to a server in a process of its own.

    Both are weighed in CPU against bare Flask answers, since a shared machine is twice as slow at one moment as at
    another; what the clock said stands beside it.
    """
    with app.app_context():
        ref = _meeting()
        person = worlds.commander()
    yard = bare_now()
    took, spent = _call_off(app, ref, person)
    with app.app_context():
        mails = select(OutboxMessage.recipient_id).where(OutboxMessage.kind == "events.cancelled")
        readers = list(db.session.scalars(mails))
        db.session.remove()
    note = f"{len(readers)} outbox rows for {len(set(readers))} readers; by the clock {took:.2f}"
    say(Line(f"calling off for {PARTIES}, s CPU", spent * YARD / yard, 1, at_least=False, note=note))
    if len(readers) != PARTIES or len(set(readers)) != PARTIES:
        raise RuntimeError(f"{PARTIES} parties, {len(readers)} messages to {len(set(readers))} readers")
    with _sink() as url:
        before = bare_now()
        rate, cpu, sent = _deliver(app, url)
        yard = (before + bare_now()) / 2
    weighed = cpu * YARD / yard
    note = f"{sent} sent by {JOBS_AT_ONCE} at once, by the clock"
    say(Line("mails delivered a second", rate if sent == PARTIES else 0, RATE, at_least=True, note=note))
    note = f"{weighed * 1000:.1f} ms each; bare {yard:.3f}"
    say(
        Line(
            "mails delivered a second of CPU",
            1 / weighed if sent == PARTIES else 0,
            RATE,
            at_least=True,
            note=note,
        )
    )


def _meeting() -> str:
    ids = {
        "force": db.session.scalar(select(Force.id)),
        "office": db.session.scalar(select(Office.id)),
        "post": db.session.scalar(select(Post.id)),
        "place": db.session.scalar(select(Locality.id)),
        "venue": db.session.scalar(select(Venue.id)),
    }
    ((event_id, ref),) = worlds.meetings(ids, 1)
    force = db.session.scalars(select(Force)).one()
    with unit() as session:
        contacts = [
            contact_for(
                force=force, address=f"party{n}@example.org", locale=("ur", "en")[n % 2], now=worlds.FIRST
            ).id
            for n in range(PARTIES)
        ]
        rows = [
            {
                "ref": f"B{n:07}",
                "event_id": event_id,
                "contact_id": contact_id,
                "code": f"{n:06}",
                "party": 1,
                "need": "nothing",
                "locale": "en",
                "state": "confirmed",
                "created_at": worlds.FIRST,
                "operation_id": f"bench-mail-{n}",
            }
            for n, contact_id in enumerate(contacts)
        ]
        session.execute(insert(Rsvp), rows)
        session.get_one(Event, event_id).seats_taken = PARTIES
    return ref


def _call_off(app: Flask, ref: str, person: str) -> tuple[float, float]:
    """Press the button as its commander does; return the seconds until the answer, by the clock and in CPU."""
    client = app.test_client()
    known = worlds.signed_in(app, person)
    with client.session_transaction() as session:
        session.update(known)
    page = client.get(f"/events/{ref}/manage").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the page of the meeting holds no form")
    form = {"csrf_token": token[1], "reason": "The road is closed.", "scope": "one"}
    began, spent = time.perf_counter(), time.process_time()
    answer = client.post(f"/events/{ref}/cancel", data=form)
    took, cpu = time.perf_counter() - began, time.process_time() - spent
    if answer.status_code != 303:
        raise RuntimeError(f"calling off answered {answer.status_code}")
    return took, cpu


def _deliver(app: Flask, url: str) -> tuple[float, float, int]:
    """Deliver as the product's workers do; return mails a second, CPU seconds a mail, and how many were sent."""
    with app.app_context():
        ids = list(db.session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id)))
        db.session.remove()

    def work() -> None:
        out = Smtp(url, sender="bench@example.org")
        with app.app_context():
            while delivery.deliver_due(ids[0], out):
                pass
            db.session.remove()

    workers = [threading.Thread(target=work) for _ in range(JOBS_AT_ONCE)]
    began, spent = time.perf_counter(), time.process_time()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    took, cpu = time.perf_counter() - began, time.process_time() - spent
    with app.app_context():
        sent = db.session.scalar(select(func.count()).where(OutboxMessage.state == State.SENT)) or 0
        db.session.remove()
    return len(ids) / took, cpu / len(ids), sent


@contextmanager
def _sink() -> Iterator[str]:
    """Serve SMTP in a process of its own, which takes everything."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SINK, str(port)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        if process.stdout is None or b"ready" not in process.stdout.readline():
            raise RuntimeError("the mail server did not start")
        yield f"smtp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
