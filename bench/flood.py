"""10,000 texts of one sender in a minute and one of somebody else among them, who is answered within seconds."""

import http.client
import os
import subprocess
import sys
import threading
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, insert, select

from bench.pages import Line
from bench.serving import ROOT, served
from engagement.intake import gateway
from engagement.intake.actions import texts
from engagement.intake.models import TextIn
from engagement.intake.queries import texts as queries
from engagement.intake.rules import MOST_FROM_ONE, TextState
from engagement.kernel import clock
from engagement.kernel.database import db, unit
from engagement.organisation.models import Force
from tests.channels.gateway import Phones
from tests.channels.gateway import gateway as phones_of

FLOOD, BY_ACTION, AT_THE_DOOR = 10_000, 400, 600  # those between are written as the action leaves them
WITHIN = 5  # seconds
PATIENCE = 60
LOUD, REAL, FIRST = "03110000001", "03110000002", "03110000003"
TOKEN = "bench-token"  # noqa: S105 - of the bench


def run(app: Flask, environ: dict[str, str], *, say: Callable[[Line], None]) -> None:
    """Measure how long one person waits for the answer while another floods; nothing is lost or answered twice."""
    with phones_of() as phones:
        given = {**environ, "GATEWAY_TOKEN": TOKEN, "SMS_URL": phones.url}
        with (
            served("engagement.web_server:load", given, ready="/healthz") as (address, _pid),
            _working(given),
        ):
            _one(address, "first", "The drain of our lane is blocked", FIRST)
            _heard(phones, FIRST)  # the worker is awake
            began = time.perf_counter()
            _taken_in(app)
            took = _among(address, phones)
            lasted = time.perf_counter() - began
            _settled(phones)
    with app.app_context():
        states = Counter(db.session.scalars(select(TextIn.state)))
        held = db.session.scalar(select(func.count()).where(TextIn.state == TextState.HELD)) or 0
        db.session.remove()
    answers = Counter(each.headers["X-Kannel-DLR-Url"] for each in phones.arrived)
    to_loud = sum(each.headers["X-Kannel-To"].endswith(LOUD[1:]) for each in phones.arrived)
    good = (
        states.total() == FLOOD + 2
        and held == FLOOD - MOST_FROM_ONE
        and set(answers.values()) == {1}
        and to_loud <= MOST_FROM_ONE + 1  # the last says until when nothing is answered
    )
    note = f"{states.total()} kept, {held} held, {to_loud} answers to the one; all in {lasted:.0f} s"
    say(Line("a text among 10,000 of one, s", took if good else 999, WITHIN, at_least=False, note=note))


def texted(connection: http.client.HTTPConnection, name: str, words: str, sender: str) -> bool:
    """Hand over one text as the gateway does; return whether it was taken."""
    headers = {
        "Authorization": "Basic " + b64encode(f"kannel:{TOKEN}".encode()).decode(),
        "Content-Type": 'text/plain; charset="UTF-8"',
        "X-Kannel-From": sender,
        "X-Kannel-To": "8484",
    }
    connection.request("POST", f"/sms/incoming?id={name}", words, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status == 202


def _one(address: str, name: str, words: str, sender: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    if not texted(connection, name, words, sender):
        raise RuntimeError("a text was not taken")
    connection.close()


def _taken_in(app: Flask) -> None:
    """Most of the flood: the first by the action that the door calls, the rest as rows such as it leaves them."""
    with app.app_context():
        known = queries.number_of("8484")
        if known is None:
            raise RuntimeError("no number is set")
        force, office = known.force, known.office
        with unit() as session:
            for number in range(BY_ACTION):
                texts.take_in(now=clock.now(), came=_came(app, number, force), force=force, office=office)
            rows = []
            for number in range(BY_ACTION, FLOOD - AT_THE_DOOR):
                came = _came(app, number, force)
                rows.append(
                    {
                        "gateway_id": came.gateway_id,
                        "force_id": force.id,
                        "office_id": office.id,
                        "number": came.number,
                        "sender": came.sender,
                        "words": came.words,
                        "sealed": came.sealed,
                        "received_at": clock.now(),
                        "state": TextState.HELD,
                    }
                )
            session.execute(insert(TextIn), rows)
        db.session.remove()


def _came(app: Flask, number: int, force: Force) -> texts.Came:
    headers = {"X-Kannel-From": LOUD, "X-Kannel-To": "8484"}
    with app.test_request_context(
        f"/sms/incoming?id=flood-{number}",
        method="POST",
        data=f"Buy my phones, offer {number}",
        headers=headers,
    ) as context:
        return gateway.came(context.request, force)


def _among(address: str, phones: Phones) -> float:
    """The rest comes through the door, and half-way the real one: return how many seconds its answer took."""
    half, failed = threading.Event(), []

    def flood() -> None:
        connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
        for number in range(FLOOD - AT_THE_DOOR, FLOOD):
            if not texted(connection, f"flood-{number}", f"Buy my phones, offer {number}", LOUD):
                failed.append(number)
            if number >= FLOOD - AT_THE_DOOR // 2:
                half.set()

    flooding = threading.Thread(target=flood)
    flooding.start()
    half.wait(PATIENCE)
    began = time.perf_counter()
    _one(address, "real", "The culvert at the school is broken", REAL)
    _heard(phones, REAL)
    took = time.perf_counter() - began
    flooding.join()
    return 999 if failed else took


def _heard(phones: Phones, sender: str) -> None:
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if any(each.headers["X-Kannel-To"].endswith(sender[1:]) for each in list(phones.arrived)):
            return
        time.sleep(0.01)
    raise TimeoutError(f"{sender} was not answered")


def _settled(phones: Phones) -> None:
    """Wait until no more answers come."""
    before = -1
    while before != len(phones.arrived):
        before = len(phones.arrived)
        time.sleep(1)


@contextmanager
def _working(environ: dict[str, str]) -> Iterator[None]:
    """The worker in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"],
        cwd=ROOT,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
