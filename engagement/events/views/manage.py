"""Planning pages: new, own meetings, one meeting's verbs, edit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries, telling
from engagement.events.actions import hosting
from engagement.events.actions import plan as planning
from engagement.events.actions import remind as reminding
from engagement.events.actions import series as serial
from engagement.events.forms.plan import (
    CancelForm,
    CancelMembersForm,
    DuplicateForm,
    MemberForm,
    NewForm,
    OfficeForm,
    PlanForm,
    PublishForm,
    ReminderForm,
    as_typed,
)
from engagement.events.models import Event
from engagement.events.queries import series as series_queries
from engagement.events.recurrence import Scope
from engagement.events.rules import STATE_WORDS, Kind, State, reminder_wall
from engagement.events.views.routes import blueprint
from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.locale import current, in_language, say
from engagement.kernel.pages import page, turn_in_time
from engagement.organisation.models import Office
from engagement.organisation.queries import posts_of


@blueprint.route("/events/ours")
@requires(permissions.START)
def ours() -> ResponseReturnValue:
    """Show the meetings of one's own offices, the latest day first."""
    state = request.args.get("state", "")
    leaf = turn_in_time(queries.ours(actor(), state), Event.starts_at, Event.id)
    totals = series_queries.totals(event.series_id for event in leaf.rows)
    rows = [row_of(event, totals) for event in leaf.rows]
    return page(leaf=leaf, rows=rows, state=state, states=STATE_WORDS)


def row_of(event: Event, totals: dict[int, int]) -> dict[str, Any]:
    """Return what a row of planners shows of a meeting."""
    where = in_language(event.locality.names) if event.locality else ""
    return {
        "url": url_for("events.manage", reference=event.ref),
        "title": event.title,
        "day": queries.day_of(event.wall_start),
        "about": telling.hours(event.wall_start, event.wall_end)
        + f" · {where or in_language(event.office.names)}",
        "tags": tuple(
            (None, words) for words in (_(STATE_WORDS[event.state]), telling.numbered(event, totals)) if words
        ),
        "flag": None,
        "women": event.kind == Kind.WOMEN,
        "called_off": event.state == State.CANCELLED,
        "language": event.language,
    }


@blueprint.route("/events/new", methods=["GET", "POST"])
@requires(permissions.START)
def new() -> ResponseReturnValue:
    """Plan a meeting; where one may plan for several offices, first choose which."""
    offices = queries.hosts(actor())
    office = _chosen(offices)
    if office is None:
        return page(form=None, choice=OfficeForm().offer(offices))
    form = offered(NewForm.sent(), office)
    if form.accepted() and _planned(form, office):
        where = "events.series" if form.every.data else "events.manage"
        return redirect(url_for(where, reference=form.result.ref), 303)
    return page(form=form, office=office), form.status


def _planned(form: NewForm, office: Office) -> bool:
    rule = form.rule()
    said = {"plan": form.plan(), "operation_id": form.operation_id.data}
    if rule is None:
        return form.carries_out(planning.plan, actor=actor(), office=office, **said)
    return form.carries_out(serial.plan, actor=actor(), office=office, rule=rule, **said)


def _chosen(offices: Sequence[Office]) -> Office | None:
    if len(offices) == 1:
        return offices[0]
    asked = request.args.get("office")
    if asked is None:
        return None
    return next((office for office in offices if office.ref == asked), None) or abort(404)


def offered(form: Any, office: Office) -> Any:
    """Fill the choices of a form that plans a meeting of an office."""
    today = clock.to_local(clock.now(), office.force.zone).date()
    localities = queries.localities_of(office, today)
    return form.offer(posts_of(office), localities, queries.venues_in(localities))


@blueprint.route("/events/<reference>/manage")
@requires(permissions.PLAN, find=queries.event)
def manage(event: Event) -> ResponseReturnValue:
    """Show where a meeting stands and what can be done with it."""
    return _again(event, PublishForm(), _cancelling(event)())


def _cancelling(event: Event) -> type[CancelForm]:
    return CancelMembersForm if event.series_id else CancelForm


def _again(
    event: Event,
    publishing: PublishForm,
    cancelling: CancelForm,
    reminder: ReminderForm | None = None,
    duplicating: DuplicateForm | None = None,
) -> ResponseReturnValue:
    chosen = datetime.fromisoformat(event.remind_wall) if event.remind_wall else None
    given = {"day": chosen.date(), "hour": chosen.time()} if chosen else {}
    reminder = reminder or ReminderForm(data=given)
    duplicating = duplicating or DuplicateForm()
    status = max(form.status for form in (publishing, cancelling, reminder, duplicating))
    return render_template(
        "events/manage.html",
        event=event,
        starts=datetime.fromisoformat(event.wall_start),
        hours=telling.hours(event.wall_start, event.wall_end),
        place=telling.place_shown(event),
        state_words=STATE_WORDS[event.state],
        publishing=publishing,
        cancelling=cancelling,
        reminder=reminder,
        duplicating=duplicating,
        reminds=reminder_wall(event.wall_start, event.remind_wall),
        needed=[(say(each), each.field) for each in planning.needed(event, clock.now())]
        if event.state == State.DRAFT
        else [],
        unhosted=_unhosted(event),
        hosts=event.kind == Kind.WOMEN and event.public and permissions.HOST.allows(actor(), event),
        begun=event.starts_at <= clock.now(),
        over=event.ends_at <= clock.now(),
        series=event.series,
        numbered=telling.numbered(event, series_queries.totals([event.series_id])),
    ), status


