"""An import under supervision: begun with a file, its columns said, started, taken in batch by batch, finished."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from engagement.audit import actions as audit
from engagement.events.actions.imports import Outcome, take_in
from engagement.events.files import ImportState
from engagement.events.importing import Found
from engagement.events.models import MeetingImport
from engagement.events.permissions import PLANNERS
from engagement.events.queries import hosts
from engagement.events.queries import imports as queries
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.jobs import enqueue
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Office

RUN = "events.import"
LEASE = timedelta(minutes=2)


def begin(
    *,
    actor: Actor,
    now: datetime,
    office: Office,
    ref: str,
    sort: str,
    name: str,
    language: str,
    publish: bool,
    columns: Mapping[str, int],
) -> MeetingImport:
    """Write down that a file lies under `ref` and how it is read so far; refuses an office that is not theirs."""
    post = actor.as_post(office.path, *PLANNERS)
    if post is None:
        raise Refusal(N_("Choose an office of yours."), field="office")
    row = MeetingImport(
        ref=ref,
        force_id=office.force_id,
        office_id=office.id,
        person_id=actor.person_id,
        sort=sort,
        name=name[:120],
        language=language,
        zone=office.force.zone,
        publish=publish,
        columns=dict(columns),
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(actor=actor, now=now, verb="events.begin_import", subject=row, post=post, sort=sort)
    return row


def say_columns(
    *, actor: Actor, now: datetime, row: MeetingImport, columns: Mapping[str, int]
) -> MeetingImport:
    """Say which column is which; refused once it was started."""
    del actor, now  # nothing is taken in by it: the start is in the trail
    if row.state != ImportState.LOOKED_AT:
        raise Refusal(N_("This import was started already."))
    row.columns = dict(columns)
    row.edited(None)
    return row


def start(*, actor: Actor, now: datetime, row: MeetingImport, total: int) -> MeetingImport:
    """Start taking in; a second press changes nothing. Rows may name the offices that this actor may plan for today."""
    if row.state != ImportState.LOOKED_AT:
        return row
    row.state, row.total = ImportState.RUNNING, total
    row.reach = [office.id for office in hosts(actor) if office.force_id == row.force_id]
    db.session.flush()
    post = actor.as_post(row.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb="events.start_import", subject=row, post=post, rows=total)
    enqueue(RUN, row.id)
    return row


def step(
    *,
    actor: Actor,
    now: datetime,
    row: MeetingImport,
    at: int,
    rows: int,
    good: Sequence[Found],
    repeated: int,
    refused: int,
) -> bool:
    """Take in one batch and count it in the same unit; False when another worker was here first."""
    if row.state != ImportState.RUNNING or row.done != at:
        return False
    outcomes = take_in(
        actor=actor,
        now=now,
        force=row.force,
        batch=good,
        language=row.language,
        offices=queries.offices_called(row.reach),
        publish=row.publish,
    )
    row.done, row.lease = at + rows, now + LEASE
    row.new += outcomes.count(Outcome.NEW)
    row.changed += outcomes.count(Outcome.CHANGED)
    row.unchanged += outcomes.count(Outcome.UNCHANGED)
    row.repeated += repeated
    row.refused += refused
    db.session.flush()
    return True


def finish(*, actor: Actor, now: datetime, row: MeetingImport) -> MeetingImport:
    """Say that all was read; twice is once."""
    if row.state == ImportState.RUNNING:
        row.state, row.finished_at, row.lease, row.total = ImportState.DONE, now, None, row.done
        audit.record(
            actor=actor, now=now, verb="events.finish_import", subject=row, new=row.new, refused=row.refused
        )
    return row
