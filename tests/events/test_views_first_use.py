"""What somebody met who used these pages for the first time: each is mended, and stays so."""

from datetime import date, timedelta
from typing import Any

import pytest

from engagement.events.actions import checkin
from engagement.events.files import ImportState
from engagement.events.models import Event, MeetingImport, Promise
from engagement.events.queries import record as records
from engagement.events.rules import State
from engagement.kernel.actor import COMMAND, Role
from engagement.kernel.database import unit
from tests.factories import events, organisation
from tests.factories.saving import saved
from tests.pages import PageClient

LATER = events.SOON + timedelta(hours=1)
DUE = date(2026, 12, 10)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)


@pytest.fixture
def meeting(host) -> Event:
    return events.event(office=host, title="Open hour")


def page(client: PageClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def promised(event: Event, post: Any, **given: Any) -> Promise:
    values = {
        "force_id": event.force_id,
        "event_id": event.id,
        "post_id": post.id,
        "words": "Lamps",
        "due_on": DUE,
    }
    return saved(Promise(created_at=LATER, **{**values, **given}))


def test_what_a_draft_still_needs_leads_to_its_field_and_it_is_not_published(officer, host, post):
    draft = events.event(
        office=host, state=State.DRAFT, host_post_id=post.id, starts_at=LATER + timedelta(days=3)
    )
    with unit():
        draft.locality_id = None
    manage = f"/events/{draft.ref}/manage"
    link = f'<a href="/events/{draft.ref}/edit#locality">Choose the locality where it takes place.</a>'
    assert link in page(officer, manage)
    assert 'id="locality"' in page(officer, f"/events/{draft.ref}/edit")
    refused = officer.send(f"/events/{draft.ref}/publish")
    assert refused.status_code == 422
    assert link in refused.text


def test_more_hands_than_people_are_pointed_out(officer, meeting, post):
    promised(meeting, post, rank=1, hands=3)
    address = f"/events/{meeting.ref}/record"
    for people_there, told in ((2, True), (1, False)):
        for n in range(people_there):
            with unit():
                checkin.count(actor=COMMAND, now=LATER, event=meeting, operation_id=f"{people_there}-{n}")
        said = "3 hands were counted, but only 2 people. Check both numbers." in page(officer, address)
        assert said is told


def test_offices_present_have_a_heading_and_a_button_of_their_own(officer, meeting):
    shown = page(officer, f"/events/{meeting.ref}/record")
    assert '<h2 class="ruled">Offices present</h2>' in shown
    assert "Save the offices" in shown
    tally = shown.split("Type the numbers of a paper tally")[1].split("</details>")[0]
    assert "paper-offices" not in tally


def test_whoever_keeps_or_watches_the_house_is_not_asked_to_promise(app, host, post, meeting):
    for role in (Role.ADMINISTRATOR, Role.OVERSIGHT):
        organisation.post(office=host, role=role)
        organisation.post(office=host.parent, role=role)
    assert {row.role for row in records.posts_that_may_promise(meeting)} == {Role.OFFICER}


def test_the_day_of_a_promise_stands_once(officer, client, meeting, post):
    promised(meeting, post)
    officer.get(f"/events/{meeting.ref}/record")
    for address in (f"/events/{meeting.ref}/record", "/promises"):
        assert page(officer, address).lower().count("due 10 december 2026") == 1
    with unit():
        meeting.state, meeting.closed_at = State.CLOSED, LATER
    assert page(officer, f"/events/{meeting.ref}/record").lower().count("due 10 december 2026") == 1
    assert page(officer, f"/events/{meeting.ref}").lower().count("due 10 december 2026") == 1


def test_the_page_of_an_import_looks_again_by_itself_until_it_is_done(officer, host):
    row = saved(
        MeetingImport(
            force_id=host.force_id, office_id=host.id, state=ImportState.RUNNING, sort="csv", name="list.csv",
            language="en", zone="Asia/Karachi", created_at=LATER, total=9,
        )
    )  # fmt: skip
    again = '<meta http-equiv="refresh"'
    assert again in page(officer, f"/events/import/{row.ref}")
    with unit():
        row.state = ImportState.DONE
    assert again not in page(officer, f"/events/import/{row.ref}")


def test_an_officer_hears_before_printing_that_a_title_is_in_another_language(officer, meeting):
    said = "The title of this meeting is written in English."
    assert said in page(officer, f"/events/{meeting.ref}/paper")
