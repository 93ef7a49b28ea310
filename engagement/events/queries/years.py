"""A year of the meetings of an office and those beneath it, as a file takes them out."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from engagement.events.models import Event, PaperCount, Rsvp, TallyEntry
from engagement.events.queries.attend import attendance
from engagement.events.queries.entries import OWN, Entry, entry_of, with_days
from engagement.events.queries.listing import NAMES, joined
from engagement.events.queries.meetings import events_visible_to
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation.models import Office

MORE = (
    Event.wall_start,
    Event.wall_end,
    Event.zone,
    Event.audience,
    Event.capacity,
    Event.seats_taken,
)
BORNE = 20_000  # meetings in one file; the largest district here holds a tenth


@dataclass(frozen=True, slots=True)
class Taken:
    """One meeting of a year: as calendars tell it, and what its office knows besides."""

    entry: Entry
    wall_start: str
    wall_end: str
    zone: str
    audience: str
    capacity: int | None
    seats_taken: int
    came: int


def more_than_fit(who: Actor, office: Office, number: int) -> bool:
    """Whether a year holds more meetings than go into one file; one statement."""
    some = _of_year(events_visible_to(who).join(Office, Office.id == Event.office_id), office, number)
    beyond = some.with_only_columns(Event.id).order_by(None).offset(BORNE).limit(1)
    return db.session.scalar(beyond) is not None


def _of_year(query: Any, office: Office, number: int) -> Any:
    return query.where(
        Office.path.startswith(office.path, autoescape=True),
        Event.wall_start >= f"{number:04}-",
        Event.wall_start < f"{number + 1:04}-",
    )


def year(who: Actor, office: Office, number: int) -> list[Taken]:
    """Return the first 20,000 meetings in sight of `who` that an office or one beneath it has in a year; one statement."""
    answered = (
        select(func.coalesce(func.sum(Rsvp.arrived), 0))
        .where(Rsvp.event_id == Event.id, Rsvp.arrived_at.is_not(None))
        .correlate(Event)
        .scalar_subquery()
    )
    counted = (
        select(func.count(TallyEntry.id))
        .where(TallyEntry.event_id == Event.id, TallyEntry.undone_at.is_(None))
        .correlate(Event)
        .scalar_subquery()
    )
    on_paper = (
        select(func.coalesce(func.sum(PaperCount.people), 0))
        .where(PaperCount.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )
    query = joined(events_visible_to(who), *OWN, *NAMES, *MORE, answered, counted + on_paper)
    query = _of_year(query, office, number)
    rows = db.session.execute(query.order_by(Event.starts_at, Event.id).limit(BORNE)).all()
    taken = [_taken(row) for row in rows]
    whole = with_days([one.entry for one in taken])
    found = [replace(one, entry=entry) for one, entry in zip(taken, whole, strict=True)]
    several = {one.entry.ref for one in found if one.entry.days and one.came}
    if not several:
        return found
    # Of a meeting of several days the fullest one counts, else whoever came twice would be two.
    came = {
        event.ref: attendance(event).total
        for event in db.session.scalars(select(Event).where(Event.ref.in_(several)))
    }
    return [replace(one, came=came.get(one.entry.ref, one.came)) for one in found]


def _taken(row: Any) -> Taken:
    whole, rest = row[: len(OWN) + len(NAMES)], row[len(OWN) + len(NAMES) :]
    *more, answered, counted = rest
    wall_start, wall_end, zone, audience, capacity, seats_taken = more
    return Taken(
        entry=entry_of(whole),
        wall_start=wall_start,
        wall_end=wall_end,
        zone=zone,
        audience=audience,
        capacity=capacity,
        seats_taken=seats_taken,
        came=int(answered) + int(counted),
    )
