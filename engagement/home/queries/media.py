"""What the media cell of an office reads of the districts beneath it: only what everybody may read, office by office."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased, joinedload

from engagement.events.models import Event, Minutes, Promise
from engagement.events.queries import record
from engagement.events.queries.meetings import events_visible_to
from engagement.events.queries.record import Standing
from engagement.events.rules import PromiseState, State
from engagement.kernel.actor import VISITOR, Actor, Role
from engagement.kernel.database import db
from engagement.kernel.wording import Wording
from engagement.organisation.models import Office
from engagement.organisation.rules import OfficeKind
from engagement.problems import queries as problems
from engagement.problems.models import Problem
from engagement.problems.queries import Told

MONTH = timedelta(days=30)
MOST = 10
MOST_DISTRICTS = 200


@dataclass(frozen=True, slots=True)
class District:
    """An office beneath the media cell's, with all that lies under it, in numbers of public things."""

    office: Office
    coming: int
    held: int  # in the last 30 days
    late: int  # promises


@dataclass(frozen=True, slots=True)
class Summary:
    """A reviewed summary of a meeting, as its page tells it."""

    minutes: Minutes
    event: Event


def highest(who: Actor) -> int | None:
    """Return the office of the highest public relations post that `who` holds."""
    held = sorted((h for h in who.holdings if h.role is Role.PRO), key=lambda h: h.office_path.count("/"))
    return held[0].office_id if held else None


def districts(head: Office, now: datetime, today: date) -> list[District]:
    """Return the districts beneath an office (where it has none: the offices right under it); four statements."""
    query = select(Office).where(
        Office.path.startswith(head.path, autoescape=True),
        Office.kind == OfficeKind.DISTRICT,
        Office.id != head.id,
    )
    rows = db.session.scalars(query.order_by(Office.id).limit(MOST_DISTRICTS)).all()
    rows = (
        rows
        or db.session.scalars(select(Office).where(Office.parent_id == head.id).order_by(Office.id)).all()
    )
    keys = [row.id for row in rows]
    coming = _counted(keys, Event.state == State.PUBLISHED, Event.ends_at > now)
    held = _counted(keys, Event.state.in_((State.HELD, State.CLOSED)), Event.starts_at > now - MONTH)
    late = _late(keys, today)
    return [District(row, coming.get(row.id, 0), held.get(row.id, 0), late.get(row.id, 0)) for row in rows]


def _beneath(keys: list[int], counted: Any) -> Any:
    """Return a query that counts by each of some offices what lies at it or beneath it."""
    top = aliased(Office)
    query: Any = select(top.id, func.count(counted)).select_from(top).where(top.id.in_(keys))
    return query.group_by(top.id).join(Office, Office.path.startswith(top.path))


def _counted(keys: list[int], *some: Any) -> dict[int, int]:
    query = _beneath(keys, Event.id)
    query = query.join(Event, and_(Event.office_id == Office.id, Event.invite_only.is_(False))).where(*some)
    return {row[0]: row[1] for row in db.session.execute(query)}


def _late(keys: list[int], today: date) -> dict[int, int]:
    query = _beneath(keys, Promise.id)
    query = query.join(Event, and_(Event.office_id == Office.id, Event.invite_only.is_(False)))
    query = query.join(Promise, Promise.event_id == Event.id).where(
        Event.state == State.CLOSED, Promise.state == PromiseState.OPEN, Promise.due_on < today
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _under(head: Office) -> Any:
    return select(Office.id).where(Office.path.startswith(head.path, autoescape=True))


def late(head: Office, today: date) -> list[Standing]:
    """Return the promises beneath an office that are late, the latest first; one statement."""
    rows = record.promises_open_at(office_path=head.path)
    return [each for each in (record.standing(row, today) for row in rows) if each.overdue]


def summaries(head: Office) -> list[Summary]:
    """Return the newest reviewed summaries of public meetings beneath an office; one statement."""
    query = events_visible_to(VISITOR).join(Minutes, Minutes.event_id == Event.id).add_columns(Minutes)
    query = query.where(
        Event.office_id.in_(_under(head)), Event.state == State.CLOSED, Minutes.wording == Wording.REVIEWED
    ).options(joinedload(Event.office))
    rows = db.session.execute(query.order_by(Minutes.reviewed_at.desc(), Minutes.id.desc()).limit(MOST))
    return [Summary(minutes, event) for event, minutes in rows.unique()]


def answered(head: Office) -> Sequence[Told]:
    """Return the newest rows of "You said, we did" beneath an office; two statements."""
    query = problems.public().where(Problem.office_id.in_(_under(head)))
    return problems.told(db.session.scalars(query.order_by(Problem.id.desc()).limit(MOST)).unique().all())
