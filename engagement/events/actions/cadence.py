"""Keeping the cadence: where nobody has met for 75 days the next meeting is drafted for the post that owes it."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from engagement.events import queries
from engagement.events.actions import plan as planning
from engagement.events.models import Event
from engagement.events.queries import cadence
from engagement.events.queries.cadence import Quiet
from engagement.events.rules import OWED, Kind, Plan, owed_on
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.locale import in_language
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Office

BATCH = 50  # of one run; the clock comes again within the hour
HOUR, LENGTH = time(16), timedelta(hours=2)


def draft_owed(*, actor: Actor, now: datetime) -> list[Event]:
    """Draft the next meeting of each quiet locality that has none coming; running it again drafts none twice.

    It is like the last one there, on the same weekday, 90 days after it or in 15 days. Nobody outside sees a draft.
    """
    drafts = []
    for quiet in cadence.quiet_places(now, limit=BATCH, waiting=True):
        office = db.session.get_one(Office, quiet.office_id)
        try:
            plan = _plan(quiet, office, now)
            key = f"{OWED}{quiet.locality_id}:{plan.starts.date()}"  # of two that run at once the second finds the first's
            event = planning.plan(actor=actor, now=now, office=office, plan=plan, operation_id=key)
        except Refusal:  # such as an hour that the clocks skip on that day: tomorrow it is another day
            continue
        drafts.append(event)
    return drafts


def _plan(quiet: Quiet, office: Office, now: datetime) -> Plan:
    head = queries.owed_by(office, None)
    last = cadence.last_in(quiet.locality_id, now)
    today = clock.to_local(now, office.force.zone).date()
    if last is None:
        language = office.force.locales[0]
        starts = datetime.combine(owed_on(quiet.since, today), HOUR)
        return Plan(
            title=in_language(quiet.names, language),
            starts=starts,
            ends=starts + LENGTH,
            language=language,
            host_post_id=head.id if head else None,
            locality_id=quiet.locality_id,
        )
    before = planning.as_plan(last)
    starts = datetime.combine(owed_on(before.starts.date(), today), before.starts.time())
    owes = head.id if head else None
    if before.kind == Kind.WOMEN and last.office_id == office.id:
        owes = before.host_post_id  # a woman officer's; the head may be none
    return replace(
        before,
        starts=starts,
        ends=starts + (before.ends - before.starts),
        host_post_id=owes,
        locality_id=quiet.locality_id,
        agenda=(),
    )
