"""Opening a problem, gathering its concerns, going through its stages, wording it for the public."""

from datetime import datetime

from sqlalchemy import select

from engagement.concerns.actions import chain
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel import identifying
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.problems import queries
from engagement.problems.actions.changes import left, post_of
from engagement.problems.models import Problem, ProblemConcern, StageNote
from engagement.problems.rules import Stage, may_advance


def begin(
    *, actor: Actor, now: datetime, concern: Concern, title: str, language: str, operation_id: str
) -> Problem:
    """Open a problem from a concern, which becomes its first. The same operation again opens nothing.

    Refuses a concern without a place, without an owner, or already under a problem.
    """
    repeated = queries.problem_of_operation(operation_id)
    if repeated is not None:
        return repeated
    if concern.locality_id is None:
        raise Refusal(N_("Say first in which place this is."))
    if concern.owner_post_id is None:
        raise Refusal(N_("Give it an owner first."))
    problem = Problem(
        force_id=concern.force_id,
        office_id=concern.office_id,
        office=concern.office,
        locality_id=concern.locality_id,
        owner_post_id=concern.owner_post_id,
        category=concern.category,
        stage=Stage.SCAN,
        title=title,
        language=language,
        opened_at=now,
        operation_id=operation_id,
    )
    db.session.add(problem)
    left(problem, "problems.begin", actor=actor, now=now, concern_id=concern.id)
    gather(actor=actor, now=now, problem=problem, concern=concern)
    return problem


def gather(*, actor: Actor, now: datetime, problem: Problem, concern: Concern) -> ProblemConcern:
    """Put a concern under a problem. Refuses a closed problem, another force's or another place's concern."""
    _is_open(problem)
    if concern.force_id != problem.force_id or concern.locality_id != problem.locality_id:
        raise Refusal(N_("A problem gathers concerns of one place."), field="concern")
    link = db.session.scalar(
        select(ProblemConcern).where(
            ProblemConcern.problem_id == problem.id, ProblemConcern.concern_id == concern.id
        )
    )
    if concern.state == State.WORKED:
        if link is not None:
            return link
        raise Refusal(
            N_("This concern has moved on meanwhile. Look at where it stands now.")
        )  # under another
    chain.work(actor=actor, now=now, concern=concern, problem_id=problem.id)
    if link is None:
        link = ProblemConcern(problem_id=problem.id, concern_id=concern.id, linked_at=now)
        db.session.add(link)
    link.asked_at = link.answered_at = link.fixed = None
    left(problem, "problems.gather", actor=actor, now=now, concern_id=concern.id)
    return link


def release(*, actor: Actor, now: datetime, problem: Problem, concern: Concern) -> None:
    """Take a concern out from under a problem; it stands with its owner again."""
    _is_open(problem)
    link = db.session.scalar(
        select(ProblemConcern).where(
            ProblemConcern.problem_id == problem.id, ProblemConcern.concern_id == concern.id
        )
    )
    if link is None:
        raise Refusal(N_("This concern is not part of the problem."))
    chain.unwork(actor=actor, now=now, concern=concern, problem_id=problem.id)
    db.session.delete(link)
    left(problem, "problems.release", actor=actor, now=now, concern_id=concern.id)


def note(
    *, actor: Actor, now: datetime, problem: Problem, words: str, language: str, version: int | None = None
) -> StageNote:
    """Write down what was found or done in the present stage."""
    _is_open(problem)
    problem.edited(version)
    by = post_of(actor, problem)
    row = StageNote(
        problem_id=problem.id,
        stage=problem.stage,
        words=words,
        language=language,
        at=now,
        post_id=by.post_id if by else None,
    )
    db.session.add(row)
    left(problem, "problems.note", actor=actor, now=now, stage=problem.stage)
    return row


def advance(
    *,
    actor: Actor,
    now: datetime,
    problem: Problem,
    words: str = "",
    language: str = "",
    version: int | None = None,
) -> Problem:
    """Go on to the next stage; `words` are written down in the present one first.

    None is skipped; refuses one without a note, and assessing with open tasks: then nothing is written down either.
    """
    if words:
        note(actor=actor, now=now, problem=problem, words=words, language=language, version=version)
    else:
        _is_open(problem)
        problem.edited(version)
    problem.stage = may_advance(
        Stage(problem.stage), queries.noted(problem), open_tasks=queries.open_tasks(problem)
    )
    left(problem, "problems.advance", actor=actor, now=now, stage=problem.stage)
    return problem


def word(
    *,
    actor: Actor,
    now: datetime,
    problem: Problem,
    public_title: str,
    public_words: str,
    language: str,
    version: int | None = None,
    names_nobody: bool = False,
) -> Problem:
    """Write what the public and the raisers read: what was said, what was done. Another person reviews it."""
    _is_open(problem)
    problem.edited(version)
    decided = identifying.check(public_title, field="public_title", names_nobody=names_nobody)
    decided += problem.word(public_words, language, actor.person_id, names_nobody=names_nobody)
    problem.public_title = public_title
    left(problem, "problems.word", actor=actor, now=now, language=language, names_nobody=decided)
    return problem


def review(*, actor: Actor, now: datetime, problem: Problem, version: int | None = None) -> Problem:
    """Approve the public wording; refuses its writer, and a wording that changed since it was read."""
    problem.edited(version)
    problem.review(actor.person_id, now)
    left(problem, "problems.review", actor=actor, now=now, worded_by_id=problem.worded_by_id)
    return problem


def _is_open(problem: Problem) -> None:
    if problem.stage == Stage.CLOSED:
        raise Refusal(N_("This problem is closed."))
