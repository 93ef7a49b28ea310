"""Venues: the list, a new one, one changed; for administrators, and for officers in the places they serve."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import joinedload

from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.pages import page, turn
from engagement.organisation import permissions, present, queries, rules
from engagement.organisation.actions import venues as actions
from engagement.organisation.forms import VenueForm
from engagement.organisation.models import Force, Locality, Venue
from engagement.organisation.views.editing import settle
from engagement.organisation.views.routes import blueprint

MOST = 1000


@blueprint.get("/organisation/venues")
@requires(permissions.FURNISH)
def venues() -> ResponseReturnValue:
    """Show the venues of one's force."""
    query = queries.venues_visible_to(actor()).options(joinedload(Venue.locality))
    return page(leaf=turn(query, Venue.id), feature_words=rules.FEATURE_WORDS)


@blueprint.route("/organisation/venues/new", methods=["GET", "POST"])
@requires(permissions.FURNISH)
def new_venue() -> ResponseReturnValue:
    """Add a venue in a place that one serves."""
    places = _places()
    force = next((place.force for place in places.values()), present.current_force())
    form = VenueForm.sent()
    form.speak(force)
    form.offer(places.values())
    if form.accepted() and form.carries_out(
        actions.add_venue, actor=actor(), locality=places[form.locality.data], **_said(form)
    ):
        return redirect(url_for("organisation.venues"), 303)
    return page(form=form), form.status


@blueprint.route("/organisation/venues/<ref>/edit", methods=["GET", "POST"])
@requires(permissions.KEEP, find=queries.venue)
def edit_venue(venue: Venue) -> ResponseReturnValue:
    """Change a venue."""
    places = _places() | {venue.locality.ref: venue.locality}
    form = _venue_form(venue, places)
    if form.accepted() and form.carries_out(
        actions.change_venue,
        actor=actor(),
        venue=venue,
        version=form.version.data,
        locality=places[form.locality.data],
        **_said(form),
    ):
        return redirect(url_for("organisation.venues"), 303)
    theirs = settle(form, venue, lambda: _venue_form(venue, places, sent=False))
    return page(form=form, venue=venue, theirs=theirs), form.status


def _places() -> dict[str, Locality]:
    query = queries.localities_kept_by(actor()).options(joinedload(Locality.force)).order_by(Locality.slug)
    return {place.ref: place for place in db.session.scalars(query.limit(MOST))}


def _venue_form(venue: Venue, places: dict[str, Locality], *, sent: bool = True) -> VenueForm:
    given = {
        "locality": venue.locality.ref,
        "features": venue.features,
        "directions": venue.directions,
        "directions_language": venue.directions_language,
        "longitude": venue.longitude,
        "latitude": venue.latitude,
        "version": venue.version,
    }
    form: VenueForm = VenueForm.sent(data=given) if sent else VenueForm(None, data=given)
    form.speak(_force_of(venue), venue.names)
    if not form.is_sent:
        form.show(venue.names)
    form.offer(places.values())
    return form


def _force_of(venue: Venue) -> Force:
    return db.session.get_one(Force, venue.force_id)


def _said(form: VenueForm) -> dict[str, object]:
    return {
        "names": form.names(),
        "features": form.features.data or [],
        "directions": form.directions.data,
        "directions_language": form.directions_language.data,
        "longitude": form.longitude.data,
        "latitude": form.latitude.data,
    }
