"""What a calendar holds of meetings: one statement of bare columns for a whole feed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from engagement.events.models import Event, EventDay, Rsvp
from engagement.events.queries.listing import NAMES, Asked, joined, named, wanted
from engagement.events.queries.meetings import days, events_visible_to
from engagement.events.rules import PUBLIC_STATES, Kind, RsvpState, State
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db
from engagement.kernel.locale import in_language
from engagement.people.models import Contact


@dataclass(frozen=True, slots=True)
class Entry:
    """One meeting as a calendar tells it, in the meeting's own language."""

    ref: str
    title: str
    words: str
    language: str
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime
    place: str
    longitude: float | None
    latitude: float | None
    invite_only: bool
    office: str
    locality: str
    venue: str
    waiting: bool = False  # in the calendar of one party: it has no place yet
    days: tuple[tuple[datetime, datetime], ...] = ()  # of one that lasts several, each day's hours

    @property
    def women(self) -> bool:
        """Whether only the locality may be told."""
        return self.kind == Kind.WOMEN

    @property
    def sure(self) -> bool:
        """Whether it takes place as far as the reader is concerned; of a draft nobody knows."""
        return not self.waiting and self.state != State.DRAFT

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == State.CANCELLED


SHORT = timedelta(hours=6)  # no meeting of several days is shorter

OWN = (
    Event.ref,
    Event.title,
    Event.words,
    Event.language,
    Event.kind,
    Event.state,
    Event.starts_at,
    Event.ends_at,
    Event.sequence,
    Event.changed_at,
    Event.place,
    Event.longitude,
    Event.latitude,
    Event.invite_only,
)


def entries(asked: Asked, *, since: datetime) -> list[Entry]:
    """Return the public meetings that end after `since`, and those called off since, first to last."""
    query = joined(events_visible_to(VISITOR), *OWN, *NAMES).where(*wanted(asked), _recent(since))
    rows = db.session.execute(query.order_by(Event.starts_at, Event.id))
    return with_days([entry_of(row) for row in rows])


def entries_of(contact: Contact, *, since: datetime) -> list[Entry]:
    """Return the meetings to which one contact means to come, by invitation too, first to last; one statement."""
    out = select(Event).where(Event.state.in_(sorted(PUBLIC_STATES)))
    query = joined(out, *OWN, *NAMES, Rsvp.state).join(
        Rsvp, and_(Rsvp.event_id == Event.id, Rsvp.contact_id == contact.id)
    )
    rows = db.session.execute(
        query.where(Rsvp.state != RsvpState.WITHDRAWN, _recent(since)).order_by(Event.starts_at, Event.id)
    ).all()
    return with_days([replace(entry_of(row[:-1]), waiting=row[-1] == RsvpState.WAITING) for row in rows])


def entry_of(row: Sequence[Any]) -> Entry:
    """Return a meeting out of its own columns and the names of its office, locality and venue."""
    return Entry(*row[: len(OWN)], *(named(names, row[3]) for names in row[len(OWN) :]))


def with_days(entries: list[Entry]) -> list[Entry]:
    """Return the same meetings, those that last several days with each day; asks only where one may. One statement."""
    long = [entry.ref for entry in entries if entry.ends_at - entry.starts_at > SHORT]
    if not long:
        return entries
    query = select(Event.ref, EventDay.starts_at, EventDay.ends_at).join(Event, Event.id == EventDay.event_id)
    found: dict[str, list[tuple[datetime, datetime]]] = {}
    for ref, begin, end in db.session.execute(
        query.where(Event.ref.in_(long)).order_by(EventDay.event_id, EventDay.number)
    ):
        found.setdefault(ref, []).append((begin, end))
    return [replace(each, days=tuple(found[each.ref])) if each.ref in found else each for each in entries]


def _recent(since: datetime) -> ColumnElement[bool]:
    """Say of a meeting that a calendar holds it: it ends, or was called off, after `since`."""
    return or_(
        and_(Event.state != State.CANCELLED, Event.ends_at > since),
        and_(Event.state == State.CANCELLED, Event.cancelled_at > since),
    )


def entry(event: Event) -> Entry:
    """Return one meeting as a calendar tells it."""
    locality, venue = event.locality, event.venue
    own: dict[str, Any] = {column.key: getattr(event, column.key) for column in OWN}
    return Entry(
        **own,
        office=in_language(event.office.names, event.language),
        locality=in_language(locality.names, event.language) if locality else "",
        venue=in_language(venue.names, event.language) if venue else "",
        days=tuple((day.starts_at, day.ends_at) for day in days(event)),
    )
