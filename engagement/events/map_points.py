"""Meetings as GeoJSON (RFC 7946): points, or cells where a view holds too many; what localities say of meetings.

Of a women's session only the point of its locality is told.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, case, cast, func, or_

from engagement.events.models import Event
from engagement.events.queries import Asked
from engagement.events.queries.listing import COLUMNS as LISTED
from engagement.events.queries.listing import Row, joined, wanted
from engagement.events.queries.meetings import events_visible_to
from engagement.events.rules import Kind, State
from engagement.kernel import clock
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db
from engagement.kernel.freshness import keep_topics, keep_until
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.map_points import describe_locality
from engagement.organisation.models import Force, Locality, Venue
from engagement.organisation.rules import point_is_real

MOST = 500  # points of one answer; beyond it cells
CELLS = 4  # a side of a 256-pixel tile: cells of 64 pixels
FURTHEST = 85.0  # degrees of latitude that Web Mercator shows
DEEPEST = 18
NARROWEST = 1e-6  # degrees: a box that is hardly one still has a width
HELD = (State.PUBLISHED, State.HELD, State.CLOSED)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class View:
    """What a map asks for: filters, a box in degrees (west, south, east, north) and a zoom."""

    asked: Asked = field(default_factory=Asked)
    box: Box | None = None
    zoom: int | None = None

    @property
    def depth(self) -> int:
        """The zoom that was asked for, else the one at which the box fills a screen."""
        if self.zoom is not None:
            return self.zoom
        if self.box is None:
            return 3
        width = max((self.box[2] - self.box[0]) % 360 or 360, NARROWEST)
        return max(0, min(DEEPEST, round(math.log2(360 / width)) + 2))


def box_of(text: str) -> Box | None:
    """Return the box in "west,south,east,north"; nothing for nothing; refuses what is no box on Earth."""
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text[:120].split(","))
    except ValueError:
        raise Refusal(
            N_("bbox must be four numbers: west,south,east,north, in degrees."), field="bbox"
        ) from None
    if not (point_is_real(west, south) and point_is_real(east, north)):
        raise Refusal(N_("bbox must lie on Earth: longitudes up to 180, latitudes up to 90."), field="bbox")
    if south > north:
        raise Refusal(N_("bbox must name the south before the north: west,south,east,north."), field="bbox")
    return west, south, east, north


def zoom_of(text: str) -> int | None:
    """Return a zoom from 0 to 18; nothing for nothing; refuses anything else."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 2 or int(text) > DEEPEST:
        raise Refusal(N_("zoom must be a whole number from 0 to 18."), field="zoom")
    return int(text)


longitude = case(
    (Event.kind == Kind.WOMEN, Locality.longitude),
    else_=func.coalesce(Event.longitude, Venue.longitude, Locality.longitude),
)
latitude = case(
    (Event.kind == Kind.WOMEN, Locality.latitude),
    else_=func.coalesce(Event.latitude, Venue.latitude, Locality.latitude),
)
COLUMNS = (
    longitude.label("longitude"),
    latitude.label("latitude"),
    Event.ref,
    Event.title,
    Event.language,
    Event.kind,
    Event.audience,
    Event.state,
    Event.starts_at,
    Event.ends_at,
    Event.zone,
    Venue.names.label("venue"),
    Locality.names.label("locality"),
    Locality.slug.label("locality_slug"),
)


def collection(view: View, base: str) -> dict[str, Any]:
    """Return the public meetings of a view as a FeatureCollection; cells with a count where there are too many.

    `base` is the address of this installation, for the links.
    """
    rows = db.session.execute(
        _matching(view, *COLUMNS).order_by(Event.starts_at, Event.id).limit(MOST + 1)
    ).all()
    features = [_point(row, base) for row in rows] if len(rows) <= MOST else _cells(view)
    return {"type": "FeatureCollection", "features": features}


def _matching(view: View, *columns: Any) -> Select[Any]:
    query = joined(events_visible_to(VISITOR), *columns).where(*wanted(view.asked), longitude.is_not(None))
    if view.asked.since:
        query = query.where(Event.wall_start >= view.asked.since.isoformat())
    return query if view.box is None else query.where(*_inside(view.box))


def _inside(box: Box) -> tuple[ColumnElement[bool], ...]:
    west, south, east, north = box
    # RFC 7946 §5.2: a box whose west is greater than its east crosses the antimeridian.
    across = (
        and_(longitude >= west, longitude <= east)
        if west <= east
        else or_(longitude >= west, longitude <= east)
    )
    return across, latitude >= south, latitude <= north


