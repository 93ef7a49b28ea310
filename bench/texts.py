"""Texts that come in while people answer meetings: 10,000 taken by two web workers, none lost, at least 100 a second."""

import http.client
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select

from bench import flood
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
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def run(app: Flask, environ: dict[str, str], *, say: Callable[[Line], None]) -> None:
    """Measure on one database: texts a second, with RSVPs going on all the while, and what is there afterwards."""
    with app.app_context():
        ref = db.session.scalars(select(Event.ref).order_by(Event.id).limit(1)).one()
        with unit():
            office = db.session.scalars(select(Office).order_by(Office.id).limit(1)).one()
            set_number(actor=COMMAND, now=clock.now(), number="8484", office=office)
        db.session.remove()
    flood.run(app, environ, say=say)
    with app.app_context():
        before, kept_before = _counted(Rsvp), _counted(TextIn)
        db.session.remove()
    with served(
        "engagement.web_server:load", {**environ, "GATEWAY_TOKEN": flood.TOKEN}, ready="/healthz"
    ) as (address, _pid):
        done, answers = threading.Event(), [0]
        answering = threading.Thread(target=_answer, args=(address, ref, done, answers))
        answering.start()
        began = time.perf_counter()
        refused = _texts(address)
        took = time.perf_counter() - began
        done.set()
        answering.join()
    with app.app_context():
        kept, rsvps = _counted(TextIn) - kept_before, _counted(Rsvp) - before
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
    for number in range(turn, TEXTS, CLIENTS):
        words = f"Street light {number} is out"
        if not flood.texted(connection, f"bench-{number}", words, f"0300{number % SENDERS:07d}"):
            refused.append(number)


def _answer(address: str, ref: str, done: threading.Event, answers: list[int]) -> None:
    """Answer one meeting again and again, as people do, until the texts are all in."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    while not done.wait(0.02):
        name = f"bench-texts-{answers[0]}"
        given = f"party=1&need=nothing&operation_id={name}"
        try:
            connection.request("POST", f"/events/{ref}/rsvp", given, FORM)
            answer = connection.getresponse()
            answer.read()
        except (http.client.HTTPException, OSError):  # a kept connection may end between two requests
            connection.close()  # the next request opens it again; the operation's id counts the answer once
            continue
        answers[0] += answer.status == 303
