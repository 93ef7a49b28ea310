"""Outlines in memory: which locality a point lies in, outlines put right, and simplified for a map.

shapely is loaded where it is first used: a web worker that draws no map stays small.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import func, select

from engagement.kernel.database import db
from engagement.kernel.freshness import DataVersion
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force, Locality
from engagement.organisation.queries import today
from engagement.organisation.rules import MOST_OUTLINE, point_is_real, serves_on

if TYPE_CHECKING:
    from shapely import STRtree
    from shapely.geometry.base import BaseGeometry

TOPIC = "boundaries"  # bumped when an outline, a point or a span of a locality changes
GAP = 2_000 / 111_195  # degrees of latitude: so far a gap between neighbours may reach
FINE = 6  # decimals: 11 cm
SIMPLE = 0.0004  # degrees: about 40 m, less than a street corner on a phone
MOST_POINTS = 50_000


@dataclass(slots=True)
class Outlines:
    """The outlines of one force at one version of the boundaries."""

    version: tuple[int, str | None]
    ids: list[int]
    spans: list[tuple[date | None, date | None]]
    shapes: list["BaseGeometry"]
    tree: "STRtree"
    simple: dict[int, str] | None = None


def locality_at(
    longitude: float, latitude: float, *, force: Force, on: date | None = None
) -> Locality | None:
    """Return the locality of `force` at a point in degrees, WGS 84, on a day (none: today).

    On a shared boundary it is the one with the lowest id; in a gap the nearest within 2 km; else None.
    """
    if force.id is None or not point_is_real(longitude, latitude):
        return None
    held = _outlines(force)
    day = on or today(force)
    found = _inside(held, longitude, latitude, day)
    if found is None:
        found = _nearest(held, longitude, latitude, day)
    return db.session.get(Locality, found) if found is not None else None


def _inside(held: Outlines, longitude: float, latitude: float, day: date) -> int | None:
    from shapely import Point  # noqa: PLC0415 - heavy library, loaded where first used

    hits = held.tree.query(Point(longitude, latitude), predicate="intersects")
    return min((held.ids[i] for i in hits if serves_on(day, *held.spans[i])), default=None)


def _nearest(held: Outlines, longitude: float, latitude: float, day: date) -> int | None:
    from shapely import Point, box, transform  # noqa: PLC0415 - heavy library, loaded where first used

    narrow = max(math.cos(math.radians(latitude)), 0.01)  # a degree of longitude, in degrees of latitude
    reach = GAP / narrow
    around = box(longitude - reach, latitude - GAP, longitude + reach, latitude + GAP)
    here = Point(longitude * narrow, latitude)
    far = [
        (round(transform(held.shapes[i], lambda c: c * [narrow, 1.0]).distance(here), 9), held.ids[i])
        for i in held.tree.query(around)
        if serves_on(day, *held.spans[i])
    ]
    distance, found = min(far, default=(math.inf, None))
    return found if distance <= GAP else None


def simplified(force: Force) -> Mapping[int, str]:
    """Return the outlines of a force for a map, as GeoJSON text by the locality's key; neighbours stay joined."""
    from shapely import coverage_simplify, get_parts, make_valid, to_geojson  # noqa: PLC0415 - heavy library

    held = _outlines(force)
    if held.simple is None:
        drawn: list[BaseGeometry] = list(coverage_simplify(held.shapes, SIMPLE)) if held.shapes else []
        held.simple = {}
        for key, whole, simple in zip(held.ids, held.shapes, drawn, strict=True):
            shape = whole if simple.is_empty else simple
            shape = shape if shape.is_valid else make_valid(shape)
            surface = [part for part in get_parts(shape) if part.geom_type in {"Polygon", "MultiPolygon"}]
            held.simple[key] = to_geojson(_rounded(shape if surface else whole, 5))
    return held.simple


def _outlines(force: Force) -> Outlines:
    kept: dict[int, Outlines] = current_app.extensions.setdefault("outlines", {})
    version = _version(force)
    held = kept.get(force.id)
    if held is None or held.version != version:
        held = kept[force.id] = _read(force, version)
    return held


def _version(force: Force) -> tuple[int, str | None]:
    number = select(func.coalesce(func.sum(DataVersion.number), 0)).where(DataVersion.topic == TOPIC)
    last = select(func.max(Locality.ref)).where(Locality.force_id == force.id)
    row = db.session.execute(select(number.scalar_subquery(), last.scalar_subquery())).one()
    return int(row[0]), row[1]


