"""The programme of a meeting: its days and agenda as planned, who is named on it, who was at each point."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from engagement.audit import actions as audit
from engagement.events import queries
from engagement.events.actions import hosting, modules
from engagement.events.actions.checkin import hold
from engagement.events.models import AgendaItem, Appearance, Event, EventDay
from engagement.events.permissions import PLANNERS
from engagement.events.programme import MOST_PARTS, Part, Point, check_count, days_of
from engagement.events.rules import Plan, State, check_door
from engagement.kernel.actor import Actor
from engagement.kernel.clock import to_utc
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal


def write(event: Event, plan: Plan) -> None:
    """Let the days and the agenda of a meeting be what a plan says. A point that stays keeps its row."""
    _write_days(event, plan)
    _write_agenda(event, plan)


def _write_days(event: Event, plan: Plan) -> None:
    db.session.execute(delete(EventDay).where(EventDay.event_id == event.id))
    days = days_of(plan.starts, plan.ends, plan.days)
    if len(days) < 2:
        return
    db.session.add_all(
        EventDay(
            event_id=event.id,
            number=number,
            starts_at=to_utc(begin, event.zone, field="starts"),
            ends_at=to_utc(end, event.zone, field="ends"),
            wall_start=begin.isoformat(timespec="minutes"),
            wall_end=end.isoformat(timespec="minutes"),
        )
        for number, (begin, end) in enumerate(days, start=1)
    )


def _write_agenda(event: Event, plan: Plan) -> None:
    """Replace the points: those of the same words keep their rows, then those left over take what is left, in order."""
    before = [row for row in queries.agenda(event) if row.module_id is None]
    if points_of(before) == plan.agenda and all(row.language == plan.language for row in before):
        return
    kept: dict[int, AgendaItem] = {}
    for at, point in enumerate(plan.agenda):
        same = next((row for row in before if row.words == point.words), None)
        if same is not None:
            kept[at] = same
            before.remove(same)
    top: AgendaItem | None = None
    for at, point in enumerate(plan.agenda):
        row = kept.get(at) or (before.pop(0) if before else AgendaItem(event_id=event.id))
        row.parent_id = top.id if point.inside and top else None
        row.position, row.words, row.language = at + 1, point.words, plan.language
        row.minutes, row.day, row.starts = point.minutes, point.day, point.starts
        db.session.add(row)
        if not point.inside:
            db.session.flush()  # those inside it need its key
            top = row
    db.session.flush()
    gone = [row.id for row in before]
    if gone:
        db.session.execute(delete(AgendaItem).where(AgendaItem.id.in_(gone)))


def points_of(items: Sequence[AgendaItem]) -> tuple[Point, ...]:
    """Return an agenda as it was planned, without the modules that its series put there."""
    return tuple(
        Point(row.words, row.minutes, row.starts, row.day, row.inside)
        for row in items
        if row.module_id is None
    )


def name(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    part: Part,
    office: str,
    person: str,
    language: str,
    agenda_item_id: int | None = None,
    operation_id: str | None = None,
) -> Appearance:
    """Name somebody on the programme: a public office, and the name as printed. The same form sent twice names once.

    Refuses without an office, a point of another meeting, more than 40 people, and a meeting that is called off or
    whose record is closed.
    """
    if operation_id:
        known = db.session.scalar(select(Appearance).where(Appearance.operation_id == operation_id))
        if known is not None:
            return known
    _refuse_when_done(event)
    if not office.strip():
        raise Refusal(N_("Please fill this in."), field="office")
    for words, field in ((office, "office"), (person, "person")):
        hosting.check_words(event, words, field=field)
    if agenda_item_id is not None and agenda_item_id not in {row.id for row in queries.agenda(event)}:
        raise Refusal(N_("Choose a point of this meeting."), field="point")
    if (db.session.scalar(select(func.count()).where(Appearance.event_id == event.id)) or 0) >= MOST_PARTS:
        raise Refusal(N_("A programme names at most %(n)s people."), n=MOST_PARTS)
    row = Appearance(
        event_id=event.id,
        agenda_item_id=agenda_item_id,
        part=part,
        office=office.strip(),
        name=person.strip(),
        language=language,
        operation_id=operation_id or None,
    )
    db.session.add(row)
    _record(actor, now, "events.name", event, row, part=part)
    return row


def unname(*, actor: Actor, now: datetime, event: Event, appearance: Appearance) -> None:
    """Take somebody off the programme."""
    _refuse_when_done(event)
    if appearance.event_id != event.id:
        raise Refusal(N_("Nobody of that name is on this programme."))
    _record(actor, now, "events.unname", event, appearance)
    db.session.delete(appearance)
    db.session.flush()


def count_point(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    item: AgendaItem,
    came: int | None,
    women: int | None,
    men: int | None,
    covered: bool,
) -> AgendaItem:
    """Write down how many were at one point, and whether it was dealt with; it changes nothing of the meeting's count.

    Refuses while the door is shut, and more women and men than people.
    """
    if item.event_id != event.id:
        raise Refusal(N_("Choose a point of this meeting."))
    check_door(event.state, event.starts_at, now, event.closed_at)
    check_count(came, women, men)
    hold(event, actor, now)
    item.came, item.came_women, item.came_men = came, women, men
    if covered != (item.covered_at is not None):
        item.covered_at = now if covered else None
        db.session.flush()
        if item.module_id is not None and event.series_id is not None:
            modules.carry(now=now, series_id=event.series_id)
    _record(actor, now, "events.count_point", event, item, came=came, covered=covered)
    return item


def _refuse_when_done(event: Event) -> None:
    if event.state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."))
    if event.state == State.CLOSED:
        raise Refusal(N_("The record of this meeting is closed. It cannot be changed any more."))


def _record(
    actor: Actor, now: datetime, verb: str, event: Event, row: Appearance | AgendaItem, **facts: object
) -> None:
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=row, post=post, event=event.id, **facts)
    if event.public:
        bump(f"event:{event.ref}")
