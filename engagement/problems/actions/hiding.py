"""What problems let go of when a concern that they gathered is sealed."""

from datetime import datetime

from sqlalchemy import func, select

from engagement.concerns import queries as concerns
from engagement.concerns import taxonomy
from engagement.concerns.models import Concern
from engagement.events.actions import room
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.problems.actions import comments
from engagement.problems.actions.changes import left
from engagement.problems.models import Problem, ProblemConcern, StageNote, Task, TaskNote

NOTHING = "–"
SHORTEST = 12  # of a piece that is taken for the raiser's own words


def hide(*, actor: Actor, now: datetime, concern: Concern) -> None:
    """Unlink a concern from its problems and overwrite what was taken from its words.

    A problem that nothing else made keeps no word at all; of others, the title and the public words are overwritten
    where they repeat what the raiser wrote. Where the public words go, what the public said to them goes too.
    """
    said = " ".join((concerns.words_of(concern) or "").split()).casefold()
    for link in db.session.scalars(
        select(ProblemConcern).where(ProblemConcern.concern_id == concern.id)
    ).all():
        problem = link.problem
        db.session.delete(link)
        db.session.flush()
        rest = select(func.count()).where(ProblemConcern.problem_id == problem.id)
        alone = not db.session.scalar(rest)
        if alone or _repeats(problem.title, said):
            problem.title = str(taxonomy.called(problem.force_id, problem.category))
        if alone or _repeats(problem.public_title, said) or _repeats(problem.public_words, said):
            problem.public_title = problem.public_words = ""
            problem.wording = "none"
            problem.worded_by_id = problem.reviewed_by_id = problem.reviewed_at = None
            comments.forget(actor=actor, now=now, problem=problem)
        _forget_notes(problem, said, alone=alone)
        left(problem, "problems.let_go", actor=actor, now=now)


def _forget_notes(problem: Problem, said: str, *, alone: bool) -> None:
    tasks = list(db.session.scalars(select(Task).where(Task.problem_id == problem.id)))
    keys = [task.id for task in tasks]
    rows: list[StageNote | Task | TaskNote] = [
        *db.session.scalars(select(StageNote).where(StageNote.problem_id == problem.id)),
        *tasks,
        *db.session.scalars(select(TaskNote).where(TaskNote.task_id.in_(keys))),
    ]
    for row in rows:
        if alone or _repeats(row.words, said):
            row.words = NOTHING
            if isinstance(row, Task):
                room.forget_read_backs(kind="task", ref=row.ref)


def _repeats(text: str | None, said: str) -> bool:
    """Whether a piece of text, or a long run of it, stands in what was said."""
    piece = " ".join((text or "").split()).removesuffix("…").strip().casefold()
    if len(piece) < SHORTEST:
        return bool(piece) and piece == said
    return piece in said or any(
        piece[n : n + 2 * SHORTEST] in said for n in range(max(1, len(piece) - 2 * SHORTEST + 1))
    )
