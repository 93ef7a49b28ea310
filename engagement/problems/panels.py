"""What problems show in the pages of lower rooms."""

from flask import render_template, url_for

from engagement.concerns.models import Concern
from engagement.kernel.actor import actor
from engagement.kernel.freshness import keep_topics
from engagement.kernel.slots import fill
from engagement.organisation.models import Locality
from engagement.problems import permissions, queries
from engagement.problems.actions.changes import WORDS
from engagement.problems.rules import Stage


@fill("concerns.work")
def under(concern: Concern) -> str | None:
    """On the staff page of a concern: the problem it is under, or the way to one."""
    link = queries.link_of(concern.same_as_id or concern.id)
    may = (
        permissions.BEGIN.allows(actor(), concern) and concern.state == "owned" and concern.same_as_id is None
    )
    if link is None and not may:
        return None
    return render_template(
        "problems/_under.html", link=link, url=url_for("problems.begin", ref=concern.ref) if may else None
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
