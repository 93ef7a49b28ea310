"""Series: plan, make public, change, call off. Each meeting is a row of its own; a press may mean one or many.

Whoever a press touches gets one message, not one for each of their meetings; what has begun or is over stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from engagement.audit import actions as audit
from engagement.events.actions import modules, sittings
from engagement.events.actions import plan as planning
from engagement.events.actions.inform import tell_cancelled, tell_changed
from engagement.events.models import Event, Series
from engagement.events.permissions import PLANNERS
from engagement.events.queries import meetings
from engagement.events.queries import series as queries
from engagement.events.recurrence import Rule, Scope, carried, dates, plans
from engagement.events.rules import Plan, State
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal, Stale
from engagement.organisation.models import Office


def plan(
    *, actor: Actor, now: datetime, office: Office, plan: Plan, rule: Rule, operation_id: str | None = None
) -> Series:
    """Write a draft for each date of a rule; the same `operation_id` gives the series of the first time.

    Refuses what `recurrence.dates` refuses, and what a single meeting is refused for, with the date it happens on.
    """
    known = queries.series_by_operation(operation_id)
    if known is not None:
        return known
    first = plan.starts.date()
    days = dates(rule, first)
    said = rule.said(first)
    series = Series(
        force_id=office.force_id,
        office_id=office.id,
        office=office,
        title=plan.title,
        language=plan.language,
        every=said.every,
        weekday=said.weekday or 0,
        nth=said.nth,
        created_at=now,
        operation_id=operation_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(series)
    except IntegrityError:  # the same form, sent twice at the same moment
        known = queries.series_by_operation(operation_id)
        if known is None:
            raise
        return known
    for number, each in enumerate(plans(plan, days), start=1):
        with _dated(each.starts.date(), apart=number > 1):
            event = planning.plan(actor=actor, now=now, office=office, plan=each)
        event.series_id, event.series_number = series.id, number
    db.session.flush()
    _record(actor, now, "events.plan_series", series, meetings=len(days))
    return series


def publish(*, actor: Actor, now: datetime, series: Series) -> int:
    """Make every draft of a series public and return how many; a second press finds none.

    Refuses what a single meeting is refused for, with its date; then none is made public.
    """
    drafts = [each for each in queries.whole(series) if each.state == State.DRAFT]
    for event in drafts:
        with _dated(_day(event)):
            planning.publish(actor=actor, now=now, event=event)
    if drafts:
        _record(actor, now, "events.publish_series", series, meetings=len(drafts))
    return len(drafts)


def change(
    *, actor: Actor, now: datetime, event: Event, plan: Plan, scope: Scope, version: int | None
) -> Event:
    """Change one meeting of a series, with it those that follow, or all that are still to come.

    What was changed of the one is carried to the others: days by how far they moved. Refuses what `plan.edit` refuses
    of any of them, with its date, and then changes none.
    """
    if scope == Scope.ONE or event.series is None:
        return planning.edit(actor=actor, now=now, event=event, plan=plan, version=version)
    meant = queries.to_come(event, scope, now)
    if event not in meant:
        raise Refusal(N_("This meeting has begun or is over. Change the others from one that is to come."))
    before = planning.as_plan(event)
    changes = [planning.alter(actor=actor, now=now, event=event, plan=plan, version=version)]
    for each in meant:
        own = planning.as_plan(each)
        wanted = carried(own, before, plan)
        if each is event or wanted == own:
            continue
        with _dated(_day(each)):
            changes.append(planning.alter(actor=actor, now=now, event=each, plan=wanted, version=None))
    event.series.title, event.series.language = plan.title, plan.language
    db.session.flush()
    _record(actor, now, "events.change_series", event.series, scope=scope, meetings=len(changes))
    tell_changed(changes, now)
    return event


def cancel(
    *, actor: Actor, now: datetime, event: Event, reason: str, language: str, scope: Scope
) -> list[Event]:
    """Call off one meeting of a series, with it those that follow, or all still to come; drafts among them go.

    Refuses without a reason, and when nothing is still to come.
    """
    if scope == Scope.ONE or event.series is None:
        return [planning.cancel(actor=actor, now=now, event=event, reason=reason, language=language)]
    meant = queries.to_come(event, scope, now)
    if not meant:
        raise Refusal(N_("Nothing of this series is still to come."))
    public = [each for each in meant if each.state == State.PUBLISHED]
    for each in public:
        planning.call_off(actor=actor, now=now, event=each, reason=reason, language=language)
    for each in reversed(meant):  # the last first, so that no number is written twice
        if each.state == State.DRAFT:
            planning.discard(actor=actor, now=now, event=each)
    _record(actor, now, "events.cancel_series", event.series, scope=scope, meetings=len(public))
    tell_cancelled(public, now)
    return public


def replan(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    plan: Plan,
    rule: Rule,
    reason: str,
    language: str,
    operation_id: str | None = None,
) -> Series:
    """Call off one meeting of a series and those that follow, and plan the rest anew by another rule, in one press.

    The new dates go on with the numbers and are public if the old ones were. Whoever meant to come hears once, that it
    is called off and why; the page that the message leads to names the new dates. The same form sent twice does it once.
    Refuses what planning and publishing refuse, and a meeting that has begun; then nothing is changed.
    """
    series = event.series
    if series is None:
        raise Refusal(N_("This meeting belongs to no series."))
    if meetings.by_operation(operation_id) is not None:
        return series
    days = dates(rule, plan.starts.date())
    meant = queries.to_come(event, Scope.FOLLOWING, now)
    if event not in meant:
        raise Refusal(N_("This meeting has begun or is over. Change the others from one that is to come."))
    public = cancel(
        actor=actor, now=now, event=event, reason=reason, language=language, scope=Scope.FOLLOWING
    )
    last = queries.totals([series.id]).get(series.id, 0)
    for number, each in enumerate(plans(plan, days), start=last + 1):
        with _dated(each.starts.date(), apart=number > last + 1):
            one = planning.plan(
                actor=actor, now=now, office=series.office, plan=each,
                operation_id=operation_id if number == last + 1 else None,
            )  # fmt: skip
            one.series_id, one.series_number = series.id, number
            if public:
                planning.publish(actor=actor, now=now, event=one)
    said = rule.said(days[0])
    series.every, series.weekday, series.nth = said.every, said.weekday or 0, said.nth
    series.title, series.language = plan.title, plan.language
    db.session.flush()
    modules.carry(now=now, series_id=series.id)
    sittings.follow_series(actor=actor, now=now, series_id=series.id)
    _record(actor, now, "events.replan_series", series, meetings=len(days))
    return series


@contextmanager
def _dated(day: date, *, apart: bool = True) -> Iterator[None]:
    """Say on which day of a series something is refused; of the one in the form (not `apart`) it is plain."""
    try:
        yield
    except Stale:
        raise
    except Refusal as refusal:
        if not apart:
            raise
        raise Refusal(
            N_("On %(day)s: %(sentence)s"), field=refusal.field, day=day, sentence=refusal
        ) from None


def _day(event: Event) -> date:
    return datetime.fromisoformat(event.wall_start).date()


def _record(actor: Actor, now: datetime, verb: str, series: Series, **facts: object) -> None:
    holding = actor.as_post(series.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=series, post=holding, **facts)
