"""Telling parties what one press did: one message to each person, however many of their meetings it touched."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engagement.channels import outbox
from engagement.events.actions.waitlist import PROMOTED
from engagement.events.models import Event, Rsvp
from engagement.events.rules import RsvpState
from engagement.kernel.database import db

CHANGED, CANCELLED = "events.changed", "events.cancelled"
SERIES_CHANGED, SERIES_CANCELLED = "events.series_changed", "events.series_cancelled"


@dataclass(frozen=True, slots=True)
class Change:
    """What a press did to one meeting: moved or not, and who got a place by it."""

    event: Event
    moved: bool = False
    promoted: list[Rsvp] = field(default_factory=list)


def tell_changed(changes: Sequence[Change], now: datetime) -> None:
    """Tell each party whose meeting moved or who got a place; who got a place learns time and place with it."""
    touched = _parties([each.event for each in changes if each.moved])
    places = {rsvp.id: (rsvp, each.event) for each in changes for rsvp in each.promoted}
    for rsvp, event in places.values():
        if rsvp.contact_id is not None:
            touched.setdefault(rsvp.contact_id, {})[rsvp.id] = event
    for contact_id, mine in touched.items():
        rsvp_id, event = next(iter(mine.items()))
        if len(mine) > 1:
            _post_together(SERIES_CHANGED, contact_id, mine, now)
        elif rsvp_id in places:
            post(PROMOTED, contact_id, event, now, rsvp=rsvp_id)
        else:
            _post_about(CHANGED, contact_id, event, rsvp_id, now)


def tell_cancelled(events: Sequence[Event], now: datetime) -> None:
    """Tell each party that means to come to meetings that were called off."""
    for contact_id, mine in _parties(events).items():
        rsvp_id, event = next(iter(mine.items()))
        if len(mine) > 1:
            _post_together(SERIES_CANCELLED, contact_id, mine, now)
        else:
            _post_about(CANCELLED, contact_id, event, rsvp_id, now)


def reaches(rsvp: Rsvp) -> bool:
    """Whether a party may be told: an address that nobody confirmed hears of the meeting alone of which it heard first."""
    contact = rsvp.contact
    if contact is None or contact.stopped_at is not None:
        return False
    first = contact.first_message_at
    return contact.verified_at is not None or (first is not None and rsvp.created_at <= first)


def _parties(events: Sequence[Event]) -> dict[int, dict[int, Event]]:
    """Return by contact the answers that stand, each with its meeting; parties without a contact cannot be told."""
    by_id = {event.id: event for event in events}
    if not by_id:
        return {}
    standing = (
        select(Rsvp.contact_id, Rsvp.id, Rsvp.event_id)
        .where(Rsvp.event_id.in_(by_id), Rsvp.state != RsvpState.WITHDRAWN, Rsvp.contact_id.is_not(None))
        .order_by(Rsvp.id)
    )
    found: dict[int, dict[int, Event]] = {}
    for contact_id, rsvp_id, event_id in db.session.execute(standing).all():
        if contact_id is not None:
            found.setdefault(contact_id, {})[rsvp_id] = by_id[event_id]
    return found


def _post_about(kind: str, contact_id: int, event: Event, rsvp_id: int, now: datetime) -> None:
    post(kind, contact_id, event, now, event_id=event.id, rsvp_id=rsvp_id, sequence=event.sequence)


def _post_together(kind: str, contact_id: int, mine: dict[int, Event], now: datetime) -> None:
    """Post one message about several answers, with the revision of each meeting that it speaks of."""
    ordered = sorted(mine.items(), key=lambda each: each[1].starts_at)
    post(
        kind,
        contact_id,
        ordered[0][1],
        now,
        rsvp_ids=[rsvp_id for rsvp_id, _event in ordered],
        sequences=[event.sequence for _rsvp_id, event in ordered],
    )


def post(kind: str, contact_id: int, event: Event, now: datetime, **about: Any) -> None:
    """Post one message about a meeting to a contact; `about` are ids and numbers, never words."""
    outbox.post(
        kind,
        recipient_kind="contact",
        recipient_id=contact_id,
        now=now,
        force_id=event.force_id,
        office_id=event.office_id,
        **about,
    )
