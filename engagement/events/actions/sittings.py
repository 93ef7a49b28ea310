"""Meetings of a council: which they are, who of the members came, what is taken up, settled or carried over."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import delete, func, select

from engagement.audit import actions as audit
from engagement.events.actions import plan as planning
from engagement.events.actions.checkin import hold
from engagement.events.actions.hosting import check_words
from engagement.events.councils import MOST_ITEMS, ItemState
from engagement.events.models import (
    Council,
    CouncilItem,
    CouncilMeeting,
    CouncilMember,
    CouncilPresence,
    Event,
)
from engagement.events.permissions import PLANNERS
from engagement.events.queries import councils as queries
from engagement.events.queries.record import posts_that_may_promise
from engagement.events.rules import Kind, Plan, Sex, State, check_due, check_record
from engagement.kernel.actor import Actor
from engagement.kernel.clock import to_local
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal


def link(*, actor: Actor, now: datetime, council: Council, event: Event) -> CouncilMeeting:
    """Say that a meeting is one of a council; of a series, every meeting that is none yet. Done twice it is done once.

    Refuses a meeting of an office that is neither the council's nor beneath it, one called off, and another council's.
    """
    known = db.session.get(CouncilMeeting, event.id)
    if known is not None and known.council_id == council.id:
        return known
    if known is not None:
        raise Refusal(N_("This is a meeting of another council."), field="event")
    if not event.office.path.startswith(council.office.path):
        raise Refusal(N_("Choose a meeting of this office, or of one beneath it."), field="event")
    if event.state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."), field="event")
    row = _linked(council, event)
    for other in _series_of(event):
        _linked(council, other)
    _record(actor, now, "events.link_council", council, event)
    return row


def _linked(council: Council, event: Event) -> CouncilMeeting:
    row = CouncilMeeting(event_id=event.id, council_id=council.id, council=council)
    db.session.add(row)
    bump(f"event:{event.ref}")
    return row


def follow_series(*, actor: Actor, now: datetime, series_id: int) -> None:
    """Let the meetings that came to a council's series since be meetings of the council; of another series nothing.

    Where meetings of one series belong to two councils nobody guesses: they are linked by hand.
    """
    query = select(CouncilMeeting).join(Event, Event.id == CouncilMeeting.event_id)
    rows = db.session.scalars(
        query.where(Event.series_id == series_id).order_by(Event.starts_at.desc())
    ).all()
    if len({row.council_id for row in rows}) != 1:
        return
    last = db.session.get(Event, rows[0].event_id)
    added = _series_of(last) if last else []
    for event in added:
        _linked(rows[0].council, event)
        _record(actor, now, "events.link_council", rows[0].council, event)


def _series_of(event: Event) -> list[Event]:
    if event.series_id is None:
        return []
    query = select(Event).where(Event.series_id == event.series_id, Event.id != event.id)
    free = query.where(Event.id.not_in(select(CouncilMeeting.event_id)), Event.state != State.CANCELLED)
    return list(db.session.scalars(free.order_by(Event.id)))


def unlink(*, actor: Actor, now: datetime, event: Event, meeting: CouncilMeeting) -> None:
    """Say that a meeting is none of a council's; refused once its members were counted or something was taken up there."""
    raised = select(func.count()).where(CouncilItem.raised_event_id == event.id)
    settled = select(func.count()).where(CouncilItem.settled_event_id == event.id)
    if meeting.counted_at is not None or db.session.scalar(raised) or db.session.scalar(settled):
        raise Refusal(N_("This meeting of the council is written down already. It stays one."))
    _record(actor, now, "events.unlink_council", meeting.council, event)
    db.session.delete(meeting)
    db.session.flush()


def plan_next(
    *,
    actor: Actor,
    now: datetime,
    council: Council,
    starts: datetime,
    ends: datetime,
    operation_id: str | None = None,
) -> Event:
    """Write a draft of the council's next meeting, like its last one where there is one. Refuses what planning refuses."""
    like = next((row.event for row in queries.sittings(council)), None)
    if like is not None:
        wanted = replace(planning.as_plan(like), starts=starts, ends=ends, days=())
    else:
        wanted = Plan(
            title=council.name, language=council.language, starts=starts, ends=ends, kind=Kind.MEETING
        )
    event = planning.plan(
        actor=actor, now=now, office=council.office, plan=wanted, operation_id=operation_id or None
    )
    if db.session.get(CouncilMeeting, event.id) is None:
        _linked(council, event)
        _record(actor, now, "events.link_council", council, event)
    return event


