"""Reads of concerns: one by its name, those in sight, those that wait, words, custody."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from engagement.audit.models import AuditEntry
from engagement.channels.actions import STUCK
from engagement.channels.models import OutboxMessage
from engagement.concerns import sight
from engagement.concerns.clocks import LONGEST_STOP, Clock, days_late
from engagement.concerns.models import Concern, Handover
from engagement.concerns.permissions import DESK_ROLES
from engagement.concerns.rules import AT_WORK, FIRST_ANSWER, OPEN_LANES, SEALED_LANES, Lane, Light, State
from engagement.dialogue.models import Message
from engagement.events.models import Event
from engagement.events.readout import ReadOut
from engagement.kernel import sealing
from engagement.kernel.actor import Actor, Role
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db, one_of
from engagement.kernel.wording import Wording
from engagement.organisation import queries as organisation
from engagement.organisation.models import Force, Locality, Office, Post

WAITS = "concerns.waits"  # the message to the outside address
WHOLE = (
    joinedload(Concern.force),
    joinedload(Concern.office).joinedload(Office.parent),
    joinedload(Concern.locality),
    joinedload(Concern.owner_post),
    joinedload(Concern.event),
    joinedload(Concern.thread),
    joinedload(Concern.contact),
    joinedload(Concern.openings),  # in the same statement, so that who may not see it waits no longer
)
LISTED = (
    joinedload(Concern.locality),
    joinedload(Concern.owner_post),
    joinedload(Concern.office),
)
CUSTODY = (
    "concerns.own",
    "concerns.refer",
    "concerns.reopen",
    "concerns.confirm",
    "concerns.tell",
    "concerns.pass_on",
    "concerns.decide",
    "concerns.take_higher",
    "concerns.stop_clock",
    "concerns.run_clock",
    "concerns.call_back",
)
OWNERS = [role.value for role in DESK_ROLES]
CALLED = Concern.call_back_on.is_(None) | Concern.called_back_at.is_not(None)
OWED = one_of(Concern.state, AT_WORK) | ~CALLED
ONCE = Concern.same_as_id.is_(None)  # counted by itself, not with another that it was linked to
DANGER, DONE = -1, 2  # the rank of what may be danger and has no owner; the rank of what nobody owes anything


def concern(ref: str) -> Concern | None:
    """Return the concern of a reference with all that its pages show of it; one statement."""
    query = select(Concern).where(Concern.ref == reference_of(ref)).options(*WHOLE)
    return db.session.scalars(query).unique().one_or_none()


def concern_by_id(concern_id: int) -> Concern | None:
    """Return the concern of a key with all that its pages show of it; one statement."""
    query = select(Concern).where(Concern.id == concern_id).options(*WHOLE)
    return db.session.scalars(query).unique().one_or_none()


def concern_of_operation(operation_id: str) -> Concern | None:
    """Return the concern that a client operation made, or None."""
    return db.session.scalar(select(Concern).where(Concern.operation_id == operation_id))


def concern_by_receipt(digest: str) -> Concern | None:
    """Return the concern that a receipt code opens, by the digest of the code; one look in a unique index."""
    query = select(Concern).where(Concern.receipt == digest).options(*WHOLE)
    return db.session.scalars(query).unique().one_or_none()


def concerns_visible_to(who: Actor) -> Select[Concern]:
    """Return the concerns that `who` may read, of every lane: the pair of `permissions.READ`."""
    return select(Concern).where(or_(_at_desk(who), sight.sealed_to(who)))


def open_to(who: Actor) -> Select[Concern]:
    """Return the concerns of the open lanes that `who` may read, linked ones once: what lists and counts are made of."""
    return select(Concern).where(_at_desk(who), ONCE)


def _at_desk(who: Actor) -> ColumnElement[bool]:
    paths = who.paths(*DESK_ROLES)
    if not paths:
        return false()
    under = select(Office.id).where(or_(*(Office.path.startswith(path) for path in paths)))
    return one_of(Concern.lane, OPEN_LANES) & Concern.office_id.in_(under)


def sealed_queue(who: Actor, today: date, now: datetime) -> Select[Any]:
    """Return the sealed matters in sight that somebody still owes, each with its rank: overdue ones first."""
    query = sight.sealed_visible_to(who).where(OWED)
    place = rank(today, now - LONGEST_STOP).label("rank")
    return query.options(*LISTED).add_columns(place).order_by("rank", Concern.id)


def sealed_done(who: Actor, most: int = 30) -> Sequence[Concern]:
    """Return the newest sealed matters in sight that nobody owes anything; one statement."""
    query = sight.sealed_visible_to(who).where(~OWED)
    rows = db.session.scalars(query.options(*LISTED).order_by(Concern.id.desc()).limit(most))
    return rows.unique().all()


def clock_of(row: Concern) -> Clock:
    """Return what the clocks of a concern read."""
    return Clock(
        state=State(row.state),
        begun_at=row.higher_at or row.raised_at,
        contacted_at=row.answered_at or row.told_at,
        reported_at=row.reported_at,
        due_on=row.due_on,
        stopped_at=row.stopped_at,
    )


def late(row: Concern, now: datetime, today: date) -> int:
    """Return by how many days a concern is late."""
    return days_late(clock_of(row), now, today)


def handovers_of(row: Concern) -> Sequence[Handover]:
    """Return from where to where a sealed matter was passed on, the first first; one statement."""
    query = select(Handover).where(Handover.concern_id == row.id).options(joinedload(Handover.to_post))
    return db.session.scalars(query.order_by(Handover.id)).all()


def dormant(force: Force, before: datetime, most: int = 100) -> Sequence[Concern]:
    """Return the complaints of a force that wait since `before` without a word, and of which nobody outside knows."""
    heard = exists().where(Message.thread_id == Concern.thread_id, Message.post_id.is_not(None))
    query = select(Concern).where(
        Concern.force_id == force.id,
        Concern.lane == Lane.COMPLAINT,
        one_of(Concern.state, AT_WORK),
        Concern.answered_at.is_(None),
        Concern.raised_at < before,
        or_(Concern.higher_at.is_(None), Concern.higher_at < before, ~heard),  # its clocks began anew
        Concern.outside_told_at.is_(None),
    )
    return db.session.scalars(query.order_by(Concern.id).limit(most)).all()


def untold(force: Force, before: datetime) -> Sequence[Concern]:
    """Return the matters that still wait and whose last message to the outside address, from before then, did not go."""
    query = select(OutboxMessage).where(OutboxMessage.kind == WAITS, OutboxMessage.recipient_id == force.id)
    last = {row.about.get("concern_id"): row for row in db.session.scalars(query.order_by(OutboxMessage.id))}
    keys = [key for key, row in last.items() if key and row.state in STUCK and row.created_at <= before]
    unanswered = or_(Concern.answered_at.is_(None), Concern.answered_at < Concern.outside_told_at)
    rows = select(Concern).where(Concern.id.in_(keys), one_of(Concern.state, AT_WORK), unanswered)
    return db.session.scalars(rows.order_by(Concern.id)).all()


def sealed_at_work(force: Force) -> Sequence[Concern]:
    """Return the sealed matters of a force in which somebody still owes something, the oldest first."""
    query = select(Concern).where(Concern.force_id == force.id, one_of(Concern.lane, SEALED_LANES))
    whole = query.options(joinedload(Concern.office), selectinload(Concern.barred))
    return db.session.scalars(whole.where(one_of(Concern.state, AT_WORK)).order_by(Concern.id)).all()


def overdue(today: Any, since: Any) -> Any:
    """Say of a concern that somebody still owes an answer whose day has passed, and that its clock does not stand since `since`."""
    runs = or_(Concern.stopped_at.is_(None), Concern.stopped_at < since)
    return one_of(Concern.state, AT_WORK) & (Concern.due_on < today) & runs


def rank(today: Any, since: Any) -> ColumnElement[int]:
    """Order of the desk: -1 may be danger and has no owner, 0 overdue or opened again, 1 at work, 2 all else."""
    again = (Concern.state == State.OWNED) & Concern.reopened_at.is_not(None)
    urgent = Concern.danger.is_(True) & (Concern.state == State.RAISED)
    return case(
        (urgent, DANGER),
        (or_(overdue(today, since), again), 0),
        (one_of(Concern.state, AT_WORK), 1),
        else_=DONE,
    )


def desk(
    who: Actor,
    today: date,
    now: datetime,
    *,
    state: State | None = None,
    lane: Lane | None = None,
    mine: bool = False,
    category: str = "",
) -> Select[Any]:
    """Return concerns in sight as the desk lists them, each with its rank: danger, overdue and opened again first, then the oldest."""
    query = open_to(who).options(*LISTED)
    if state is not None:
        query = query.where(Concern.state == state)
    else:
        query = query.where(Concern.state != State.MISPLACED)
    if lane is not None:
        query = query.where(Concern.lane == lane)
    if category:
        query = query.where(Concern.category == category)
    if mine:
        query = query.where(Concern.owner_post_id.in_([h.post_id for h in who.holdings]))
    return query.add_columns(rank(today, now - LONGEST_STOP).label("rank")).order_by("rank", Concern.id)


def leaf(
    query: Select[Any], today: date, now: datetime, *, after: tuple[int, int] | None, size: int
) -> Sequence[tuple[Concern, int]]:
    """Read `size` rows of `desk` after the row of that rank and key; two statements at most.

    What somebody still owes is read by its index; the many that are done follow by key, so that nothing sorts them all.
    """
    place, owed = rank(today, now - LONGEST_STOP), one_of(Concern.state, AT_WORK)
    found: list[tuple[Concern, int]] = []
    if after is None or after[0] < DONE:
        first = query.where(owed)
        if after is not None:
            first = first.where(or_(place > after[0], (place == after[0]) & (Concern.id > after[1])))
        found += _ranked(first.limit(size))
    if len(found) < size:
        rest = query.where(~owed).order_by(None).order_by(Concern.id).limit(size - len(found))
        found += _ranked(rest.where(Concern.id > after[1]) if after and after[0] >= DONE else rest)
    return found


def _ranked(query: Select[Any]) -> list[tuple[Concern, int]]:
    return [(row[0], int(row[1])) for row in db.session.execute(query).unique()]


def lights_statement(who: Actor) -> Select[Any]:
    """Return what counts the concerns in sight that are at work by light; `before` is when the oldest blue was raised."""
    inner = open_to(who).where(one_of(Concern.state, AT_WORK)).subquery()
    contacted = or_(inner.c.answered_at.is_not(None), inner.c.told_at.is_not(None))
    late = inner.c.raised_at < bindparam("before", type_=inner.c.raised_at.type)
    shown = case((contacted, Light.GREEN.value), (late, Light.RED.value), else_=Light.BLUE.value)
    return select(shown, func.count()).group_by(shown)


def lights_for(who: Actor, now: datetime) -> dict[Light, int]:
    """Return how many concerns in sight that are at work show each light; one statement."""
    rows = db.session.execute(lights_statement(who), {"before": now - FIRST_ANSWER})
    found = {str(colour): int(number) for colour, number in rows}
    return {colour: found.get(colour.value, 0) for colour in Light}


def zone_of(who: Actor) -> str:
    """Return the time zone of the force in which `who` acts."""
    holding = who.acting or next(iter(who.holdings), None)
    force = db.session.get(Force, holding.force_id) if holding else None
    return force.zone if force else "UTC"


def post_by_ref(ref: str, among: Sequence[Post]) -> Post | None:
    """Return the post of a public name out of those that may be chosen."""
    return next((post for post in among if post.ref == ref), None)


def heads_of(office: Office) -> Sequence[Post]:
    """Return the posts that lead an office."""
    leads = Post.role.in_([Role.COMMANDER.value, Role.SUPERVISOR.value])
    return db.session.scalars(select(Post).where(Post.office_id == office.id, leads).order_by(Post.id)).all()


def localities_of(force_id: int) -> Sequence[Locality]:
    """Return the localities of a force, today's and past ones."""
    query = select(Locality).where(Locality.force_id == force_id).order_by(Locality.slug)
    return db.session.scalars(query).all()


