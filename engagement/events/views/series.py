"""A series of meetings: all its dates on one page, made public with one press."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.events import permissions
from engagement.events.actions import modules as doing
from engagement.events.actions import series as serial
from engagement.events.forms.plan import PublishForm, ReplanForm, as_typed
from engagement.events.forms.programme import ModulesForm
from engagement.events.models import Event, Series
from engagement.events.modules import Module
from engagement.events.queries import meetings
from engagement.events.queries import modules as reads
from engagement.events.queries import series as queries
from engagement.events.recurrence import EVERY_WORDS, NTH_WORDS, WEEKDAY_WORDS, Every
from engagement.events.rules import State
from engagement.events.views.manage import offered, row_of
from engagement.events.views.routes import blueprint
from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.freshness import keep_topics
from engagement.kernel.locale import current
from engagement.kernel.pages import page


@dataclass(frozen=True, slots=True)
class Shown:
    """What everybody reads of a series."""

    coming: Sequence[Event]
    past: int
    progress: reads.Progress | None


@blueprint.route("/series/<reference>")
@requires(permissions.PLAN_SERIES, find=queries.series)
def series(one: Series) -> ResponseReturnValue:
    """Show the meetings of a series and where each stands."""
    return _again(one, PublishForm())


def _again(one: Series, form: PublishForm, modules: ModulesForm | None = None) -> ResponseReturnValue:
    meetings = queries.meetings_of(one, actor())
    totals = queries.totals([one.id])
    progress = reads.progress(one.id)
    return render_template(
        "events/series.html",
        series=one,
        rule=_rule_words(one),
        form=form,
        rows=[row_of(event, totals) for event in meetings],
        drafts=sum(event.state == State.DRAFT for event in meetings),
        progress=progress,
        modules=modules or _modules_form(one, progress, totals),
        returning=[
            (event, queries.share(came))
            for event, came in queries.returning(one, meetings)
            if came is not None
        ],
    ), max(form.status, modules.status if modules else 200)


def _modules_form(
    one: Series, progress: reads.Progress | None, totals: dict[int, int], sent: Any = None
) -> ModulesForm:
    rows = [module for module, _number in progress.modules] if progress else []
    given = {
        "modules": "\n".join(Module(row.words, row.planned).typed() for row in rows),
        "language": rows[0].language if rows else "",
    }
    return ModulesForm(sent, data=given).offer(totals.get(one.id, 0))


def _rule_words(one: Series) -> str:
    """Return the rule as it was first said, such as: Every month · Second · Tuesday."""
    parts = [EVERY_WORDS[Every(one.every)], NTH_WORDS.get(one.nth or 0), WEEKDAY_WORDS[one.weekday]]
    return " · ".join(_(part) for part in parts if part)


@blueprint.route("/series/<reference>/modules", methods=["POST"])
@requires(permissions.PLAN_SERIES, find=queries.series)
def modules(one: Series) -> ResponseReturnValue:
    """Write the modules of a series; each goes on the agenda of the meeting that it is planned for."""
    form = _modules_form(one, None, queries.totals([one.id]), request.form)
    if form.accepted() and form.carries_out(
        doing.write, actor=actor(), series=one, modules=form.said(), language=form.language.data
    ):
        flash(_("Saved."))
        return redirect(url_for("events.series", reference=one.ref), 303)
    return _again(one, PublishForm(), form)


@blueprint.route("/events/<reference>/replan", methods=["GET", "POST"])
@requires(permissions.PLAN, find=meetings.event)
def replan(event: Event) -> ResponseReturnValue:
    """Call off the rest of a series from this meeting on and plan it anew by another rule, in one press."""
    one = event.series or abort(404)
    typed = as_typed(event, meetings.agenda(event), meetings.days(event))
    form = offered(ReplanForm.sent(data=typed | {"every": one.every}), event.office)
    rule = form.rule() if form.accepted() else None
    if rule is not None and form.carries_out(
        serial.replan,
        actor=actor(),
        event=event,
        plan=form.plan(),
        rule=rule,
        reason=form.reason.data,
        language=current(),
        operation_id=form.operation_id.data,
    ):
        flash(_("Planned anew. Everybody who meant to come to an old date is told."))
        return redirect(url_for("events.series", reference=one.ref), 303)
    meant, places = queries.rest(event, clock.now())
    return page(event=event, series=one, form=form, meant=meant, places=places), form.status


@blueprint.app_template_global("series_of")
def series_of(event: Event) -> Shown | None:
    """What the page of a meeting says of its series: the other dates that the public may read, and how far it is."""
    if event.series is None:
        return None
    keep_topics(f"series:{event.series_id}")
    dates = [each for each in queries.dates(event.series) if each.id != event.id]
    today = clock.to_local(clock.now(), event.zone).date().isoformat()
    coming = [each for each in dates if each.wall_start >= today]
    return Shown(coming, len(dates) - len(coming), reads.progress(event.series_id))


@blueprint.route("/series/<reference>/publish", methods=["POST"])
@requires(permissions.PLAN_SERIES, find=queries.series)
def publish_series(one: Series) -> ResponseReturnValue:
    """Make all its drafts public."""
    form = PublishForm.sent()
    if form.accepted() and form.carries_out(serial.publish, actor=actor(), series=one):
        flash(ngettext("%(num)s meeting is public now.", "%(num)s meetings are public now.", form.result))
        return redirect(url_for("events.series", reference=one.ref), 303)
    return _again(one, form)
