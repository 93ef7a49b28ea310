"""The door of a meeting, and what meetings show of concerns."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import render_template_string
from sqlalchemy import func, select

from engagement.concerns import panels
from engagement.concerns.actions import desk
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.events.models import Event
from engagement.events.rules import State as EventState
from engagement.kernel.database import db
from tests.concerns.conftest import Town
from tests.factories import concerns, events, people
from tests.pages import PageClient

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def meeting(town: Town) -> Event:
    """A meeting of Badhber in its place."""
    return events.event(office=town.badhber, locality=town.place)


def write_down(client: PageClient, meeting: Event, operation: str = "cap-1", **given: str):
    """Send the form of the door."""
    fields = {"category": "water", "words": "پانی نہیں آتا", "operation_id": operation, **given}
    return client.send(f"/events/{meeting.ref}/concerns/new", **fields)


def test_two_taps_and_the_words(client: PageClient, town: Town, meeting: Event) -> None:  # C.4
    client.sign_in(town.officer)
    html = client.get(f"/events/{meeting.ref}/concerns/new").get_data(as_text=True)
    form = html.split("novalidate")[1].split("</form>")[0]
    asked = set(re.findall(r'name="([a-z_]+)"', form)) - {"csrf_token", "operation_id"}
    assert asked == {"category", "words", "slip"}
    answer = write_down(client, meeting)
    row = db.session.scalars(select(Concern)).one()
    assert row.ref in answer.get_data(as_text=True)
    assert (row.by_proxy, row.door, row.event_id, row.locality_id) == (
        True,
        "meeting",
        meeting.id,
        town.place.id,
    )
    assert (row.office_id, row.receipt, row.language) == (town.badhber.id, None, "ur")


def test_sent_twice_it_is_one_concern(client: PageClient, town: Town, meeting: Event) -> None:
    client.sign_in(town.officer)
    write_down(client, meeting)
    write_down(client, meeting)
    write_down(client, meeting, "cap-2")
    assert db.session.scalar(select(func.count(Concern.id))) == 2


def test_a_slip_for_the_raiser_opens_what_the_officer_wrote(
    client: PageClient, town: Town, meeting: Event
) -> None:
    client.sign_in(town.officer)
    html = write_down(client, meeting, slip="1").get_data(as_text=True)
    code = re.search(r"\d{4} \d{4} \d{4} \d{4}", html)
    assert code is not None
    visitor = client.application.test_client()
    assert "پانی نہیں آتا" in visitor.post("/follow", data={"code": code.group()}).get_data(as_text=True)


def test_the_door_says_what_is_not_taken(client: PageClient, town: Town, meeting: Event) -> None:
    client.sign_in(town.officer)
    html = client.get(f"/events/{meeting.ref}/concerns/new").get_data(as_text=True)
    before = html.split('<form method="post" action="/events')[0]
    assert "Not here: complaints about police, tips, violence against women." in before
    assert "Public Safety Commission, Peshawar" in before


def test_only_the_host_station_writes_down(client: PageClient, town: Town, meeting: Event) -> None:
    client.sign_in(people.person(holding=town.mattani_post))
    assert client.get(f"/events/{meeting.ref}/concerns/new").status_code == 403
    draft = events.event(office=town.badhber, locality=town.place, state=EventState.DRAFT)
    assert client.get(f"/events/{draft.ref}/concerns/new").status_code == 404


def test_nothing_is_raised_at_a_meeting_that_was_called_off(client: PageClient, town: Town) -> None:
    off = events.event(office=town.badhber, locality=town.place, state=EventState.CANCELLED)
    client.sign_in(town.officer)
    answer = write_down(client, off)
    assert answer.status_code == 422
    assert "پانی نہیں آتا" in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Concern.id))) == 0


def _publish(town: Town, row: Concern, words: str) -> None:
    sho, dpo = town.acts(town.sho, town.sho_post), town.acts(town.dpo, town.dpo_post)
    concerns.done(desk.word, actor=sho, now=NOW, concern=row, words=words, language="en")
    concerns.done(desk.review, actor=dpo, now=NOW, concern=row)


def test_the_next_meeting_opens_with_what_was_raised_last_time(client: PageClient, town: Town) -> None:
    week = timedelta(days=7)
    before = events.event(
        office=town.badhber, locality=town.place, starts_at=NOW - week, state=EventState.HELD
    )
    coming = events.event(office=town.badhber, locality=town.place, starts_at=NOW + week)
    shown = concerns.concern(locality=town.place, event=before)
    concerns.concern(locality=town.place, event=before, words="Not reviewed.")
    assert panels.last_time(coming) is None
    _publish(town, shown, "A street light is out.")
    with client.application.test_request_context():
        html = panels.last_time(coming)
    assert html is not None
    assert "A street light is out." in html
    assert "Not reviewed." not in html
    assert "Nobody owns it yet." in html
    assert shown.state == State.RAISED


def test_the_public_reads_that_a_concern_was_passed_on_but_not_words_that_nobody_reviewed(
    client: PageClient, town: Town
) -> None:
    week = timedelta(days=7)
    before, coming = (
        events.event(office=town.badhber, locality=town.place, starts_at=NOW + n * week, state=state)
        for n, state in ((-1, EventState.HELD), (1, EventState.PUBLISHED))
    )
    shown = concerns.concern(locality=town.place, event=before)
    _publish(town, shown, "A street light is out.")
    sho = town.acts(town.sho, town.sho_post)
    concerns.done(desk.refer, actor=sho, now=NOW, concern=shown, agency="Gul Rukh, house 12")
    with client.application.test_request_context():
        html = panels.last_time(coming) or ""
    assert "Passed to another agency" in html
    assert "Gul Rukh" not in html


def test_the_slot_of_the_door_shows_the_way_only_to_who_may(
    client: PageClient, town: Town, meeting: Event
) -> None:
    page = "{{ slot('events.door', event=event) }}{{ slot('events.manage', event=event) }}"
    with client.application.test_request_context():
        assert "/concerns/new" not in render_template_string(page, event=meeting)
