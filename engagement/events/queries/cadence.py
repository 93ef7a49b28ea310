"""Where nobody has met for long: localities, whose meeting is owed, and whether one is under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from engagement.events.models import Event
from engagement.events.permissions import PLANNERS
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import ENGAGING, QUIET_AFTER, State, is_quiet
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation.models import Locality, LocalityService, Office
from engagement.organisation.queries import in_service

HELD = (State.PUBLISHED, State.HELD, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A locality that has not met for 75 days or more; of one that never met, since its station serves it."""

    locality: Locality
    office: Office
    since: date


def quiet_places(
    now: datetime, *, limit: int, waiting: bool = False, who: Actor | None = None
) -> list[Quiet]:
    """Return the quiet localities, the longest quiet first; one statement.

    Of `who`, those of its offices; `waiting`: only those for which no meeting is drafted or public. A ceremony is no
    meeting here.
    """
    kinds = Event.kind.in_(sorted(ENGAGING))
    here = Event.locality_id == LocalityService.locality_id
    last = (
        select(func.max(Event.starts_at))
        .where(here, kinds, Event.state.in_(HELD), Event.ends_at <= now)
        .correlate(LocalityService)
        .scalar_subquery()
    )
    conditions: list[ColumnElement[bool]] = [
        in_service(now.date()),
        LocalityService.valid_from <= (now - QUIET_AFTER).date(),
        or_(last.is_(None), last <= now - QUIET_AFTER),
    ]
    if who is not None:
        paths = who.paths(*PLANNERS)
        conditions.append(or_(false(), *(Office.path.startswith(path) for path in paths)))
    if waiting:
        coming = and_(Event.state.in_([State.DRAFT, State.PUBLISHED]), Event.ends_at > now)
        conditions.append(~exists().where(here, kinds, coming).correlate(LocalityService))
    query: Any = (
        select(Locality, Office, LocalityService.valid_from, last.label("last"))
        .join(Locality, Locality.id == LocalityService.locality_id)
        .join(Office, Office.id == LocalityService.office_id)
        .where(*conditions)
        .options(joinedload(Office.force))
        .order_by(func.coalesce(last, LocalityService.valid_from), LocalityService.id)
        .limit(limit)
    )
    found: dict[int, Quiet] = {}
    for locality, office, served, met in db.session.execute(query).all():
        since = clock.to_local(met, office.force.zone).date() if met else served
        found.setdefault(locality.id, Quiet(locality, office, since))
    return [each for each in found.values() if is_quiet(each.since, now.date())]


def last_in(locality: Locality, now: datetime) -> Event | None:
    """Return the last meeting that was held in a locality; no ceremony."""
    held: Sequence[ColumnElement[bool]] = (
        Event.locality_id == locality.id,
        Event.kind.in_(sorted(ENGAGING)),
        Event.state.in_(HELD),
        Event.ends_at <= now,
    )
    query = select(Event).where(*held).order_by(Event.starts_at.desc()).limit(1).options(*WHOLE)
    return db.session.scalars(query).first()
