"""Writing to the trail, inside the unit of what is recorded."""

from datetime import datetime
from typing import Any

from engagement.audit.models import AuditEntry
from engagement.kernel.actor import Actor, Holding
from engagement.kernel.database import Base, db


def record(
    *, actor: Actor, now: datetime, verb: str, subject: Base, post: Holding | None = None, **facts: Any
) -> AuditEntry:
    """Add the entry for one act to the open unit; `facts` are ids, states and counts, never words.

    `post` is the holding by which it was done (none: the acting one). The subject must have been flushed.
    """
    by = post or actor.acting
    entry = AuditEntry(
        at=now,
        verb=verb,
        subject_kind=subject.__tablename__,
        subject_id=subject.id,  # type: ignore[attr-defined]
        actor_kind=actor.kind,
        person_id=actor.person_id,
        post_id=by.post_id if by else None,
        force_id=by.force_id if by else getattr(subject, "force_id", None),
        door=actor.door,
        facts=facts,
    )
    db.session.add(entry)
    return entry
