"""Who is still to be reminded of a meeting, and who is still to be thanked for coming."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sent
from engagement.events.models import Event, Rsvp
from engagement.events.rules import REMINDED_BEFORE, THANKED_FROM, THANKED_UNTIL, RsvpState, State
from engagement.kernel.database import db
from engagement.people.models import Contact

SLACK = timedelta(hours=2)  # the clock may be put forward or back on the day before
NEWS = ("events.changed", "events.series_changed", "events.rsvp_promoted")
UNDER_WAY = (Sent.DUE, Sent.CLAIMED, Sent.HANDED)


def near(now: datetime) -> Sequence[Event]:
    """Return the meetings of which somebody may be reminded now; the rules say of which."""
    soon = or_(Event.remind_wall.is_not(None), Event.starts_at <= now + REMINDED_BEFORE + SLACK)
    query = select(Event).where(Event.state == State.PUBLISHED, Event.starts_at > now, soon)
    return db.session.scalars(
        query.where(exists().where(Rsvp.event_id == Event.id, _unreminded())).order_by(Event.id)
    ).all()


def to_remind(event: Event, due_at: datetime, most: int) -> Sequence[Rsvp]:
    """Return those who have a place and were told of the present time before `due_at`, locked for this unit.

    Who answered, moved up or heard of a move after that knows; whom news of a move has not reached yet waits for it.
    """
    told_before = func.coalesce(Rsvp.promoted_at, Rsvp.created_at) < due_at
    untold = exists().where(
        OutboxMessage.kind.in_(NEWS),
        OutboxMessage.state.in_(UNDER_WAY),
        OutboxMessage.recipient_kind == "contact",
        OutboxMessage.recipient_id == Rsvp.contact_id,
    )
    return _locked(select(Rsvp).where(_unreminded(), told_before, ~untold), event, most)


def held_lately(now: datetime) -> Sequence[Event]:
    """Return the meetings that were held, for coming to which somebody is still to be thanked."""
    query = select(Event).where(
        Event.state.in_([State.HELD, State.CLOSED]),
        Event.ends_at.between(now - THANKED_UNTIL, now - THANKED_FROM),
        exists().where(Rsvp.event_id == Event.id, _unthanked()),
    )
    return db.session.scalars(query.order_by(Event.id)).all()


def to_thank(event: Event, most: int) -> Sequence[Rsvp]:
    """Return those who came and are still to be thanked, locked for this unit."""
    return _locked(select(Rsvp).where(_unthanked()), event, most)


def _unreminded() -> ColumnElement[bool]:
    return and_(Rsvp.contact_id.is_not(None), Rsvp.state == RsvpState.CONFIRMED, Rsvp.reminded_at.is_(None))


def _unthanked() -> ColumnElement[bool]:
    return and_(Rsvp.contact_id.is_not(None), Rsvp.arrived_at.is_not(None), Rsvp.thanked_at.is_(None))


def _locked(query: Select[Rsvp], event: Event, most: int) -> Sequence[Rsvp]:
    """Of two workers on one meeting the second takes others (on SQLite it waits for the whole unit)."""
    query = query.where(Rsvp.event_id == event.id).join(Contact, Contact.id == Rsvp.contact_id)
    query = query.options(joinedload(Rsvp.contact, innerjoin=True)).order_by(Rsvp.id).limit(most)
    return db.session.scalars(query.with_for_update(of=Rsvp, skip_locked=True)).all()
