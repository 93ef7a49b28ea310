"""The modules of a series: which there are, which were covered and at which meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from engagement.events.models import AgendaItem, Event, Series, SeriesModule
from engagement.events.rules import State
from engagement.kernel.database import db


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a series is: each module with the number of the meeting that covered it, if one did."""

    modules: list[tuple[SeriesModule, int | None]]

    @property
    def covered(self) -> int:
        """How many were covered."""
        return sum(number is not None for _module, number in self.modules)

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.modules)


def modules(series_id: int) -> Sequence[SeriesModule]:
    """Return the modules of a series in order."""
    query = select(SeriesModule).where(SeriesModule.series_id == series_id)
    return db.session.scalars(query.order_by(SeriesModule.position)).all()


def covered(series_id: int) -> dict[int, int]:
    """Return the keys of the modules that a meeting covered, each with that meeting's number; one called off covers none."""
    query = (
        select(AgendaItem.module_id, func.min(Event.series_number))
        .join(Event, Event.id == AgendaItem.event_id)
        .where(
            Event.series_id == series_id,
            Event.state != State.CANCELLED,
            AgendaItem.module_id.is_not(None),
            AgendaItem.covered_at.is_not(None),
        )
        .group_by(AgendaItem.module_id)
    )
    return {row[0]: row[1] or 0 for row in db.session.execute(query) if row[0] is not None}


def progress(series_id: int | None) -> Progress | None:
    """Return how far a series is; nothing of one without modules, and of a single meeting."""
    if series_id is None:
        return None
    every = modules(series_id)
    if not every:
        return None
    done = covered(series_id)
    return Progress([(each, done.get(each.id)) for each in every])


def meetings(series_id: int) -> Sequence[Event]:
    """Return the meetings of a series that were not called off, in order, with what their words need."""
    query = select(Event).where(Event.series_id == series_id, Event.state != State.CANCELLED)
    return db.session.scalars(query.order_by(Event.series_number, Event.id)).all()


def to_carry(now: datetime, *, limit: int) -> Sequence[Series]:
    """Return the series that have modules and meetings to come."""
    coming = select(Event.series_id).where(
        Event.starts_at > now, or_(Event.state == State.DRAFT, Event.state == State.PUBLISHED)
    )
    held = select(SeriesModule.series_id)
    query = select(Series).where(Series.id.in_(coming), Series.id.in_(held))
    return db.session.scalars(query.order_by(Series.id).limit(limit)).all()
