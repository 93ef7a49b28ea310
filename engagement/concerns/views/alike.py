"""What may be the same matter, side by side: counted together by a press, taken apart by another."""

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import alike, permissions, queries, taxonomy
from engagement.concerns.actions import linking
from engagement.concerns.forms import SameForm
from engagement.concerns.models import Concern
from engagement.concerns.rules import STATE_WORDS, State
from engagement.concerns.views import talk
from engagement.concerns.views.routes import blueprint, private
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.pages import page
from engagement.kernel.refusals import N_, Refusal


@blueprint.route("/concerns/<ref>/same", methods=["GET", "POST"])
@requires(permissions.TRIAGE, find=queries.concern)
def same(concern: Concern) -> ResponseReturnValue:
    """The likely ones beside this one; a press counts it with one of them."""
    form = SameForm.sent(data={"version": concern.version})
    if form.accepted() and _linked(form, concern):
        flash(_("They are counted once now."))
        return redirect(url_for("concerns.work", ref=concern.ref))
    who = actor()
    return private(
        (
            page(
                concern=concern,
                form=form,
                this=_shown(concern),
                likely=[_shown(each) for each in alike.likely_for(concern, who)],
            ),
            form.status,
        )
    )


def _linked(form: SameForm, concern: Concern) -> bool:
    other = queries.concern(form.other.data or "")
    if other is None or not permissions.TRIAGE.allows(actor(), other):
        form.refuse(Refusal(N_("Nothing found."), field="other"))  # missing and out of sight are the same
        return False
    return form.carries_out(
        linking.link, actor=actor(), concern=concern, other=other, version=form.version.data
    )


@blueprint.post("/concerns/<ref>/apart")
@requires(permissions.TRIAGE, find=queries.concern)
def apart(concern: Concern) -> ResponseReturnValue:
    """Let it stand and count by itself again."""
    form = SameForm.sent()
    if form.carries_out(linking.unlink, actor=actor(), concern=concern, version=form.version.data):
        flash(_("It stands by itself again."))
    else:
        flash(" ".join(form.refusals))
    return redirect(url_for("concerns.work", ref=concern.ref))


def linked(concern: Concern) -> dict[str, Any]:
    """Return what a page of work says of it: with which it is counted, and which in sight are counted with it."""
    who = actor()
    head = queries.concern_by_id(concern.same_as_id) if concern.same_as_id else None
    doubles = [each for each in alike.doubles_of(concern) if permissions.READ.allows(who, each)]
    return {
        "head": head if head and permissions.READ.allows(who, head) else None,
        "doubles": [_shown(each) for each in doubles],
    }


def _shown(concern: Concern) -> dict[str, Any]:
    return {
        "concern": concern,
        "words": queries.words_of(concern) or "",
        "about": taxonomy.called(concern.force_id, concern.category),
        "state": _(STATE_WORDS[State(concern.state)]),
        "light": talk.light_of(concern),
    }
