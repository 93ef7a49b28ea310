"""Projects and partners of meetings, and what a project's meetings amount to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from engagement.events.counting import FACETS
from engagement.events.models import (
    Event,
    EventDay,
    EventPartner,
    EventProject,
    PaperCount,
    Rsvp,
    TallyEntry,
)
from engagement.events.queries.attend import attendance
from engagement.events.rules import ENGAGING, AgeBand, Sex, State
from engagement.kernel.database import db
from engagement.organisation.models import Partner, Project

HELD = (State.HELD, State.CLOSED)


def projects_of(event: Event) -> Sequence[Project]:
    """Return the projects that a meeting belongs to."""
    query = select(Project).join(EventProject, EventProject.project_id == Project.id)
    return db.session.scalars(query.where(EventProject.event_id == event.id).order_by(Project.id)).all()


def partners_of(event: Event) -> Sequence[Partner]:
    """Return the partners that host a meeting together with the police."""
    query = select(Partner).join(EventPartner, EventPartner.partner_id == Partner.id)
    return db.session.scalars(query.where(EventPartner.event_id == event.id).order_by(Partner.id)).all()


@dataclass(frozen=True, slots=True)
class Reach:
    """What some meetings amount to: how many were held, who came by sex and by age band. Nobody is counted by name."""

    meetings: int = 0
    came: int = 0
    by_sex: Counter[str] = field(default_factory=Counter)
    by_age: Counter[str] = field(default_factory=Counter)


def held_for(project_ids: Iterable[int]) -> list[int]:
    """Return the keys of the meetings that were held for any of some projects, each once; no ceremony."""
    query = (
        select(Event.id)
        .join(EventProject, EventProject.event_id == Event.id)
        .where(
            EventProject.project_id.in_(list(project_ids)),
            Event.state.in_(HELD),
            Event.kind.in_(sorted(ENGAGING)),
        )
    )
    return list(db.session.scalars(query.distinct().order_by(Event.id)))


def reach(event_ids: Sequence[int]) -> Reach:
    """Return what meetings amount to; who came with an answer is of unknown sex and age. Of several days the fullest."""
    several = set(
        db.session.scalars(select(EventDay.event_id).where(EventDay.event_id.in_(event_ids)).distinct())
    )
    plain = [each for each in event_ids if each not in several]
    sex, age = Counter[str](), Counter[str]()
    taps = select(TallyEntry.sex, TallyEntry.age_band, func.count()).where(
        TallyEntry.event_id.in_(plain), TallyEntry.undone_at.is_(None)
    )
    for told_sex, told_age, number in db.session.execute(taps.group_by(TallyEntry.sex, TallyEntry.age_band)):
        sex[told_sex] += number
        age[told_age] += number
    for paper in db.session.scalars(select(PaperCount).where(PaperCount.event_id.in_(plain))):
        sex.update({value: getattr(paper, f"sex_{value}") for value in FACETS["sex"]})
        age.update({value: getattr(paper, f"age_{value}") for value in FACETS["age"]})
    answered = db.session.scalar(
        select(func.coalesce(func.sum(Rsvp.arrived), 0)).where(
            Rsvp.event_id.in_(plain), Rsvp.arrived_at.is_not(None)
        )
    )
    unknown = int(answered or 0)
    for event in db.session.scalars(select(Event).where(Event.id.in_(several)).order_by(Event.id)):
        count = attendance(event)
        sex.update(count.by_sex)
        age.update(count.by_age)
        unknown += count.with_answer
    sex[Sex.UNKNOWN] += unknown
    age[AgeBand.UNKNOWN] += unknown
    return Reach(len(event_ids), sex.total(), sex, age)
