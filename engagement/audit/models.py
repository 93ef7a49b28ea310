"""The trail: one row for each act, ids only, chained by hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engagement.kernel.database import Base


class AuditEntry(Base):
    """Who did what to which, as what, through which door. Never words, names or addresses."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    verb: Mapped[str] = mapped_column(String(60))  # "events.publish"
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    actor_kind: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int | None]
    post_id: Mapped[int | None]  # the acting post
    force_id: Mapped[int | None]
    door: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids, states, counts
    seal: Mapped[str | None] = mapped_column(
        String(64)
    )  # hash over this row and the seal before it; by the worker
