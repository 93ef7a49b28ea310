"""Texts that come in while people answer meetings: 10,000 taken by two web workers, none lost, at least 100 a second."""

import http.client
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from bench.pages import Line
from bench.serving import served
from engagement.events.models import Event, Rsvp
from engagement.intake.actions.texts import set_number
from engagement.intake.models import TextIn
from engagement.kernel import clock
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, unit
from engagement.organisation.models import Office

TEXTS, SENDERS, CLIENTS = 10_000, 2_000, 4
TOKEN = "bench-token"  # noqa: S105 - of the bench
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def run(app: Flask, environ: dict[str, str], *, say: Callable[[Line], None]) -> None:
    """Measure on one database: texts a second, with RSVPs going on all the while, and what is there afterwards."""
    with app.app_context():
        ref = db.session.scalars(select(Event.ref).order_by(Event.id.desc()).limit(1)).one()
        before = _counted(Rsvp)
        with unit():
            office = db.session.scalars(select(Office).order_by(Office.id).limit(1)).one()
            set_number(actor=COMMAND, now=clock.now(), number="8484", office=office)
        db.session.remove()
    with served("engagement.web:load", {**environ, "GATEWAY_TOKEN": TOKEN}, ready="/healthz") as (
        address,
        _pid,
    ):
        done, answers = threading.Event(), [0]
        answering = threading.Thread(target=_answer, args=(address, ref, done, answers))
        answering.start()
        began = time.perf_counter()
        refused = _texts(address)
        took = time.perf_counter() - began
        done.set()
        answering.join()
    with app.app_context():
        kept, rsvps = _counted(TextIn), _counted(Rsvp) - before
        db.session.remove()
    lost = TEXTS - kept
    note = f"{kept} of {TEXTS} kept, {refused} refused, {rsvps} RSVPs meanwhile"
    good = not lost and not refused and rsvps == answers[0] > 0
    say(Line("texts in, a second", TEXTS / took if good else 0, 100, at_least=True, note=note))


def _counted(model: type[TextIn] | type[Rsvp]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def _texts(address: str) -> int:
    """Hand over all texts through a few connections at once; return how many were not taken."""
    refused: list[int] = []
    threads = [threading.Thread(target=_some, args=(address, turn, refused)) for turn in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(refused)


def _some(address: str, turn: int, refused: list[int]) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    basic = b64encode(f"kannel:{TOKEN}".encode()).decode()
    for number in range(turn, TEXTS, CLIENTS):
        headers = {
            "Authorization": f"Basic {basic}",
            "Content-Type": 'text/plain; charset="UTF-8"',
            "X-Kannel-From": f"0300{number % SENDERS:07d}",
            "X-Kannel-To": "8484",
        }
        connection.request(
            "POST", f"/sms/incoming?id=bench-{number}", f"Street light {number} is out", headers
        )
        answer = connection.getresponse()
        answer.read()
        if answer.status != 202:
            refused.append(number)


def _answer(address: str, ref: str, done: threading.Event, answers: list[int]) -> None:
    """Answer one meeting again and again, as people do, until the texts are all in."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    while not done.wait(0.02):
        name = f"bench-texts-{answers[0]}"
        connection.request("POST", f"/events/{ref}/rsvp", f"party=1&need=nothing&operation_id={name}", FORM)
        answer = connection.getresponse()
        answer.read()
        answers[0] += answer.status == 303
