"""Leases of a meeting's door to phones, and the entries that they send."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.events.models import Event
from engagement.intake.rules import Deed, Reason, State
from engagement.kernel.database import Base, Referenced
from engagement.people.models import Person


class DoorLease(Base, Referenced):
    """A phone that took the door of one meeting along, for whom, until when."""

    __tablename__ = "door_leases"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), index=True)  # who captures
    device: Mapped[str] = mapped_column(String(80))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_sync_at: Mapped[datetime | None]

    event: Mapped[Event] = relationship()
    person: Mapped[Person] = relationship()


class DoorEntry(Base):
    """One entry of a phone: kept once by its id; sealed until it is applied, or for as long as nobody decided."""

    __tablename__ = "door_entries"
    __table_args__ = (
        Index("ix_door_entries_lease_id_state", "lease_id", "state"),
        Index("ix_door_entries_subject", "subject_kind", "subject_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lease_id: Mapped[int] = mapped_column(ForeignKey("door_leases.id"))
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    deed: Mapped[Deed | None] = mapped_column(String(12))
    captured_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    state: Mapped[State] = mapped_column(String(12))
    reason: Mapped[Reason | None] = mapped_column(String(16))
    said: Mapped[str] = mapped_column(String(300), default="")  # the sentence of a refusal, to be translated
    undoes: Mapped[str | None] = mapped_column(String(40), index=True)
    subject_kind: Mapped[str | None] = mapped_column(String(40))  # the row that it made or is about
    subject_id: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]

    lease: Mapped[DoorLease] = relationship()