def _unhosted(event: Event) -> bool:
    """Whether a public women's session to come has lost the woman officer who hosts it."""
    now = clock.now()
    to_come = event.kind == Kind.WOMEN and event.state == State.PUBLISHED and event.ends_at > now
    return to_come and not hosting.hosted(event, now)


@blueprint.route("/events/<reference>/edit", methods=["GET", "POST"])
@requires(permissions.PLAN, find=queries.event)
def edit(event: Event) -> ResponseReturnValue:
    """Change a meeting; somebody who saved first is shown beside what was typed."""
    agenda = queries.agenda(event)
    kind = MemberForm if event.series_id else PlanForm
    form = offered(kind.sent(data=as_typed(event, agenda, queries.days(event))), event.office)
    if form.accepted() and form.carries_out(
        serial.change,
        actor=actor(),
        event=event,
        plan=form.plan(),
        scope=_scope(form),
        version=form.version.data,
    ):
        flash(_("Saved."))
        return redirect(url_for("events.manage", reference=event.ref), 303)
    theirs = form.theirs(
        lambda: offered(
            PlanForm(data=as_typed(event, queries.agenda(event), queries.days(event))), event.office
        )
    )
    return page(event=event, form=form, theirs=theirs), form.status


def _scope(form: Any) -> Scope:
    return Scope(form.scope.data) if "scope" in form else Scope.ONE


@blueprint.route("/events/<reference>/publish", methods=["POST"])
@requires(permissions.PLAN, find=queries.event)
def publish(event: Event) -> ResponseReturnValue:
    """Make a draft public."""
    form = PublishForm.sent()
    if form.accepted() and form.carries_out(planning.publish, actor=actor(), event=event):
        flash(_("This meeting is public now."))
        return redirect(url_for("events.manage", reference=event.ref), 303)
    return _again(event, form, _cancelling(event)())


@blueprint.route("/events/<reference>/cancel", methods=["POST"])
@requires(permissions.PLAN, find=queries.event)
def cancel(event: Event) -> ResponseReturnValue:
    """Call a meeting off."""
    form = _cancelling(event).sent()
    if form.accepted() and form.carries_out(
        serial.cancel,
        actor=actor(),
        event=event,
        reason=form.reason.data,
        language=current(),
        scope=_scope(form),
    ):
        flash(_("Called off. Everybody who left an address is told."))
        return redirect(url_for("events.manage", reference=event.ref), 303)
    return _again(event, PublishForm(), form)


@blueprint.route("/events/<reference>/duplicate", methods=["POST"])
@requires(permissions.PLAN, find=queries.event)
def duplicate(event: Event) -> ResponseReturnValue:
    """Write a draft like this meeting and show its form, so that its date is looked at."""
    form = DuplicateForm.sent()
    if form.accepted() and form.carries_out(
        planning.duplicate, actor=actor(), event=event, operation_id=form.operation_id.data
    ):
        flash(_("This is a new draft. Check its date."))
        return redirect(url_for("events.edit", reference=form.result.ref), 303)
    return _again(event, PublishForm(), _cancelling(event)(), duplicating=form)


@blueprint.route("/events/<reference>/discard", methods=["POST"])
@requires(permissions.PLAN, find=queries.event)
def discard(event: Event) -> ResponseReturnValue:
    """Delete a draft."""
    form, series = PublishForm.sent(), event.series
    if form.accepted() and form.carries_out(planning.discard, actor=actor(), event=event):
        flash(_("The draft is deleted."))
        if series:
            return redirect(url_for("events.series", reference=series.ref), 303)
        return redirect(url_for("events.ours"), 303)
    return _again(event, form, _cancelling(event)())


@blueprint.route("/events/<reference>/reminder", methods=["POST"])
@requires(permissions.PLAN, find=queries.event)
def reminder(event: Event) -> ResponseReturnValue:
    """Choose when people are reminded."""
    form = ReminderForm.sent()
    if form.accepted() and form.carries_out(
        reminding.set_reminder, actor=actor(), event=event, wall=form.wall
    ):
        flash(_("Saved."))
        return redirect(url_for("events.manage", reference=event.ref), 303)
    return _again(event, PublishForm(), _cancelling(event)(), form)
