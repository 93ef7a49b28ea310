"""What polls show in the pages of places and meetings."""

from collections.abc import Sequence
from datetime import timedelta

from flask import render_template

from engagement.events.models import Event
from engagement.events.permissions import PLANNERS, for_everybody
from engagement.feedback import queries, rules
from engagement.feedback.actions import TOPIC
from engagement.feedback.models import Poll
from engagement.kernel import clock
from engagement.kernel.actor import actor
from engagement.kernel.freshness import keep_topics, keep_until
from engagement.kernel.slots import fill
from engagement.organisation.models import Locality
from engagement.organisation.queries import today


@fill("organisation.locality")
def at_place(locality: Locality) -> str | None:
    """On a locality's page: what its people are asked, and what they said."""
    keep_topics(TOPIC)
    return _shown(queries.shown_at(locality=locality))


@fill("events.show")
def at_meeting(event: Event) -> str | None:
    """On a meeting's page: the same."""
    keep_topics(TOPIC)
    return _shown(queries.shown_at(event=event))


@fill("events.manage")
def manage(event: Event) -> str | None:
    """On the staff page of a meeting: the way to ask one."""
    if not for_everybody(event) or not actor().over(event.office.path, *PLANNERS):
        return None
    return render_template("feedback/_manage.html", event=event)


def _shown(rows: Sequence[Poll]) -> str | None:
    if not rows:
        return None
    closed = {row.id: rules.is_closed(row.closes_on, today(row.force)) for row in rows}
    for row in rows:
        if not closed[row.id]:
            keep_until(clock.start_of(row.closes_on + timedelta(days=1), row.force.zone))
    return render_template("feedback/_polls.html", rows=rows, closed=closed)
