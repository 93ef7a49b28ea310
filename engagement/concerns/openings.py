"""Reads of matters opened in an emergency: what waits for a second person, what stands open, what was opened."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from engagement.concerns import sight
from engagement.concerns.lanes import ASKED_FOR
from engagement.concerns.models import Concern, Opening
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db
from engagement.organisation.models import Post

WHOLE = (
    contains_eager(Opening.concern).joinedload(Concern.office),
    joinedload(Opening.post).joinedload(Post.office),
    joinedload(Opening.asked_by),
    joinedload(Opening.settled_by),
)


def opening(ref: str) -> Opening | None:
    """Return the opening of a public name, or None; one statement."""
    query = select(Opening).join(Opening.concern).where(Opening.ref == reference_of(ref)).options(*WHOLE)
    return db.session.scalar(query)


def openings_visible_to(who: Actor) -> Select[Opening]:
    """Return what waits for `who` as the second person: the pair of `permissions.AGREE`."""
    query = select(Opening).join(Opening.concern).where(sight.agreed_by(who))
    return query.options(*WHOLE).order_by(Opening.id)


def open_to(who: Actor, now: datetime) -> Sequence[Opening]:
    """Return the matters that stand open to `who` in an emergency; one statement."""
    query = select(Opening).join(Opening.concern).where(sight.sealed_to(who))
    mine = query.where(Opening.asked_by_id == who.person_id, Opening.until > now, Opening.ended_at.is_(None))
    return db.session.scalars(mine.options(*WHOLE).order_by(Opening.until)).all()


def open_ask(concern: Concern, person_id: int, now: datetime) -> Opening | None:
    """Return what somebody asked for and nobody has settled yet."""
    query = select(Opening).where(Opening.concern_id == concern.id, Opening.asked_by_id == person_id)
    waits = query.where(Opening.settled_at.is_(None), Opening.asked_at > now - ASKED_FOR)
    return db.session.scalar(waits.limit(1))


def agreed(concern: Concern) -> Sequence[Opening]:
    """Return every opening of a matter that was agreed to, the first first; one statement."""
    query = select(Opening).join(Opening.concern).where(Opening.concern_id == concern.id)
    return db.session.scalars(
        query.where(Opening.until.is_not(None)).options(*WHOLE).order_by(Opening.id)
    ).all()


def lapsed(now: datetime, most: int = 200) -> Sequence[Opening]:
    """Return the openings whose time is over and of which the trail does not say so yet."""
    query = select(Opening).where(Opening.until <= now, Opening.ended_at.is_(None))
    return db.session.scalars(query.order_by(Opening.id).limit(most)).all()


def reason_of(row: Opening) -> str:
    """Return why it was asked for; empty when the key is not here."""
    try:
        return sealing.read(row.reason)
    except sealing.Unreadable:
        return ""
