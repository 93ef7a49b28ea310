"""What a problem hears from its concerns, and from a meeting that reads out last time."""

from datetime import datetime
from typing import Any

from engagement.concerns.models import Concern
from engagement.events.models import Event
from engagement.events.readout import ReadOut
from engagement.kernel.actor import Actor
from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.signals import (
    concern_confirmed,
    concern_reopened,
    concern_sealed,
    last_time_asked,
    problem_chosen,
)
from engagement.problems import permissions, queries
from engagement.problems.actions import hiding, telling, working


@concern_confirmed.connect
def _confirmed(concern: Concern, *, actor: Actor, now: datetime) -> None:
    telling.heard(actor=actor, now=now, concern=concern, fixed=True)


@concern_reopened.connect
def _reopened(concern: Concern, *, actor: Actor, now: datetime) -> None:
    telling.heard(actor=actor, now=now, concern=concern, fixed=False)


@problem_chosen.connect
def _chosen(concern: Concern, *, ref: str, actor: Actor, now: datetime) -> None:
    """Put a concern under the problem that somebody named; one out of sight is as one that is not there."""
    problem = queries.problem(ref.strip())
    if problem is None or not permissions.WORK.allows(actor, problem):
        raise Refusal(N_("Nothing found."), field="problem")
    working.gather(actor=actor, now=now, problem=problem, concern=concern)


@concern_sealed.connect
def _sealed(concern: Concern, *, actor: Actor, now: datetime) -> None:
    hiding.hide(actor=actor, now=now, concern=concern)


@last_time_asked.connect
def _asked(_event: Event, *, before: Event, actor: Actor, **_more: Any) -> list[ReadOut]:
    return queries.read_out_of(before, actor)
