"""Localities taken in from a file: new ones set up, known ones given their new outline."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import undefer

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.organisation import geometry, queries
from engagement.organisation.importing import LOCALITY, Found
from engagement.organisation.models import Area, Force, Locality
from engagement.organisation.rules import folded, slug_of


class Outcome(StrEnum):
    """What became of one feature."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


def take_in(*, actor: Actor, now: datetime, force: Force, kind: str, batch: Sequence[Found]) -> list[Outcome]:
    """Take in some features as localities of `force`; where `kind` is one of an area's, as areas too.

    A place is known by its name in any language, so that the same file twice changes nothing. Refuses nothing:
    what could be refused was refused when the file was read.
    """
    every = select(Locality).where(Locality.force_id == force.id).options(undefer(Locality.outline))
    known = {folded(name): place for place in db.session.scalars(every) for name in place.names.values()}
    outcomes = [_take(actor, now, force, kind, found, known.get(found.key)) for found in batch]
    if set(outcomes) - {Outcome.UNCHANGED}:
        bump("organisation", geometry.TOPIC)
    return outcomes


def _take(
    actor: Actor, now: datetime, force: Force, kind: str, found: Found, place: Locality | None
) -> Outcome:
    verb, outcome = "organisation.change_locality", Outcome.CHANGED
    if place is None:
        place = Locality(force_id=force.id, names={}, aliases=[], slug="")
        place.slug = queries.free_slug(Locality, slug_of(found.names, "place"))
        verb, outcome = "organisation.open_locality", Outcome.NEW
    names = {**found.names, **place.names}  # a name put right by hand stays
    area = _area(force, kind, found) if kind != LOCALITY else None
    area_id = area.id if area else place.area_id
    population = place.population if found.population is None else found.population
    stands = (place.names, place.outline, place.population, place.area_id)
    if outcome is Outcome.CHANGED and stands == (names, found.outline, population, area_id):
        return Outcome.UNCHANGED
    if place.outline != found.outline:
        place.outline = found.outline
        place.longitude, place.latitude = geometry.point_in(found.outline)
    place.names, place.population, place.area_id = names, population, area_id
    if outcome is Outcome.NEW:
        db.session.add(place)
    else:
        place.edited(None)
    db.session.flush()
    audit.record(actor=actor, now=now, verb=verb, subject=place)
    bump(f"locality:{place.id}")
    return outcome


def _area(force: Force, kind: str, found: Found) -> Area:
    slug = slug_of(found.names, found.key.replace(" ", "-")[:60])
    area = queries.area_by_name(force, kind, slug)
    if area is None:
        area = Area(force_id=force.id, kind=kind, slug=slug, names=dict(found.names))
        db.session.add(area)
        db.session.flush()
    return area
