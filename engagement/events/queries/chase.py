"""Meetings that are over and whose record nobody has closed, and who is to be asked for it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import case, select

from engagement.events.models import Event
from engagement.events.queries.listing import owed_by
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import CHASED_AFTER, State
from engagement.kernel.database import db
from engagement.organisation.models import Post

FORGOTTEN = timedelta(days=60)  # what lies longer is not asked for by mail any more; the desk shows it still


def unclosed(now: datetime, limit: int = 200) -> Sequence[Event]:
    """Return the meetings for whose record somebody is still to be asked, the oldest first.

    A meeting that was taken in from a list when it was over already is history: nobody owes its record.
    """
    first, second, third = (now - timedelta(days=days) for days in CHASED_AFTER)
    due = case(
        (Event.ends_at <= third, CHASED_AFTER[2]),
        (Event.ends_at <= second, CHASED_AFTER[1]),
        else_=CHASED_AFTER[0],
    )
    query = select(Event).where(
        Event.state.in_([State.PUBLISHED, State.HELD]),
        Event.ends_at.between(now - FORGOTTEN, first),
        Event.published_at < Event.starts_at,
        Event.chased < due,
    )
    return db.session.scalars(query.order_by(Event.ends_at, Event.id).limit(limit).options(*WHOLE)).all()


def chain_of(event: Event) -> list[Post]:
    """Return whom to ask: the host's post, or the head of the office where there is none; then the head above it."""
    found: list[Post] = [event.host_post] if event.host_post is not None else []
    office = event.office
    while office is not None and len(found) < 2:
        head = owed_by(office, None)
        if head is not None and head not in found:
            found.append(head)
        office = office.parent  # type: ignore[assignment]
    return found
