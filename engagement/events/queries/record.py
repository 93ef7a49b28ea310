"""The record of meetings: minutes, decisions, promises and how late they are, the meeting before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, case, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engagement.events.models import Decision, Event, Minutes, Promise
from engagement.events.permissions import PLANNERS
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import PromiseState, State, days_late
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.organisation.models import Office, Post

PROMISE_WHOLE = (
    joinedload(Promise.event).options(*WHOLE),
    joinedload(Promise.post).joinedload(Post.office),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A promise as it stands on a day."""

    promise: Promise
    late: int  # days; of a settled one, by how many it was late

    @property
    def overdue(self) -> bool:
        """Whether it is open and late."""
        return self.late > 0 and self.promise.state == PromiseState.OPEN

    @property
    def outcome(self) -> str:
        """What the public reads of what became of it; empty until reviewed."""
        return self.promise.outcome if self.promise.outcome_reviewed_by_id is not None else ""


def standing(promise: Promise, today: date) -> Standing:
    """Return how a promise stands today."""
    settled = clock.to_local(promise.settled_at, promise.event.zone).date() if promise.settled_at else None
    return Standing(promise, days_late(promise.due_on, settled, today))


def minutes(event: Event) -> Minutes | None:
    """Return the minutes of a meeting."""
    return db.session.scalar(select(Minutes).where(Minutes.event_id == event.id))


def closed(event_id: int) -> Event | None:
    """Return the meeting of a key with its places, once its record is closed; one statement."""
    query = select(Event).where(Event.id == event_id, Event.state == State.CLOSED)
    return db.session.scalar(query.options(*WHOLE))


def told(event: Event) -> bool:
    """Whether people were told that the summary of a meeting is published."""
    row = minutes(event)
    return row is not None and row.told_at is not None


def decisions(event: Event) -> Sequence[Decision]:
    """Return what a meeting decided, in order."""
    return db.session.scalars(
        select(Decision).where(Decision.event_id == event.id).order_by(Decision.position)
    ).all()


def promises(event: Event) -> Sequence[Promise]:
    """Return what was promised at a meeting: the room's priorities, then the first due first; one statement."""
    return db.session.scalars(
        select(Promise)
        .where(Promise.event_id == event.id)
        .order_by(Promise.rank.is_(None), Promise.rank, Promise.due_on, Promise.id)
        .options(*PROMISE_WHOLE)
    ).all()


def standings(event: Event) -> list[Standing]:
    """Return what was promised at a meeting as it stands today; one statement."""
    today = clock.to_local(clock.now(), event.zone).date()
    return [standing(row, today) for row in promises(event)]


def promise(reference: str) -> Promise | None:
    """Return the promise of that public name with its meeting and post; one statement."""
    return db.session.scalar(select(Promise).where(Promise.ref == reference).options(*PROMISE_WHOLE))


def promise_by_operation(operation_id: str | None) -> Promise | None:
    """Return the promise that a form of this operation id made, if one did."""
    if not operation_id:
        return None
    return db.session.scalar(
        select(Promise).where(Promise.operation_id == operation_id).options(*PROMISE_WHOLE)
    )


def promises_visible_to(who: Actor) -> Select[Promise]:
    """Return the promises that `who` may read: the pair of `permissions.READ_PROMISE`."""
    paths = who.paths(*PLANNERS)
    own = select(Office.id).where(or_(*(Office.path.startswith(path) for path in paths))) if paths else None
    reach = [Promise.post_id.in_([held.post_id for held in who.holdings])]
    if own is not None:
        reach.append(Promise.event_id.in_(select(Event.id).where(Event.office_id.in_(own))))
        reach.append(Promise.post_id.in_(select(Post.id).where(Post.office_id.in_(own))))
    return select(Promise).where(or_(*reach)).options(*PROMISE_WHOLE)


def promises_owned_by(who: Actor) -> Select[Promise]:
    """Return the open promises of the posts that `who` holds, the first due first: for the desk."""
    return (
        select(Promise)
        .where(
            Promise.post_id.in_([held.post_id for held in who.holdings]), Promise.state == PromiseState.OPEN
        )
        .order_by(Promise.due_on, Promise.id)
        .options(*PROMISE_WHOLE)
    )


def _public() -> Select[Promise]:
    """Return the promises that stand: of meetings whose record is closed."""
    return (
        select(Promise)
        .join(Promise.event)
        .where(Event.state == State.CLOSED, Event.invite_only.is_(False))
        .order_by(Promise.due_on, Promise.id)
        .options(
            contains_eager(Promise.event).options(*WHOLE), joinedload(Promise.post).joinedload(Post.office)
        )
    )


def promises_open_at(
    *, locality_id: int | None = None, office_path: str | None = None, limit: int = 30
) -> Sequence[Promise]:
    """Return the open promises made at closed meetings of a locality, or of an office and those beneath it."""
    query = _public().where(Promise.state == PromiseState.OPEN)
    if locality_id is not None:
        query = query.where(Event.locality_id == locality_id)
    if office_path is not None:
        query = query.where(Event.office_id.in_(select(Office.id).where(Office.path.startswith(office_path))))
    return db.session.scalars(query.limit(limit)).all()


def promises_late_public(*, force_id: int, today: date, limit: int = 30) -> list[Standing]:
    """Return the open promises of a force that are late, the latest first: never suppressed."""  # 000.5
    query = _public().where(
        Promise.force_id == force_id, Promise.state == PromiseState.OPEN, Promise.due_on < today
    )
    return [standing(row, today) for row in db.session.scalars(query.limit(limit))]


def posts_that_may_promise(event: Event) -> Sequence[Post]:
    """Return the posts of the host's office, of those beneath it and of those above it; the nearest office first.

    None of those that keep the house or watch over it: they do no work that a room could be promised.
    """
    above = [int(part) for part in event.office.path.strip("/").split("/")]
    return db.session.scalars(
        select(Post)
        .join(Post.office)
        .where(
            Post.force_id == event.force_id,
            Post.role.not_in((Role.ADMINISTRATOR, Role.OVERSIGHT)),
            or_(Office.path.startswith(event.office.path), Office.id.in_(above)),
        )
        .order_by(case((Office.id == event.office_id, 0), else_=1), Office.path.desc(), Post.id)
        .options(contains_eager(Post.office))
        .limit(200)
    ).all()


def last_meeting_before(event: Event, *states: State) -> Event | None:
    """Return the meeting before this one in its locality, else at its office, held or closed; one statement."""
    return db.session.scalar(
        select(Event)
        .where(
            _same_place(event),
            Event.state.in_(states or (State.HELD, State.CLOSED)),
            Event.invite_only.is_(False),
            Event.starts_at < event.starts_at,
        )
        .order_by(case((Event.locality_id == event.locality_id, 0), else_=1), Event.starts_at.desc())
        .limit(1)
        .options(*WHOLE)
    )


def still_open_before(event: Event, *, limit: int = 10) -> Sequence[Promise]:
    """Return the open promises of the meetings before this one at its place, the first due first; one statement."""
    return db.session.scalars(
        _public()
        .where(_same_place(event), Promise.state == PromiseState.OPEN, Event.starts_at < event.starts_at)
        .limit(limit)
    ).all()


def _same_place(event: Event) -> ColumnElement[bool]:
    here = Event.office_id == event.office_id
    return here if event.locality_id is None else or_(here, Event.locality_id == event.locality_id)