def _point(row: Any, base: str) -> dict[str, Any]:
    women = row.kind == Kind.WOMEN
    return {
        "type": "Feature",
        "id": row.ref,
        "geometry": _at(row.longitude, row.latitude),
        "properties": {
            "title": row.title,
            "language": row.language,
            "kind": row.kind,
            "audience": row.audience,
            "state": row.state,
            "start": clock.to_local(row.starts_at, row.zone).isoformat(),
            "end": clock.to_local(row.ends_at, row.zone).isoformat(),
            "venue": None if women else row.venue,
            "locality": row.locality,
            "locality_slug": row.locality_slug,
            "url": f"{base}/events/{row.ref}",
        },
    }


class Point(NamedTuple):
    """A place on Earth, in degrees."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Near:
    """One meeting of a list by distance; of a women's session the distance to its locality."""

    row: Row
    ends_at: datetime
    kilometres: float


def nearest(asked: Asked, here: Point, now: datetime, most: int) -> list[Near]:
    """Return the public meetings to come nearest to `here`, those as near in the order of time; one statement."""
    narrow = math.cos(math.radians(here.latitude))  # a degree of longitude, beside one of latitude
    apart = func.abs(longitude - here.longitude)
    east: Any = case((apart > 180.0, 360.0 - apart), else_=apart) * narrow
    north = latitude - here.latitude
    query = joined(events_visible_to(VISITOR), *LISTED, Event.ends_at, longitude, latitude)
    query = query.where(
        *wanted(asked),
        longitude.is_not(None),
        latitude.is_not(None),
        Event.ends_at > now,
        Event.state == State.PUBLISHED,
    )
    rows = db.session.execute(
        query.order_by(east * east + north * north, Event.starts_at, Event.id).limit(most)
    )
    return [
        Near(Row._make(row[:-3]), row[-3], kilometres_between(here, Point(float(row[-2]), float(row[-1]))))
        for row in rows
    ]


def kilometres_between(one: Point, other: Point) -> float:
    """Return the distance as the crow flies (haversine on a sphere of 6,371 km)."""
    first, second = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    chord = math.sin((second - first) / 2) ** 2 + math.cos(first) * math.cos(second) * math.sin(east / 2) ** 2
    return 2 * 6371 * math.asin(min(1.0, math.sqrt(chord)))


def _cells(view: View) -> list[dict[str, Any]]:
    """Group by integer Web-Mercator cells of 64 pixels at the view's zoom; each stands where its meetings do on average."""
    scale = 2**view.depth * CELLS
    x = cast(func.floor((longitude + 180.0) / 360.0 * scale), Integer).label("x")
    slope = func.ln(func.tan(func.radians(latitude)) + 1.0 / func.cos(func.radians(latitude)))
    y = cast(func.floor((1.0 - slope / math.pi) / 2.0 * scale), Integer).label("y")
    query = (
        _matching(view, x, y, func.count(), func.avg(longitude), func.avg(latitude))
        .where(latitude.between(-FURTHEST, FURTHEST))
        .group_by("x", "y")
        .order_by("x", "y")
    )
    return [
        {
            "type": "Feature",
            "id": f"{view.depth}/{row[0]}/{row[1]}",
            "geometry": _at(row[3], row[4]),
            "properties": {"cluster": True, "count": row[2]},
        }
        for row in db.session.execute(query)
    ]


def _at(east: float, north: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(float(east), 6), round(float(north), 6)]}


@describe_locality
def meetings_of(keys: Sequence[int], force: Force, now: datetime) -> Mapping[int, Mapping[str, object]]:
    """Return the local days of the last and the next meeting of each locality; ceremonies do not count. One statement."""
    keep_topics("events")
    over = Event.ends_at <= now
    rows = db.session.execute(
        events_visible_to(VISITOR)
        .with_only_columns(
            Event.locality_id,
            func.max(case((over, Event.wall_start))).label("last"),
            func.min(case((Event.ends_at > now, Event.wall_start))).label("next"),
            func.min(case((Event.ends_at > now, Event.ends_at))).label("changes_at"),
        )
        .where(
            Event.force_id == force.id,
            Event.locality_id.is_not(None),
            Event.state.in_(HELD),
            Event.kind != Kind.CEREMONY,
        )
        .group_by(Event.locality_id)
    ).all()
    found = {row.locality_id: row for row in rows}
    for row in rows:
        keep_until(row.changes_at)
    return {
        key: {
            "last_meeting": row.last[:10] if row and row.last else None,
            "next_meeting": row.next[:10] if row and row.next else None,
        }
        for key in keys
        for row in (found.get(key),)
    }
