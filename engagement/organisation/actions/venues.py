"""Venues: added and changed by those who serve the place."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor
from engagement.kernel.database import LocaleMap, db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import queries
from engagement.organisation.models import Locality, Venue
from engagement.organisation.permissions import administers, serves
from engagement.organisation.rules import Feature, check_new_name, check_point, named


def add_venue(
    *,
    actor: Actor,
    now: datetime,
    locality: Locality,
    names: LocaleMap,
    features: list[str],
    directions: str = "",
    directions_language: str = "en",
    longitude: float | None = None,
    latitude: float | None = None,
) -> Venue:
    """Add a venue in a locality; refuses a place that the actor does not serve, no name, and half a position."""
    _check_keeper(actor, locality)
    check_new_name(named(names), (one.names for one in queries.venues_in(locality)))
    venue = Venue(force_id=locality.force_id, locality_id=locality.id)
    _furnish(venue, names, features, directions, directions_language, longitude, latitude)
    db.session.add(venue)
    db.session.flush()
    audit.record(actor=actor, now=now, verb="organisation.add_venue", subject=venue)
    bump("organisation")
    return venue


def change_venue(
    *,
    actor: Actor,
    now: datetime,
    venue: Venue,
    version: int | None,
    locality: Locality,
    names: LocaleMap,
    features: list[str],
    directions: str = "",
    directions_language: str = "en",
    longitude: float | None = None,
    latitude: float | None = None,
) -> Venue:
    """Change a venue; refuses what somebody else changed meanwhile, and a place that the actor does not serve."""
    venue.edited(version)
    _check_keeper(actor, locality)
    if locality.force_id != venue.force_id:
        raise Refusal(N_("This place belongs to another force."), field="locality")
    venue.locality_id = locality.id
    _furnish(venue, names, features, directions, directions_language, longitude, latitude)
    audit.record(actor=actor, now=now, verb="organisation.change_venue", subject=venue)
    bump("organisation", "events")  # pages of meetings name the venue
    return venue


def _check_keeper(actor: Actor, locality: Locality) -> None:
    if not administers(actor, locality.force_id) and not serves(actor, locality):
        raise Refusal(N_("Choose a place that your office serves."), field="locality")


def _furnish(
    venue: Venue,
    names: LocaleMap,
    features: list[str],
    directions: str,
    language: str,
    longitude: float | None,
    latitude: float | None,
) -> None:
    given = named(names)
    check_point(longitude, latitude)
    venue.names = given
    venue.features = [feature.value for feature in Feature if feature.value in features]
    venue.directions, venue.directions_language = directions, language
    venue.longitude, venue.latitude = longitude, latitude
