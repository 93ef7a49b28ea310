"""What a phone has of its own: the concerns that it raised openly, what it was asked of them, the places kept for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from engagement.channels.models import OutboxMessage
from engagement.concerns.models import Concern
from engagement.concerns.rules import AT_WORK, OPEN_LANES, Door, State
from engagement.events.models import Event, Rsvp
from engagement.events.rules import RsvpState
from engagement.intake.keywords import one_slip
from engagement.intake.queries.texts import ARRIVED
from engagement.intake.rules import OFFER_STANDS
from engagement.kernel.database import db
from engagement.people.models import Contact

FIXED = "fixed"
REPLIED = "concerns.replied"
MOST_OWN = 50
MOST_ASKED = 5


def _raised_by(contact: Contact) -> Select[Concern]:
    return select(Concern).where(
        Concern.contact_id == contact.id, Concern.lane.in_(OPEN_LANES), Concern.door == Door.SMS
    )


def named(contact: Contact, references: Sequence[str]) -> Sequence[Concern]:
    """Return those of a phone's own concerns that are named, at most two."""
    query = _raised_by(contact).where(Concern.ref.in_(references))
    return db.session.scalars(query.limit(2)).all()


def _sent_to(contact: Contact, number: str, since: datetime) -> Select[tuple[Any]]:
    """Select what texts were about that went from a number of ours to a phone after an instant, the last first."""
    query = select(OutboxMessage.about).where(
        OutboxMessage.recipient_id == contact.id,
        OutboxMessage.recipient_kind == "contact",
        OutboxMessage.sender == number,
        OutboxMessage.state.in_(ARRIVED),
        OutboxMessage.handed_at > since,
    )
    return query.order_by(OutboxMessage.handed_at.desc(), OutboxMessage.id.desc())


def asked_about(contact: Contact, number: str, now: datetime) -> Concern | None:
    """Return the concern of a phone of which we asked last whether it is fixed, while it has not said so."""
    last = _sent_to(contact, number, now - OFFER_STANDS).where(OutboxMessage.offers == FIXED)
    keys = [int(about["concern_id"]) for about in db.session.scalars(last.limit(MOST_ASKED))]
    open_still = select(Concern).where(
        Concern.id.in_(keys),
        Concern.contact_id == contact.id,
        Concern.lane.in_(OPEN_LANES),
        Concern.state == State.TOLD,
    )
    return min(db.session.scalars(open_still), key=lambda row: keys.index(row.id), default=None)


def nearly(contact: Contact, code: str) -> Concern | None:
    """Return the one of a phone's own concerns whose reference is one slip away from a code."""
    rows = db.session.scalars(_raised_by(contact).order_by(Concern.id.desc()).limit(MOST_OWN)).all()
    near = [row for row in rows if one_slip(code, row.ref)]
    return near[0] if len(near) == 1 else None


def at_work(contact: Contact) -> Concern | None:
    """Return what a phone raised last, while something is owed of it."""
    last = db.session.scalar(_raised_by(contact).order_by(Concern.id.desc()).limit(1))
    return last if last is not None and last.state in AT_WORK else None


def replied_about(
    contact: Contact, number: str, earliest: datetime, since: datetime | None
) -> Concern | None:
    """Return the concern of a phone that an office answered last, after an instant and after what was offered since."""
    query = _sent_to(contact, number, max(earliest, since or earliest))
    about = db.session.scalar(query.where(OutboxMessage.kind == REPLIED).limit(1))
    if about is None:
        return None
    return db.session.scalar(_raised_by(contact).where(Concern.id == int(about["concern_id"])))


def told_since(contact: Contact, since: datetime) -> Sequence[Concern]:
    """Return a phone's own concerns that were told or confirmed since an instant, at most two."""
    query = _raised_by(contact).where(
        Concern.state.in_((State.TOLD, State.CONFIRMED)),
        or_(Concern.told_at > since, Concern.confirmed_at > since),
    )
    return db.session.scalars(query.limit(2)).all()


def may_reopen(concern: Concern) -> bool:
    """Whether a no by text opens a concern again: one that was told, or confirmed by text alone."""
    return concern.state == State.TOLD or (concern.state == State.CONFIRMED and concern.provisional)


def places(contact: Contact, now: datetime) -> Sequence[Rsvp]:
    """Return the places that are kept for a phone at meetings to come, the soonest first; at most two."""
    query = (
        select(Rsvp)
        .join(Event, Event.id == Rsvp.event_id)
        .where(Rsvp.contact_id == contact.id, Rsvp.state != RsvpState.WITHDRAWN, Event.ends_at > now)
    )
    return db.session.scalars(query.order_by(Event.starts_at, Rsvp.id).limit(2)).all()
