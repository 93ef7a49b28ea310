"""At the door: who came with an answer, who walked in, and the taps that were taken back."""

from datetime import datetime

from sqlalchemy import select

from engagement.audit import actions as audit
from engagement.events.actions.groups import bound
from engagement.events.models import DayArrival, Event, Rsvp, TallyEntry
from engagement.events.permissions import PLANNERS
from engagement.events.queries import meetings
from engagement.events.rules import (
    AgeBand,
    Disability,
    RsvpState,
    Sex,
    Side,
    State,
    check_door,
)
from engagement.kernel import freshness
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal


def begin(*, actor: Actor, now: datetime, event: Event) -> Event:
    """Say that a meeting takes place; a second press changes nothing. Refuses before its start."""
    check_door(event.state, event.starts_at, now)
    if event.state != State.HELD and now < event.starts_at:
        raise Refusal(N_("The meeting has not begun. The first person who is counted begins it."))
    hold(event, actor, now)
    return event


def arrive(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp, arrived: int) -> Rsvp:
    """Count how many of a party came; the last number said is the one that counts.

    Refuses when the door is not open, numbers from outside 1 to 20 (of a group 200), and an answer that was withdrawn.
    """
    check_door(event.state, event.starts_at, now, event.closed_at)
    if rsvp.event_id != event.id or rsvp.state == RsvpState.WITHDRAWN:
        raise Refusal(N_("There is no such answer to this meeting."))
    most = bound(is_group=rsvp.is_group)
    if not 1 <= arrived <= most:
        raise Refusal(N_("Write a whole number from 1 to %(most)s."), field="arrived", most=most)
    hold(event, actor, now)
    most = _arrive_on_day(event, rsvp, arrived, now)
    rsvp.arrived, rsvp.arrived_at = most, rsvp.arrived_at or now
    _record(actor, now, "events.arrive", event, rsvp, arrived=arrived)
    return rsvp


def not_arrived(*, actor: Actor, now: datetime, event: Event, rsvp: Rsvp) -> Rsvp:
    """Take back that a party came."""
    check_door(event.state, event.starts_at, now, event.closed_at)
    if rsvp.arrived_at is None:
        return rsvp
    most = _arrive_on_day(event, rsvp, 0, now)
    if most == 0:
        rsvp.arrived, rsvp.arrived_at = None, None
    else:
        rsvp.arrived = most
    _record(actor, now, "events.arrive_back", event, rsvp)
    return rsvp


def _arrive_on_day(event: Event, rsvp: Rsvp, arrived: int, now: datetime) -> int:
    """Keep how many came on this day of a meeting of several (0: nobody); return the most of any day."""
    days = meetings.days(event)
    if not days:
        return arrived
    number = meetings.day_at(days, now)
    rows = {
        row.day: row for row in db.session.scalars(select(DayArrival).where(DayArrival.rsvp_id == rsvp.id))
    }
    here = rows.pop(number, None)
    if arrived == 0 and here is not None:
        db.session.delete(here)
    elif arrived:
        here = here or DayArrival(rsvp_id=rsvp.id, day=number)
        here.arrived = arrived
        db.session.add(here)
    return max([arrived, *(row.arrived for row in rows.values())])


def count(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    operation_id: str,
    side: Side = Side.RESIDENT,
    sex: Sex = Sex.UNKNOWN,
    age_band: AgeBand = AgeBand.UNKNOWN,
    disability: Disability = Disability.UNKNOWN,
    by_self: bool = False,
) -> TallyEntry:
    """Count one person who walked in: a row, no name. The same tap sent twice counts once.

    `by_self`: they counted themselves; the count of an officer stands apart from theirs.
    """
    known = db.session.scalar(select(TallyEntry).where(TallyEntry.operation_id == operation_id))
    if known is not None:
        return known
    check_door(event.state, event.starts_at, now, event.closed_at)
    hold(event, actor, now)
    tap = TallyEntry(
        event_id=event.id,
        at=now,
        side=side,
        sex=sex,
        age_band=age_band,
        disability=disability,
        operation_id=operation_id,
        by_self=by_self,
    )
    db.session.add(tap)
    _record(actor, now, "events.count", event, tap)
    return tap


def take_back(*, actor: Actor, now: datetime, event: Event, tap: TallyEntry) -> TallyEntry:
    """Take one tap back: it stays, marked, so that the count can be explained. Twice is once."""
    check_door(event.state, event.starts_at, now, event.closed_at)
    if tap.event_id != event.id:
        raise Refusal(N_("There is no such tap at this door."))
    if tap.undone_at is None:
        tap.undone_at = now
        _record(actor, now, "events.count_back", event, tap)
    return tap


def _record(
    actor: Actor, now: datetime, verb: str, event: Event, row: Rsvp | TallyEntry, **facts: int
) -> None:
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=row, post=post, event=event.id, **facts)
    freshness.bump(f"event:{event.ref}")


def hold(event: Event, actor: Actor, now: datetime) -> None:
    """Let a published meeting become a held one: lists and the pages of its places change with it."""
    if event.state in {State.HELD, State.CLOSED}:
        return
    event.state, event.held_at = State.HELD, now
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb="events.hold", subject=event, post=post)
    freshness.bump(f"event:{event.ref}", "events", f"station:{event.office_id}")
    if event.locality_id is not None:
        freshness.bump(f"locality:{event.locality_id}")
