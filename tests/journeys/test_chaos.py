"""Texts and mails through an hour without a gateway, a worker killed again and again, a clock put back.

Every text that was accepted is there once and answered once, or its answer is shown as uncertain.
`CHAOS_TEXTS=300` makes it the long run; the suite walks a shorter one.
"""

import os
import random
import subprocess
import sys
import time
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from engagement import settings as settings_module
from engagement.channels import delivery
from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sent
from engagement.concerns.models import Concern
from engagement.events.models import Rsvp
from engagement.events.models.joining import JoinCode
from engagement.factory import create_app
from engagement.intake import router
from engagement.intake.models import TextIn
from engagement.intake.rules import TextState
from engagement.kernel import clock
from engagement.kernel.database import Base, db, unit
from engagement.organisation.models import Office
from tests import postgres
from tests.channels.gateway import Phones, gateway
from tests.channels.mailserver import mail_server
from tests.factories import events, organisation
from tests.factories.texts import NOW, TOKEN, Handset, handset, numbered
from tests.house.tree import ROOT
from tests.product import STRANGE

TEXTS = int(os.environ.get("CHAOS_TEXTS", "16"))
KILLS = max(2, TEXTS // 20)
PATIENCE = 40  # seconds for a worker to start on a machine that has other work
DONE = {Sent.SENT, Sent.UNCERTAIN}


def sender(number: int) -> str:
    return f"+9230055{number:05d}"


def words(number: int) -> str:
    return f"The drain of lane {number} is blocked"


def told(phones: Phones) -> dict[str, Counter[str]]:
    """Return how often each message arrived at each phone: its delivery report's address names a message."""
    found: dict[str, Counter[str]] = {}
    for each in phones.arrived:
        found.setdefault(each.headers["X-Kannel-To"], Counter())[each.headers["X-Kannel-DLR-Url"]] += 1
    return found


def texts_there_once_and_answered_once(phones: Phones, count: int) -> None:
    """Every accepted text was read once, and its phone heard once of it, or not and the outbox says uncertain."""
    rows = db.session.execute(select(TextIn.state, TextIn.concern_id)).all()
    assert Counter(state for state, _concern in rows) == {TextState.DONE: count}
    assert (
        len({concern for _state, concern in rows})
        == count
        == db.session.scalar(select(func.count(Concern.id)))
    )
    answers = db.session.execute(
        select(OutboxMessage.recipient_id, OutboxMessage.state).where(OutboxMessage.channel == "sms")
    ).all()
    assert len(answers) == len({reader for reader, _state in answers}) == count
    assert {state for _reader, state in answers} <= DONE
    heard = told(phones)
    assert all(sum(each.values()) == 1 for each in heard.values()), "no phone got anything twice"
    sent = sum(state == Sent.SENT for _reader, state in answers)
    assert sent <= len(heard) <= count, "what is marked as sent arrived; what is in doubt may have"


@pytest.fixture
def texting(app: Flask) -> Iterator[Handset]:
    office = organisation.station()
    organisation.post(office=office)
    with handset(app) as found:
        numbered("8484", office)
        yield found


def test_a_gateway_down_for_an_hour_loses_no_text_and_doubles_no_answer(app: Flask, texting: Handset) -> None:
    with time_machine.travel(NOW, tick=False) as moving:
        up = app.extensions["settings"]
        app.extensions["settings"] = replace(up, sms_url="http://127.0.0.1:1/cgi-bin/sendsms")
        for minute in range(60):
            if minute % 6 == 0:
                assert texting.post(words(minute), sender=sender(minute)).status_code == 202
            texting.work()
            moving.shift(timedelta(minutes=1))
        assert texting.phones.arrived == []
        assert db.session.scalar(select(func.count(Concern.id))) == 10, "what came in did not wait for it"
        app.extensions["settings"] = up
        for _ in range(4):
            texting.work()
            moving.shift(timedelta(minutes=20))
        texts_there_once_and_answered_once(texting.phones, 10)


@pytest.mark.parametrize("back", [timedelta(hours=2), timedelta(days=3650)])
def test_a_clock_that_was_put_back_holds_no_text_and_no_answer(
    app: Flask, texting: Handset, back: timedelta
) -> None:
    with time_machine.travel(NOW + back, tick=False) as moving:
        for number in range(3):
            assert texting.post(words(number), sender=sender(number)).status_code == 202
        router.route_waiting()  # their answers wait in the outbox
        for number in range(3, 6):
            assert texting.post(words(number), sender=sender(number)).status_code == 202
        half = texting.post("The wall of lane 6 ", sender=sender(6), X_Kannel_UDH="%05%00%03%2A%02%01")
        assert half.status_code == 202
        moving.move_to(NOW)
        texting.app.extensions["jobs"].tick()
        texting.work()
        texts_there_once_and_answered_once(texting.phones, 7)
        again = texting.text("STATUS", sender=sender(1))
        assert len(again) == 1
        assert ": with " in again[0], "who holds it"


def test_a_digit_answers_what_was_asked_last_also_after_the_clock_was_put_back(
    app: Flask, texting: Handset
) -> None:
    office = db.session.scalars(select(Office)).all()[-1]
    with time_machine.travel(NOW + timedelta(hours=2), tick=False) as moving:
        event = events.event(office=office)
        with unit() as session:
            session.add(JoinCode(force_id=event.force_id, code="412", event_id=event.id))
        texting.text("JOIN 412")
        moving.move_to(NOW)
        assert "1 next meeting" in texting.text("HELP")[0]
        assert texting.text("2")[0].startswith("Write what is wrong"), "the menu was last, not the place"


@pytest.fixture
def environ(tmp_path: Path, worker_id_: str) -> dict[str, str]:
    """What the worker and this test share: a folder, a database, keys."""
    url = f"sqlite:///{tmp_path / 'chowk.db'}"
    if "TEST_POSTGRES_URL" in os.environ and os.environ.get("TEST_DATABASE") == "postgresql":
        url = postgres.new_database(os.environ["TEST_POSTGRES_URL"], f"chaos_{worker_id_}")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(STRANGE)}
    key = "a-key-for-the-test-of-chaos-0123456789abcdef"
    return {**kept, "DATA_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": key, "CHEAP_HASHES": "true",
            "GATEWAY_TOKEN": TOKEN}  # fmt: skip


