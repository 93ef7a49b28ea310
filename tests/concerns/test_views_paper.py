"""Slips: blank ones carry no code; a printed code is one that was given for that very concern."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engagement.concerns.models import Concern
from engagement.concerns.rules import CATEGORY_WORDS
from engagement.events.models import Event
from engagement.kernel.database import db, unit
from tests.concerns.conftest import Town
from tests.factories import concerns, events, organisation, people
from tests.pages import PageClient
from tests.printed import A4, needs_type, sheet_of

pytestmark = [needs_type, pytest.mark.sqlite_only]  # what is drawn is the same on both
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
A6 = (298, 420)
LONG = "پبلک سیفٹی کمیشن، سول سیکرٹریٹ، پشاور · Public Safety Commission, Civil Secretariat, Peshawar, commission@example.org · 000-0000000"


@pytest.fixture
def meeting(town: Town) -> Event:
    """A meeting of Badhber in its place."""
    return events.event(office=town.badhber, locality=town.place)


def given(client: PageClient, meeting: Event) -> tuple[str, str, str]:
    """Write a concern down with a slip; return the address of its slip, the code, and the page."""
    fields = {"category": "water", "words": "The tap is dry.", "operation_id": "slip-1", "slip": "1"}
    html = client.send(f"/events/{meeting.ref}/concerns/new", **fields).get_data(as_text=True)
    found = re.search(r'action="(/concerns/\w+/slip.pdf)".*?name="code" value="([\d ]+)"', html, re.DOTALL)
    assert found, html
    return found[1], found[2], html


def test_blank_slips_hold_boxes_for_a_code_and_no_code(client: PageClient, town: Town, meeting: Event):  # C.4
    with unit():
        meeting.force.oversight_address = LONG
    client.sign_in(town.officer)
    sheet = sheet_of(client.get(f"/events/{meeting.ref}/concerns/slips.pdf?in=en"))
    assert (len(sheet.leaves), sheet.sizes) == (1, {A4})
    assert sheet.text.count("For you") == 3
    assert sheet.text.count("localhost/follow") == 3
    assert all(sheet.text.count(words) >= 3 for words in CATEGORY_WORDS.values())
    assert "complaints about police" in sheet.text
    assert not re.search(r"\d{4} ?\d{4} ?\d{4}", sheet.text)
    assert db.session.scalars(select(Concern)).all() == []


def test_blank_slips_are_written_from_the_right_in_urdu(client: PageClient, town: Town, meeting: Event):
    with unit():
        meeting.force.oversight_address = LONG
    client.sign_in(town.officer)
    sheet = sheet_of(client.get(f"/events/{meeting.ref}/concerns/slips.pdf?in=ur"))
    assert (len(sheet.leaves), sheet.sizes) == (1, {A4})
    assert sheet.placed("localhost/follow") < A4[0] / 2  # the half to tear off lies on the left


def test_the_slip_of_a_code_that_was_just_given(client: PageClient, town: Town, meeting: Event):  # C.4
    client.sign_in(town.officer)
    address, code, html = given(client, meeting)
    row = db.session.scalars(select(Concern)).one()
    assert f'formaction="{address}?in=ur"' in html
    for language in ("en", "ur"):
        answer = client.send(f"{address}?in={language}", code=code)
        sheet = sheet_of(answer)
        assert (len(sheet.leaves), sheet.sizes) == (1, {A6})
        assert code in sheet.text
        assert row.ref in sheet.text
        assert "tap" not in sheet.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert code.replace(" ", "") not in answer.headers["Content-Disposition"]
    assert "The tap is dry." in client.send("/follow", code=code).get_data(as_text=True)


@pytest.mark.parametrize("code", ["", "1111222233334444", "۱۲۳۴", "x" * 5000, "1" * 17])
def test_a_code_that_was_not_given_is_never_printed(
    client: PageClient, town: Town, meeting: Event, code: str
):
    client.sign_in(town.officer)
    address, _code, _html = given(client, meeting)
    answer = client.send(address, code=code)
    assert answer.status_code == 422
    assert "This code was not given for this concern. Nothing was printed." in answer.get_data(as_text=True)


def test_the_code_of_another_concern_is_not_printed(client: PageClient, town: Town, meeting: Event):
    client.sign_in(town.officer)
    _address, code, _html = given(client, meeting)
    other = concerns.concern(office=town.badhber, locality=town.place, now=NOW)
    assert client.send(f"/concerns/{other.ref}/slip.pdf", code=code).status_code == 422


def test_who_may_not_read_a_concern_prints_no_slip(app: Any, client: PageClient, town: Town, meeting: Event):
    client.sign_in(town.officer)
    address, code, _html = given(client, meeting)
    visitor, stranger = app.test_client(), app.test_client()
    assert visitor.post(address, data={"code": code}).status_code in {302, 400}
    stranger.sign_in(people.person(holding=organisation.post(office=organisation.station())))
    assert stranger.send(address, code=code).status_code == 404
    assert stranger.get(f"/events/{meeting.ref}/concerns/slips.pdf").status_code == 403
    assert client.get(address).status_code == 405


def test_slips_are_offered_among_the_papers_of_a_meeting(client: PageClient, town: Town, meeting: Event):
    client.sign_in(town.officer)
    html = client.get(f"/events/{meeting.ref}/paper").get_data(as_text=True)
    assert f"/events/{meeting.ref}/concerns/slips.pdf?in=ur" in html


def test_the_register_names_concerns_by_reference_and_kind_and_no_words(
    client: PageClient, town: Town, meeting: Event
):
    client.sign_in(town.officer)
    given(client, meeting)
    row = db.session.scalars(select(Concern)).one()
    text = sheet_of(client.get(f"/events/{meeting.ref}/register.pdf?in=en")).text
    assert "Concerns raised here: 1" in text
    assert f"{row.ref} Water" in text
    assert "tap" not in text
