"""Localities: set up, outlined, changed, and handed from one office to another from a day on."""

from datetime import date, datetime, timedelta
from typing import Any

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import LocaleMap, db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import geometry, queries
from engagement.organisation.models import Force, Locality, LocalityService, Office
from engagement.organisation.rules import (
    MOST_ALIASES,
    check_new_name,
    check_point,
    named,
    slug_of,
    spans_overlap,
)


def open_locality(
    *,
    actor: Actor,
    now: datetime,
    force: Force,
    names: LocaleMap,
    aliases: list[str] | None = None,
    outline: dict[str, Any] | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
    population: int | None = None,
    office: Office | None = None,
    since: date | None = None,
) -> Locality:
    """Set up a locality, served by `office` from `since` on (none: today); refuses one without a name.

    `outline` is what `geometry.put_right` returned; where no point is given it lies inside the outline.
    """
    given = named(names)
    check_new_name(given, (one.names for one in db.session.scalars(queries.localities_public(force))))
    place = Locality(force_id=force.id, slug="", names=given, aliases=aliases or [], population=population)
    place.slug = queries.free_slug(Locality, slug_of(place.names, "place"))
    _draw(place, outline, longitude, latitude)
    db.session.add(place)
    db.session.flush()
    _record(actor, now, "organisation.open_locality", place)
    if office is not None:
        hand_over(actor=actor, now=now, locality=place, office=office, since=since or queries.today(force))
    return place


def change_locality(
    *,
    actor: Actor,
    now: datetime,
    locality: Locality,
    version: int | None,
    names: LocaleMap,
    aliases: list[str],
    outline: dict[str, Any] | None,
    longitude: float | None,
    latitude: float | None,
    population: int | None,
    valid_to: date | None = None,
) -> Locality:
    """Change a locality; its address stays. Refuses what somebody else changed meanwhile, and an end before its start."""
    locality.edited(version)
    if valid_to is not None and locality.valid_from is not None and valid_to < locality.valid_from:
        raise Refusal(N_("It cannot end before it began."), field="valid_to")
    locality.names, locality.aliases = named(names), aliases[:MOST_ALIASES]
    locality.population, locality.valid_to = population, valid_to
    _draw(locality, outline, longitude, latitude)
    _record(actor, now, "organisation.change_locality", locality)
    return locality


def hand_over(
    *, actor: Actor, now: datetime, locality: Locality, office: Office, since: date
) -> LocalityService:
    """Let an office serve a locality from `since` on; the link before it ends on the day before.

    Refuses an office of another force, one that serves it already, and a day before the present link began.
    """
    if office.force_id != locality.force_id:
        raise Refusal(N_("This office belongs to another force."), field="office")
    links = queries.services_of(locality)
    for link in links:
        if not spans_overlap((link.valid_from, link.valid_to), (since, None)):
            continue
        if link.office_id == office.id:
            raise Refusal(N_("This office serves the place already."), field="office")
        if link.valid_from >= since:
            raise Refusal(N_("The change before this one began on %(day)s. Choose a later day."), field="since",
                          day=link.valid_from.isoformat())  # fmt: skip
        link.valid_to = since - timedelta(days=1)
        bump(f"station:{link.office_id}")
    new = LocalityService(locality_id=locality.id, office_id=office.id, valid_from=since)
    db.session.add(new)
    db.session.flush()
    by = actor.as_post(office.path, Role.ADMINISTRATOR)
    audit.record(
        actor=actor, now=now, verb="organisation.hand_over", subject=locality, post=by, office_id=office.id,
        since=since.isoformat(),
    )  # fmt: skip
    bump("organisation", f"station:{office.id}", f"locality:{locality.id}")
    db.session.expire(locality, ["services"])
    return new


def _draw(
    place: Locality, outline: dict[str, Any] | None, longitude: float | None, latitude: float | None
) -> None:
    check_point(longitude, latitude)
    if outline is not None and longitude is None:
        longitude, latitude = geometry.point_in(outline)
    place.outline, place.longitude, place.latitude = outline, longitude, latitude


def _record(actor: Actor, now: datetime, verb: str, place: Locality) -> None:
    audit.record(actor=actor, now=now, verb=verb, subject=place)
    bump("organisation", geometry.TOPIC, f"locality:{place.id}")