def unlinked_of(locality: Locality, who: Actor) -> Select[Concern]:
    """Return the concerns of a locality in sight that are owned and not yet part of a problem; the oldest first."""
    query = open_to(who).where(Concern.locality_id == locality.id, Concern.state == State.OWNED)
    return query.options(*LISTED).order_by(Concern.id)


def counts_of(event: Event) -> dict[State, int]:
    """Return how many concerns were raised at a meeting, by state; one statement."""
    query = (
        select(Concern.state, func.count())
        .where(Concern.event_id == event.id, one_of(Concern.lane, OPEN_LANES), ONCE)
        .group_by(Concern.state)
    )
    return {State(state): number for state, number in db.session.execute(query)}


def references_of(event: Event, who: Actor) -> Sequence[Concern]:
    """Return the concerns in sight that were raised at a meeting, the first raised first; one statement."""
    query = open_to(who).where(Concern.event_id == event.id, Concern.state != State.MISPLACED)
    return db.session.scalars(query.order_by(Concern.id)).unique().all()


def shown_of(event: Event, most: int = 12) -> Sequence[Concern]:
    """Return the concerns raised at a meeting whose public wording was reviewed; one statement."""
    query = (
        select(Concern)
        .where(Concern.event_id == event.id, Concern.wording == Wording.REVIEWED)
        .where(one_of(Concern.lane, OPEN_LANES), Concern.state != State.MISPLACED)
        .options(*LISTED)
        .order_by(Concern.id)
        .limit(most)
    )
    return db.session.scalars(query).unique().all()


