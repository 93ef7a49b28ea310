"""Pages of meetings by invitation: nobody else finds them; a link opens one; names stay with the staff."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from engagement.events.models import Delegate, Event
from engagement.events.queries import invitations as reads
from engagement.events.rules import State
from engagement.kernel.database import db
from engagement.people import queries as people_queries
from engagement.people.models import Contact
from tests.factories import events, organisation, people

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TITLE = "Women in policing"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stranger(app):
    return app.test_client()


@pytest.fixture
def meeting(host):
    return events.event(office=host, invite_only=True, title=TITLE, capacity=40)


LISTS = (
    "/",
    "/events",
    "/events?place=policing",
    "/events.ics",
    "/events.geojson",
    "/map",
    "/search?q=policing",
)


def test_no_list_feed_map_or_search_of_the_public_knows_it(stranger, meeting):  # 002.4
    held = events.event(
        office=meeting.office, invite_only=True, title=TITLE, state=State.CLOSED, starts_at=NOW.replace(day=1)
    )
    places = (f"/stations/{meeting.office.slug}", f"/localities/{meeting.locality.slug}")
    for address in (*LISTS, *places, "/events?when=past"):
        text = stranger.get(address, follow_redirects=True).get_data(as_text=True)
        for said in (TITLE, meeting.ref, held.ref):
            assert said not in text, address
    assert "0 meetings" in stranger.get("/events").get_data(as_text=True)


def test_missing_and_by_invitation_are_the_same_answer(stranger, meeting):  # 002.4
    for part in ("", ".ics", "/rsvp", "/poster.pdf"):
        there, missing = (stranger.get(f"/events/{ref}{part}") for ref in (meeting.ref, "MISSING2"))
        assert (there.status_code, there.data) == (404, missing.data)
        assert [name for name, _value in there.headers] == [name for name, _value in missing.headers]
    post = [stranger.post(f"/events/{ref}/rsvp", data={"party": "1"}) for ref in (meeting.ref, "MISSING2")]
    assert [each.status_code for each in post] == [404, 404]
    assert post[0].data == post[1].data


def test_another_station_does_not_see_it_and_its_own_does(officer, stranger, meeting):
    assert TITLE in officer.get(f"/events/{meeting.ref}").get_data(as_text=True)
    assert "By invitation only" in officer.get(f"/events/{meeting.ref}").get_data(as_text=True)
    other = organisation.post(office=organisation.station())
    stranger.sign_in(people.person(holding=other))
    assert stranger.get(f"/events/{meeting.ref}").status_code == 404
    assert stranger.get(f"/events/{meeting.ref}/delegates").status_code == 404


def _invited(officer, meeting, **given):
    sent = {"do": "invite", "name": "Sakina Bibi", "home": "Gilgit-Baltistan Police", "contact": "s@example.org",
            "locale": "en", "operation_id": "form-one", **given}  # fmt: skip
    return officer.send(f"/events/{meeting.ref}/delegates", **sent)


def test_a_delegate_answers_by_a_link_without_an_account(officer, stranger, meeting):  # 002.4
    assert _invited(officer, meeting).status_code == 303
    page = officer.get(f"/events/{meeting.ref}/delegates").get_data(as_text=True)
    assert "Sakina Bibi" in page
    link = re.search(r"href=\"http://localhost(/invited/[^\"]+)\"", page)[1]
    invitation = stranger.get(link).get_data(as_text=True)
    assert TITLE in invitation
    assert "Sakina Bibi" in invitation
    assert stranger.post(link, data={"do": "yes", "need": "step_free"}).status_code == 303
    assert "You said that you come." in stranger.get(link).get_data(as_text=True)
    db.session.expire_all()
    assert db.session.scalar(select(Event.seats_taken).where(Event.id == meeting.id)) == 1
    door = officer.get(f"/events/{meeting.ref}/door").get_data(as_text=True)
    assert "Sakina Bibi" in door
    assert stranger.post(link, data={"do": "no"}).status_code == 303
    assert "You said that you cannot come." in stranger.get(link).get_data(as_text=True)


def test_a_delegate_who_is_signed_in_answers_by_the_forms_of_the_page(app, officer, meeting):
    _invited(officer, meeting)
    (delegate,) = reads.delegates(meeting)
    guest = app.test_client()
    guest.sign_in(people.person(holding=organisation.post(office=organisation.station())))
    link = f"/invited/{reads.token_of(delegate)}"
    for do, said in (("no", "You said that you cannot come."), ("yes", "You said that you come.")):
        forms = re.findall(r"<form.*?</form>", guest.get(link).get_data(as_text=True), re.DOTALL)
        (form,) = [each for each in forms if f'value="{do}"' in each]
        sent = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form))
        assert guest.post(link, data={"do": do, "need": "nothing", **sent}).status_code == 303
        assert said in guest.get(link).get_data(as_text=True)


def test_names_of_delegates_stand_in_no_page_file_or_calendar(officer, stranger, meeting):  # 002.4
    _invited(officer, meeting)
    (delegate,) = reads.delegates(meeting)
    stranger.post(f"/invited/{reads.token_of(delegate)}", data={"do": "yes", "need": "nothing"})
    contact = db.session.scalar(select(Contact))
    own = stranger.get(f"/calendar/{people_queries.calendar_token(contact)}.ics").get_data(as_text=True)
    assert TITLE in own.replace("\r\n ", "")
    year = f"/events/export?office={meeting.office.ref}&year=2026"
    files = [officer.get(f"{year}&format={kind}").get_data(as_text=True) for kind in ("csv", "ics")]
    shown = officer.get(f"/events/{meeting.ref}").get_data(as_text=True)
    one = officer.get(f"/events/{meeting.ref}.ics").get_data(as_text=True)
    for text in (own, *files, shown, one):
        assert "Sakina" not in text
        assert "s@example.org" not in text
        assert "ATTENDEE" not in text


def test_an_invitation_that_cannot_be_gets_a_sentence(officer, meeting, host):
    assert _invited(officer, meeting, name="").status_code == 422
    assert "looks like name@example.org" in _invited(officer, meeting, contact="nobody").get_data(
        as_text=True
    )
    everybody = events.event(office=host)
    assert "Nobody needs an invitation" in _invited(officer, everybody).get_data(as_text=True)


def test_an_invitation_taken_back_is_the_same_as_none(officer, stranger, meeting):
    _invited(officer, meeting)
    (delegate,) = reads.delegates(meeting)
    link = f"/invited/{reads.token_of(delegate)}"
    assert stranger.get(link).status_code == 200
    assert officer.send(f"/events/{meeting.ref}/delegates", do=f"back {delegate.ref}").status_code == 303
    gone, never = stranger.get(link), stranger.get("/invited/never")
    assert (gone.status_code, gone.data) == (404, never.data)


def test_the_page_of_invitations_asks_as_often_for_thirty_as_for_two(officer, host, statements):
    few, many = (events.event(office=host, invite_only=True) for _each in range(2))
    for event, number in ((few, 2), (many, 30)):
        for n in range(number):
            events.delegate(event=event, name=f"Delegate {n}")
    for event in (few, many):
        officer.get(f"/events/{event.ref}/delegates")
    with statements() as short:
        officer.get(f"/events/{few.ref}/delegates")
    with statements() as long:
        officer.get(f"/events/{many.ref}/delegates")
    assert len(short) == len(long)


def test_a_meeting_is_planned_by_invitation_from_the_form(officer, host):
    sent = {
        "title": TITLE, "kind": "conference", "audience": "everyone", "day": "2026-12-01", "starts": "09:00", "ends": "17:00",
        "host_post": organisation.post(office=host).ref, "locality": organisation.locality(office=host).ref,
        "language": "en", "operation_id": "form-plan", "invite_only": "y",
    }  # fmt: skip
    assert officer.send("/events/new", **sent).status_code == 303
    assert db.session.scalar(select(Event.invite_only)) is True
    assert db.session.scalar(select(Delegate)) is None


def test_the_link_handed_over_proves_no_address_and_the_mailed_one_does(officer, stranger, meeting):
    _invited(officer, meeting)
    (delegate,) = reads.delegates(meeting)
    for mailed in (False, True):
        link = f"/invited/{reads.token_of(delegate, mailed=mailed)}"
        answer = stranger.post(link, data={"do": "yes", "need": "nothing"})
        assert answer.location == link
        (own,) = set(re.findall(r'href="(/rsvp/[^"]+/mine)"', stranger.get(link).get_data(as_text=True)))
        assert stranger.post(own, data={"do": "change", "party": "1", "need": "nothing"}).status_code == 303
        db.session.expire_all()
        assert (db.session.scalar(select(Contact.verified_at)) is not None) == mailed
    grown = stranger.post(own, data={"do": "change", "party": "9", "need": "nothing"})
    assert grown.status_code == 422
    assert "This invitation is for one person." in grown.get_data(as_text=True)
    officer.send(f"/events/{meeting.ref}/delegates", do=f"back {delegate.ref}")
    gone, never = stranger.get(own), stranger.get("/rsvp/never/mine")
    assert (gone.status_code, gone.data) == (404, never.data)
