"""Closing a problem: every raiser is told what was done and asked; opening it again when one says no."""

from datetime import datetime

from engagement.concerns.actions import chain
from engagement.concerns.actions.changes import tell_raiser
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel.actor import Actor
from engagement.kernel.database import fresh
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.wording import Wording
from engagement.problems import queries
from engagement.problems.actions.changes import left
from engagement.problems.models import Problem
from engagement.problems.rules import Outcome, Stage, may_close


def close(
    *, actor: Actor, now: datetime, problem: Problem, outcome: Outcome, version: int | None = None
) -> Problem:
    """Close a problem and tell each of its raisers; refuses without assessment, with open tasks, unreviewed."""
    if problem.stage == Stage.CLOSED:
        raise Refusal(N_("This problem is closed."))
    problem.edited(version)
    may_close(queries.needed(problem))
    problem.stage, problem.outcome, problem.closed_at = Stage.CLOSED, outcome, now
    told = 0
    for link in queries.gathered(problem):
        fresh(link.concern)  # its station may be deleting it at this moment
        if link.concern.state != State.WORKED:
            continue
        for each in chain.tell_all(actor=actor, now=now, concern=link.concern, problem_id=problem.id):
            tell_raiser(each, "problems.told", now, problem_id=problem.id)
        link.asked_at, link.answered_at, link.fixed = now, None, None
        told += 1
    left(problem, "problems.close", actor=actor, now=now, outcome=outcome, told=told)
    return problem


def reopen(*, actor: Actor, now: datetime, problem: Problem, version: int | None = None) -> Problem:
    """Work on a closed problem again: it goes back to analysis with the concerns whose raisers said no."""
    if problem.stage != Stage.CLOSED:
        raise Refusal(N_("This problem is open."))
    problem.edited(version)
    problem.stage, problem.outcome, problem.closed_at = Stage.ANALYSE, None, None
    problem.opened_at = now  # each stage owes a new note
    problem.wording = Wording.WRITTEN
    for link in queries.gathered(problem):
        fresh(link.concern)
        if link.concern.state == State.OWNED:
            chain.work(actor=actor, now=now, concern=link.concern, problem_id=problem.id)
            link.asked_at = link.answered_at = link.fixed = None
    left(problem, "problems.reopen", actor=actor, now=now)
    return problem


def heard(*, actor: Actor, now: datetime, concern: Concern, fixed: bool) -> None:
    """Note at the problem what a raiser said; inside the unit of what the raiser did."""
    link = queries.link_of(concern.id)
    if link is None or link.asked_at is None:
        return
    link.fixed, link.answered_at = fixed, now
    left(link.problem, "problems.heard", actor=actor, now=now, concern_id=concern.id, fixed=fixed)
