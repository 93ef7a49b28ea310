"""Breaking the glass: who asks, who agrees, what stands open. What is asked for in vain answers as what is not."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import openings, permissions, queries, sight
from engagement.concerns.actions import breaking
from engagement.concerns.forms.sealed import AgreeForm, EmergencyForm
from engagement.concerns.models import Concern, Opening
from engagement.concerns.rules import LANE_WORDS
from engagement.concerns.views.routes import blueprint, private
from engagement.kernel import clock, headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.limits import limit

headers.private_always("concerns.emergencies", "concerns.ask_opening", "concerns.settle_opening")


@blueprint.get("/oversight/emergency")
@requires(permissions.EMERGENCIES)
def emergencies() -> ResponseReturnValue:
    """What one may ask for, what waits for one's word, what stands open to one."""
    return _shown(EmergencyForm())


@blueprint.post("/oversight/emergency")
@limit("20 per hour")
@requires(permissions.BREAK)
def ask_opening() -> ResponseReturnValue:
    """Ask that one matter is opened; the answer is the same whether it is there or not."""
    form: EmergencyForm = EmergencyForm.sent()
    if form.accepted() and form.carries_out(
        breaking.ask,
        actor=actor(),
        concern=queries.concern(form.matter.data or ""),
        reason=form.reason.data or "",
    ):
        flash(_("Asked. Once a second person agrees, you get a message and it stands here."))
        return redirect(url_for("concerns.emergencies"))
    return _shown(form)


@blueprint.post("/oversight/emergency/<ref>")
@limit("30 per minute")
@requires(permissions.AGREE, find=openings.opening)
def settle_opening(opening: Opening) -> ResponseReturnValue:
    """Agree that a matter is opened, or not."""
    form: AgreeForm = AgreeForm.sent()
    if form.accepted() and form.carries_out(
        breaking.settle, actor=actor(), opening=opening, yes=bool(form.yes.data)
    ):
        flash(_("It is open to them for one day.") if form.yes.data else _("It stays sealed."))
    else:
        flash(" ".join(form.refusals), "error")
    return redirect(url_for("concerns.emergencies"))


@blueprint.post("/oversight/<ref>/close")
@requires(permissions.OPEN_SEALED, find=queries.concern)
def end_opening(concern: Concern) -> ResponseReturnValue:
    """End an emergency before its time; by who reads the matter anyway, or by who asked."""
    form: Form = Form.sent()
    if form.accepted() and form.carries_out(breaking.end, actor=actor(), concern=concern):
        flash(_("It is sealed again."))
    else:
        flash(" ".join(form.refusals), "error")
    seen = sight.regular(actor(), concern) is not None
    return redirect(url_for("concerns.oversee", ref=concern.ref) if seen else url_for("concerns.emergencies"))


def _shown(form: EmergencyForm) -> ResponseReturnValue:
    who = actor()
    waits = db.session.scalars(openings.openings_visible_to(who)).all()
    answered = render_template(  # by name: the asking has an address of its own
        "concerns/emergencies.html",
        form=form,
        may_ask=permissions.BREAK.allows(who),
        reads=permissions.SEALED.allows(who),
        waits=[(row, _(LANE_WORDS[row.concern.lane]), openings.reason_of(row)) for row in waits],
        standing=[(row, _(LANE_WORDS[row.concern.lane])) for row in openings.open_to(who, clock.now())],
    )
    return private((answered, form.status))
