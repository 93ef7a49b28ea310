"""Councils: those in sight, who sits on one, its meetings, what it carries over."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from engagement.events.councils import ItemState, needed
from engagement.events.models import (
    Council,
    CouncilItem,
    CouncilMeeting,
    CouncilMember,
    CouncilPresence,
    Event,
)
from engagement.events.permissions import PLANNERS
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import PUBLIC_STATES, Sex, State
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db
from engagement.organisation.models import Locality, Office, Post

OF_COUNCIL = (joinedload(Council.office).joinedload(Office.parent), joinedload(Council.force))
HELD = (State.HELD, State.CLOSED)
MOST_MEETINGS = 24


@dataclass(frozen=True, slots=True)
class Sitting:
    """One meeting of a council."""

    event: Event
    meeting: CouncilMeeting


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody on a council, with the words that were sealed."""

    row: CouncilMember
    name: str
    phone: str = ""

    def sits(self, day: date) -> bool:
        """Whether the seat is held on a day."""
        return self.row.since_on <= day and (self.row.until_on is None or self.row.until_on >= day)


@dataclass(frozen=True, slots=True)
class Seats:
    """Who sits on a council on one day, in numbers."""

    total: int
    women: int
    needed: int
    by_locality: list[tuple[Locality, int]] = field(default_factory=list)

    @property
    def share(self) -> int:
        """How many of a hundred members are women."""
        return round(100 * self.women / self.total) if self.total else 0


def council(reference: str) -> Council | None:
    """Return the council of a public name; one statement."""
    return db.session.scalar(
        select(Council).where(Council.ref == reference_of(reference)).options(*OF_COUNCIL)
    )


def councils_kept_by(who: Actor) -> Select[Council]:
    """Return the councils whose registers `who` keeps: the pair of `permissions.KEEP_COUNCIL`."""
    paths = who.paths(*PLANNERS)
    if not paths:
        return select(Council).where(false())
    own = select(Office.id).where(or_(*(Office.path.startswith(path) for path in paths)))
    return select(Council).where(Council.office_id.in_(own)).options(*OF_COUNCIL)


def councils_of(office: Office, today: date) -> Sequence[Council]:
    """Return the councils that stand beside an office."""
    query = select(Council).where(Council.office_id == office.id, _stands(today)).options(*OF_COUNCIL)
    return db.session.scalars(query.order_by(Council.id).limit(50)).all()


def _stands(today: date) -> ColumnElement[bool]:
    return or_(Council.ended_on.is_(None), Council.ended_on >= today)


def council_of(event: Event) -> Council | None:
    """Return the council whose meeting this is."""
    query = select(Council).join(CouncilMeeting, CouncilMeeting.council_id == Council.id)
    return db.session.scalar(query.where(CouncilMeeting.event_id == event.id).options(*OF_COUNCIL))


def sitting(reference: str) -> Sitting | None:
    """Return a meeting of a council by the public name of the meeting; one statement."""
    query = select(Event, CouncilMeeting).join(CouncilMeeting, CouncilMeeting.event_id == Event.id)
    query = query.where(Event.ref == reference_of(reference))
    row = db.session.execute(
        query.options(*WHOLE, joinedload(CouncilMeeting.council).options(*OF_COUNCIL))
    ).first()
    return Sitting(*row) if row else None


def sittings(council: Council, *, public: bool = False) -> list[Sitting]:
    """Return the meetings of a council, the newest first; `public`: those that everybody may read of."""
    query = select(Event, CouncilMeeting).join(CouncilMeeting, CouncilMeeting.event_id == Event.id)
    query = query.where(CouncilMeeting.council_id == council.id)
    if public:
        query = query.where(Event.state.in_(sorted(PUBLIC_STATES)), Event.invite_only.is_(False))
    rows = db.session.execute(query.order_by(Event.starts_at.desc(), Event.id).limit(MOST_MEETINGS))
    return [Sitting(*row) for row in rows]


def next_of(rows: Iterable[Sitting], now: datetime) -> Sitting | None:
    """Return the next meeting that is not over and not called off."""
    coming = [row for row in rows if row.event.state == State.PUBLISHED and row.event.ends_at > now]
    return min(coming, key=lambda row: row.event.starts_at, default=None)


def last_of(rows: Iterable[Sitting]) -> Sitting | None:
    """Return the last meeting that was held."""
    return max(
        (row for row in rows if row.event.state in HELD), key=lambda row: row.event.starts_at, default=None
    )


