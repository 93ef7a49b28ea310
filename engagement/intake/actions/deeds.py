"""What each kind of entry does: through the action of the room that it belongs to, as who captured it, at that time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engagement.concerns.actions import raising
from engagement.concerns.permissions import CAPTURE
from engagement.concerns.rules import Category
from engagement.dialogue.rules import language_of
from engagement.events.actions import checkin, programme, record
from engagement.events.models import AgendaItem, Promise, Rsvp, TallyEntry
from engagement.events.permissions import RUN
from engagement.events.rules import AgeBand, Disability, Sex, Side
from engagement.intake import queries
from engagement.intake.models import DoorEntry, DoorLease
from engagement.intake.rules import Captured, Deed, Held, Reason
from engagement.kernel.actor import Actor
from engagement.kernel.database import Base, db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One entry to be carried out: who captured it, when, at which door."""

    actor: Actor
    now: datetime  # when it was captured
    lease: DoorLease
    entry: DoorEntry
    said: Captured
    receipt: str | None = (
        None  # the digest of the receipt code that the phone gave out; slow, so made beforehand
    )


def carry_out(task: Task) -> Base | None:
    """Do what an entry says and return the row it made or changed; raise `Held` or `Refusal` when it cannot be done."""
    permission = CAPTURE if task.said.deed == Deed.CONCERN else RUN
    if not permission.allows(task.actor, task.lease.event):
        raise Held(Reason.NOT_POSTED)
    return _DEEDS[task.said.deed](task)


def party(task: Task) -> Rsvp:
    """Return the party that an entry is about."""
    meeting, code = task.said.text("meeting"), task.said.text("code")
    if meeting and meeting != task.lease.event.ref:
        raise Held(Reason.OTHER_MEETING)
    found = queries.party_of(task.lease, code=code, hashed_code=task.said.text("party"))
    if found is None:
        raise Held(Reason.UNKNOWN_CODE)
    return found


def _arrive(task: Task) -> Rsvp:
    rsvp = party(task)
    event = task.lease.event
    if queries.is_in(event, rsvp, task.now):
        raise Held(Reason.ALREADY_IN, subject=rsvp)
    return checkin.arrive(
        actor=task.actor, now=task.now, event=event, rsvp=rsvp, arrived=task.said.number("n")
    )


def _count(task: Task) -> TallyEntry:
    said = task.said
    return checkin.count(
        actor=task.actor,
        now=task.now,
        event=task.lease.event,
        operation_id=task.entry.operation_id,
        side=Side(said.text("side")),
        sex=Sex(said.text("sex")),
        age_band=AgeBand(said.text("age")),
        disability=Disability(said.text("disability")),
    )


def _tick(task: Task) -> AgendaItem:
    item = queries.agenda_item(task.lease.event, task.said.number("item"))
    if item is None:
        raise Held(Reason.NO_SUCH_POINT)
    return _covered(task, item, covered=True)


def _covered(task: Task, item: AgendaItem, *, covered: bool) -> AgendaItem:
    return programme.count_point(
        actor=task.actor,
        now=task.now,
        event=task.lease.event,
        item=item,
        came=item.came,
        women=item.came_women,
        men=item.came_men,
        covered=covered,
    )


def _concern(task: Task) -> Base:
    words = task.said.text("words").strip()
    return raising.capture(
        actor=task.actor,
        now=task.now,
        event=task.lease.event,
        category=Category(task.said.text("category")),
        words=words,
        language=language_of(words, task.said.text("language")[:8] or task.actor.locale),
        receipt=task.receipt,
        operation_id=task.entry.operation_id,
    )


def _promise(task: Task) -> Promise:
    words = task.said.text("words").strip()
    event = task.lease.event
    post_id = db.session.scalar(
        select(Post.id).where(Post.force_id == event.force_id, Post.ref == task.said.text("post"))
    )
    return record.promise(
        actor=task.actor,
        now=task.now,
        event=event,
        post_id=post_id,
        words=words,
        language=language_of(words, task.said.text("language")[:8] or task.actor.locale),
        due_on=task.said.due_on,
        operation_id=task.entry.operation_id,
    )


_DEEDS: dict[Deed, Callable[[Task], Base | None]] = {
    Deed.ARRIVE: _arrive,
    Deed.COUNT: _count,
    Deed.TICK: _tick,
    Deed.CONCERN: _concern,
    Deed.PROMISE: _promise,
}


def take_back(task: Task, target: DoorEntry) -> None:
    """Undo what an entry did; raises `Held` where only a person can."""
    if target.deed == Deed.CONCERN:
        raise Held(Reason.TAKEN_IN)
    row = db.session.get(_MADE[target.deed], target.subject_id) if target.deed in _MADE else None
    values: dict[str, Any] = {"actor": task.actor, "now": task.now, "event": task.lease.event}
    if isinstance(row, TallyEntry):
        checkin.take_back(**values, tap=row)
    elif isinstance(row, Rsvp):
        # On the day on which they came, if the meeting lasts several.
        checkin.not_arrived(**{**values, "now": min(target.captured_at or task.now, task.now)}, rsvp=row)
    elif isinstance(row, Promise):
        record.drop_promise(**values, promise=row)
    elif isinstance(row, AgendaItem):
        if not queries.ticked_by_another(row, target):
            _covered(task, row, covered=False)
    else:
        raise Refusal(N_("What this takes back is gone already."))


_MADE: dict[Deed | None, type[Base]] = {
    Deed.COUNT: TallyEntry,
    Deed.ARRIVE: Rsvp,
    Deed.PROMISE: Promise,
    Deed.TICK: AgendaItem,
}
