"""The programme of a meeting: who is named on it."""

from collections.abc import Sequence

from sqlalchemy import select

from engagement.events.models import Appearance, Event
from engagement.kernel.database import db


def named_at(event: Event) -> Sequence[Appearance]:
    """Return who is named on the programme of a meeting, in the order of writing."""
    query = select(Appearance).where(Appearance.event_id == event.id).order_by(Appearance.id)
    return db.session.scalars(query).all()
