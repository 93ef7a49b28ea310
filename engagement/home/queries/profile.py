"""The profile of a place before a meeting: what is raised there again and again, what was promised, what is late.

Only what its reader may see, and of concerns only those that a whole desk reads: nothing of a sealed lane, and nothing
of a category that is taken in a sealed room or by a roster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from engagement.concerns import queries as concerns
from engagement.concerns import taxonomy
from engagement.concerns.clocks import LONGEST_STOP
from engagement.concerns.models import Concern
from engagement.concerns.rules import Sensitivity, State
from engagement.events import queries as events
from engagement.events.models import Event, Promise
from engagement.events.queries import record
from engagement.events.queries.record import Standing
from engagement.events.rules import PromiseState
from engagement.events.rules import State as EventState
from engagement.home.rules import REPEAT_WITHIN
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation.models import Locality
from engagement.problems import queries as problems
from engagement.problems.models import Problem, ProblemConcern, Task

MOST = 20  # rows of each list: a sheet is read out in a room
LAST = 5
Raised = dict[str, int]  # by category


@dataclass(frozen=True, slots=True)
class Gathered:
    """A problem of a place and how many concerns in sight it gathers."""

    problem: Problem
    concerns: int


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a place on a day, as far as one reader may see."""

    raised: Raised  # since the first day asked for
    lately: Raised  # within the days in which the third of one category is a repeat
    overdue: int
    problems: Sequence[Gathered]
    promises: Sequence[Standing]
    tasks: Sequence[Task]
    meetings: Sequence[Event]


def profile_of(place: Locality, who: Actor, *, since: date, today: date) -> Profile:
    """Return the profile of a place for one reader; seven statements."""
    zone = place.force.zone
    first = clock.start_of(since, zone)
    short = clock.start_of(today - REPEAT_WITHIN, zone)
    return Profile(
        raised=_raised(place, who, first),
        lately=_raised(place, who, short),
        overdue=_overdue(place, who, today),
        problems=_problems(place, who),
        promises=_promises(place, who, today),
        tasks=_tasks(place, who, today),
        meetings=_meetings(place, who),
    )


def ordinary(force_id: int) -> list[str]:
    """Return the categories that a whole desk reads, the only ones that a profile counts."""
    kinds = taxonomy.kinds_of(force_id).values()
    return [kind.key for kind in kinds if kind.sensitivity is Sensitivity.ORDINARY]


def _seen(place: Locality, who: Actor) -> Select[Concern]:
    return concerns.open_to(who).where(
        Concern.locality_id == place.id,
        Concern.category.in_(ordinary(place.force_id)),
        Concern.state != State.MISPLACED,
    )


def _raised(place: Locality, who: Actor, since: datetime) -> Raised:
    query = _seen(place, who).where(Concern.raised_at >= since)
    counted = query.with_only_columns(Concern.category, func.count(Concern.id)).group_by(Concern.category)
    return {str(row[0]): int(row[1]) for row in db.session.execute(counted)}


def _overdue(place: Locality, who: Actor, today: date) -> int:
    morning = clock.start_of(today, place.force.zone)
    query = _seen(place, who).where(concerns.overdue(today, morning - LONGEST_STOP))
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _problems(place: Locality, who: Actor) -> list[Gathered]:
    """Return the problems at work, those that gather most first."""
    seen, kinds = _seen(place, who).with_only_columns(Concern.id), ordinary(place.force_id)
    many = (
        select(func.count(ProblemConcern.id))
        .where(ProblemConcern.problem_id == Problem.id, ProblemConcern.concern_id.in_(seen))
        .scalar_subquery()
    )
    here = problems.worked_by(who).where(Problem.locality_id == place.id, Problem.category.in_(kinds))
    query = here.add_columns(many.label("many"))
    rows = db.session.execute(query.order_by(many.desc(), Problem.id).limit(MOST)).unique()
    return [Gathered(row[0], int(row[1])) for row in rows]


def _promises(place: Locality, who: Actor, today: date) -> list[Standing]:
    """Return the open promises made at meetings here, the first due first."""
    here = select(Event.id).where(Event.locality_id == place.id)
    query = record.promises_visible_to(who).where(
        Promise.event_id.in_(here), Promise.state == PromiseState.OPEN
    )
    rows = db.session.scalars(query.order_by(Promise.due_on, Promise.id).limit(MOST)).unique()
    return [record.standing(row, today) for row in rows]


def _tasks(place: Locality, who: Actor, today: date) -> Sequence[Task]:
    query = problems.tasks_due(who).where(Problem.locality_id == place.id, Task.due_on < today)
    return db.session.scalars(query.limit(MOST)).unique().all()


def _meetings(place: Locality, who: Actor) -> Sequence[Event]:
    query = events.events_visible_to(who).where(
        Event.locality_id == place.id, Event.state.in_((EventState.HELD, EventState.CLOSED))
    )
    loaded = query.options(joinedload(Event.office)).order_by(Event.starts_at.desc(), Event.id.desc())
    return db.session.scalars(loaded.limit(LAST)).unique().all()
