"""A series of meetings: all its dates on one page, made public with one press."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.events import permissions
from engagement.events.actions import series as serial
from engagement.events.forms.plan import PublishForm
from engagement.events.models import Series
from engagement.events.queries import series as queries
from engagement.events.recurrence import EVERY_WORDS, NTH_WORDS, WEEKDAY_WORDS, Every
from engagement.events.rules import State
from engagement.events.views.manage import row_of
from engagement.events.views.routes import blueprint
from engagement.kernel.access import requires
from engagement.kernel.actor import actor


@blueprint.route("/series/<reference>")
@requires(permissions.PLAN_SERIES, find=queries.series)
def series(one: Series) -> ResponseReturnValue:
    """Show the meetings of a series and where each stands."""
    return _again(one, PublishForm())


def _again(one: Series, form: PublishForm) -> ResponseReturnValue:
    meetings = queries.meetings_of(one, actor())
    totals = queries.totals([one.id])
    return render_template(
        "events/series.html",
        series=one,
        rule=_rule_words(one),
        form=form,
        rows=[row_of(event, totals) for event in meetings],
        drafts=sum(event.state == State.DRAFT for event in meetings),
    ), form.status


def _rule_words(one: Series) -> str:
    """Return the rule as it was first said, such as: Every month · Second · Tuesday."""
    parts = [EVERY_WORDS[Every(one.every)], NTH_WORDS.get(one.nth or 0), WEEKDAY_WORDS[one.weekday]]
    return " · ".join(_(part) for part in parts if part)


@blueprint.route("/series/<reference>/publish", methods=["POST"])
@requires(permissions.PLAN_SERIES, find=queries.series)
def publish_series(one: Series) -> ResponseReturnValue:
    """Make all its drafts public."""
    form = PublishForm.sent()
    if form.accepted() and form.carries_out(serial.publish, actor=actor(), series=one):
        flash(ngettext("%(num)s meeting is public now.", "%(num)s meetings are public now.", form.result))
        return redirect(url_for("events.series", reference=one.ref), 303)
    return _again(one, form)
