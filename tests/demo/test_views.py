"""The phones on the screen: shown in a demonstration alone; texts go through the same door and outbox as a gateway's."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from engagement.channels import delivery, simulator
from engagement.channels.models import OutboxMessage, ShownText
from engagement.channels.models import State as Sent
from engagement.concerns.models import Concern
from engagement.concerns.rules import Door
from engagement.demo import rules
from engagement.intake.models import TextIn
from engagement.intake.rules import TextState
from engagement.kernel import clock
from engagement.kernel.database import db
from engagement.organisation.models import Office
from tests.factories import organisation, people
from tests.factories.texts import NOW, numbered
from tests.pages import PageClient

PAGE = "/demo/phones/first"


@pytest.fixture
def office(app: Flask) -> Office:
    found = organisation.station()
    organisation.post(office=found)
    numbered("8484", found)
    return found


@pytest.fixture
def shown(app: Flask, office: Office) -> Iterator[None]:
    """A demonstration that shows phones, and waits for no worker."""
    app.extensions["settings"] = replace(app.extensions["settings"], demo=True)
    app.config["PHONE_PATIENCE"] = 0
    with time_machine.travel(NOW, tick=False):
        yield


def work(app: Flask) -> None:
    app.extensions["jobs"].drain()
    for message_id in delivery.sweep(clock.now()):
        delivery.deliver_due(message_id)
    db.session.rollback()


def says(app: Flask, client: PageClient, words: str = "", *, press: str = "", phone: str = "first") -> str:
    """Send a text from a phone, let the worker work, and return the phone's page."""
    path = f"/demo/phones/{phone}"
    found = re.search(r'name="operation_id"[^>]*value="([^"]+)"', client.get(path).text)
    assert found
    given = {"operation_id": found[1], "to": "8484", "words": words} | ({"press": press} if press else {})
    assert client.post(path, data=given).status_code == 303
    work(app)
    return client.get(f"{path}?sent=1&to=8484").text


def came(phone: str = "first") -> list[str]:
    found = rules.phone_of(phone)
    assert found
    return [simulator.words_of(row) for row in simulator.received(found.number)]


def test_elsewhere_than_in_a_demonstration_there_are_no_phones(client: PageClient, office: Office) -> None:
    missing = client.get("/nothing/here")
    for path in ("/demo/phones", PAGE):
        answer = client.get(path)
        assert (answer.status_code, answer.data) == (404, missing.data)
    assert client.post(PAGE, data={"to": "8484", "words": "HELP"}).status_code == 404
    assert db.session.scalar(select(func.count(TextIn.id))) == 0


def test_with_a_gateway_set_no_phone_is_shown(app: Flask, client: PageClient, shown: None) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], sms_url="http://127.0.0.1:1/")
    assert client.get(PAGE).status_code == 404


def test_a_text_becomes_a_concern_and_its_answer_arrives_on_the_phone(
    app: Flask, client: PageClient, shown: None
) -> None:
    html = says(app, client, "Street light is out at the bus stand")
    row = db.session.scalars(select(Concern)).one()
    assert row.door == Door.SMS
    (answer,) = came()
    assert row.ref in answer
    assert answer in html
    assert f"/concerns/{row.ref}/work" in html, "the officer's side of it"
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.channel == "sms")).one()
    assert (message.state, message.arrived_at is not None) == (Sent.SENT, True)
    assert b"bus stand" not in db.session.scalars(select(TextIn)).one().sealed
    assert row.ref.encode() not in db.session.scalars(select(ShownText)).one().sealed


def test_a_press_of_an_urdu_word_is_answered_in_urdu_letters_from_right_to_left(
    app: Flask, client: PageClient, shown: None
) -> None:
    html = says(app, client, "", press="مدد", phone="second")
    (answer,) = came("second")
    assert answer.startswith("1 اجلاس")
    assert f'dir="auto">{answer}' in html
    assert re.search(r"\d+ of 70 characters", html)
    assert came("first") == []


def test_a_long_text_goes_in_parts_and_is_one_concern(app: Flask, client: PageClient, shown: None) -> None:
    words = "بس اڈے پر بتی خراب ہے اور سڑک ٹوٹی ہوئی ہے۔ " * 5
    html = says(app, client, words)
    parts = db.session.scalars(select(TextIn).order_by(TextIn.part)).all()
    assert [(row.part, row.parts) for row in parts] == [(n + 1, len(parts)) for n in range(len(parts))]
    assert len(parts) > 2
    assert {row.state for row in parts} == {TextState.DONE, TextState.JOINED}
    assert html.count('class="mine"') == 1
    assert f"characters in {len(parts)} texts" in html
    assert db.session.scalar(select(func.count(Concern.id))) == 1


def test_the_same_form_twice_is_one_text(app: Flask, client: PageClient, shown: None) -> None:
    for _ in range(2):
        client.post(PAGE, data={"operation_id": "once", "to": "8484", "words": "The drain is blocked"})
    work(app)
    assert db.session.scalar(select(func.count(TextIn.id))) == 1
    assert len(came()) == 1


def test_an_answer_that_is_not_there_yet_is_said_to_be_on_its_way(
    app: Flask, client: PageClient, shown: None
) -> None:
    client.post(PAGE, data={"operation_id": "slow", "to": "8484", "words": "HELP"})
    assert "The answer is on its way." in client.get(f"{PAGE}?sent=1").text
    work(app)
    assert "The answer is on its way." not in client.get(f"{PAGE}?sent=1").text


@pytest.mark.parametrize("given", [{"to": "9999", "words": "HELP"}, {"to": "8484", "words": ""}])
def test_a_text_to_no_number_or_without_words_is_not_sent(
    app: Flask, client: PageClient, shown: None, given: dict[str, str]
) -> None:
    refused = client.post(PAGE, data=given)
    assert (refused.status_code, "One thing to put right" in refused.text) == (422, True)
    assert db.session.scalar(select(func.count(TextIn.id))) == 0


def test_a_phone_keeps_its_last_texts_and_no_more(app: Flask, client: PageClient, shown: None) -> None:
    from engagement.channels.notice import Notice

    for turn in range(simulator.MOST + 3):
        notice = Notice("+923000000001", "en", "", (), short=f"text {turn}", sender="8484")
        simulator.Simulator().send(notice, message_id=f"<{turn}@chowk>", handing=lambda: None)
        simulator.Simulator().send(notice, message_id=f"<{turn}@chowk>", handing=lambda: None)
    assert came() == [f"text {turn}" for turn in range(3, simulator.MOST + 3)]


def test_an_officer_reads_what_was_texted_and_finds_the_phone_from_the_desk(
    app: Flask, client: PageClient, shown: None, office: Office
) -> None:
    says(app, client, "Street light is out at the bus stand")
    ref = db.session.scalars(select(Concern)).one().ref
    client.sign_in(people.person(holding=organisation.post(office=office)))
    assert "/demo/phones" in client.get("/concerns").text
    assert "Street light is out at the bus stand" in client.get(f"/concerns/{ref}/work").text
