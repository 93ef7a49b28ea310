"""Lists of meetings: the public one in one statement of bare columns, and a planner's own."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Text, and_, bindparam, cast, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from engagement.events.models import Event
from engagement.events.permissions import PLANNERS
from engagement.events.queries.meetings import events_visible_to
from engagement.events.rules import LONGEST, Audience, Kind, State
from engagement.kernel import codes
from engagement.kernel.actor import VISITOR, Actor, Role
from engagement.kernel.database import UtcDateTime, db
from engagement.organisation.models import Force, Locality, LocalityService, Office, Post, Venue
from engagement.organisation.queries import places_named
from engagement.organisation.rules import is_named

SIZES = (30, 200)
MOST_NAMED = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked the list for; empty means any."""

    place: str = ""
    locality: str = ""
    station: str = ""
    kind: str = ""
    audience: str = ""
    language: str = ""
    access: str = ""
    since: date | None = None
    until: date | None = None
    past: bool = False
    force_id: int | None = None
    named: tuple[int, ...] = ()  # localities that are called what `place` says, in whatever spelling
    stations: tuple[int, ...] = ()  # and offices

    def gone(self) -> "Asked":
        """Return the same of the past."""
        return replace(self, past=True)


class Row(NamedTuple):
    """One meeting of a list. Names are locale maps as JSON text: most repeat, so they are parsed once (`named`)."""

    ref: str
    title: str
    language: str
    wall_start: str
    wall_end: str
    state: str
    kind: str
    audience: str
    languages: str
    capacity: int | None
    seats_taken: int
    place: str
    online: bool
    moved_from: str | None
    office: str
    locality: str | None
    venue: str | None
    features: str | None
    offers: str | None = None

    @property
    def women(self) -> bool:
        """Whether only the locality may be told."""
        return self.kind == Kind.WOMEN

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.state == State.CANCELLED

    @property
    def left(self) -> int | None:
        """How many places are free; None where anyone may walk in."""
        return None if self.capacity is None else max(self.capacity - self.seats_taken, 0)

    @property
    def on(self) -> date:
        """The local day."""
        return day_of(self.wall_start)


@dataclass(frozen=True, slots=True)
class Listed:
    """One leaf of the public list: how many there are in all, its cursor, when it next changes by time alone."""

    rows: list[Row]
    total: int
    further: str | None
    changes_at: datetime | None


@lru_cache(maxsize=4096)
def day_of(wall: str) -> date:
    """Return the day of a wall time such as 2026-11-24T16:00."""
    return date.fromisoformat(wall[:10])


@lru_cache(maxsize=4096)
def named(names: str | None, code: str) -> str:
    """Return the name in a language out of a locale map kept as JSON text, else English, else any."""
    found: dict[str, str] = json.loads(names) if names else {}
    return found.get(code) or found.get("en") or next(iter(found.values()), "")


@lru_cache(maxsize=4096)
def listed_words(words: str | None) -> tuple[str, ...]:
    """Return the words of a list kept as JSON text."""
    return tuple(json.loads(words)) if words else ()


NAMES = (
    cast(Office.names, Text).label("office"),
    cast(Locality.names, Text).label("locality"),
    cast(Venue.names, Text).label("venue"),
)
COLUMNS = (
    Event.ref,
    Event.title,
    Event.language,
    Event.wall_start,
    Event.wall_end,
    Event.state,
    Event.kind,
    Event.audience,
    cast(Event.languages, Text).label("spoken"),
    Event.capacity,
    Event.seats_taken,
    Event.place,
    (Event.online_address != "").label("online"),
    Event.moved_from,
    *NAMES,
    cast(Venue.features, Text).label("features"),
    cast(Event.offers, Text).label("offers"),
)


