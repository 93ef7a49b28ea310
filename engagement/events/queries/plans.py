"""The plan of a year: what each locality of an office was planned, what was held, against the cadence."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, or_, select

from engagement.events.models import Event
from engagement.events.rules import CADENCE, ENGAGING, State
from engagement.kernel.database import db
from engagement.organisation.models import Locality, LocalityService, Office
from engagement.organisation.queries import in_service

OWED = 365 // CADENCE.days  # meetings a year by the cadence
HELD = (State.HELD, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Planned:
    """One locality's year; `locality` is none for meetings of no locality."""

    locality: Locality | None
    planned: int
    held: int

    @property
    def owed(self) -> int:
        """How many the cadence asks for."""
        return OWED if self.locality else 0


def plan(office: Office, year: int, on: date) -> list[Planned]:
    """Return the year of each locality where `office` or one beneath it met, or serves on a day.

    A police area need not be an administrative one: what counts is whose office it is. Drafts are planned too; what was
    called off, ceremonies and meetings by invitation are not. Two statements.
    """
    under = Office.path.startswith(office.path, autoescape=True)
    counts = (
        select(Event.locality_id, func.count(Event.id), func.count(case((Event.state.in_(HELD), 1))))
        .join(Office, Office.id == Event.office_id)
        .where(
            under,
            Event.wall_start >= f"{year:04}-",
            Event.wall_start < f"{year + 1:04}-",
            Event.state != State.CANCELLED,
            Event.kind.in_(sorted(ENGAGING)),
            Event.invite_only.is_(False),
        )
        .group_by(Event.locality_id)
    )
    found = {row[0]: (row[1], row[2]) for row in db.session.execute(counts)}
    served = (
        select(LocalityService.locality_id)
        .join(Office, Office.id == LocalityService.office_id)
        .where(under, in_service(on))
    )
    met = [each for each in found if each is not None]
    places = select(Locality).where(or_(Locality.id.in_(served), Locality.id.in_(met)))
    rows = [
        Planned(place, *found.get(place.id, (0, 0)))
        for place in db.session.scalars(places.order_by(Locality.slug))
    ]
    return [*rows, Planned(None, *found[None])] if None in found else rows
