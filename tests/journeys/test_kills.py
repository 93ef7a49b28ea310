"""Killed without a warning, again and again, while people answer: nothing acknowledged is lost, no place given twice.

`KILLS_ANSWERS=500` makes it the long run; the suite walks a shorter one.
"""

import http.client
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from engagement import settings as settings_module
from engagement.channels import delivery
from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sent
from engagement.events.models import Event, Rsvp
from engagement.events.rules import RsvpState
from engagement.factory import create_app
from engagement.kernel import clock
from engagement.kernel.database import db
from tests import postgres
from tests.factories import events as make
from tests.product import Product, running

pytestmark = [pytest.mark.both, pytest.mark.machine_clock]

ANSWERS = int(os.environ.get("KILLS_ANSWERS", "60"))
SOME = 24  # at most so many answers between two kills, or so many more as were quicker
PEOPLE_AT_ONCE = 4
PATIENCE = 120  # seconds for one answer to be acknowledged


@dataclass
class Crowd:
    """People who answer one meeting, each until they are told that it is kept."""

    product: Product
    reference: str
    acknowledged: set[str] = field(default_factory=set)
    refused: Counter[int] = field(default_factory=Counter)
    cut: int = 0

    def answer(self, number: int) -> None:
        """Send one form until it is acknowledged; a phone that got no answer sends the same form again."""
        operation = uuid4().hex
        body = urlencode(
            {
                "party": 1,
                "need": "nothing",
                "contact": f"resident-{number}@example.org",
                "operation_id": operation,
            }
        )
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            status = self._send(body, number)
            if status == 303:
                self.acknowledged.add(operation)
                return
            if status:
                self.refused[status] += 1
            else:
                self.cut += 1
            time.sleep(0.1)

    def _send(self, body: str, number: int) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.product.port, timeout=20)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{number // 200}.{number % 200}.7",
        }
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("POST", f"/events/{self.reference}/rsvp", body, headers)
            with connection.getresponse() as response:
                return response.status
        return 0


@pytest.fixture
def product(tmp_path: Path, worker_id_: str) -> Iterator[Product]:
    """The product on the database that this run is about, behind one proxy."""
    url = {}
    if "TEST_POSTGRES_URL" in os.environ and os.environ.get("TEST_DATABASE") == "postgresql":
        address = postgres.new_database(os.environ["TEST_POSTGRES_URL"], f"kills_{worker_id_}")
        url = {"DATABASE_URL": address, "SECRET_KEY": "a-key-for-the-test-of-kills-0123456789abcdef"}
    with running(tmp_path, "--no-demo", TRUSTED_PROXIES="1", **url) as product:
        yield product


@pytest.fixture
def house(product: Product) -> Iterator[Flask]:
    """The same installation from inside, to plan a meeting and to count afterwards."""
    app = create_app(settings_module.load({**product.env, "DATA_DIR": str(product.data)}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def killed_while(crowd: Crowd, done: threading.Event) -> list[str]:
    """Kill something each time some more answers were acknowledged; return what was killed."""
    chance = random.Random(5)
    killed: list[str] = []
    at = SOME
    while not done.is_set() and at < ANSWERS:
        if len(crowd.acknowledged) < at:
            done.wait(0.01)
            continue
        at = len(crowd.acknowledged) + chance.randrange(SOME // 3, SOME)
        killed.append(("web worker", "all at once")[len(killed) % 2])
        kill(crowd.product, killed[-1], chance)
    return killed


def kill(product: Product, what: str, chance: random.Random) -> None:
    """Kill that without a warning; start again what does not come back by itself."""
    if what == "web worker":
        with suppress(ProcessLookupError, IndexError):
            os.kill(chance.choice(product.web_workers()), signal.SIGKILL)
        return
    product.kill()
    product.start()


def settle(product: Product) -> None:
    """Let the time pass in which a worker takes up what a killed one had in hand, and deliver it."""
    product.end()
    for minutes in (5, 10, 20):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
            for message_id in delivery.sweep(clock.now()):
                with suppress(delivery.Lost):
                    delivery.deliver(message_id)


# 003.6, 010.2
def test_whatever_is_killed_no_answer_is_lost_and_no_place_is_given_twice(product: Product, house: Flask):
    event = make.event(
        capacity=ANSWERS * 2 // 3, starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    )
    crowd, done = Crowd(product, event.ref), threading.Event()
    db.session.remove()
    with ThreadPoolExecutor(PEOPLE_AT_ONCE + 1) as people:
        killing = people.submit(killed_while, crowd, done)
        list(people.map(crowd.answer, range(ANSWERS)))
        done.set()
        killed = killing.result()
    settle(product)
    told = f"{ANSWERS} answers, kills: {dict(Counter(killed))}, cut: {crowd.cut}, other answers: {dict(crowd.refused)}"
    sys.stdout.write(told)

    kept = dict(db.session.execute(select(Rsvp.operation_id, Rsvp.state)).all())
    assert len(crowd.acknowledged) == ANSWERS
    assert set(kept) == crowd.acknowledged
    seats = db.session.scalar(select(Event.seats_taken))
    assert seats == sum(state == RsvpState.CONFIRMED for state in kept.values()) == event.capacity
    assert len(killed) >= min(3, ANSWERS // 20)

    messages = dict(db.session.execute(select(OutboxMessage.message_id, OutboxMessage.state)).all())
    assert len(messages) == ANSWERS
    assert db.session.scalar(select(func.count(func.distinct(OutboxMessage.recipient_id)))) == ANSWERS
    arrived = Counter(str(mail["Message-ID"]) for mail in product.mailbox.arrived)
    assert set(arrived) == set(messages)
    assert set(messages.values()) <= {Sent.SENT, Sent.UNCERTAIN}
    assert sum(arrived.values()) - len(arrived) <= len(killed)
