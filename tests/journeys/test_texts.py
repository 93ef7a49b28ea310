"""The SMS resident's journey through a real Kannel, both ways, in English and Urdu, with delivery reports."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask
from sqlalchemy import select

from engagement.channels import delivery
from engagement.channels.models import OutboxMessage
from engagement.concerns.actions import chain
from engagement.concerns.actions.changes import tell_raiser
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.events.models import Rsvp
from engagement.events.models.joining import JoinCode
from engagement.events.rules import RsvpState
from engagement.intake.actions.texts import set_number
from engagement.kernel import clock
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, fresh, unit
from engagement.organisation.models import Office, Post
from tests.factories import concerns, events, organisation, people, problems
from tests.kannel import OPERATOR, Network, installed, kannel

pytestmark = pytest.mark.skipif(
    not installed(), reason="Kannel is not installed here: script/test installs it"
)
TOKEN = "journey-token"
PATIENCE = 15


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_said: object) -> None:
        pass


@pytest.fixture
def network(app: Flask) -> Iterator[Network]:
    """The app served on a port, with a Kannel before it."""
    before = app.extensions["settings"]
    server = make_server("127.0.0.1", 0, app, handler_class=_Quiet)
    address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        with kannel(app=server.server_port, token=TOKEN) as found:
            app.extensions["settings"] = replace(
                before, sms_url=found.url, gateway_token=TOKEN, public_url=address
            )
            app.config["PUBLIC_URL"] = address
            yield found
    finally:
        app.extensions["settings"] = before
        app.config["PUBLIC_URL"] = before.public_url
        server.shutdown()
        server.server_close()
        thread.join()


class Resident:
    """Somebody with a phone and no internet."""

    def __init__(self, app: Flask, network: Network, number: str) -> None:
        self.app, self.network, self.number = app, network, number

    def texts(self, words: str, *, answers: int = 1) -> list[str]:
        """Text, and return what came back once it arrived and its delivery report came."""
        with self.network.phone(self.number, words) as phone:
            return self._waits(phone.got, answers)

    def waits(self, answers: int = 1) -> list[str]:
        """Be on the network until something comes."""
        with self.network.phone(self.number) as phone:
            return self._waits(phone.got, answers)

    def _waits(self, got: Callable[[], list[str]], answers: int) -> list[str]:
        limit = time.monotonic() + PATIENCE
        least = time.monotonic() + 1.5
        while time.monotonic() < limit:
            self.app.extensions["jobs"].drain()
            for message_id in delivery.sweep(clock.now()):
                delivery.deliver_due(message_id)
            db.session.rollback()
            if len(got()) >= answers and (answers or time.monotonic() > least) and self._all_arrived():
                break
            time.sleep(0.05)
        return got()

    def _all_arrived(self) -> bool:
        waits = select(OutboxMessage.id).where(
            OutboxMessage.channel == "sms", OutboxMessage.arrived_at.is_(None)
        )
        return db.session.scalar(waits.limit(1)) is None


@pytest.fixture
def post(app: Flask) -> Post:
    office = organisation.station()
    found = organisation.post(office=office)
    with unit():
        set_number(actor=COMMAND, now=clock.now(), number=OPERATOR, office=fresh(office))
    return found


def told(row: Concern, office: Office, post: Post) -> None:
    """The station owns it, works on it, and asks whether it is fixed."""
    concerns.owned(row, post, people.actor_at(post), clock.now())
    problem = problems.problem(concern=row, owner=post, locality_id=organisation.locality(office=office).id)
    with unit():
        chain.tell(actor=COMMAND, now=clock.now(), concern=fresh(row), problem_id=problem.id)
        tell_raiser(row, "problems.told", clock.now(), problem_id=problem.id)


@pytest.mark.parametrize(
    ("language", "join", "words", "status", "no", "yes", "stop"),
    [
        ("en", "JOIN 412", "Street light out at the bus stand", "STATUS {}", "2", "1", "STOP"),
        ("ur", "شامل ۴۱۲", "بس اڈے پر بتی خراب ہے", "حال {}", "۲", "ہاں", "بند"),
    ],
)
def test_join_raise_status_reopen_confirm_stop(
    app: Flask, network: Network, post: Post, language: str, join: str, words: str, status: str, no: str, yes: str, stop: str
) -> None:  # fmt: skip
    office, amina = post.office, Resident(app, network, "03001234567")
    event = events.event(
        office=office,
        starts_at=clock.now().replace(microsecond=0, second=0) + (events.SOON - events.SOON.replace(day=20)),
    )
    with unit() as session:
        session.add(JoinCode(force_id=event.force_id, code="412", event_id=event.id))

    (kept,) = amina.texts(join)
    assert kept.startswith(
        {"en": "Meeting 412: your place is kept.", "ur": "اجلاس 412: آپ کی جگہ ہے۔"}[language]
    )
    assert db.session.scalars(select(Rsvp)).one().state == RsvpState.CONFIRMED

    (received,) = amina.texts(words)
    row = db.session.scalars(select(Concern)).one()
    assert row.ref in received
    (stage,) = amina.texts(status.format(row.ref))
    assert row.ref in stage

    told(row, office, post)
    asked = amina.waits(2)  # given to a post; is it fixed?
    assert any("1" in each and "2" in each for each in asked)
    (again,) = amina.texts(no)
    db.session.refresh(row)
    assert (row.state, row.reopened) == (State.OWNED, 1)
    assert row.ref in again

    with unit():
        chain.tell(actor=COMMAND, now=clock.now(), concern=fresh(row))
        tell_raiser(row, "problems.told", clock.now(), problem_id=1)
    amina.waits(1)
    (thanks,) = amina.texts(yes)
    db.session.refresh(row)
    assert (row.state, row.provisional) == (State.CONFIRMED, True)
    assert row.ref in thanks

    assert len(amina.texts(stop)) == 1
    assert amina.texts(stop, answers=0) == []
    out = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.channel == "sms").order_by(OutboxMessage.id)
    ).all()
    assert {each.state for each in out} == {"sent"}
    assert all(each.arrived_at for each in out), "each delivery report came"


def test_the_gateways_folder_and_logs_hold_no_words(app: Flask, network: Network, post: Post) -> None:
    amina = Resident(app, network, "03001234567")
    amina.texts("The marker word quokka stands here")
    for path in network.folder.glob("*"):
        if path.name.startswith("phone-"):
            continue  # the phone itself
        assert b"quokka" not in path.read_bytes(), path.name
