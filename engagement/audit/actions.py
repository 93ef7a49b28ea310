"""Writing to the trail, inside the unit of what is recorded."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert

from engagement.audit.models import AuditEntry
from engagement.kernel.actor import Actor, Holding
from engagement.kernel.database import Base, run

ENTRY = insert(cast("Table", AuditEntry.__table__))


def record(
    *, actor: Actor, now: datetime, verb: str, subject: Base, post: Holding | None = None, **facts: Any
) -> None:
    """Write the entry for one act in the open unit; `facts` are ids, states and counts, never words.

    `post` is the holding by which it was done (none: the acting one). The subject must have been flushed.
    """
    row: Any = subject
    record_of(
        subject.__tablename__,
        row.id,
        actor=actor,
        now=now,
        verb=verb,
        post=post,
        force_id=getattr(subject, "force_id", None),
        **facts,
    )


def record_of(
    table: str,
    subject_id: int,
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    post: Holding | None = None,
    force_id: int | None = None,
    **facts: Any,
) -> None:
    """Write the entry for one act on a row that is known by its table and id alone; else as `record`.

    The force is that of the acting post, and `force_id` only where there is none.
    """
    values = entry(table, actor=actor, now=now, verb=verb, post=post, force_id=force_id, **facts)
    run(ENTRY, subject_id=subject_id, **values)


def entry(
    table: str,
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    post: Holding | None = None,
    force_id: int | None = None,
    **facts: Any,
) -> dict[str, Any]:
    """Return the columns of an entry, all but the key of its subject, for who writes them in one stroke."""
    by = post or actor.acting
    if by and by.stands_for is not None:
        facts["stands_for"] = by.stands_for  # the posting on whose behalf it was done
    return {
        "at": now,
        "verb": verb,
        "subject_kind": table,
        "actor_kind": actor.kind,
        "person_id": actor.person_id,
        "post_id": by.post_id if by else None,
        "force_id": by.force_id if by else force_id,
        "door": actor.door,
        "facts": facts,
    }