def _read(force: Force, version: tuple[int, str | None]) -> Outlines:
    from shapely import STRtree, from_geojson  # noqa: PLC0415 - heavy library, loaded where first used

    rows = db.session.execute(
        select(Locality.id, Locality.outline, Locality.valid_from, Locality.valid_to)
        .where(Locality.force_id == force.id, Locality.outline.is_not(None))
        .order_by(Locality.id)
    ).all()
    rows = [row for row in rows if row.outline]
    shapes = [from_geojson(json.dumps(row.outline)) for row in rows]
    tree = STRtree(shapes)
    return Outlines(
        version, [row.id for row in rows], [(row.valid_from, row.valid_to) for row in rows], shapes, tree
    )


def read_outline(text: str) -> dict[str, Any]:
    """Return the outline in a piece of GeoJSON: a geometry, a feature, or a collection of one; refuses anything else."""
    if len(text) > MOST_OUTLINE:
        raise Refusal(N_("This outline is too large. Simplify it first."), field="outline")
    try:
        given = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise Refusal(N_("This is not GeoJSON. Paste the text of one outline."), field="outline") from None
    if isinstance(given, dict) and isinstance(given.get("features"), list):
        if len(given["features"]) != 1:
            raise Refusal(N_("This holds several outlines. Paste one."), field="outline")
        given = given["features"][0]
    if isinstance(given, dict) and given.get("type") == "Feature":
        given = given.get("geometry")
    return put_right(given)


def put_right(given: object) -> dict[str, Any]:
    """Return a valid Polygon or MultiPolygon in degrees, WGS 84, at 6 decimals; refuses what cannot be mended.

    RFC 7946 §3.1: rings that cross themselves are mended, and that is the only change of shape.
    """
    from shapely import force_2d, from_geojson, make_valid, to_geojson  # noqa: PLC0415 - heavy library
    from shapely.errors import ShapelyError  # noqa: PLC0415 - heavy library

    if not isinstance(given, dict) or given.get("type") not in {"Polygon", "MultiPolygon"}:
        raise Refusal(N_("An outline is a Polygon or a MultiPolygon."), field="outline")
    points = count_points(given.get("coordinates"))
    if points > MOST_POINTS:
        raise Refusal(N_("The outline has %(n)s points; at most %(most)s can be kept."), field="outline",
                      n=points, most=MOST_POINTS)  # fmt: skip
    try:
        shape = force_2d(
            from_geojson(json.dumps({"type": given["type"], "coordinates": given["coordinates"]}))
        )
    except (ShapelyError, ValueError, TypeError, KeyError):
        raise Refusal(N_("The outline's points cannot be read."), field="outline") from None
    if shape.is_empty:
        raise Refusal(N_("The outline has no points."), field="outline")
    west, south, east, north = shape.bounds
    if not (point_is_real(west, south) and point_is_real(east, north)):
        raise Refusal(
            N_("The outline lies outside the Earth: longitude goes first, then latitude, in degrees."),
            field="outline",
        )
    shape = _rounded(shape, FINE)
    if not shape.is_valid:
        shape = _surface(make_valid(shape))
    if shape.area == 0:
        raise Refusal(N_("The outline crosses itself and cannot be mended."), field="outline")
    return dict(json.loads(to_geojson(shape)))


def count_points(coordinates: object) -> int:
    """Return how many points nested coordinates hold."""
    count, waiting = 0, [coordinates]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            if one and not isinstance(one[0], list):
                count += 1
            else:
                waiting.extend(one)
    return count


def point_in(outline: Mapping[str, Any]) -> tuple[float, float]:
    """Return a point that lies inside an outline: longitude, latitude."""
    from shapely import from_geojson, point_on_surface  # noqa: PLC0415 - heavy library, loaded where first used

    point = point_on_surface(from_geojson(json.dumps(outline)))
    return round(point.x, FINE), round(point.y, FINE)


def _surface(shape: "BaseGeometry") -> "BaseGeometry":
    """Keep the surfaces of what mending made: lines and points are left out."""
    from shapely import get_parts, unary_union  # noqa: PLC0415 - heavy library, loaded where first used

    surfaces = [part for part in get_parts(shape) if part.geom_type in {"Polygon", "MultiPolygon"}]
    return unary_union(surfaces)


def _rounded(shape: "BaseGeometry", decimals: int) -> "BaseGeometry":
    from shapely import transform  # noqa: PLC0415 - heavy library, loaded where first used

    return transform(shape, lambda c: c.round(decimals))
