"""What every change of a problem leaves behind: the trail, and the topics of kept pages."""

from datetime import datetime
from typing import Any

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor, Holding
from engagement.kernel.database import Base, db
from engagement.kernel.freshness import bump
from engagement.problems.models import Problem
from engagement.problems.permissions import WORKERS

WORDS = "words"  # the topic of "You said, we did" and of the front page


def post_of(actor: Actor, problem: Problem) -> Holding | None:
    """Return the post in whose name `actor` acts on a problem."""
    return actor.as_post(problem.office.path, *WORKERS) or actor.acting


def left(
    problem: Problem, verb: str, *, actor: Actor, now: datetime, subject: Base | None = None, **facts: Any
) -> None:
    """Flush a change, add it to the trail, and let every kept page that shows the problem be made anew."""
    db.session.flush()
    audit.record(
        actor=actor, now=now, verb=verb, subject=subject or problem, post=post_of(actor, problem), **facts
    )
    bump(WORDS, f"locality:{problem.locality_id}", f"station:{problem.office_id}")
