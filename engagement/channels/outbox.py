"""Writing to the outbox, inside the unit of what is told; the worker is woken after the commit."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from engagement.channels.models import OutboxMessage
from engagement.kernel.database import db
from engagement.kernel.jobs import enqueue

DELIVER = "channels.deliver"


def post(
    kind: str,
    *,
    recipient_kind: str,
    recipient_id: int,
    now: datetime,
    force_id: int | None = None,
    office_id: int | None = None,
    not_before: datetime | None = None,
    **about: Any,
) -> OutboxMessage:
    """Add one message of `kind` to one reader to the open unit.

    `recipient_kind` is "contact", "person" or "invitation"; `about` holds ids alone. It is delivered soon after the
    commit, or from `not_before` on.
    """
    message = OutboxMessage(
        kind=kind,
        force_id=force_id,
        office_id=office_id,
        recipient_kind=recipient_kind,
        recipient_id=recipient_id,
        about=about,
        created_at=now,
        not_before=not_before or now,
        message_id=f"<{uuid4().hex}@chowk>",
    )
    db.session.add(message)
    db.session.flush()
    enqueue(DELIVER, message.id)
    return message
