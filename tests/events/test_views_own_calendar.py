"""One's own calendar: the meetings somebody answered, at an address of their own that a button ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, composer
from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as queries
from engagement.events.rules import Kind, RsvpState, State
from engagement.kernel.database import db, unit
from engagement.people import queries as people
from engagement.people.actions.contacts import contact_for, erase
from engagement.people.models import Contact
from tests.events.readers import read_by_all
from tests.factories import answers, organisation
from tests.factories.events import SOON, event, told
from tests.factories.people import actor_at

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


def amina(one: Event, locale: str = "en") -> Contact:
    with unit():
        return contact_for(force=one.force, address="amina@example.org", locale=locale, now=NOW)


def coming(one: Event, contact: Contact, **more: Any) -> Rsvp:
    return answers.rsvp(event=one, contact_id=contact.id, **more)


def address(contact: Contact) -> str:
    return f"/calendar/{people.calendar_token(contact)}.ics"


def mailed() -> Notice:
    """Return the last message that was posted, as it will be mailed."""
    message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
    composed = composer(message.kind)(message)
    assert composed is not None
    return composed


def titles(client: Any, contact: Contact) -> list[str]:
    return [one.title for one in read_by_all(client.get(address(contact)).data).meetings]


def test_it_holds_the_meetings_that_this_contact_answered_and_no_others(client):  # C.1
    one = event(title="Answered")
    contact = amina(one)
    coming(one, contact)
    event(office=one.office, title="Not answered")
    with unit():
        other = contact_for(force=one.force, address="gul@example.org", locale="en", now=NOW)
    coming(event(office=one.office, title="Of somebody else"), other)
    coming(event(office=one.office, title="Withdrawn"), contact, state=RsvpState.WITHDRAWN)
    assert titles(client, contact) == ["Answered"]


def test_it_has_the_uid_of_the_feed_and_follows_each_change(client):
    one = event(sequence=1)
    contact = amina(one)
    coming(one, contact)
    (mine,) = read_by_all(client.get(address(contact)).data).meetings
    (public,) = read_by_all(client.get("/events.ics").data).meetings
    assert mine == public
    with unit():
        one.starts_at, one.ends_at, one.sequence = SOON + timedelta(hours=2), SOON + timedelta(hours=4), 2
    told(one)
    (moved,) = read_by_all(client.get(address(contact)).data).meetings
    assert (moved.uid, moved.sequence, moved.karachi) == (mine.uid, 2, "2026-11-24 18:00")


def test_who_waits_reads_that_it_is_not_sure(client):
    one = event(capacity=1)
    contact = amina(one)
    coming(one, contact, state=RsvpState.WAITING)
    (mine,) = read_by_all(client.get(address(contact)).data).meetings
    assert mine.status == "TENTATIVE"


def test_what_was_called_off_or_is_over_leaves_after_thirty_days(client):
    one = event(title="Coming")
    contact = amina(one, "ur")
    coming(one, contact)
    off = {"office": one.office, "state": State.CANCELLED}
    coming(event(title="Just off", cancelled_at=NOW - timedelta(days=29), **off), contact)
    coming(event(title="Long off", cancelled_at=NOW - timedelta(days=31), **off), contact)
    coming(event(office=one.office, title="Long over", starts_at=NOW - timedelta(days=31)), contact)
    assert titles(client, contact) == ["Coming", "منسوخ: Just off"]


def test_it_holds_no_code_no_name_no_address_and_of_a_womens_session_the_locality_alone(client):
    host = organisation.station()
    where = organisation.locality(office=host, names={"en": "Gulbahar"})
    hall = organisation.venue(locality=where)
    one = event(office=host, locality=where, venue_id=hall.id, kind=Kind.WOMEN, place="Hidden house")
    contact = amina(one)
    mine = coming(one, contact)
    body = client.get(address(contact)).get_data(as_text=True).replace("\r\n ", "")
    assert "LOCATION:Gulbahar" in body
    for secret in (mine.code, mine.ref, contact.ref, "amina", "Hidden", "ATTENDEE", "GEO"):
        assert secret not in body


def test_it_is_stored_nowhere_and_its_address_is_told_to_nobody(client):
    contact = amina(event())
    answer = client.get(address(contact))
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert "Disallow: /calendar/" in client.get("/robots.txt").get_data(as_text=True)


def test_a_made_up_address_is_not_found(client):
    contact = amina(event())
    for wrong in ("x", people.calendar_token(contact)[:-1], queries.codes.sign("rsvp", contact.ref)):
        assert client.get(f"/calendar/{wrong}.ics").status_code == 404
    for payload in ([contact.ref], [contact.ref, 2], contact.ref, ["NOBODY22", 1]):
        token = queries.codes.sign(people.CALENDAR, payload)
        assert client.get(f"/calendar/{token}.ics").status_code == 404


def test_its_address_goes_by_mail_alone_so_that_a_forwarded_link_does_not_tell_it(client):
    one = event()
    contact = amina(one)
    link = f"/rsvp/{queries.link_token(coming(one, contact))}/mine"
    assert "/calendar/" not in client.get(link).get_data(as_text=True)
    pressed = client.post(link, data={"do": "calendar"})
    shown = client.get(pressed.headers["Location"]).get_data(as_text=True)
    assert "The address is in your mailbox." in shown
    assert "/calendar/" not in shown
    told = mailed()
    assert told.address == "amina@example.org"
    assert told.link == f"http://localhost{address(contact)}"


def test_a_button_ends_the_old_address_and_mails_a_new_one(client):
    one = event()
    contact = amina(one)
    link = f"/rsvp/{queries.link_token(coming(one, contact))}/mine"
    before = address(contact)
    assert client.post(link, data={"do": "new-calendar"}).status_code == 303
    assert client.get(before).status_code == 404
    assert client.get(mailed().link.removeprefix("http://localhost")).status_code == 200
    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs.count("people.renew_calendar") == 1


def test_a_stranger_with_the_link_cannot_flood_a_mailbox(client):
    one = event()
    link = f"/rsvp/{queries.link_token(coming(one, amina(one)))}/mine"
    answered = [client.post(link, data={"do": "calendar"}).status_code for _try in range(6)]
    assert answered == [303] * 5 + [429]


def test_who_left_no_contact_has_no_calendar_and_an_erased_one_is_gone(client):
    one = event()
    alone = answers.rsvp(event=one)
    link = f"/rsvp/{queries.link_token(alone)}/mine"
    assert "/calendar/" not in client.get(link).get_data(as_text=True)
    assert client.post(link, data={"do": "calendar"}).status_code == 200
    contact = amina(one)
    before = address(contact)
    with unit():
        erase(actor=actor_at(organisation.post(office=one.office)), contact=contact, now=NOW)
    assert client.get(before).status_code == 404


def test_it_asks_as_much_of_the_database_for_one_meeting_as_for_thirty(client, statements):
    one = event()
    contact = amina(one)
    coming(one, contact)
    where = address(contact)
    counts = []
    for _time in range(2):
        with statements() as ran:
            client.get(where)
        counts.append(len(ran))
        for n in range(29):
            coming(event(office=one.office, starts_at=SOON + timedelta(days=n)), contact)
    assert counts[0] == counts[1]
