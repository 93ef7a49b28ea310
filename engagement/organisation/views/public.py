"""Find my station; the page of a station; the page of a locality; the outlines as GeoJSON."""

from datetime import timedelta

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import Role
from engagement.kernel.freshness import keep_until, kept
from engagement.kernel.pages import page
from engagement.organisation import geometry, map_points, permissions, present, queries, rules
from engagement.organisation.models import Force, Locality, Office
from engagement.organisation.views.routes import blueprint

UNSEEN = (Role.ADMINISTRATOR, Role.OVERSIGHT)  # posts that do not serve the public at a station
LONGEST_SEARCH = 80
headers.allow("organisation.stations", geolocation=True)


def _until_midnight(force: Force) -> None:
    """Spans of days begin and end at midnight on the force's wall clock."""
    tomorrow = queries.today(force) + timedelta(days=1)
    keep_until(clock.start_of(tomorrow, force.zone))


@blueprint.get("/stations")
@kept(lambda: ("organisation",), query=("force", "q", "near"))
@requires(permissions.READ)
def stations() -> ResponseReturnValue:
    """Show every station by district, or the places that match a search with the station of each."""
    force = queries.current_force()
    _until_midnight(force)
    wanted = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    day = queries.today(force)
    found: list[tuple[Locality, Office | None]] = []
    matching: list[Office] = []
    groups = queries.stations_public(force)
    if wanted:
        serving = queries.stations_of(force, day)
        found = [(place, serving.get(place.id)) for place in queries.places_named(force, wanted, day)]
        matching = [one for _, row in groups for one in row if rules.is_named(wanted, one.names.values())]
    return page(
        force=force,
        forces=queries.forces(),
        groups=groups,
        wanted=wanted,
        found=found,
        matching=matching,
        lost="near" in request.args,
    )


@blueprint.get("/stations/near")
@requires(permissions.READ)
def near() -> ResponseReturnValue:
    """Send to the station that serves a position; the position is rounded to 100 m, and neither kept nor logged."""
    longitude, latitude = _degrees("lon"), _degrees("lat")
    headers.private()
    return redirect(_near(longitude, latitude), 303)


def _near(longitude: float | None, latitude: float | None) -> str:
    asked = request.args.get("force") or None
    if longitude is not None and latitude is not None and rules.point_is_real(longitude, latitude):
        first = queries.current_force()
        for force in (first, *(other for other in queries.forces() if other is not first)):
            place = geometry.locality_at(longitude, latitude, force=force)
            if place is not None:
                office = queries.serving(place, queries.today(force))
                if office is not None:
                    return url_for("organisation.station", slug=office.slug)
                return url_for("organisation.locality", slug=place.slug)
    return url_for("organisation.stations", near="none", force=asked)


def _degrees(name: str) -> float | None:
    try:
        return round(float(request.args.get(name, "")[:24]), 3)
    except (ValueError, OverflowError):
        return None


@blueprint.get("/stations/<slug>")
@kept(lambda slug: ("organisation",))  # noqa: ARG005 - named by the route
@requires(permissions.READ, find=queries.station)
def station(office: Office) -> ResponseReturnValue:
    """Show who serves at a station, how to reach it, and the localities it serves."""
    present.enter(office.force)
    _until_midnight(office.force)
    posts = [post for post in queries.posts_of(office) if post.role not in UNSEEN]
    served = queries.localities_served(office, queries.today(office.force))
    return page(office=office, posts=posts, served=served, role_words=rules.ROLE_WORDS)


@blueprint.get("/localities/<slug>")
@kept(lambda slug: ("organisation",))  # noqa: ARG005 - named by the route
@requires(permissions.READ, find=queries.locality)
def locality(place: Locality) -> ResponseReturnValue:
    """Show which station serves a locality and since when."""
    present.enter(place.force)
    _until_midnight(place.force)
    link = queries.service(place, queries.today(place.force))
    return page(
        place=place,
        link=link,
        office=link.office if link else None,
        area_word=rules.AREA_WORDS.get(rules.AreaKind(place.area.kind), "") if place.area else "",
    )


@blueprint.get("/localities.geojson")
@kept(lambda: ("organisation", geometry.TOPIC), query=("force",))
@requires(permissions.READ)
def outlines() -> ResponseReturnValue:
    """Answer with the outlines of all localities, or of one force's (`?force=`), for any site to read."""
    asked = request.args.get("force")
    chosen = [force for force in queries.forces() if asked in {None, "", force.slug}]
    for force in chosen:
        _until_midnight(force)
    headers.open_to_all()
    return Response(map_points.collection(chosen, clock.now()), mimetype="application/geo+json")
