"""Reads of problems and tasks, and of what the public is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, false, func, or_, select
from sqlalchemy.orm import joinedload

from engagement.concerns.models import Concern
from engagement.events.models import Event
from engagement.events.readout import ReadOut
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db
from engagement.kernel.wording import Wording
from engagement.organisation.models import Post
from engagement.organisation.queries import offices_under, posts_under
from engagement.problems.models import Comment, Problem, ProblemConcern, StageNote, Task, TaskNote
from engagement.problems.permissions import CLOSERS, WORKERS
from engagement.problems.rules import (
    CommentState,
    Needed,
    Outcome,
    Stage,
    TaskState,
    Word,
    still_needed,
    taken_together,
)

WHOLE = (
    joinedload(Problem.force),
    joinedload(Problem.office),
    joinedload(Problem.locality),
    joinedload(Problem.owner_post),
)


def problem(ref: str) -> Problem | None:
    """Return a problem by its public name, with all that its page shows of it; one statement."""
    return db.session.scalar(select(Problem).where(Problem.ref == ref).options(*WHOLE))


def problem_by_id(problem_id: int) -> Problem | None:
    """Return a problem by its key; one statement."""
    return db.session.scalar(select(Problem).where(Problem.id == problem_id).options(*WHOLE))


def problem_of_operation(operation_id: str) -> Problem | None:
    """Return the problem that a client operation opened, or None."""
    return db.session.scalar(select(Problem).where(Problem.operation_id == operation_id))


def problems_visible_to(who: Actor) -> Select[Any]:
    """Return the problems that `who` may read: the pair of `permissions.READ`."""
    if not who.paths(*WORKERS):
        return select(Problem).where(false())
    return select(Problem).where(Problem.office_id.in_(offices_under(who, *WORKERS)))


def worked_by(who: Actor) -> Select[Any]:
    """Return the problems in sight that are not closed."""
    return problems_visible_to(who).where(Problem.stage != Stage.CLOSED).options(*WHOLE)


def open_at(who: Actor, locality_id: int) -> Sequence[Problem]:
    """Return the open problems of a locality in sight, the newest first."""
    query = worked_by(who).where(Problem.locality_id == locality_id)
    return db.session.scalars(query.order_by(Problem.id.desc()).limit(30)).unique().all()


def notes_of(problem: Problem) -> Sequence[StageNote]:
    """Return what was written in each stage, the oldest first."""
    query = select(StageNote).where(StageNote.problem_id == problem.id).order_by(StageNote.id)
    return db.session.scalars(query).all()


def noted(problem: Problem) -> set[Stage]:
    """Return the stages in which something was written since the problem was last opened."""
    query = select(StageNote.stage).where(
        StageNote.problem_id == problem.id, StageNote.at >= problem.opened_at
    )
    return {Stage(stage) for stage in db.session.scalars(query)}


def gathered(problem: Problem) -> Sequence[ProblemConcern]:
    """Return the concerns under a problem with what their raisers said; one statement."""
    query = (
        select(ProblemConcern)
        .where(ProblemConcern.problem_id == problem.id)
        .options(joinedload(ProblemConcern.concern).joinedload(Concern.office))
        .options(joinedload(ProblemConcern.concern).joinedload(Concern.contact))
        .options(joinedload(ProblemConcern.concern).joinedload(Concern.force))
        .order_by(ProblemConcern.id)
    )
    return db.session.scalars(query).unique().all()


def link_of(concern_id: int) -> ProblemConcern | None:
    """Return the newest problem that a concern is under, or None."""
    query = (
        select(ProblemConcern)
        .where(ProblemConcern.concern_id == concern_id)
        .options(joinedload(ProblemConcern.problem).joinedload(Problem.office))
        .options(joinedload(ProblemConcern.problem).joinedload(Problem.locality))
        .options(joinedload(ProblemConcern.problem).joinedload(Problem.owner_post))
        .order_by(ProblemConcern.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).unique().first()


# Tasks


def task(ref: str) -> Task | None:
    """Return a task by its public name with its problem; one statement."""
    query = select(Task).where(Task.ref == ref).options(joinedload(Task.post))
    return db.session.scalar(query.options(joinedload(Task.problem).options(*WHOLE)))


def task_of_operation(operation_id: str) -> Task | None:
    """Return the task that a client operation gave, or None."""
    return db.session.scalar(select(Task).where(Task.operation_id == operation_id))


def tasks_of(problem: Problem) -> Sequence[Task]:
    """Return the tasks of a problem: open ones first, by due day."""
    rank = case((Task.state == TaskState.OPEN, 0), else_=1)
    query = select(Task).where(Task.problem_id == problem.id).options(joinedload(Task.post))
    return db.session.scalars(query.order_by(rank, Task.due_on, Task.id)).unique().all()


def open_tasks(problem: Problem) -> int:
    """Return how many tasks of a problem are open."""
    query = select(func.count()).where(Task.problem_id == problem.id, Task.state == TaskState.OPEN)
    return db.session.scalar(query) or 0


def needed(problem: Problem) -> Needed:
    """Return what is still needed before those who raised it are told; two statements."""
    return still_needed(
        Stage(problem.stage),
        noted(problem),
        open_tasks=open_tasks(problem),
        wording=Wording(problem.wording),
    )


def closer_of(problem: Problem) -> Post | None:
    """Return the post at the problem's own office that closes it, or None where it has none."""
    heads = posts_under(problem.force_id, {problem.office.path}, CLOSERS)
    return next((post for post in heads if post.office_id == problem.office_id), None)


