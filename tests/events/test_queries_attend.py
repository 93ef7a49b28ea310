"""Who comes, in numbers and by name: reads for hosts and for the door."""

from engagement.events.queries import attend as queries
from engagement.events.rules import Need, RsvpState
from engagement.kernel import sealing
from engagement.kernel.database import db, unit
from engagement.people.actions import contacts
from tests.factories import answers, events
from tests.factories.answers import NOW


def test_the_host_reads_who_waits_and_who_needs_what(app):
    event = events.event()
    answers.rsvp(event=event, party=3, need=Need.STEP_FREE)
    answers.rsvp(event=event, party=2, need=Need.STEP_FREE)
    answers.rsvp(event=event, party=2, need=Need.CHILDCARE, state=RsvpState.WAITING)
    answers.rsvp(event=event, need=Need.INTERPRETER, state=RsvpState.WITHDRAWN)
    assert queries.coming(event) == queries.Coming(waiting=1, needs=[("step_free", 5)])


def test_who_comes_or_waits_stands_in_the_order_of_answering(app):
    event = events.event()
    rows = [answers.rsvp(event=event, state=state) for state in (RsvpState.WAITING, RsvpState.CONFIRMED)]
    answers.rsvp(event=event, state=RsvpState.WITHDRAWN)
    answers.rsvp(event=events.event())
    assert db.session.scalars(queries.coming_to(event)).all() == rows
    assert db.session.scalars(queries.contacts_coming_to(event)).all() == []


def test_places_in_the_line_are_counted_from_one(app):
    event = events.event()
    rows = [answers.rsvp(event=event, state=RsvpState.WAITING) for _each in range(3)]
    assert [queries.place_in_line(row) for row in rows] == [1, 2, 3]
    assert queries.waiting_at(event) == 3


def test_names_are_found_sealed_and_missing_keys_hide_them(app):
    event = events.event()
    row = answers.rsvp(event=event, name=sealing.store("Gul Khan", force=event.force.ref, lane="contacts"))
    torn = answers.rsvp(event=event, name=b"\x01torn")
    assert queries.found_at_door(event, "gul") == [row]
    assert (queries.name_of(row), queries.name_of(torn)) == ("Gul Khan", "")


def test_who_left_a_phone_is_found_at_the_door_by_its_last_four_digits(app):
    event = events.event()
    force = event.force
    with unit():
        phone = contacts.contact_of_number(force=force, address="+923001234567", locale="en", now=NOW)
        mail = contacts.contact_for(force=force, address="gul4567@example.org", locale="en", now=NOW)
    row = answers.rsvp(event=event, contact_id=phone.id, code="918273")
    answers.rsvp(event=event, contact_id=mail.id, code="918274")
    assert queries.found_at_door(event, "4567") == [row]
    for other in ("567", "34567", "a4567", "4568"):
        assert queries.found_at_door(event, other) == []


def test_answers_are_open_until_the_start(app):
    event = events.event()
    assert queries.open_now(event, NOW)
    assert not queries.open_now(event, event.starts_at)
