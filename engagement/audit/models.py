"""The trail: one row for each act, ids only, chained by hash."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, event, inspect
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

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


class Unchangeable(RuntimeError):
    """An entry of the trail was about to be changed or deleted."""


@event.listens_for(AuditEntry, "before_update")
def _only_the_seal(_mapper: Any, _connection: Any, entry: AuditEntry) -> None:
    changed = {a.key for a in inspect(entry).attrs if a.history.has_changes()}
    if changed - {"seal"}:
        raise Unchangeable(f"entries of the trail stay as they are: {', '.join(sorted(changed))}")


@event.listens_for(AuditEntry, "before_delete")
def _never(_mapper: Any, _connection: Any, _entry: AuditEntry) -> None:
    raise Unchangeable("entries of the trail are never deleted")


@event.listens_for(Session, "do_orm_execute")
def _nor_in_bulk(state: ORMExecuteState) -> None:
    """Statements over the mapped class are refused as well; what speaks to the table itself is not our code."""
    if (
        (state.is_update or state.is_delete)
        and state.bind_mapper is not None
        and state.bind_mapper.class_ is AuditEntry
    ):
        raise Unchangeable("entries of the trail are never changed in bulk")
