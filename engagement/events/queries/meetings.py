"""Meetings: one by its public name, those in sight of an actor."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import joinedload

from engagement.events.models import AgendaItem, Event, EventDay
from engagement.events.permissions import PLANNERS
from engagement.events.rules import DOOR_OPENS, PUBLIC_STATES
from engagement.kernel.actor import Actor
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db, one_of
from engagement.organisation.models import Office

WHOLE = (
    joinedload(Event.force),
    joinedload(Event.office),
    joinedload(Event.host_post),
    joinedload(Event.locality),
    joinedload(Event.venue),
    joinedload(Event.series),
)


def event(reference: str) -> Event | None:
    """Return the meeting of that public name with all that its page shows of it; one statement."""
    return db.session.execute(
        select(Event).where(Event.ref == reference_of(reference)).options(*WHOLE)
    ).scalar_one_or_none()


def events_visible_to(who: Actor) -> Select[Event]:
    """Return the meetings that `who` may read: the pair of `permissions.READ`."""
    paths = who.paths(*PLANNERS)
    public = and_(one_of(Event.state, PUBLIC_STATES), Event.invite_only.is_(False))
    if not paths:
        return select(Event).where(public)
    own = select(Office.id).where(or_(*(Office.path.startswith(path) for path in paths)))
    return select(Event).where(or_(public, Event.office_id.in_(own)))


def by_operation(operation_id: str | None) -> Event | None:
    """Return the meeting that a form of this operation id made, if one did."""
    if not operation_id:
        return None
    return db.session.scalar(select(Event).where(Event.operation_id == operation_id).options(*WHOLE))


def agenda(event: Event) -> Sequence[AgendaItem]:
    """Return the agenda in its order."""
    query = select(AgendaItem).where(AgendaItem.event_id == event.id).order_by(AgendaItem.position)
    return db.session.scalars(query.options(joinedload(AgendaItem.module))).all()


def days(event: Event) -> Sequence[EventDay]:
    """Return the days of a meeting that lasts several, in order; none, and nothing asked, of one that ends the day it begins."""
    if event.wall_start[:10] == event.wall_end[:10]:
        return ()
    query = select(EventDay).where(EventDay.event_id == event.id).order_by(EventDay.number)
    return db.session.scalars(query).all()


def day_at(days: Sequence[EventDay], at: datetime) -> int:
    """Return the number of the day to which an instant belongs: from three hours before its start to the next one's."""
    return max((day.number for day in days if at >= day.starts_at - DOOR_OPENS), default=1)
