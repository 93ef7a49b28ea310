"""What a planner may choose from: hosting offices, localities and venues."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select

from engagement.events.permissions import PLANNERS
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation.models import Force, Locality, LocalityService, Office, Venue
from engagement.organisation.queries import in_service


def hosts(who: Actor) -> Sequence[Office]:
    """Return the offices in whose name `who` may plan a meeting, in the order of the tree."""
    paths = who.paths(*PLANNERS)
    if not paths:
        return ()
    query = select(Office).where(or_(*(Office.path.startswith(path) for path in paths)))
    return db.session.scalars(query.order_by(Office.path).limit(500)).all()


def localities_of(office: Office, today: date) -> Sequence[Locality]:
    """Return the localities that an office or one beneath it serves on a day; of one that serves none, all."""
    served = (
        select(LocalityService.locality_id)
        .join(Office, Office.id == LocalityService.office_id)
        .where(
            Office.path.startswith(office.path),
            in_service(today),
        )
    )
    found = db.session.scalars(
        select(Locality).where(Locality.id.in_(served)).order_by(Locality.slug).limit(500)
    ).all()
    if found:
        return found
    every = select(Locality).where(Locality.force_id == office.force_id)
    return db.session.scalars(every.order_by(Locality.slug).limit(500)).all()


def venues_in(localities: Iterable[Locality]) -> Sequence[Venue]:
    """Return the venues that lie in any of `localities`."""
    ids = [locality.id for locality in localities]
    query = select(Venue).where(Venue.locality_id.in_(ids)).order_by(Venue.locality_id, Venue.id).limit(500)
    return db.session.scalars(query).all()


def localities_public(force: Force, today: date) -> Sequence[Locality]:
    """Return the localities of a force that stand on a map today, for somebody who says where they are."""
    query = select(Locality).where(
        Locality.force_id == force.id,
        Locality.longitude.is_not(None),
        Locality.latitude.is_not(None),
        or_(Locality.valid_to.is_(None), Locality.valid_to >= today),
    )
    return db.session.scalars(query.order_by(Locality.slug).limit(500)).all()
