"""The call-back sample on the supervisor's page: whom to call, what came of it, and the share as picture and table."""

from datetime import timedelta

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import calls as reads
from engagement.concerns import permissions, queries, taxonomy
from engagement.concerns.actions import calling
from engagement.concerns.calls import CallBack, Outcome
from engagement.concerns.forms.calls import CallForm
from engagement.concerns.views.routes import blueprint, private
from engagement.kernel import clock, sealing
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import fresh, unit
from engagement.kernel.pages import page
from engagement.people.actions import contacts

SHOWN = timedelta(days=366)


@blueprint.get("/concerns/call-backs")
@requires(permissions.CALLS)
def calls() -> ResponseReturnValue:
    """Whom to call this month, and what the calls of a year came to."""
    who = actor()
    today = clock.to_local(clock.now(), queries.zone_of(who)).date()
    owed = [
        {"call": each, "about": taxonomy.called(each.force_id, each.concern.category)}
        for each in reads.owed(who)
    ]
    return private(page(owed=owed, shares=reads.shares(who, today - SHOWN), most=reads.DRAWN))


@blueprint.route("/concerns/call-backs/<ref>", methods=["GET", "POST"])
@requires(permissions.CALL, find=reads.call)
def call(row: CallBack) -> ResponseReturnValue:
    """One drawn concern: how to reach its raiser, which the trail notes, and what they said."""
    form = CallForm.sent()
    if form.accepted() and form.carries_out(
        calling.record, actor=actor(), call=row, outcome=Outcome(form.outcome.data)
    ):
        flash(_("Saved."))
        return redirect(url_for("concerns.calls"))
    return private(
        (page(row=row, form=form, reach=_reach(row), words=_words(row), about=_about(row)), form.status)
    )


def _reach(row: CallBack) -> str:
    """Return where the raiser can be reached; each look is in the trail."""
    if row.concern.contact is None:
        return ""
    with unit():
        calling.look(actor=actor(), now=clock.now(), call=fresh(row))
    try:
        return contacts.address_of(row.concern.contact)
    except sealing.Unreadable:
        return ""


def _words(row: CallBack) -> str:
    return queries.words_of(row.concern) or ""


def _about(row: CallBack) -> str:
    return taxonomy.called(row.force_id, row.concern.category)
