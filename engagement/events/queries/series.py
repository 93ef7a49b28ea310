"""Series: one by its public name, its meetings, how many they are."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from engagement.events.models import Event, Rsvp, Series
from engagement.events.queries.meetings import WHOLE, events_visible_to
from engagement.events.recurrence import Scope
from engagement.events.rules import PUBLIC_STATES, State
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.database import db


def series(reference: str) -> Series | None:
    """Return the series of that public name with its office; one statement."""
    found = select(Series).where(Series.ref == reference).options(joinedload(Series.office))
    return db.session.execute(found).scalar_one_or_none()


def series_by_operation(operation_id: str | None) -> Series | None:
    """Return the series that a form of this operation id made, if one did."""
    if not operation_id:
        return None
    return db.session.scalar(select(Series).where(Series.operation_id == operation_id))


def meetings_of(one: Series, who: Actor) -> Sequence[Event]:
    """Return the meetings of a series that `who` may read, in their order; a series is bounded."""
    query = events_visible_to(who).where(Event.series_id == one.id).options(*WHOLE)
    return db.session.scalars(query.order_by(Event.series_number, Event.id)).all()


def totals(series_ids: Iterable[int | None], *, public: bool = False) -> dict[int, int]:
    """Return how many meetings each of some series has, those called off counted; one statement, or none.

    `public`: without drafts, of which nobody outside knows whether they will be, and without those by invitation.
    """
    ids = {each for each in series_ids if each is not None}
    if not ids:
        return {}
    query = select(Event.series_id, func.max(Event.series_number)).where(Event.series_id.in_(ids))
    if public:
        query = query.where(Event.state.in_(sorted(PUBLIC_STATES)), Event.invite_only.is_(False))
    rows = db.session.execute(query.group_by(Event.series_id)).all()
    return {series_id: total for series_id, total in rows if series_id is not None and total is not None}


def to_come(event: Event, scope: Scope, now: datetime) -> list[Event]:
    """Return what a press at `event` means of its series: drafts and public meetings that have not begun.

    Call it inside a unit: the rows are read again, and locked.
    """
    query = select(Event).where(
        Event.series_id == event.series_id,
        Event.state.in_((State.DRAFT, State.PUBLISHED)),
        Event.starts_at > now,
    )
    if scope == Scope.ONE:
        query = query.where(Event.id == event.id)
    elif scope == Scope.FOLLOWING:
        query = query.where(Event.series_number >= event.series_number)
    query = query.order_by(Event.series_number, Event.id)
    locked = query.with_for_update(of=Event).execution_options(populate_existing=True)
    return list(db.session.scalars(locked))


def rest(event: Event, now: datetime) -> tuple[int, int]:
    """Return how many meetings of its series a press at `event` would call off, and how many people have a place there."""
    counted = select(func.count(Event.id), func.coalesce(func.sum(Event.seats_taken), 0)).where(
        Event.series_id == event.series_id,
        Event.series_number >= event.series_number,
        Event.state.in_((State.DRAFT, State.PUBLISHED)),
        Event.starts_at > now,
    )
    meetings, people = db.session.execute(counted).one()
    return meetings, int(people)


def whole(one: Series) -> list[Event]:
    """Return every meeting of a series, inside a unit: read again, and locked."""
    query = select(Event).where(Event.series_id == one.id).order_by(Event.series_number, Event.id)
    locked = query.with_for_update(of=Event).execution_options(populate_existing=True)
    return list(db.session.scalars(locked))


def dates(one: Series) -> Sequence[Event]:
    """Return the meetings of a series that the public may read and that were not called off, in order of time."""
    query = events_visible_to(VISITOR).where(Event.series_id == one.id, Event.state != State.CANCELLED)
    return db.session.scalars(query.order_by(Event.starts_at, Event.id)).all()


def returning(one: Series, meetings: Sequence[Event]) -> list[tuple[Event, tuple[int, int] | None]]:
    """Return each meeting with how many parties with an address came, and how many of these came to an earlier one.

    None for the first that anybody came to, and where nobody did. One statement.
    """
    query = (
        select(Rsvp.event_id, Rsvp.contact_id)
        .join(Event, Event.id == Rsvp.event_id)
        .where(Event.series_id == one.id, Rsvp.arrived_at.is_not(None), Rsvp.contact_id.is_not(None))
    )
    came: dict[int, set[int]] = {}
    for event_id, contact_id in db.session.execute(query):
        came.setdefault(event_id, set()).add(contact_id or 0)
    seen: set[int] = set()
    found: list[tuple[Event, tuple[int, int] | None]] = []
    for event in sorted(meetings, key=lambda each: (each.starts_at, each.id)):
        here = came.get(event.id, set())
        found.append((event, (len(here), len(here & seen)) if here and seen else None))
        seen |= here
    return found


def share(came: tuple[int, int]) -> tuple[int, int, int]:
    """Return how many came, how many of them again, and that in hundredths."""
    return *came, round(100 * came[1] / came[0])
