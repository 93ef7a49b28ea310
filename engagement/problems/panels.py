"""What problems show in the pages of lower rooms."""

from flask import render_template, url_for

from engagement.concerns.models import Concern
from engagement.concerns.permissions import TRIAGE
from engagement.concerns.rules import State
from engagement.kernel.actor import actor
from engagement.kernel.freshness import keep_topics
from engagement.kernel.slots import fill
from engagement.organisation.models import Locality
from engagement.problems import permissions, queries
from engagement.problems.actions.changes import WORDS
from engagement.problems.rules import Stage

WAITING = frozenset({State.RAISED, State.OWNED})


@fill("concerns.work")
def under(concern: Concern) -> str | None:
    """On the staff page of a concern: the problem it is under, or the way to one."""
    link, who = queries.link_of(concern.same_as_id or concern.id), actor()
    alone = concern.same_as_id is None
    may = alone and concern.state == State.OWNED and permissions.BEGIN.allows(who, concern)
    waits = alone and link is None and not may and TRIAGE.allows(who, concern) and concern.state in WAITING
    if link is None and not may and not waits:
        return None
    problem = link.problem if link is not None else None
    shown = problem is not None and problem.stage != Stage.CLOSED and permissions.READ.allows(who, problem)
    return render_template(
        "problems/_under.html",
        concern=concern,
        link=link,
        url=url_for("problems.begin", ref=concern.ref) if may else None,
        waits=waits,
        needed=queries.needed(problem) if problem is not None and shown else None,
        closer=queries.closer_of(problem) if problem is not None and shown else None,
    )


@fill("concerns.followed")
def answer(concern: Concern) -> str | None:
    """On the raiser's own page: what was done, in reviewed words."""
    link = queries.link_of(concern.same_as_id or concern.id)
    if link is None or not link.problem.shown or link.problem.stage != Stage.CLOSED:
        return None
    return render_template("problems/_answer.html", problem=link.problem)


@fill("organisation.locality")
def place(locality: Locality) -> str | None:
    """On a locality's page: what people said there and what was done."""
    keep_topics(WORDS)
    rows = queries.newest_told(5, locality_id=locality.id)
    return render_template("problems/_told.html", rows=rows) if rows else None