def read_out_of(event: Event, who: Actor, most: int = 12) -> list[ReadOut]:
    """Return the tasks in sight that what was raised at a meeting led to, open ones first; one statement."""
    raised = (
        select(ProblemConcern.problem_id)
        .join(Concern, Concern.id == ProblemConcern.concern_id)
        .where(Concern.event_id == event.id)
    )
    rank = case((Task.state == TaskState.OPEN, 0), else_=1)
    query = tasks_visible_to(who).where(Task.problem_id.in_(raised)).options(joinedload(Task.post))
    rows = db.session.scalars(query.order_by(rank, Task.due_on, Task.id).limit(most)).unique().all()
    return [
        ReadOut(
            kind="task",
            ref=row.ref,
            words=row.words,
            language=row.language,
            owner=row.post.names,
            due_on=row.due_on,
            done=row.state == TaskState.DONE,
        )
        for row in rows
    ]


def notes_on(task: Task) -> Sequence[TaskNote]:
    """Return the evidence written on a task, the oldest first."""
    return db.session.scalars(select(TaskNote).where(TaskNote.task_id == task.id).order_by(TaskNote.id)).all()


def tasks_visible_to(who: Actor) -> Select[Any]:
    """Return the tasks that `who` may read: the pair of `permissions.READ_TASK`."""
    held = [h.post_id for h in who.holdings]
    mine = Task.post_id.in_(held)
    if not who.paths(*WORKERS):
        return select(Task).join(Task.problem).where(mine)
    over = Problem.office_id.in_(offices_under(who, *WORKERS))
    return select(Task).join(Task.problem).where(or_(mine, over))


def tasks_due(who: Actor) -> Select[Any]:
    """Return the open tasks in sight, the most overdue first."""
    query = tasks_visible_to(who).where(Task.state == TaskState.OPEN, Problem.stage != Stage.CLOSED)
    loaded = query.options(joinedload(Task.post), joinedload(Task.problem).joinedload(Problem.office))
    return loaded.order_by(Task.due_on, Task.id)


def posts_for(problem: Problem, who: Actor) -> Sequence[Post]:
    """Return the posts that may own a task: those under the problem's office, and under any of the actor's."""
    return posts_under(problem.force_id, {problem.office.path, *who.paths(*WORKERS)}, WORKERS)


