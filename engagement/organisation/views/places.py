"""The administrator's places: the list, a new one, one changed, one handed to another office."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import undefer

from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.pages import page, turn
from engagement.organisation import permissions, present, queries
from engagement.organisation.actions import places as actions
from engagement.organisation.forms import HandOverForm, LocalityForm
from engagement.organisation.geometry import count_points
from engagement.organisation.models import Force, Locality
from engagement.organisation.views.editing import settle
from engagement.organisation.views.offices import administered
from engagement.organisation.views.routes import blueprint


@blueprint.get("/organisation/places")
@requires(permissions.ORGANISE)
def places() -> ResponseReturnValue:
    """Show the places of one's force with who serves each."""
    force = administered()
    wanted = request.args.get("q", "").strip()[:80]
    today = queries.today(force)
    query = queries.localities_visible_to(actor()).where(Locality.force_id == force.id)
    query = query.options(undefer(Locality.outline))
    if wanted:
        query = query.where(Locality.id.in_([row.id for row in queries.places_named(force, wanted, today)]))
    leaf = turn(query, Locality.id, newest_first=False)
    return page(force=force, leaf=leaf, serving=queries.stations_of(force, today), wanted=wanted)


@blueprint.route("/organisation/places/new", methods=["GET", "POST"])
@requires(permissions.ORGANISE)
def new_place() -> ResponseReturnValue:
    """Set up a place, served by an office of the force."""
    force = administered()
    offices = {office.ref: office for office in queries.tree_of(force.id)}
    form = LocalityForm.sent()
    form.speak(force)
    form.offer(offices.values())
    _upload(form)
    if form.accepted() and form.carries_out(
        actions.open_locality,
        actor=actor(),
        force=force,
        names=form.names(),
        aliases=form.other_names(),
        outline=form.drawn,
        longitude=form.longitude.data,
        latitude=form.latitude.data,
        population=form.population.data,
        office=offices.get(form.office.data),
        since=form.since.data,
    ):
        return redirect(url_for("organisation.locality", slug=form.result.slug), 303)
    return page(form=form, force=force), form.status


@blueprint.route("/organisation/places/<ref>/edit", methods=["GET", "POST"])
@requires(permissions.CHART, find=queries.locality_by_ref)
def edit_place(place: Locality) -> ResponseReturnValue:
    """Change a place; an outline is kept until another is given or it is removed."""
    present.enter(place.force)
    form = _place_form(place)
    _upload(form)
    if form.accepted() and form.carries_out(
        actions.change_locality,
        actor=actor(),
        locality=place,
        version=form.version.data,
        names=form.names(),
        aliases=form.other_names(),
        outline=form.drawn or (None if form.without.data else place.outline),
        longitude=form.longitude.data,
        latitude=form.latitude.data,
        population=form.population.data,
        valid_to=form.valid_to.data,
    ):
        return redirect(url_for("organisation.locality", slug=place.slug), 303)
    theirs = settle(form, place, lambda: _place_form(place, sent=False))
    points = count_points(place.outline["coordinates"]) if place.outline else 0
    return page(form=form, place=place, points=points, theirs=theirs), form.status


def _place_form(place: Locality, *, sent: bool = True) -> LocalityForm:
    given: dict[str, Any] = {
        "aliases": "\n".join(place.aliases),
        "population": place.population,
        "valid_to": place.valid_to,
        "longitude": place.longitude,
        "latitude": place.latitude,
        "version": place.version,
    }
    form: LocalityForm = LocalityForm.sent(data=given) if sent else LocalityForm(None, data=given)
    form.speak(place.force, place.names)
    del form.office
    del form.since
    if not form.is_sent:
        form.show(place.names)
    return form


def _upload(form: LocalityForm) -> None:
    """Take the outline out of a file, where one was sent."""
    file = request.files.get("outline_file")
    if file is not None and file.filename:
        form.outline.data = file.read().decode("utf-8-sig", "replace")


@blueprint.route("/organisation/places/<ref>/hand-over", methods=["GET", "POST"])
@requires(permissions.CHART, find=queries.locality_by_ref)
def hand_over(place: Locality) -> ResponseReturnValue:
    """Let another office serve a place from a day on."""
    force: Force = place.force
    present.enter(force)
    offices = {office.ref: office for office in queries.tree_of(force.id)}
    form = HandOverForm.sent(data={"since": queries.today(force)})
    form.offer(offices.values())
    if form.accepted() and form.carries_out(
        actions.hand_over,
        actor=actor(),
        locality=place,
        office=offices[form.office.data],
        since=form.since.data,
    ):
        return redirect(url_for("organisation.locality", slug=place.slug), 303)
    return page(form=form, place=place, links=queries.services_of(place)), form.status