def listing(asked: Asked, *, now: datetime, after: str = "", size: int = SIZES[0]) -> Listed:
    """Return one leaf of the public meetings that `asked` names; one statement.

    Coming ones first to last, past ones last to first. A cursor that is not ours shows the first leaf.
    """
    cursor = codes.unsign("events", after) if after else None
    values: dict[str, Any] = {"now": now, "floor": now - LONGEST, "most": size + 1}
    if cursor is not None:
        at, key, total = cursor
        values |= {"at": datetime.fromisoformat(at), "key": key, "total": total}
    found = db.session.connection().execute(_statement(asked, turned=cursor is not None), values).all()
    rows = [Row._make(row[4:]) for row in found[:size]]
    total = found[0][2] if found else 0
    changes_at = _instant(found[0][3]) if found and found[0][3] else None
    further = None
    if len(found) > size:
        last = found[size - 1]
        further = codes.sign("events", [_instant(last[1]).isoformat(), last[0], total])
    return Listed(rows, total, further, changes_at)


def joined(query: Select[Any], *columns: Any) -> Select[Any]:
    """Return `query` of meetings with these columns alone, of the meeting, its office, locality and venue."""
    return (
        query.with_only_columns(*columns, maintain_column_froms=False)
        .select_from(Event)
        .join(Office, Office.id == Event.office_id)
        .outerjoin(Locality, Locality.id == Event.locality_id)
        .outerjoin(Venue, Venue.id == Event.venue_id)
    )