def read_out_of(event: Event) -> list[ReadOut]:
    """Return what was raised at a meeting in the reviewed words that a room may hear; one statement."""
    return [
        ReadOut(
            kind="concern",
            ref=row.ref,
            words=row.shown,
            language=row.public_language,
            owner=row.owner_post.names if row.owner_post else None,
            due_on=row.due_on,
            done=row.state in {State.TOLD, State.CONFIRMED},
        )
        for row in shown_of(event)
    ]


def words_of(row: Concern) -> str | None:
    """Return the raiser's own words; "" once deleted, None when their key is not here."""
    if row.words is None:
        return ""
    try:
        return sealing.read(row.words)
    except sealing.Unreadable:
        return None


def mark_of(row: Concern) -> str:
    """Return the mark of what was filed: a keyed digest of reference, instant and words; empty once they are gone.

    Whoever holds the keys makes the same mark of what is kept; of other words it is another.
    """
    words = words_of(row)
    if not words:
        return ""
    filed = f"{row.ref}\n{row.raised_at.isoformat()}\n{words}"
    return sealing.fingerprint(filed, force=row.force.ref, purpose="filed").hex()


def posts_for(row: Concern, who: Actor) -> Sequence[Post]:
    """Return the posts that `who` may give a concern to: those under its office; a supervisor's other stations too."""
    return organisation.posts_under(row.force_id, {row.office.path, *who.paths(Role.SUPERVISOR)}, DESK_ROLES)


