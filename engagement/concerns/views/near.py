"""Is it this one? Public wordings like what somebody writes, to say "me too" or to follow; nothing they typed is kept."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import alike, queries, receipts, taxonomy
from engagement.concerns import support as kept
from engagement.concerns.actions import supporting
from engagement.concerns.forms import RaiseForm, SupportForm
from engagement.concerns.forms.answering import Answer
from engagement.concerns.models import Concern
from engagement.concerns.permissions import FOLLOW_TOO, SHOWN
from engagement.concerns.rules import STATE_WORDS, State, links
from engagement.concerns.support import Support
from engagement.concerns.views import bearer
from engagement.concerns.views.routes import blueprint, private
from engagement.kernel import clock, codes, limits
from engagement.kernel.access import requires
from engagement.kernel.form_base import Form
from engagement.kernel.limits import limit
from engagement.kernel.locale import current
from engagement.kernel.pages import page
from engagement.organisation.models import Locality

LOOKED = "looked"


def alike_near(form: RaiseForm, places: list[Locality]) -> list[dict[str, Any]]:
    """Return what may be the same near the place that was chosen; nothing once the page was shown, or with a file.

    A browser would lose a chosen file on the way: it is never asked for twice.
    """
    place = next((each for each in places if each.ref == form.where.data), None)
    if place is None or request.form.get(LOOKED) or form.raw:
        return []
    found = alike.public_near(place, form.category.data, form.words.data or "", clock.now())
    return [_public(row) for row in found]


def _public(concern: Concern) -> dict[str, Any]:
    many = kept.counted(concern)
    return {
        "concern": concern,
        "about": taxonomy.called(concern.force_id, concern.category),
        "state": _(STATE_WORDS[State(concern.state)]),
        "many": many if many >= kept.FEWEST_SHOWN else 0,
    }


@blueprint.route("/concerns/<ref>/too", methods=["GET", "POST"])
@limit("20 per minute")
@requires(SHOWN, find=queries.concern)
def too(concern: Concern) -> ResponseReturnValue:
    """Say that a public concern concerns one too, or only follow it; the answer is the slip, shown once."""
    form = SupportForm.sent()
    counts, full = request.form.get("press") != "follow", False
    if form.accepted() and not (full := counts and _full(form, concern)):
        code, digest = (None, None) if counts and form.answer.data == Answer.NONE else receipts.new()
        done = form.carries_out(
            supporting.support,
            actor=bearer.nobody(),
            concern=concern,
            counts=counts,
            address=form.contact.data or "",
            locale=current(),
            receipt=digest,
            operation_id=form.operation_id.data,
        )
        if done:
            return _counted(concern, form.result, code, digest, form.contact.data or "")
    return private((page(form=form, row=_public(concern), full=full), form.status))


def _full(form: SupportForm, concern: Concern) -> bool:
    """Whether one connection counted enough people for a concern today; the same form again spends nothing."""
    _operation, there = kept.of_form(concern, form.operation_id.data or "")
    if there is not None and there.counts:
        return False
    key = f"{limits.client_address()} {concern.ref}"
    most, per = kept.MOST_BY_CONNECTION, kept.COUNTED_WITHIN
    try:
        limits.spend("concerns.too", key, most=most, per=per, now=clock.now())
    except limits.TooMany as refusal:
        form.status = refusal.status
        return True
    return False


def _counted(
    concern: Concern, row: Support, code: str | None, digest: str | None, address: str
) -> ResponseReturnValue:
    shown = codes.grouped(code) if code and row.receipt == digest else None
    follows = request.form.get("press") == "follow"
    values: dict[str, Any] = {
        "row": _public(concern),
        "code": shown,
        "follows": follows,
        "repeated": bool(code and row.receipt and not shown),
        "by_mail": bool(address),
    }
    if shown:  # a press on a language would fetch another page, and the code is gone: the slip offers none
        values["languages"] = []
    return private(render_template("concerns/counted.html", **values))


@blueprint.route("/concerns/following/<token>", methods=["GET", "POST"])
@requires(FOLLOW_TOO, find=bearer.support_by_token)
def following_too(support: Support) -> ResponseReturnValue:
    """What one follows, behind the link of a mail or after its code: public words alone."""
    token = (request.view_args or {})["token"]
    return shown(support, mailed=bearer.was_mailed(token))


def shown(support: Support, *, mailed: bool = False) -> ResponseReturnValue:
    """Show what somebody follows; a press takes them back or, behind the link of a mail alone, allows mail."""
    concern, form, said = support.concern, Form(), ""
    pressed = request.form.get("press", "")
    who = bearer.nobody()
    if pressed == "mail" and mailed and form.carries_out(supporting.allow, actor=who, support=support):
        said = _("We will write to you by e-mail.")
    if pressed == "withdraw" and form.carries_out(supporting.withdraw, actor=who, support=support):
        return private(render_template("concerns/withdrawn.html"))
    public = SHOWN.allows(who, concern)
    return private(
        render_template(
            "concerns/supporting.html",
            concern=concern,
            support=support,
            token=bearer.support_token(support, mailed=mailed),
            mailed=mailed,
            about=taxonomy.called(concern.force_id, concern.category) if public else "",
            public=public,
            chain_links=links(State(concern.state)),
            done=said,
        )
    )