def _instant(text: str) -> datetime:
    """Return an instant as the database writes it; of two hundred only one or two are needed."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


NOW = bindparam("now", type_=UtcDateTime())
FLOOR = bindparam("floor", type_=UtcDateTime())
AT = bindparam("at", type_=UtcDateTime())
KEY = bindparam("key", type_=Integer())


@lru_cache(maxsize=256)  # building it costs as much as running it
def _statement(asked: Asked, *, turned: bool) -> Select[Any]:
    """Return the statement of a leaf: rows, how many match in all (a cursor brings it), when the next of them ends."""
    some, when = wanted(asked), _when(asked)
    ending = _of_all(asked, cast(func.min(Event.ends_at), Text)).where(*some, Event.ends_at > NOW)
    every = _of_all(asked, func.count(Event.id)).where(*some, when)
    extent = (
        bindparam("total", type_=Integer()).label("total")
        if turned
        else every.scalar_subquery().label("total"),
        ending.scalar_subquery().label("next_end"),
    )
    order = (Event.starts_at.desc(), Event.id.desc()) if asked.past else (Event.starts_at, Event.id)
    query = joined(
        events_visible_to(VISITOR), Event.id, cast(Event.starts_at, Text).label("began"), *extent, *COLUMNS
    )
    query = query.where(*some, when).order_by(*order).limit(bindparam("most", type_=Integer()))
    return query.where(_beyond(past=asked.past)) if turned else query


def _of_all(asked: Asked, column: Any) -> Select[Any]:
    """Select one number of all that match; joined to places only where they are asked for."""
    if asked.place or asked.locality or asked.station or asked.access:
        return joined(events_visible_to(VISITOR), column)
    return events_visible_to(VISITOR).with_only_columns(column)


def _beyond(*, past: bool) -> ColumnElement[bool]:
    if past:
        return or_(Event.starts_at < AT, and_(Event.starts_at == AT, Event.id < KEY))
    return or_(Event.starts_at > AT, and_(Event.starts_at == AT, Event.id > KEY))


def _when(asked: Asked) -> ColumnElement[bool]:
    if asked.past:
        return and_(Event.ends_at <= NOW, Event.starts_at < NOW)
    if asked.since:
        return Event.wall_start >= asked.since.isoformat()
    return and_(Event.ends_at > NOW, Event.starts_at > FLOOR)


def wanted(asked: Asked) -> list[ColumnElement[bool]]:
    """Return what `asked` says of a meeting, all but the time."""
    found: list[ColumnElement[bool]] = []
    if asked.force_id:
        found.append(Event.force_id == asked.force_id)
    if asked.place:
        found.append(_at(asked))
    if asked.locality:
        found.append(or_(Locality.slug == asked.locality, Locality.ref == asked.locality))
    if asked.station:
        top = aliased(Office)
        under = select(top.id).where(
            or_(top.slug == asked.station, top.ref == asked.station), Office.path.startswith(top.path)
        )
        found.append(under.exists())
    found += _chosen(asked)
    if asked.since and asked.past:
        found.append(Event.wall_start >= asked.since.isoformat())
    if asked.until:
        found.append(Event.wall_start < (asked.until + timedelta(days=1)).isoformat())
    return found


def _chosen(asked: Asked) -> list[ColumnElement[bool]]:
    """Return what was chosen out of lists."""
    found: list[ColumnElement[bool]] = []
    if asked.kind:
        found.append(Event.kind == asked.kind if asked.kind in set(Kind) else false())
    if asked.audience:
        found.append(Event.audience == asked.audience if asked.audience in set(Audience) else false())
    if asked.language:
        found.append(cast(Event.languages, Text).contains(f'"{asked.language}"', autoescape=True))
    if asked.access:
        held = cast(Venue.features, Text).contains(f'"{asked.access}"', autoescape=True)
        given = cast(Event.offers, Text).contains(f'"{asked.access}"', autoescape=True)
        found.append(
            or_(given, and_(Event.kind != Kind.WOMEN, held))
        )  # what a hall has may tell which hall it is
    return found


def _at(asked: Asked) -> ColumnElement[bool]:
    """Return that a meeting is where `asked.place` says: by a name in any spelling, or by words of its own."""
    held = [
        cast(column, Text).icontains(asked.place, autoescape=True)
        for column in (Locality.names, Locality.aliases, Office.names)
    ]
    told = and_(Event.kind != Kind.WOMEN, Event.place.icontains(asked.place, autoescape=True))
    return or_(*held, told, Event.locality_id.in_(asked.named), Event.office_id.in_(asked.stations))


def placed(asked: Asked, force: Force, on: date) -> Asked:
    """Return `asked` with the localities and offices that are called so, in Urdu, Pashto or Latin spelling."""
    if not asked.place:
        return asked
    named = tuple(row.id for row in places_named(force, asked.place, on)[:MOST_NAMED])
    offices = db.session.execute(select(Office.id, Office.names).where(Office.force_id == force.id)).all()
    stations = tuple(row.id for row in offices if is_named(asked.place, row.names.values()))
    return replace(asked, named=named, stations=stations[:MOST_NAMED])


def office_called(name: str) -> Office | None:
    """Return the office of that short name or public name."""
    return db.session.scalars(
        select(Office).where(or_(Office.slug == name, Office.ref == name)).order_by(Office.id).limit(1)
    ).first()


def locality_called(name: str) -> Locality | None:
    """Return the locality of that short name or public name."""
    return db.session.scalars(
        select(Locality)
        .where(or_(Locality.slug == name, Locality.ref == name))
        .order_by(Locality.id)
        .limit(1)
    ).first()


def owed_by(office: Office | None, locality: Locality | None) -> Post | None:
    """Return the head of the station that owes the next meeting: of `office`, or of the one serving `locality`."""
    query = select(Post).options(joinedload(Post.office)).where(Post.role == Role.COMMANDER)
    if office is not None:
        query = query.where(Post.office_id == office.id)
    elif locality is not None:
        serving = select(LocalityService.office_id).where(
            LocalityService.locality_id == locality.id, LocalityService.valid_to.is_(None)
        )
        query = query.where(Post.office_id.in_(serving))
    else:
        return None
    return db.session.scalars(query.order_by(Post.id).limit(1)).first()


def ours(who: Actor, state: str = "") -> Select[Event]:
    """Return the meetings that `who` may plan, with what a row of theirs shows."""
    paths = who.paths(*PLANNERS)
    own = select(Office.id).where(or_(false(), *(Office.path.startswith(path) for path in paths)))
    query = events_visible_to(who).where(Event.office_id.in_(own))
    query = query.options(joinedload(Event.office), joinedload(Event.locality), joinedload(Event.venue))
    return query.where(Event.state == state) if state in set(State) else query
