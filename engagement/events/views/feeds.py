"""Meetings for maps of any site."""

from datetime import date

from flask import current_app, jsonify, make_response, request
from flask.typing import ResponseReturnValue

from engagement.events import map_points, permissions
from engagement.events.map_points import View
from engagement.events.queries import Asked
from engagement.events.views.routes import blueprint
from engagement.kernel import headers
from engagement.kernel.access import requires
from engagement.kernel.form_base import EARLIEST, LATEST
from engagement.kernel.freshness import kept
from engagement.kernel.locale import say
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import present

QUERY = ("bbox", "from", "to", "kind", "audience", "zoom", "station", "locality", "force")


@blueprint.get("/events.geojson")
@kept(lambda: ("events", "organisation"), query=QUERY)
@requires(permissions.LIST)
def points() -> ResponseReturnValue:
    """Answer with the public meetings of a view; a question that cannot be read gets a sentence (RFC 9457)."""
    headers.open_to_all()
    try:
        found = map_points.collection(_asked(), str(current_app.config["PUBLIC_URL"]))
    except Refusal as refusal:
        answer = make_response(jsonify(status=400, title="Bad Request", detail=say(refusal)), 400)
        answer.mimetype = "application/problem+json"
        return answer
    answer = jsonify(found)
    answer.mimetype = "application/geo+json"
    return answer


def _asked() -> View:
    given = request.args
    asked = Asked(
        kind=given.get("kind", ""),
        audience=given.get("audience", ""),
        station=given.get("station", ""),
        locality=given.get("locality", ""),
        since=_day("from"),
        until=_day("to"),
        force_id=_force(given.get("force", "")),
    )
    return View(asked, map_points.box_of(given.get("bbox", "")), map_points.zoom_of(given.get("zoom", "")))


def _day(name: str) -> date | None:
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = LATEST
    if not EARLIEST <= found < LATEST:
        raise Refusal(N_("Dates must be year-month-day, such as 2026-11-24."), field=name)
    return found


def _force(slug: str) -> int | None:
    """Return the key of a force; meetings of all forces where none is asked for, of none where it is unknown."""
    if not slug:
        return None
    return next((force.id for force in present.forces() if force.slug == slug), -1)
