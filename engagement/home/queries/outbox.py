"""The outbox in sight of somebody, and whom its messages mean."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from engagement.channels.actions import STUCK
from engagement.channels.models import OutboxMessage
from engagement.home.permissions import READERS, Sent
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db, one_of
from engagement.organisation.models import Office
from engagement.organisation.queries import offices_under
from engagement.people.models import Contact, Invitation, Person


def in_sight(who: Actor) -> ColumnElement[bool]:
    """Say of a message that `who` may see it."""
    forces = {h.force_id for h in who.holdings if h.role is Role.ADMINISTRATOR}
    return or_(
        OutboxMessage.office_id.in_(offices_under(who, *READERS)),
        and_(OutboxMessage.office_id.is_(None), OutboxMessage.force_id.in_(forces)) if forces else false(),
    )


def outbox_visible_to(who: Actor) -> Select[Any]:
    """Return the messages that `who` may see: the pair of `permissions.READ`."""
    return select(OutboxMessage).where(in_sight(who))


def stuck(who: Actor, most: int) -> Sequence[OutboxMessage]:
    """Return the messages in sight that failed or may not have arrived, the newest first; one statement."""
    query = outbox_visible_to(who).where(one_of(OutboxMessage.state, STUCK))
    return db.session.scalars(query.order_by(OutboxMessage.id.desc()).limit(most)).all()


def moving(who: Actor) -> Select[Any]:
    """Return the messages in sight that are not stuck."""
    return outbox_visible_to(who).where(OutboxMessage.state.not_in(sorted(STUCK)))


def sent(name: str) -> Sent | None:
    """Return a message by the random part of its Message-ID, with its office; one statement."""
    query = select(OutboxMessage, Office).outerjoin(Office, Office.id == OutboxMessage.office_id)
    row = db.session.execute(query.where(OutboxMessage.message_id == f"<{name}@chowk>")).first()
    return Sent(row[0], row[1]) if row else None


def readers_of(messages: Sequence[OutboxMessage]) -> dict[tuple[str, int], Contact | Person | Invitation]:
    """Return who is meant by each message, by kind and key; one statement a kind, whatever the rows."""
    found: dict[tuple[str, int], Contact | Person | Invitation] = {}
    models: tuple[tuple[str, Any], ...] = (
        ("contact", Contact),
        ("number", Contact),
        ("person", Person),
        ("invitation", Invitation),
    )
    for kind, model in models:
        ids = {m.recipient_id for m in messages if m.recipient_kind == kind}
        if ids:
            for row in db.session.scalars(select(model).where(model.id.in_(ids))):
                found[kind, row.id] = row
    return found
