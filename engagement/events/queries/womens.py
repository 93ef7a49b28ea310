"""Women's sessions: those that lost their host, answers that wait for her, who comes by which voucher."""

from datetime import date, datetime

from sqlalchemy import and_, exists, false, or_, select

from engagement.events.models import Event
from engagement.events.permissions import PLANNERS
from engagement.events.rules import Kind, State
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation.models import Office
from engagement.people.models import Person, Posting

MOST = 8


def unhosted(who: Actor, now: datetime) -> list[Event]:
    """Return the public women's sessions to come of one's offices without a woman officer as host; one statement."""
    paths = who.paths(*PLANNERS)
    own = select(Office.id).where(or_(false(), *(Office.path.startswith(path) for path in paths)))
    query = (
        select(Event, Posting)
        .outerjoin(
            Posting,
            and_(
                Posting.post_id == Event.host_post_id,
                Posting.hosts_women.is_(True),
                Posting.ended_at.is_(None),
                exists().where(Person.id == Posting.person_id, Person.active.is_(True)),
            ),
        )
        .where(
            Event.office_id.in_(own),
            Event.kind == Kind.WOMEN,
            Event.state == State.PUBLISHED,
            Event.ends_at > now,
        )
        .order_by(Event.starts_at, Event.id)
    )
    sessions: dict[int, tuple[Event, bool]] = {}
    for event, posting in db.session.execute(query).all():
        covers = posting is not None and _covers(posting, date.fromisoformat(event.wall_start[:10]))
        sessions[event.id] = (event, covers or sessions.get(event.id, (event, False))[1])
    return [event for event, hosted in sessions.values() if not hosted][:MOST]


def _covers(posting: Posting, day: date) -> bool:
    return posting.starts_on <= day and (posting.ends_on is None or day <= posting.ends_on)
