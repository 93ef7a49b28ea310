"""Where nobody has met for long: localities, whose meeting is owed, and whether one is under way."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
)

from engagement.events.models import Event, OwedPause
from engagement.events.permissions import PLANNERS
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import ENGAGING, QUIET_AFTER, State, is_quiet
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, one_of
from engagement.organisation.models import Force, Locality, LocalityService, Office
from engagement.organisation.queries import in_service

HELD = (State.PUBLISHED, State.HELD, State.CLOSED)


class Quiet(NamedTuple):
    """A locality that has not met for 75 days or more; of one that never met, since its station serves it."""

    locality_id: int
    slug: str
    names: dict[str, str]
    office_id: int
    since: date


def quiet_places(
    now: datetime, *, limit: int, waiting: bool = False, who: Actor | None = None
) -> list[Quiet]:
    """Return the quiet localities, the longest quiet first; one statement.

    Of `who`, those of its offices; `waiting`: only those for which no meeting is drafted or public, nor was a draft
    of one deleted within the month. A ceremony is no meeting here.
    """
    before = now - QUIET_AFTER
    values = {"now": now, "today": now.date(), "before": before, "served": before.date(), "most": limit}
    found: dict[int, Quiet] = {}
    for row in db.session.connection().execute(_quiet(who, waiting), values):
        since = clock.to_local(row.met, row.zone).date() if row.met else row.valid_from
        found.setdefault(row.id, Quiet(row.id, row.slug, row.names, row.office_id, since))
    return [each for each in found.values() if is_quiet(each.since, now.date())]


@lru_cache(maxsize=512)
def _quiet(who: Actor | None, waiting: bool) -> Select[Any]:  # noqa: FBT001 - a key of what is kept
    """Build the statement once for each set of posts: building it costs more than running it."""
    now: Any = bindparam("now", type_=Event.starts_at.type)
    before: Any = bindparam("before", type_=Event.starts_at.type)
    kinds = and_(one_of(Event.kind, ENGAGING), Event.invite_only.is_(False))
    here = Event.locality_id == LocalityService.locality_id
    # Not max(): the index on (locality, start) is walked back from now, and the first that fits is the last meeting.
    last: Any = (
        select(Event.starts_at)
        .where(here, kinds, one_of(Event.state, HELD), Event.starts_at < now, Event.ends_at <= now)
        .order_by(Event.starts_at.desc())
        .limit(1)
        .correlate(LocalityService)
        .scalar_subquery()
    )
    conditions: list[ColumnElement[bool]] = [
        in_service(bindparam("today", type_=Date)),
        LocalityService.valid_from <= bindparam("served", type_=Date),
        or_(last.is_(None), last <= before),
    ]
    if who is not None:
        paths = who.paths(*PLANNERS)
        conditions.append(or_(false(), *(Office.path.startswith(path) for path in paths)))
    if waiting:
        coming = and_(one_of(Event.state, [State.DRAFT, State.PUBLISHED]), Event.ends_at > now)
        conditions.append(~exists().where(here, kinds, coming).correlate(LocalityService))
        paused = exists().where(OwedPause.locality_id == LocalityService.locality_id, OwedPause.until > now)
        conditions.append(~paused.correlate(LocalityService))
    columns: Any = (
        Locality.id,
        Locality.slug,
        Locality.names,
        LocalityService.office_id,
        LocalityService.valid_from,
        last.label("met"),
        Force.zone,
    )
    return (
        select(*columns)
        .join_from(LocalityService, Locality, Locality.id == LocalityService.locality_id)
        .join(Office, Office.id == LocalityService.office_id)
        .join(Force, Force.id == Office.force_id)
        .where(*conditions)
        .order_by(func.coalesce(last, LocalityService.valid_from), LocalityService.id)
        .limit(bindparam("most", type_=Integer))
    )


def last_in(locality_id: int, now: datetime) -> Event | None:
    """Return the last meeting that was held in a locality; no ceremony."""
    held: Sequence[ColumnElement[bool]] = (
        Event.locality_id == locality_id,
        one_of(Event.kind, ENGAGING),
        Event.invite_only.is_(False),
        one_of(Event.state, HELD),
        Event.ends_at <= now,
    )
    query = select(Event).where(*held).order_by(Event.starts_at.desc()).limit(1).options(*WHOLE)
    return db.session.scalars(query).first()
