"""Letting somebody stand in for a post until a day, and taking it back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.limits import limit
from engagement.kernel.pages import page
from engagement.people import permissions, queries
from engagement.people.actions import postings
from engagement.people.actions import standing_in as actions
from engagement.people.forms import PressForm, StandInForm
from engagement.people.models import Posting
from engagement.people.views.routes import blueprint


@blueprint.route("/people/postings/<int:id>/stand-in", methods=["GET", "POST"])
@limit("30 per minute")
@requires(permissions.DELEGATE, find=queries.posting)
def stand_in(posting: Posting) -> ResponseReturnValue:
    """Let somebody act in the holder's stead until a day."""
    form: StandInForm = StandInForm.sent()
    if form.accepted() and form.carries_out(
        actions.delegate, actor=actor(), posting=posting, email=form.email.data, until=form.until.data
    ):
        flash(_("They stand in from now on. It ends by itself."))
        return redirect(_back(posting), 303)
    return page(form=form, posting=posting, present=queries.stand_ins([posting.id], clock.now())), form.status


@blueprint.post("/people/postings/<int:id>/recall")
@limit("30 per minute")
@requires(permissions.RECALL, find=queries.posting)
def recall(posting: Posting) -> ResponseReturnValue:
    """End it before its day: whoever stands in, whoever they stand in for, or whoever gives the post."""
    form: PressForm = PressForm.sent()
    back = _back(posting)
    if form.accepted() and form.carries_out(postings.end, actor=actor(), posting=posting):
        flash(_("Nobody stands in there any more."))
    else:
        flash(" ".join(form.refusals), "error")
    return redirect(back, 303)


def _back(posting: Posting) -> str:
    """Return where one came from: one's own page, or the page of the post."""
    concerned = {posting.person_id, posting.stands_for.person_id if posting.stands_for else None}
    if actor().person_id in concerned:
        return url_for(".account")
    return url_for(".post", ref=posting.post.ref)