def custody_of(row: Concern) -> list[tuple[AuditEntry, Post | None]]:
    """Return through whose hands a concern went, the oldest first, each step with its post; one statement."""
    post_id = AuditEntry.facts["owner_post_id"].as_integer()
    query = (
        select(AuditEntry, Post)
        .outerjoin(Post, Post.id == post_id)
        .where(AuditEntry.subject_kind == "concerns", AuditEntry.subject_id == row.id)
        .where(AuditEntry.verb.in_(CUSTODY))
        .order_by(AuditEntry.id)
    )
    return [(entry, post) for entry, post in db.session.execute(query)]


def desk_office(force: Force, start: Office | None = None) -> Office | None:
    """Return the office nearest above `start`, itself included, where a post reads concerns.

    Without one, the office nearest the root of the force's tree that has such a post, a supervisor's first; one
    statement each.
    """
    reads = select(Post.office_id).where(Post.role.in_(OWNERS))
    offices = select(Office).where(Office.force_id == force.id, Office.id.in_(reads)).limit(1)
    depth = func.length(Office.path) - func.length(func.replace(Office.path, "/", ""))
    if start is not None:
        above = [int(part) for part in start.path.strip("/").split("/")]
        found = db.session.scalar(offices.where(Office.id.in_(above)).order_by(depth.desc()))
        if found is not None:
            return found
    led = Office.id.in_(select(Post.office_id).where(Post.role == Role.SUPERVISOR))
    return db.session.scalar(offices.order_by(depth, case((led, 0), else_=1), Office.id))


def message_in(row: Concern, message_id: int) -> Message | None:
    """Return a message of a concern's thread, or None."""
    message = db.session.get(Message, message_id)
    return message if message is not None and message.thread_id == row.thread_id else None


def localities(today: date) -> Sequence[Locality]:
    """Return the localities of every force that stand today; one statement."""
    query = select(Locality).where(organisation.valid(today)).order_by(Locality.force_id, Locality.slug)
    return db.session.scalars(query).all()
