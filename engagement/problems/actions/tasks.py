"""Tasks: each is owned by a post, has a day on which it is due, and gathers evidence."""

from datetime import date, datetime

from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Post
from engagement.problems import queries
from engagement.problems.actions.changes import left, post_of
from engagement.problems.models import Problem, Task, TaskNote
from engagement.problems.permissions import WORKERS
from engagement.problems.rules import Stage, TaskState, check_due


def give(
    *,
    actor: Actor,
    now: datetime,
    problem: Problem,
    post: Post,
    words: str,
    language: str,
    due: date,
    operation_id: str,
) -> Task:
    """Give a task to a post. The same operation again gives nothing.

    Refuses a closed problem, a post of another force or one that does no such work, and a day that has passed.
    """
    repeated = queries.task_of_operation(operation_id)
    if repeated is not None:
        return repeated
    if problem.stage == Stage.CLOSED:
        raise Refusal(N_("This problem is closed."))
    if post.force_id != problem.force_id or post.role not in WORKERS:
        raise Refusal(N_("Choose a post that can do this work."), field="post")
    task = Task(
        problem_id=problem.id,
        post_id=post.id,
        words=words,
        language=language,
        due_on=check_due(due, clock.to_local(now, problem.force.zone).date()),
        state=TaskState.OPEN,
        created_at=now,
        operation_id=operation_id,
    )
    db.session.add(task)
    left(problem, "tasks.give", actor=actor, now=now, subject=_flushed(task), post_id=post.id)
    return task


def note(*, actor: Actor, now: datetime, task: Task, words: str, language: str) -> TaskNote:
    """Write down evidence of what was done; refuses a task that is no longer open."""
    _is_open(task)
    row = _noted(actor, now, task, words, language)
    left(task.problem, "tasks.note", actor=actor, now=now, subject=task)
    return row


def finish(
    *, actor: Actor, now: datetime, task: Task, words: str, language: str, version: int | None = None
) -> Task:
    """Finish a task with evidence of what was done; refuses one that is no longer open."""
    _end(actor, now, task, words, language, version)
    task.state = TaskState.DONE
    left(task.problem, "tasks.finish", actor=actor, now=now, subject=task)
    return task


def drop(
    *, actor: Actor, now: datetime, task: Task, words: str, language: str, version: int | None = None
) -> Task:
    """Give a task up, saying why; refuses one that is no longer open."""
    _end(actor, now, task, words, language, version)
    task.state = TaskState.DROPPED
    left(task.problem, "tasks.drop", actor=actor, now=now, subject=task)
    return task


def _end(actor: Actor, now: datetime, task: Task, words: str, language: str, version: int | None) -> None:
    _is_open(task)
    task.edited(version)
    _noted(actor, now, task, words, language)
    task.done_at = now


def move(*, actor: Actor, now: datetime, task: Task, due: date, version: int | None = None) -> Task:
    """Set another due day; the trail keeps the one before."""
    _is_open(task)
    task.edited(version)
    before, task.due_on = (
        task.due_on,
        check_due(due, clock.to_local(now, task.problem.force.zone).date()),
    )
    left(task.problem, "tasks.move", actor=actor, now=now, subject=task, before=before.isoformat())
    return task


def _noted(actor: Actor, now: datetime, task: Task, words: str, language: str) -> TaskNote:
    by = post_of(actor, task.problem)
    row = TaskNote(
        task_id=task.id, words=words, language=language, at=now, post_id=by.post_id if by else None
    )
    db.session.add(row)
    return row


def _is_open(task: Task) -> None:
    if task.state != TaskState.OPEN:
        raise Refusal(N_("This task is no longer open."))


def _flushed(task: Task) -> Task:
    db.session.flush()
    return task
