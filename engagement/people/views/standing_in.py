"""Letting somebody stand in for a post until a day, and taking it back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.limits import limit
from engagement.kernel.pages import page
from engagement.people import offers, permissions, queries
from engagement.people.actions import offers as asking
from engagement.people.actions import postings, taking_up
from engagement.people.actions import standing_in as actions
from engagement.people.forms import PressForm, SettleForm, StandInForm
from engagement.people.models import Posting, PostingOffer
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
        flash(_("Asked. It begins once they say yes on their own page."))
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


@blueprint.post("/account/offers/<ref>")
@limit("30 per minute")
@requires(permissions.ANSWER_OFFER, find=offers.posting_offer)
def answer_offer(offer: PostingOffer) -> ResponseReturnValue:
    """Say yes or no to a post, or to standing in, that one was asked to take up."""
    form: SettleForm = SettleForm.sent()
    if form.accepted() and form.carries_out(
        taking_up.answer, actor=actor(), offer=offer, yes=bool(form.yes.data)
    ):
        flash(_("Saved."))
    else:
        flash(" ".join(said for _field, said in form.faults()), "error")
    return redirect(url_for(".account"), 303)


@blueprint.post("/people/offers/<ref>/withdraw")
@limit("30 per minute")
@requires(permissions.WITHDRAW_OFFER, find=offers.posting_offer)
def withdraw_offer(offer: PostingOffer) -> ResponseReturnValue:
    """Take back what was asked of somebody."""
    form: PressForm = PressForm.sent()
    back = _back(offer.stands_for) if offer.stands_for else url_for(".post", ref=offer.post.ref)
    if form.accepted() and form.carries_out(asking.withdraw, actor=actor(), offer=offer):
        flash(_("Taken back."))
    else:
        flash(" ".join(form.refusals), "error")
    return redirect(back, 303)


def _back(posting: Posting) -> str:
    """Return where one came from: one's own page, or the page of the post."""
    concerned = {posting.person_id, posting.stands_for.person_id if posting.stands_for else None}
    if actor().person_id in concerned:
        return url_for(".account")
    return url_for(".post", ref=posting.post.ref)
