"""The desk says that a matter is a tip, a threat or a complaint: one page, one press, and it leaves the desk."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import permissions, routing
from engagement.concerns.actions import moving, sealed
from engagement.concerns.forms.sealed import MoveForm
from engagement.concerns.lanes import About
from engagement.concerns.models import Concern
from engagement.concerns.queries import concern as find
from engagement.concerns.queries import heads_of
from engagement.concerns.routing import Accused
from engagement.concerns.rules import LANE_WORDS, Lane
from engagement.concerns.views.routes import blueprint, private
from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.pages import page
from engagement.organisation import queries as organisation
from engagement.organisation.models import Office
from engagement.organisation.rules import OfficeKind


@blueprint.route("/concerns/<ref>/seal", methods=["GET", "POST"])
@requires(permissions.SEAL, find=find)
def seal(concern: Concern) -> ResponseReturnValue:
    """Move it into a sealed lane; whoever is not let in there sees it no more."""
    lanes = routing.sealed_lanes_of(concern.force, clock.now())
    tree = organisation.tree_of(concern.force_id)
    offices = [office for office in tree if office.kind != OfficeKind.UNMATCHED]
    form: MoveForm = MoveForm.sent(data={"version": concern.version})
    form.fill({lane: LANE_WORDS[lane] for lane in lanes}, offices)
    if (
        lanes
        and form.accepted()
        and form.carries_out(
            moving.seal,
            actor=actor(),
            concern=concern,
            lane=Lane(form.lane.data),
            accused=_accused(form, offices, Lane(form.lane.data)),
            version=form.version.data,
        )
    ):
        flash(_("It is sealed. Those who were let in read it from now on."))
        seen = permissions.OPEN_SEALED.allows(actor(), concern)
        return redirect(url_for("concerns.oversee", ref=concern.ref) if seen else url_for("concerns.desk"))
    html = page(
        concern=concern,
        form=form,
        complaint=Lane.COMPLAINT in lanes,
        closed="" if lanes else _(sealed.NOBODY),
    )
    return private((html, form.status))


def _accused(form: MoveForm, offices: list[Office], lane: Lane) -> list[Accused]:
    office = next((row for row in offices if row.ref == form.office.data), None)
    if lane != Lane.COMPLAINT or office is None:
        return []
    heads = heads_of(office) if form.who.data == About.HEAD else []
    day = form.on_day.data
    return [Accused(office, post, day) for post in heads] or [Accused(office, None, day)]
