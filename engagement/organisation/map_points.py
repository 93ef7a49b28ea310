"""Localities as GeoJSON (RFC 7946): outlines simplified, who serves each, and what rooms above say about each."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from engagement.kernel.database import db
from engagement.organisation import geometry, queries
from engagement.organisation.models import Force, Locality, Office

# Receives the keys of localities, their force and the present instant; returns properties by key, in few statements.
Describer = Callable[[Sequence[int], Force, datetime], Mapping[int, Mapping[str, object]]]
_describers: list[Describer] = []


def describe_locality(describer: Describer) -> Describer:
    """Register what a room above says of localities, such as the dates of their meetings."""
    if describer not in _describers:
        _describers.append(describer)
    return describer


def described(keys: Sequence[int], force: Force, now: datetime) -> dict[int, dict[str, Any]]:
    """Return all that rooms above say of localities, by key."""
    said: dict[int, dict[str, Any]] = {key: {} for key in keys}
    for describer in _describers:
        for key, facts in describer(keys, force, now).items():
            said[key].update(facts)
    return said


def collection(forces: Sequence[Force], now: datetime) -> str:
    """Return the localities of forces as one FeatureCollection; one without an outline has its point, or no geometry."""
    features = [feature for force in forces for feature in _features(force, now)]
    return '{"type":"FeatureCollection","features":[' + ",\n".join(features) + "]}"


def _features(force: Force, now: datetime) -> list[str]:
    day = queries.today(force)
    rows = db.session.scalars(queries.localities_public(force, day).order_by(Locality.id)).all()
    outlines = geometry.simplified(force)
    stations = queries.stations_of(force, day)
    said = described([row.id for row in rows], force, now)
    return [
        f'{{"type":"Feature","id":{json.dumps(row.ref)},"geometry":{outlines.get(row.id) or _point(row)},"properties":{json.dumps(_properties(row, force, stations.get(row.id)) | said[row.id], ensure_ascii=False)}}}'
        for row in rows
    ]


def _point(row: Locality) -> str:
    if row.longitude is None or row.latitude is None:
        return "null"
    return json.dumps({"type": "Point", "coordinates": [round(row.longitude, 6), round(row.latitude, 6)]})


def _properties(row: Locality, force: Force, station: Office | None) -> dict[str, Any]:
    base = str(current_app.config["PUBLIC_URL"])
    return {
        "slug": row.slug,
        "names": row.names,
        "url": f"{base}/localities/{row.slug}",
        "force": force.slug,
        "population": row.population,
        "point": None if row.longitude is None else [round(row.longitude, 6), round(row.latitude or 0.0, 6)],
        "station": {
            "slug": station.slug,
            "names": station.names,
            "url": f"{base}/stations/{station.slug}",
        }
        if station
        else None,
    }