def count(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    meeting: CouncilMeeting,
    came: Collection[str],
    version: int | None,
) -> CouncilMeeting:
    """Write down which members came, with the seats and the quorum of that day.

    `came` are public names. Refuses before the meeting began and after its record was closed, and whoever does not sit
    on the council on that day; `Stale` when somebody else saved first. Of those who do not sit on that day by now, but
    were counted, nothing is deleted.
    """
    check_record(event.state, event.starts_at, now)
    meeting.edited(version)
    day = date.fromisoformat(event.wall_start[:10])
    sitting = [each.row for each in queries.members(meeting.council) if each.sits(day)]
    here = [row for row in sitting if row.ref in came]
    if len(here) != len(set(came)):
        raise Refusal(N_("Somebody chosen does not sit on the council on this day. Please look again."))
    seats = queries.seats(meeting.council, day)
    hold(event, actor, now)
    counted = delete(CouncilPresence).where(CouncilPresence.event_id == event.id)
    db.session.execute(counted.where(CouncilPresence.member_id.in_([row.id for row in sitting])))
    db.session.add_all(CouncilPresence(event_id=event.id, member_id=row.id) for row in here)
    meeting.counted_at, meeting.seats, meeting.needed = now, seats.total, seats.needed
    meeting.present, meeting.women = len(here), _women(here)
    _record(actor, now, "events.count_council", meeting.council, event, present=len(here), seats=seats.total)
    return meeting


def _women(rows: Collection[CouncilMember]) -> int:
    return sum(row.sex == Sex.WOMAN for row in rows)


def take_up(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    meeting: CouncilMeeting,
    words: str,
    language: str,
    post_id: int | None,
    due_on: date,
    operation_id: str | None = None,
) -> CouncilItem:
    """Write down what the council took up, the post that owns it and by when; it is carried over until it is settled.

    The same form sent twice takes up one. Refuses a post from outside the offices above and beneath, and a day before
    the meeting.
    """
    if operation_id:
        known = db.session.scalar(select(CouncilItem).where(CouncilItem.operation_id == operation_id))
        if known is not None:
            return known
    check_record(event.state, event.starts_at, now)
    if not words.strip():
        raise Refusal(N_("Please fill this in."), field="words")
    if post_id not in {post.id for post in posts_that_may_promise(event)}:
        raise Refusal(N_("Choose the post that owns it."), field="post")
    check_words(event, words, field="words")
    check_due(due_on, to_local(event.starts_at, event.zone).date())
    if len(queries.items_open(meeting.council)) >= MOST_ITEMS:
        raise Refusal(N_("At most %(n)s things are open at one time. Settle some first."), n=MOST_ITEMS)
    hold(event, actor, now)
    item = CouncilItem(
        council_id=meeting.council_id,
        raised_event_id=event.id,
        post_id=post_id,
        words=words.strip(),
        language=language,
        due_on=due_on,
        created_at=now,
        operation_id=operation_id or None,
    )
    db.session.add(item)
    db.session.flush()
    _record(actor, now, "events.take_up_item", meeting.council, item)
    return item


def settle(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    meeting: CouncilMeeting,
    item: CouncilItem,
    state: ItemState,
    outcome: str,
    language: str,
    version: int,
) -> CouncilItem:
    """Say at a meeting what became of an item: settled, or given up and why. Nothing is let go without words.

    Refuses what another council took up, and a meeting that has not begun or was called off.
    """
    if item.council_id != meeting.council_id:
        raise Refusal(N_("Another council took this up."))
    check_record(event.state, event.starts_at, now)
    if state == ItemState.OPEN:
        raise Refusal(N_("Choose what became of it."), field="state")
    if not outcome.strip():
        raise Refusal(N_("Say what was done, or why it could not be."), field="outcome")
    check_words(event, outcome, field="outcome")
    item.edited(version)
    item.state, item.settled_at, item.settled_event_id = state, now, event.id
    item.outcome, item.outcome_language = outcome.strip(), language
    _record(actor, now, "events.settle_item", meeting.council, item, state=state)
    return item


def _record(
    actor: Actor, now: datetime, verb: str, council: Council, row: Event | CouncilItem, **facts: object
) -> None:
    db.session.flush()
    holding = actor.as_post(council.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=row, post=holding, council=council.id, **facts)
    bump(f"council:{council.ref}")
