"""What the front page shows: one real example, what is late."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select

from engagement.concerns.models import Concern
from engagement.events.models import Event, Promise
from engagement.events.queries import record
from engagement.events.rules import PromiseState, State
from engagement.kernel.database import db
from engagement.kernel.wording import Wording
from engagement.organisation.models import Post
from engagement.problems import queries as problems
from engagement.problems.models import Problem, ProblemConcern, Task
from engagement.problems.rules import Outcome, Stage, TaskState


def example(force_id: int, language: str) -> Problem | None:
    """Return the newest problem that was solved and that all who raised it closed, told in `language` if one is; one statement."""
    under = select(ProblemConcern.id).where(ProblemConcern.problem_id == Problem.id)
    query = problems.public().where(
        Problem.force_id == force_id,
        Problem.stage == Stage.CLOSED,
        Problem.outcome == Outcome.DONE,
        under.where(ProblemConcern.fixed.is_(True)).exists(),
        ~under.where(ProblemConcern.fixed.is_not(True)).exists(),
    )
    other = case((Problem.public_language == language, 0), else_=1)
    return db.session.scalars(
        query.order_by(other, Problem.closed_at.desc(), Problem.id.desc()).limit(1)
    ).first()


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
    standing = select(Event.id).where(Event.state == State.CLOSED, Event.invite_only.is_(False))
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