# What the public reads


@dataclass(frozen=True, slots=True)
class Told:
    """One row of "You said, we did"."""

    problem: Problem
    word: Word

    @property
    def could_not(self) -> bool:
        """Whether the answer is that it could not be done."""
        return self.problem.outcome == Outcome.COULD_NOT


def public() -> Select[Any]:
    """Return the problems whose public wording was reviewed."""
    return (
        select(Problem).where(Problem.wording == Wording.REVIEWED, Problem.public_title != "").options(*WHOLE)
    )


def told(problems: Sequence[Problem]) -> list[Told]:
    """Return problems with what their raisers said, taken together; one statement."""
    ids = [row.id for row in problems]
    answers: dict[int, list[bool | None]] = {id_: [] for id_ in ids}
    query = select(ProblemConcern.problem_id, ProblemConcern.fixed).where(ProblemConcern.problem_id.in_(ids))
    for problem_id, fixed in db.session.execute(query):
        answers[problem_id].append(fixed)
    return [Told(row, taken_together(Stage(row.stage), answers[row.id])) for row in problems]


def newest_told(most: int, *, force_id: int | None = None, locality_id: int | None = None) -> list[Told]:
    """Return the newest rows of "You said, we did": of a force or of a place when one is named; two statements."""
    query = public()
    if force_id is not None:
        query = query.where(Problem.force_id == force_id)
    if locality_id is not None:
        query = query.where(Problem.locality_id == locality_id)
    return told(db.session.scalars(query.order_by(Problem.id.desc()).limit(most)).unique().all())


def late_tasks(today: date, who: Actor) -> int:
    """Return how many open tasks in sight are late."""
    query = tasks_visible_to(who).where(Task.state == TaskState.OPEN, Task.due_on < today)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


# What the public says to that


def told_problem(ref: str) -> Problem | None:
    """Return a problem by its public name as it is typed; whether it is told, the permission says."""
    return problem(reference_of(ref))


def comment(ref: str) -> Comment | None:
    """Return a comment by its public name with its problem; one statement."""
    query = select(Comment).where(Comment.ref == reference_of(ref))
    return db.session.scalar(query.options(joinedload(Comment.problem).options(*WHOLE)))


def comment_of_operation(operation_id: str) -> Comment | None:
    """Return the comment that a client operation made, or None."""
    return db.session.scalar(select(Comment).where(Comment.operation_id == operation_id))


def comments_shown(row: Problem) -> Select[Any]:
    """Return the comments on an answer that were let through."""
    return select(Comment).where(Comment.problem_id == row.id, Comment.state == CommentState.SHOWN)


def comments_visible_to(who: Actor) -> Select[Any]:
    """Return the comments that `who` decides upon: the pair of `permissions.JUDGE`."""
    query = select(Comment).join(Comment.problem).options(joinedload(Comment.problem).options(*WHOLE))
    if not who.paths(*CLOSERS):
        return query.where(false())
    return query.where(Problem.office_id.in_(offices_under(who, *CLOSERS)))


def number_waiting(who: Actor) -> int:
    """Return how many comments wait for `who`."""
    query = comments_visible_to(who).where(Comment.state == CommentState.WAITING).options()
    ids = query.with_only_columns(Comment.id).subquery()
    return db.session.scalar(select(func.count()).select_from(ids)) or 0


def number_waiting_on(row: Problem) -> int:
    """Return how many comments on an answer nobody has read."""
    query = select(func.count()).where(Comment.problem_id == row.id, Comment.state == CommentState.WAITING)
    return db.session.scalar(query) or 0


def written(row: Comment) -> tuple[str, str]:
    """Return name and words of a comment; empty words where their key is not here or they are gone."""
    if row.sealed is None:
        return row.name, row.words
    try:
        name, _, words = sealing.read(row.sealed).partition("\n")
    except sealing.Unreadable:
        return "", ""
    return name, words
