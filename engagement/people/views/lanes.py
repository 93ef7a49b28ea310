"""Sealed lanes and who is let in: asked by who gives posts, settled by somebody who is in that lane."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.kernel import headers
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.limits import limit
from engagement.kernel.pages import page
from engagement.organisation.rules import mail_in
from engagement.people import apart, permissions, queries
from engagement.people.actions import lanes as actions
from engagement.people.actions import roster
from engagement.people.forms import LaneForm, RosterForm, SettleForm, TrainingForm
from engagement.people.models import LaneOffer, Posting
from engagement.people.rules import SEALED
from engagement.people.views.routes import blueprint


@blueprint.get("/people/lanes")
@requires(permissions.LANES)
def lanes() -> ResponseReturnValue:
    """Show who is to be let into the sealed lanes in which one is."""
    headers.private()
    who = actor()
    offers = db.session.scalars(queries.offers_visible_to(who)).all()
    may = {offer.id: permissions.SETTLE_OFFER.allows(who, offer) for offer in offers}
    lines = apart.lines_of(offers)
    return page(
        offers=offers,
        may=may,
        yes={offer.id: apart.stands_apart(who, offer, lines[offer.id]) for offer in offers},
        untold=any(not mail_in(offer.posting.post.office.force.oversight_address) for offer in offers),
        words=SEALED,
        directory=permissions.DIRECTORY.allows(who, None),
    )


@blueprint.post("/people/lanes/<ref>")
@limit("30 per minute")
@requires(permissions.SETTLE_OFFER, find=queries.lane_offer)
def settle_lane(offer: LaneOffer) -> ResponseReturnValue:
    """Let somebody into a sealed lane, or not."""
    form: SettleForm = SettleForm.sent()
    if form.accepted() and form.carries_out(
        actions.settle, actor=actor(), offer=offer, yes=bool(form.yes.data)
    ):
        flash(_("They are let in.") if form.yes.data else _("They are not let in."))
    else:
        flash(" ".join(form.refusals), "error")
    return redirect(url_for(".lanes"))


@blueprint.post("/people/postings/<int:id>/lanes")
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.posting)
def ask_lane(posting: Posting) -> ResponseReturnValue:
    """Ask that the holder of a post is let into a sealed lane; or let them out of all."""
    form: LaneForm = LaneForm.sent()
    if "out" in request.form:
        done = form.accepted() and form.carries_out(actions.let_out, actor=actor(), posting=posting)
        said = _("They are in no sealed lane any more.")
    else:
        done = form.accepted() and form.carries_out(
            actions.ask, actor=actor(), posting=posting, lane=form.lane.data or ""
        )
        said = _("Asked. Somebody who is in that lane lets them in.")
    flash(said if done else " ".join(each for _field, each in form.faults()), "message" if done else "error")
    return redirect(url_for(".post", ref=posting.post.ref))


@blueprint.post("/people/postings/<int:id>/roster")
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.posting)
def enrol(posting: Posting) -> ResponseReturnValue:
    """Put the holder of a post on the roster of the women's desk, or take her off."""
    form: RosterForm = RosterForm.sent()
    return _done(form, posting, roster.enrol, stands=bool(form.stands.data), woman=bool(form.woman.data))


@blueprint.post("/people/postings/<int:id>/training")
@limit("30 per minute")
@requires(permissions.STAFF_POST, find=queries.posting)
def train(posting: Posting) -> ResponseReturnValue:
    """Write down a training in gender sensitivity."""
    form: TrainingForm = TrainingForm.sent()
    return _done(form, posting, roster.train, on=form.trained_on.data, until=form.trained_until.data)


def _done(form: Form, posting: Posting, action: Any, **values: Any) -> ResponseReturnValue:
    if form.accepted() and form.carries_out(action, actor=actor(), posting=posting, **values):
        flash(_("Saved."))
    else:
        flash(" ".join(said for _field, said in form.faults()), "error")
    return redirect(url_for(".post", ref=posting.post.ref))
