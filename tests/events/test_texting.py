"""What is told about meetings by SMS: one part where it can be, the place of a women's session never."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engagement.channels.delivery import compose
from engagement.channels.gsm import measure
from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice
from engagement.events import texting
from engagement.events.actions import attend, joining
from engagement.events.models import Event, Rsvp
from engagement.events.models.joining import JoinCode
from engagement.events.queries import joining as queries
from engagement.events.rules import Kind
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.locale import speaking
from engagement.kernel.refusals import Refusal
from engagement.people.models import Contact
from tests.factories import events, organisation
from tests.factories.answers import given
from tests.pages import PageClient

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
NUMBER = "0300 1234567"


@pytest.fixture
def clock(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


@pytest.fixture
def with_gateway(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "settings", _with_gateway(app))


def _with_gateway(app: Flask) -> Any:
    from dataclasses import replace

    return replace(app.extensions["settings"], sms_url="http://127.0.0.1:1/")


def a_meeting(**more: Any) -> Event:
    office = organisation.station()
    place = organisation.locality(office=office, names={"en": "Badhber", "ur": "بڈھ بیر"})
    hall = organisation.venue(
        locality=place, names={"en": "Govt School Badhber", "ur": "گورنمنٹ سکول بڈھ بیر"}
    )
    return events.event(office=office, locality=place, venue_id=hall.id, **more)


def coded(event: Event, code: str = "412") -> Event:
    with unit() as session:
        session.add(JoinCode(force_id=event.force_id, code=code, event_id=event.id))
    return event


def answered(event: Event, address: str = NUMBER, **more: Any) -> Notice | None:
    with unit():
        attend.answer(actor=VISITOR, now=NOW, given=given(event, address=address, operation_id="a", **more))
    message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    return compose(message) if message else None


def test_who_leaves_a_phone_number_is_told_in_one_text(clock: object, with_gateway: None) -> None:
    notice = answered(coded(a_meeting()))
    assert notice is not None
    assert notice.address == "+923001234567"
    code = db.session.scalars(select(Rsvp.code)).one()
    assert notice.short == (
        f"Meeting 412: your place is kept. Tue 24 Nov, 16:00, Govt School Badhber, Badhber. Code {code}. Cannot come? Reply 2"
    )
    assert measure(notice.short).parts == 1
    contact = db.session.scalars(select(Contact)).one()
    assert (contact.channel, b"3001234567" in contact.address) == ("sms", False), (
        "sealed like an e-mail address"
    )


def test_the_urdu_text_fits_in_one_part_and_begins_with_an_urdu_word(
    clock: object, with_gateway: None
) -> None:
    notice = answered(coded(a_meeting()), locale="ur")
    assert notice is not None
    assert measure(notice.short).parts == 1, notice.short
    assert "\u0600" < notice.short[0] < "\u06ff"
    assert "بڈھ بیر" in notice.short, "the area, where the hall is too long"


@pytest.mark.parametrize(("language", "said"), [("en", "Code 48210937."), ("ur", "")])
def test_who_joined_by_text_reads_the_code_of_the_door_where_it_goes_in_beside_the_place(
    app: Flask, language: str, said: str
) -> None:
    event = coded(a_meeting())
    with speaking(language):
        text = texting.kept(event, "48210937")
        assert measure(text).parts == 1
        assert ("48210937" in text, said in text) == (bool(said), True)
        assert {"en": "Govt School Badhber, Badhber", "ur": "بڈھ بیر"}[language] in text
        online = texting.kept(coded(a_meeting(kind=Kind.WOMEN), "413"), "48210937")
        assert "48210937" in online, "where no place is told the code goes in"
        assert measure(online).parts == 1


def test_without_a_gateway_a_phone_number_is_refused_with_what_is_asked_for(clock: object) -> None:
    with pytest.raises(Refusal, match="e-mail"):
        answered(a_meeting())


def test_what_is_no_phone_number_is_refused(clock: object, with_gateway: None) -> None:
    with pytest.raises(Refusal, match="not a phone number"):
        answered(a_meeting(), address="0300 12")


def test_the_same_number_however_it_is_written_is_one_answer(clock: object, with_gateway: None) -> None:
    event = a_meeting()
    with unit():
        first = attend.answer(actor=VISITOR, now=NOW, given=given(event, address=NUMBER, operation_id="a"))
        second = attend.answer(
            actor=VISITOR, now=NOW, given=given(event, address="+92-300-1234567", operation_id="b")
        )
    assert first.rsvp_id == second.rsvp_id


@pytest.mark.parametrize("language", ["en", "ur"])
def test_no_text_about_a_womens_session_names_its_place_or_what_it_is(app: Flask, language: str) -> None:
    event = coded(a_meeting(kind=Kind.WOMEN))
    makers = (texting.kept, texting.promoted, texting.moved, texting.called_off, texting.near, texting.asked, texting.declined, texting.withdrawn)  # fmt: skip
    with speaking(language):
        said = " ".join([*(make(event) for make in makers), texting.approved(event, "https://x/1")])
    for word in ("School", "Badhber", "women", "Women", "سکول", "بڈھ", "خواتین"):  # T9
        assert word not in said


def test_a_code_is_given_once_and_is_short(app: Flask) -> None:
    event = a_meeting()
    with unit():
        code = joining.give(event=event, now=NOW)
        assert joining.give(event=event, now=NOW) == code
    assert len(code) == 3
    assert queries.event_of(event.force_id, code) == event


def test_codes_are_unique_in_a_force_until_90_days_after_their_meeting(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = coded(a_meeting(), "412")
    office = db.session.get(type(first.office), first.office_id)
    second, third = events.event(office=office), events.event(office=office)
    monkeypatch.setattr(joining.secrets, "randbelow", lambda most: 312 if most == 900 else 0)
    with unit():
        assert joining.give(event=second, now=first.ends_at + timedelta(days=89)) == "1000"
        assert joining.give(event=third, now=first.ends_at + timedelta(days=91)) == "412"
    assert queries.event_of(first.force_id, "412") == third
    assert queries.code_of(first) == ""


def test_a_meeting_by_invitation_has_no_code(app: Flask) -> None:
    event = a_meeting(invite_only=True)
    with unit():
        assert joining.give(event=event, now=NOW) == ""


def test_the_form_says_that_a_phone_number_will_do_where_texts_go_out(
    app: Flask, client: PageClient, clock: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/events/{a_meeting().ref}/rsvp"
    assert "text on your phone" not in client.get(address).get_data(as_text=True)
    monkeypatch.setitem(app.extensions, "settings", _with_gateway(app))
    assert "by e-mail or as a text on your phone" in client.get(address).get_data(as_text=True)
