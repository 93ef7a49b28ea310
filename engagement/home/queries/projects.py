"""The numbers of projects: meetings, who came, what was raised there and answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from engagement.concerns.models import Concern
from engagement.concerns.queries import ONCE
from engagement.concerns.rules import OPEN_LANES, State
from engagement.events.queries import partners
from engagement.events.queries.partners import Reach
from engagement.kernel.database import db
from engagement.organisation.models import Project

ANSWERED = (State.TOLD, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the meetings of some projects amount to; a meeting of two of them counts once."""

    reach: Reach
    raised: int
    answered: int


def numbers(projects: Sequence[Project]) -> Numbers:
    """Return the numbers of some projects together. Lanes that are not open to a desk are never counted here."""
    events = partners.held_for(project.id for project in projects)
    query = select(Concern.state, func.count()).where(
        Concern.event_id.in_(events),
        Concern.lane.in_(sorted(OPEN_LANES)),
        Concern.state != State.MISPLACED,
        ONCE,
    )
    by_state = {row[0]: row[1] for row in db.session.execute(query.group_by(Concern.state))}
    answered = sum(by_state.get(state, 0) for state in ANSWERED)
    return Numbers(partners.reach(events), sum(by_state.values()), answered)
