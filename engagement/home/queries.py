"""Reads that mix rooms: the front page's example and what is late, the desk, the outbox in sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, or_, select, union_all

from engagement.channels.actions import STUCK
from engagement.channels.models import OutboxMessage
from engagement.concerns import queries as concerns
from engagement.concerns.models import Concern
from engagement.concerns.permissions import REVIEWERS
from engagement.events import queries as events
from engagement.events.models import Event, Minutes, Promise
from engagement.events.queries import record
from engagement.events.rules import PromiseState, State
from engagement.home.permissions import READERS, Sent
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.kernel.wording import Wording
from engagement.organisation.models import Office, Post
from engagement.organisation.queries import offices_under
from engagement.people.models import Contact, Invitation, Person, Posting
from engagement.problems import queries as problems
from engagement.problems.models import Problem, ProblemConcern, Task
from engagement.problems.rules import Stage, TaskState

SOON = timedelta(days=7)


# The front page


def example(force_id: int) -> Problem | None:
    """Return the newest problem of a force that everyone who raised it closed; one statement."""
    under = select(ProblemConcern.id).where(ProblemConcern.problem_id == Problem.id)
    query = problems.public().where(
        Problem.force_id == force_id,
        Problem.stage == Stage.CLOSED,
        under.where(ProblemConcern.fixed.is_(True)).exists(),
        ~under.where(ProblemConcern.fixed.is_not(True)).exists(),
    )
    return db.session.scalars(query.order_by(Problem.closed_at.desc(), Problem.id.desc()).limit(1)).first()


def raised_first(problem: Problem) -> Concern | None:
    """Return the first concern that a problem gathered: how and when it came; one statement."""
    query = select(Concern).join(ProblemConcern, ProblemConcern.concern_id == Concern.id)
    query = query.where(ProblemConcern.problem_id == problem.id)
    return db.session.scalars(query.order_by(Concern.raised_at, Concern.id).limit(1)).first()


@dataclass(frozen=True, slots=True)
class Late:
    """Something late, as the public reads it: reviewed words or none, who owes it, since when."""

    words: str
    language: str
    event_ref: str | None  # the meeting at which it was promised
    day: str | None  # the wall day of that meeting
    post_names: dict[str, str]
    due_on: date


def late_promises(force_id: int, today: date, most: int) -> list[Late]:
    """Return the promises that stand and are late, the latest first; one statement.

    One whose public words nobody reviewed is shown without words: it is late all the same.
    """
    standing = record.promises_late_public(force_id=force_id, today=today, limit=most)
    return [
        Late(
            words=row.promise.shown,
            language=row.promise.public_language,
            event_ref=row.promise.event.ref,
            day=row.promise.event.wall_start,
            post_names=row.promise.post.names,
            due_on=row.promise.due_on,
        )
        for row in standing
    ]


def late_count(force_id: int, today: date) -> int:
    """Return how many promises that stand, and tasks the public may read of, are late; one statement."""
    standing = select(Event.id).where(Event.state == State.CLOSED)
    promised = select(func.count()).where(
        Promise.force_id == force_id,
        Promise.state == PromiseState.OPEN,
        Promise.due_on < today,
        Promise.event_id.in_(standing),
    )
    tasked = _late_tasks(select(func.count()), force_id, today)
    return int(db.session.scalar(select(promised.scalar_subquery() + tasked.scalar_subquery())) or 0)


def _late_tasks(query: Select[Any], force_id: int, today: date) -> Select[Any]:
    """Narrow a query to late tasks of problems with a reviewed public title."""
    return (
        query.select_from(Task)
        .join(Problem, Problem.id == Task.problem_id)
        .where(Problem.force_id == force_id, Problem.wording == Wording.REVIEWED, Problem.public_title != "")
        .where(Problem.stage != Stage.CLOSED, Task.state == TaskState.OPEN, Task.due_on < today)
    )


def late_tasks(force_id: int, today: date, most: int) -> list[Late]:
    """Return late tasks of problems that the public reads of, under the problem's reviewed title; one statement."""
    columns: Any = (Problem.public_title, Problem.public_language, Post.names, Task.due_on)
    query = _late_tasks(select(*columns), force_id, today).join(Post, Post.id == Task.post_id)
    rows = db.session.execute(query.order_by(Task.due_on, Task.id).limit(most))
    return [Late(title, language, None, None, names, due) for title, language, names, due in rows]


# The desk


def acting_post(who: Actor) -> tuple[Post, date] | None:
    """Return the post in whose name `who` acts, and since when they hold it; one statement."""
    if who.acting is None:
        return None
    query = select(Post, Posting.starts_on).join(Posting, Posting.post_id == Post.id)
    row = db.session.execute(query.where(Posting.id == who.acting.posting_id)).first()
    return (row[0], row[1]) if row else None


def meetings_next(who: Actor, now: datetime, most: int) -> Sequence[Event]:
    """Return the meetings that `who` plans, now and next; one statement."""
    query = events.ours(who).where(Event.ends_at > now, Event.state.in_([State.DRAFT, State.PUBLISHED]))
    return db.session.scalars(query.order_by(Event.starts_at, Event.id).limit(most)).unique().all()


