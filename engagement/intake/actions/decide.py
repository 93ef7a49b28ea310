"""What a person decides about entries that could not be taken in by themselves."""

from datetime import datetime, timedelta
from enum import StrEnum

from engagement.audit import actions as audit
from engagement.concerns import queries as concerns
from engagement.events.actions import checkin
from engagement.events.models import Event
from engagement.events.permissions import PLANNERS
from engagement.intake.actions import deeds
from engagement.intake.actions.entries import apply, done
from engagement.intake.models import DoorEntry
from engagement.intake.rules import REASON_WORDS, Captured, Deed, Held, Reason, State
from engagement.kernel.actor import Actor
from engagement.kernel.database import Base, db
from engagement.kernel.refusals import N_, Refusal

MOMENT = timedelta(seconds=1)


class Choice(StrEnum):
    """What may become of an entry."""

    TAKE = "take"
    ADD = "add"  # the number of a party that came in two parts
    COUNT = "count"  # people whose code nobody knows walked in
    LEAVE = "leave"


CHOICE_WORDS = {
    Choice.TAKE: N_("Take it in"),
    Choice.ADD: N_("Add to the number before"),
    Choice.COUNT: N_("Count them as people without an answer"),
    Choice.LEAVE: N_("Leave it out"),
}


def choices(entry: DoorEntry) -> tuple[Choice, ...]:
    """Return what a person may choose for an entry."""
    if entry.reason in {Reason.UNREADABLE, Reason.TAKEN_IN, Reason.NO_SUCH_POINT}:
        return (Choice.TAKE, Choice.LEAVE) if entry.reason == Reason.UNREADABLE else (Choice.LEAVE,)
    if entry.reason == Reason.ALREADY_IN:
        return (Choice.LEAVE, Choice.TAKE, Choice.ADD)
    if entry.reason in {Reason.OTHER_MEETING, Reason.UNKNOWN_CODE}:
        return (Choice.COUNT, Choice.LEAVE)
    return (Choice.TAKE, Choice.LEAVE)


def counts_from(entry: DoorEntry) -> datetime:
    """Return the time that is written down: when it was captured, or received where the phone's clock cannot be so.

    Once the record is closed it is its last moment at the latest: who decides says that it belongs there.
    """
    at, closed_at = entry.captured_at, entry.lease.event.closed_at
    if at is None or not entry.lease.created_at <= at <= entry.received_at:
        at = entry.received_at
    return at if closed_at is None else min(at, closed_at - MOMENT)


def decide(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    entry: DoorEntry,
    choice: Choice,
    said: Captured | None,
    receipt: str | None = None,
) -> DoorEntry:
    """Take an entry in, in the name of who decides, or leave it out; decided once, it stays so.

    Refuses what still cannot be done, with the sentence that says why: the entry then waits on.
    """
    if entry.state != State.HELD:
        return entry
    if choice == Choice.LEAVE:
        entry.state, entry.sealed = State.LEFT_OUT, None
    else:
        _take(actor, entry, choice, said, receipt)
    entry.decided_at, entry.decided_by_id = now, actor.person_id
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(
        actor=actor,
        now=now,
        verb="intake.decide",
        subject=entry,
        post=post,
        event=event.id,
        choice=choice.value,
    )
    return entry


def _take(actor: Actor, entry: DoorEntry, choice: Choice, said: Captured | None, receipt: str | None) -> None:
    if said is None:
        raise Refusal(REASON_WORDS[Reason.UNREADABLE])
    if receipt is not None and concerns.concern_by_receipt(receipt) is not None:
        receipt = None  # it opens another concern; this one's words are kept all the same
    task = deeds.Task(
        actor=actor, now=counts_from(entry), lease=entry.lease, entry=entry, said=said, receipt=receipt
    )
    try:
        if said.deed == Deed.ARRIVE:
            done(entry, _arrive(task, choice))
        else:
            apply(task)
    except Held as why:
        raise Refusal(REASON_WORDS[why.reason]) from None


def _arrive(task: deeds.Task, choice: Choice) -> Base | None:
    event, number = task.lease.event, task.said.number("n")
    if choice == Choice.COUNT:
        taps = [
            checkin.count(
                actor=task.actor, now=task.now, event=event, operation_id=f"{task.entry.operation_id}-{n}"
            )
            for n in range(number)
        ]
        return taps[0]
    rsvp = deeds.party(task)
    before = rsvp.arrived or 0 if choice == Choice.ADD else 0
    return checkin.arrive(actor=task.actor, now=task.now, event=event, rsvp=rsvp, arrived=before + number)