class Worker:
    """The worker's own process, killed without a warning and started again."""

    def __init__(self, environ: dict[str, str]) -> None:
        self.environ, self.kills = environ, 0
        self.start()

    def start(self) -> None:
        with (Path(self.environ["DATA_DIR"]) / "worker.txt").open("a") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "app", "worker"],
                cwd=ROOT, env=self.environ, stdout=said, stderr=subprocess.STDOUT,
            )  # fmt: skip

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self.kills += 1


@contextmanager
def working(environ: dict[str, str]) -> Iterator[Worker]:
    worker = Worker(environ)
    try:
        yield worker
    finally:
        worker.process.kill()
        worker.process.wait()


def people_write(app: Flask, reference: str, number: int) -> None:
    """One text comes in, and one answer to a meeting by mail."""
    basic, client = "Basic " + b64encode(f"kannel:{TOKEN}".encode()).decode(), app.test_client()
    taken = client.post(
        f"/sms/incoming?id=chaos-{number}", data=words(number),
        headers={"X-Kannel-From": sender(number), "X-Kannel-To": "8484", "Authorization": basic},
    )  # fmt: skip
    assert taken.status_code == 202
    form = {"party": 1, "need": "nothing", "contact": f"r{number}@example.org", "operation_id": f"c-{number}"}
    assert client.post(f"/events/{reference}/rsvp", data=form).status_code == 303
    db.session.remove()


def killed_while_people_write(app: Flask, reference: str, went: Callable[[], int], worker: Worker) -> None:
    """Again and again some write, and while what they get goes out the worker is killed."""
    chance = random.Random(11)
    for turn in range(KILLS):
        before, limit = went(), time.monotonic() + PATIENCE
        for number in range(turn, TEXTS, KILLS):
            people_write(app, reference, number)
        while went() < before + chance.randrange(1, TEXTS // KILLS) and time.monotonic() < limit:
            time.sleep(0.005)
        time.sleep(chance.random() * 0.05)
        worker.kill()
        if turn < KILLS - 1:
            worker.start()


def settle() -> None:
    """Let the time pass in which what a killed worker had in hand is taken up again, and deliver it."""
    for minutes in (5, 10, 20):
        with time_machine.travel(datetime.now(UTC) + timedelta(minutes=minutes)):
            router.route_waiting()
            for message_id in delivery.sweep(clock.now()):
                with suppress(delivery.Lost):
                    delivery.deliver(message_id)


@contextmanager
def installed(environ: dict[str, str]) -> Iterator[Flask]:
    """Give the app in this process, its tables made; its connections are closed also where an assertion fails."""
    app = create_app(settings_module.load(environ))
    with app.app_context():
        try:
            Base.metadata.create_all(db.engine)
            yield app
        finally:
            db.session.remove()
            app.extensions["glances"].close()
            db.engine.dispose()


@pytest.mark.both
@pytest.mark.machine_clock
def test_a_worker_killed_at_random_loses_no_text_and_no_mail_and_texts_nobody_twice(
    environ: dict[str, str],
) -> None:
    with gateway() as phones, mail_server() as mailbox:
        phones.slow = 0.03
        environ |= {"SMS_URL": phones.url, "SMTP_URL": mailbox.url, "PUBLIC_URL": "http://127.0.0.1:9"}
        with installed(environ) as app:
            event = events.event(
                capacity=None, starts_at=datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
            )
            organisation.post(office=event.office)
            numbered("8484", event.office)
            reference = event.ref
            db.session.remove()
            with working(environ) as worker:
                killed_while_people_write(
                    app, reference, lambda: len(phones.arrived) + len(mailbox.arrived), worker
                )
            settle()
            texts_there_once_and_answered_once(phones, TEXTS)
            mails = dict(
                db.session.execute(
                    select(OutboxMessage.message_id, OutboxMessage.state).where(
                        OutboxMessage.channel != "sms"
                    )
                ).all()
            )
            arrived = Counter(str(mail["Message-ID"]) for mail in mailbox.arrived)
            unsure = db.session.scalar(
                select(func.count()).where(
                    OutboxMessage.state == Sent.UNCERTAIN, OutboxMessage.channel == "sms"
                )
            )
            sys.stdout.write(f"{TEXTS} texts and mails, {worker.kills} kills: {unsure} texts uncertain, "
                             f"{sum(arrived.values()) - len(arrived)} mails twice under one Message-ID")  # fmt: skip
            assert db.session.scalar(select(func.count(Rsvp.id))) == TEXTS == len(mails)
            assert set(arrived) == set(mails)
            assert set(mails.values()) <= DONE
            assert sum(arrived.values()) - len(arrived) <= KILLS
