"""Taking in what a phone wrote down: exactly once, in any order; what cannot be done is kept, sealed, with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from engagement.audit import actions as audit
from engagement.events.models import Rsvp
from engagement.events.permissions import RUN
from engagement.intake import envelopes, queries
from engagement.intake.actions.deeds import Task, carry_out, take_back
from engagement.intake.models import DoorEntry, DoorLease
from engagement.intake.rules import Captured, Deed, Held, Reason, State, check_clock
from engagement.kernel.actor import Actor, Kind
from engagement.kernel.database import Base, db
from engagement.kernel.refusals import N_, Refusal

LONGEST_SENTENCE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An entry as it came, and what it says where it could be opened."""

    operation_id: str
    sealed: bytes
    said: Captured | None
    sent_at: datetime | None  # the phone's clock, put right as its entries' times are
    receipt: str | None = None


def take_in(
    *, now: datetime, lease: DoorLease, sent: Sent, captured_by: Callable[[datetime], Actor]
) -> DoorEntry:
    """Do what an entry says, as who captured it, judged as of then; an entry that is known changes nothing.

    Raises `Held` or a refusal when a person must decide: the caller then keeps it with `hold`.
    """
    known = queries.entry_of(sent.operation_id)
    if known is not None:
        return known
    said = _judged(lease, sent, now)
    entry = _kept(lease, sent, now, State.APPLIED)
    task = Task(
        actor=captured_by(said.at),
        now=said.at,
        lease=lease,
        entry=entry,
        said=said,
        receipt=sent.receipt,
    )
    apply(task)
    return entry


def apply(task: Task) -> None:
    """Do what an entry says, with what takes it back if that came first."""
    if task.said.deed == Deed.UNDO:
        _undo(task)
        return
    entry, undo = task.entry, queries.undo_waiting_for(task.entry.operation_id, task.lease.event)
    if undo is None:
        done(entry, carry_out(task))
        return
    if task.said.deed == Deed.COUNT:  # counted and taken back: so that the count can be explained
        done(entry, carry_out(task))
        take_back(task, entry)
    entry.state, entry.sealed = State.TAKEN_BACK, None
    undo.state = State.APPLIED
    db.session.flush()


def hold(*, now: datetime, lease: DoorLease, sent: Sent, why: Held | Refusal) -> DoorEntry:
    """Keep an entry, sealed, until a person decides; what was taken back already needs nobody."""
    known = queries.entry_of(sent.operation_id)
    if known is not None:
        return known
    undo = queries.undo_waiting_for(sent.operation_id, lease.event)
    if undo is not None:
        entry = _kept(lease, sent, now, State.TAKEN_BACK)
        entry.sealed, undo.state = None, State.APPLIED
        return entry
    entry = _kept(lease, sent, now, State.HELD)
    held(entry, why)
    return entry


def held(entry: DoorEntry, why: Held | Refusal) -> None:
    """Write down why an entry waits for a person."""
    entry.reason = why.reason if isinstance(why, Held) else Reason.REFUSED
    if isinstance(why, Refusal) and not why.values:
        entry.said = why.message[:LONGEST_SENTENCE]
    subject = why.subject if isinstance(why, Held) else None
    if subject is not None:
        entry.subject_kind, entry.subject_id = subject.__tablename__, subject.id
    db.session.flush()


def done(entry: DoorEntry, row: Base | None) -> None:
    """Write down what became of an entry; its sealed words are needed no more."""
    made = row
    entry.state, entry.reason, entry.said, entry.sealed = State.APPLIED, None, "", None
    if made is not None:
        entry.subject_kind, entry.subject_id = made.__tablename__, made.id  # type: ignore[attr-defined]
    db.session.flush()


def synced(*, now: datetime, lease: DoorLease, entries: list[DoorEntry]) -> DoorLease:
    """Note that a phone sent its entries, and how many were taken in and how many wait."""
    lease.last_sync_at = now
    if entries:
        audit.record(
            actor=Actor(Kind.PERSON, lease.person_id, door="door"),
            now=now,
            verb="intake.sync",
            subject=lease,
            event=lease.event_id,
            applied=sum(entry.state != State.HELD for entry in entries),
            held=sum(entry.state == State.HELD for entry in entries),
        )
    return lease


def _judged(lease: DoorLease, sent: Sent, now: datetime) -> Captured:
    if lease.revoked_at is not None:
        raise Held(Reason.REVOKED)
    if lease.expires_at <= now:
        raise Held(Reason.EXPIRED)
    if sent.said is None:
        raise Held(Reason.UNREADABLE)
    if sent.sent_at is None:
        raise Held(Reason.CLOCK)
    check_clock(sent.said.at, taken_at=lease.created_at, sent_at=sent.sent_at, now=now)
    return sent.said


def _kept(lease: DoorLease, sent: Sent, now: datetime, state: State) -> DoorEntry:
    entry = DoorEntry(
        lease_id=lease.id,
        operation_id=sent.operation_id,
        sealed=sent.sealed,
        deed=sent.said.deed if sent.said else None,
        captured_at=sent.said.at if sent.said else None,
        received_at=now,
        state=state,
    )
    db.session.add(entry)
    db.session.flush()
    return entry


def _undo(task: Task) -> None:
    """Take back another entry of the same phone; one that has not come yet is waited for."""
    if not RUN.allows(task.actor, task.lease.event):
        raise Held(Reason.NOT_POSTED)
    entry, of = task.entry, task.said.text("of")
    target = queries.entry_of(of)
    if target is None:
        entry.state, entry.undoes, entry.sealed = State.WAITING, of, None
        db.session.flush()
        return
    if target.lease_id != task.lease.id:
        raise Refusal(N_("This takes back what another phone wrote down."))
    was, target_party = target.state, target.subject_id
    if was == State.APPLIED:
        take_back(task, target)
    if was in {State.APPLIED, State.HELD}:
        target.state, target.sealed, target.reason = State.TAKEN_BACK, None, None
    done(entry, target)
    if was == State.APPLIED and target.deed == Deed.ARRIVE and target_party is not None:
        _next_of(target_party)


def _next_of(rsvp_id: int) -> None:
    """After a party's arrival was taken back, the next phone that saw them is believed."""
    rsvp = db.session.get(Rsvp, rsvp_id)
    waits = queries.held_for(rsvp) if rsvp is not None else None
    if waits is None:
        return
    said = envelopes.opened(waits.lease, waits.operation_id, waits.sealed)
    if said is None:
        return
    actor = queries.actor_at(waits.lease, said.at)
    try:
        done(waits, carry_out(Task(actor=actor, now=said.at, lease=waits.lease, entry=waits, said=said)))
    except (Held, Refusal) as why:
        held(waits, why)