def last_held(council: Council) -> date | None:
    """Return the day of the last meeting that was held; one statement."""
    wall = db.session.scalar(
        select(func.max(Event.wall_start))
        .join(CouncilMeeting, CouncilMeeting.event_id == Event.id)
        .where(CouncilMeeting.council_id == council.id, Event.state.in_(HELD))
    )
    return date.fromisoformat(wall[:10]) if wall else None


def linkable(council: Council) -> Sequence[Event]:
    """Return the meetings of the council's office, and of those beneath it, that belong to no council yet."""
    under = select(Office.id).where(Office.path.startswith(council.office.path))
    query = select(Event).where(
        Event.office_id.in_(under),
        Event.state != State.CANCELLED,
        Event.id.not_in(select(CouncilMeeting.event_id)),
    )
    return db.session.scalars(query.order_by(Event.starts_at.desc()).limit(60)).all()


def members(council: Council) -> list[Member]:
    """Return everybody who sits or sat on a council, by locality, seat and name."""
    query = select(CouncilMember).where(CouncilMember.council_id == council.id)
    rows = db.session.scalars(query.options(joinedload(CouncilMember.locality))).all()
    return sorted(map(opened, rows), key=lambda one: (one.row.locality.slug, one.row.locality_id, one.name))


def member(reference: str) -> CouncilMember | None:
    """Return one member by the public name, with council and locality."""
    query = select(CouncilMember).where(CouncilMember.ref == reference_of(reference))
    return db.session.scalar(
        query.options(
            joinedload(CouncilMember.council).options(*OF_COUNCIL), joinedload(CouncilMember.locality)
        )
    )


def opened(row: CouncilMember) -> Member:
    """Return a member with name and phone; empty where their key is not here."""
    return Member(row, _read(row.name), _read(row.phone))


def _read(stored: bytes | None) -> str:
    try:
        return sealing.read(stored) if stored else ""
    except sealing.Unreadable:
        return ""


def seats(council: Council, day: date) -> Seats:
    """Return who sits on a council on a day, in numbers; one statement."""
    query = (
        select(CouncilMember.sex, Locality)
        .join(Locality, Locality.id == CouncilMember.locality_id)
        .where(
            CouncilMember.council_id == council.id,
            CouncilMember.since_on <= day,
            or_(CouncilMember.until_on.is_(None), CouncilMember.until_on >= day),
        )
    )
    rows = [(sex, where) for sex, where in db.session.execute(query)]
    count = Counter(where.id for _sex, where in rows)
    places = {where.id: where for _sex, where in rows}
    return Seats(
        total=len(rows),
        women=sum(sex == Sex.WOMAN for sex, _where in rows),
        needed=needed(council.quorum_by, council.quorum, len(rows)),
        by_locality=[(places[key], count[key]) for key in sorted(places, key=lambda key: places[key].slug)],
    )


def present(event_id: int) -> frozenset[int]:
    """Return the keys of the members who came to a meeting."""
    query = select(CouncilPresence.member_id).where(CouncilPresence.event_id == event_id)
    return frozenset(db.session.scalars(query))


def items_open(council: Council) -> Sequence[CouncilItem]:
    """Return what a council carries over, the first due first."""
    query = select(CouncilItem).where(
        CouncilItem.council_id == council.id, CouncilItem.state == ItemState.OPEN
    )
    return db.session.scalars(
        query.order_by(CouncilItem.due_on, CouncilItem.id).options(
            joinedload(CouncilItem.post).joinedload(Post.office)
        )
    ).all()


def items_at(council: Council, event: Event) -> Sequence[CouncilItem]:
    """Return what lay before a meeting: raised by then, and open, or settled there or later."""
    raised = select(Event.id).where(Event.starts_at <= event.starts_at)
    over = select(Event.id).where(Event.starts_at >= event.starts_at)
    query = select(CouncilItem).where(
        CouncilItem.council_id == council.id,
        CouncilItem.raised_event_id.in_(raised),
        or_(CouncilItem.state == ItemState.OPEN, CouncilItem.settled_event_id.in_(over)),
    )
    return db.session.scalars(
        query.order_by(CouncilItem.due_on, CouncilItem.id).options(
            joinedload(CouncilItem.post).joinedload(Post.office)
        )
    ).all()


def days_of(items: Iterable[CouncilItem]) -> dict[int, date]:
    """Return the days of the meetings at which items were raised, by the meeting's key."""
    ids = {item.raised_event_id for item in items}
    query = select(Event.id, Event.wall_start).where(Event.id.in_(ids))
    return {key: date.fromisoformat(wall[:10]) for key, wall in db.session.execute(query)} if ids else {}
