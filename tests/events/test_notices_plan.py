"""What each party is told when a meeting moves or is called off."""

from datetime import UTC, datetime

import icalendar
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import composer
from engagement.events.actions import plan as planning
from engagement.events.models import Rsvp
from engagement.events.rules import Kind, Need, Plan, RsvpState
from engagement.kernel.database import db, unit
from engagement.kernel.locale import speaking
from engagement.people.actions.contacts import contact_for
from tests.factories import organisation, people
from tests.factories.events import event
from tests.factories.saving import saved

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def _world(**given):
    host = organisation.station()
    one = event(office=host, **given)
    with unit():
        contact = contact_for(force=one.force, address="amina@example.org", locale="en", now=NOW)
    rsvp = saved(
        Rsvp(
            event_id=one.id, contact_id=contact.id, code="ABCD2345", party=1, need=Need.NOTHING, locale="en",
            state=RsvpState.CONFIRMED, created_at=NOW, operation_id="op-one",
        )
    )  # fmt: skip
    return one, rsvp, people.actor_at(organisation.post(office=host))


def _move(one, who, hour):
    post = organisation.post(office=one.office)
    people.person(holding=post, hosts_women=True)
    plan = Plan(
        title=one.title, kind=Kind(one.kind), host_post_id=post.id, locality_id=one.locality_id,
        starts=datetime(2026, 11, 24, hour), ends=datetime(2026, 11, 24, hour + 2),  # noqa: DTZ001
    )  # fmt: skip
    with unit():
        planning.edit(actor=who, now=NOW, event=one, plan=plan, version=None)


def _composed(kind):
    messages = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    )
    return [composer(kind)(message) for message in messages]


def test_a_move_tells_the_new_time_with_a_calendar_part(app):
    one, _rsvp, who = _world()
    _move(one, who, 17)
    (told,) = _composed("events.changed")
    assert told.address == "amina@example.org"
    assert one.title in told.subject
    assert "17:00–19:00" in " ".join(told.paragraphs)
    assert "Moved from 16:00." in told.paragraphs
    (entry,) = icalendar.Calendar.from_ical(told.calendar.body).walk("VEVENT")
    assert (told.calendar.method, entry["SEQUENCE"]) == ("REQUEST", 1)


def test_of_two_moves_only_the_last_is_told(app):
    one, _rsvp, who = _world()
    _move(one, who, 17)
    _move(one, who, 18)
    first, second = _composed("events.changed")
    assert first is None
    assert "18:00–20:00" in " ".join(second.paragraphs)


def test_calling_off_tells_why_and_takes_it_out_of_the_calendar(app):
    one, rsvp, who = _world()
    with unit():
        planning.cancel(actor=who, now=NOW, event=one, reason="The hall is flooded.", language="en")
    (told,) = _composed("events.cancelled")
    assert "The hall is flooded." in told.paragraphs
    assert told.calendar.method == "CANCEL"
    with unit():
        rsvp.state = RsvpState.WITHDRAWN
    assert _composed("events.cancelled") == [None]


def test_a_womens_session_is_told_by_locality_alone_in_mails_too(app):
    one, _rsvp, who = _world(kind=Kind.WOMEN, place="Hidden house")
    _move(one, who, 17)
    with unit():
        one.place = "Hidden house"
    (told,) = _composed("events.changed")
    assert "Hidden house" not in " ".join(told.paragraphs)
    assert b"Hidden house" not in told.calendar.body


def test_the_day_is_told_in_the_readers_language(app):
    one, _rsvp, who = _world()
    _move(one, who, 17)
    with speaking("ur"):
        (told,) = _composed("events.changed")
    assert told.locale == "ur"
    assert "نومبر" in " ".join(told.paragraphs)