def meetings_unclosed(who: Actor, now: datetime, most: int) -> Sequence[Event]:
    """Return the meetings that are over and whose record is not closed; one statement."""
    query = events.ours(who).where(Event.ends_at <= now, Event.state.in_([State.PUBLISHED, State.HELD]))
    return db.session.scalars(query.order_by(Event.starts_at.desc(), Event.id).limit(most)).unique().all()


def concerns_first(who: Actor, today: date, most: int) -> list[Concern]:
    """Return what to answer first: what is overdue, then what waits for an owner or for this post; two statements."""
    late = db.session.scalars(concerns.overdue_for(who, today).limit(most)).unique().all()
    waiting = db.session.scalars(concerns.waiting_for(who).limit(most)).unique().all()
    return list({row.id: row for row in (*late, *waiting)}.values())[:most]


def tasks_due(who: Actor, until: date, most: int) -> Sequence[Task]:
    """Return the open tasks in sight that are due by a day, the most overdue first; one statement."""
    query = problems.tasks_due(who).where(Task.due_on <= until)
    return db.session.scalars(query.limit(most)).unique().all()


def promises_due(who: Actor, until: date, most: int) -> Sequence[Promise]:
    """Return the open promises in sight that are due by a day, the most overdue first; one statement."""
    query = record.promises_visible_to(who).where(Promise.state == PromiseState.OPEN, Promise.due_on <= until)
    return db.session.scalars(query.order_by(Promise.due_on, Promise.id).limit(most)).unique().all()


@dataclass(frozen=True, slots=True)
class ToReview:
    """A public wording that another person wrote and that waits for a second pair of eyes."""

    kind: str  # "concern", "problem", "promise", "minutes"
    ref: str  # of the concern or problem, or of the meeting
    words: str
    language: str


def to_review(who: Actor, most: int) -> list[ToReview]:
    """Return the public wordings that `who` may review, the oldest first; one statement."""
    if not who.paths(*REVIEWERS):
        return []
    under = offices_under(who, *REVIEWERS)

    def waits(kind: str, model: Any, ref: Any, office: Any) -> Select[Any]:
        words = model.public_title if kind == "problem" else model.public_words
        return select(literal(kind).label("kind"), ref, words, model.public_language).where(
            model.wording == Wording.WRITTEN,
            or_(model.worded_by_id.is_(None), model.worded_by_id != who.person_id),
            office.in_(under),
        )

    at_meeting = [
        waits(kind, model, Event.ref, Event.office_id).join(Event, Event.id == model.event_id)
        for kind, model in (("promise", Promise), ("minutes", Minutes))
    ]
    every = union_all(
        waits("concern", Concern, Concern.ref, Concern.office_id),
        waits("problem", Problem, Problem.ref, Problem.office_id),
        *at_meeting,
    )
    return [ToReview(*row) for row in db.session.execute(every.limit(most))]


# The outbox


def _in_sight(who: Actor) -> ColumnElement[bool]:
    forces = {h.force_id for h in who.holdings if h.role is Role.ADMINISTRATOR}
    return or_(
        OutboxMessage.office_id.in_(offices_under(who, *READERS)),
        and_(OutboxMessage.office_id.is_(None), OutboxMessage.force_id.in_(forces)) if forces else false(),
    )


def outbox_visible_to(who: Actor) -> Select[Any]:
    """Return the messages that `who` may see: the pair of `permissions.READ`."""
    return select(OutboxMessage).where(_in_sight(who))


def stuck(who: Actor, most: int) -> Sequence[OutboxMessage]:
    """Return the messages in sight that failed or may not have arrived, the newest first; one statement."""
    query = outbox_visible_to(who).where(OutboxMessage.state.in_(sorted(STUCK)))
    return db.session.scalars(query.order_by(OutboxMessage.id.desc()).limit(most)).all()


def stuck_count(who: Actor) -> int:
    """Return how many messages in sight failed or may not have arrived; one statement."""
    query = select(func.count()).where(_in_sight(who), OutboxMessage.state.in_(sorted(STUCK)))
    return int(db.session.scalar(query) or 0)


def moving(who: Actor) -> Select[Any]:
    """Return the messages in sight that are not stuck."""
    return outbox_visible_to(who).where(OutboxMessage.state.not_in(sorted(STUCK)))


def sent(name: str) -> Sent | None:
    """Return a message by the random part of its Message-ID, with its office; one statement."""
    query = select(OutboxMessage, Office).outerjoin(Office, Office.id == OutboxMessage.office_id)
    row = db.session.execute(query.where(OutboxMessage.message_id == f"<{name}@chowk>")).first()
    return Sent(row[0], row[1]) if row else None


def readers_of(messages: Sequence[OutboxMessage]) -> dict[tuple[str, int], Contact | Person | Invitation]:
    """Return who is meant by each message, by kind and key; one statement a kind, whatever the rows."""
    found: dict[tuple[str, int], Contact | Person | Invitation] = {}
    models: tuple[tuple[str, Any], ...] = (
        ("contact", Contact),
        ("person", Person),
        ("invitation", Invitation),
    )
    for kind, model in models:
        ids = {m.recipient_id for m in messages if m.recipient_kind == kind}
        if ids:
            for row in db.session.scalars(select(model).where(model.id.in_(ids))):
                found[kind, row.id] = row
    return found
