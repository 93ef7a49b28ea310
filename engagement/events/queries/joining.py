"""Reads of join codes: the code of a meeting, the meeting of a code, the next meeting that an office holds."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from engagement.events.models import Event
from engagement.events.models.joining import JoinCode
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import Kind, State
from engagement.kernel.database import db
from engagement.organisation.models import Office

RESTS = timedelta(days=90)  # after a meeting its code belongs to no other


def code_of(event: Event) -> str:
    """Return the join code of a meeting; empty when it has none."""
    return db.session.scalar(select(JoinCode.code).where(JoinCode.event_id == event.id)) or ""


def event_of(force_id: int, code: str) -> Event | None:
    """Return the meeting that a code of a force names, whether or not it still takes answers."""
    query = select(Event).join(JoinCode, JoinCode.event_id == Event.id).options(*WHOLE)
    return (
        db.session.scalars(query.where(JoinCode.force_id == force_id, JoinCode.code == code))
        .unique()
        .one_or_none()
    )


def event_by_id(key: int) -> Event | None:
    """Return a meeting by its key, with all that is told of it."""
    return db.session.scalars(select(Event).where(Event.id == key).options(*WHOLE)).unique().one_or_none()


def row_of(force_id: int, code: str) -> JoinCode | None:
    """Return the row of a code, locked: whose it is now."""
    query = select(JoinCode).where(JoinCode.force_id == force_id, JoinCode.code == code)
    return db.session.scalar(query.with_for_update())


def without_code(now: datetime, most: int) -> Sequence[Event]:
    """Return published meetings to come that anybody may answer and that have no code yet."""
    query = (
        select(Event)
        .outerjoin(JoinCode, JoinCode.event_id == Event.id)
        .where(JoinCode.id.is_(None), Event.state == State.PUBLISHED, Event.starts_at > now)
        .where(Event.invite_only.is_(False))
        .order_by(Event.starts_at, Event.id)
        .limit(most)
    )
    return db.session.scalars(query).all()


def next_meeting(office: Office, now: datetime) -> Event | None:
    """Return the next meeting that an office or one beneath it holds for everybody; one of women alone is not told."""
    under = select(Office.id).where(Office.path.startswith(office.path))
    query = (
        select(Event)
        .where(Event.office_id.in_(under), Event.state == State.PUBLISHED, Event.starts_at > now)
        .where(Event.invite_only.is_(False), Event.kind != Kind.WOMEN)
        .order_by(Event.starts_at, Event.id)
        .options(*WHOLE)
        .limit(1)
    )
    return db.session.scalars(query).unique().first()
