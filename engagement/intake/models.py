"""Leases of a meeting's door to phones and the entries that they send; texts that came in, and the numbers of ours."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.events.models import Event
from engagement.intake.rules import Deed, Left, MailState, Reason, State, TextState
from engagement.kernel import sealing
from engagement.kernel.database import Base, Referenced
from engagement.organisation.models import Force, Office
from engagement.people.models import Contact, Person

TEXTS = "texts"  # the lane of raw texts, numbers in them
MAILS = "mails"  # the lane of raw mails
sealing.declare_sealed(TEXTS)
sealing.declare_sealed(MAILS)


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


class TextNumber(Base):
    """A number of ours that people text, and the office to which what comes there goes first."""

    __tablename__ = "text_numbers"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number: Mapped[str] = mapped_column(String(20), unique=True)

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()


class TextIn(Base, Referenced):
    """A text as it came, sealed before anything is decided: once by the gateway's id; gone after 30 days."""

    __tablename__ = "texts_in"
    __table_args__ = (
        Index("ix_texts_in_sender_received_at", "sender", "received_at"),
        Index("ix_texts_in_state_id", "state", "id"),
        Index("ix_texts_in_words_received_at", "words", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    gateway_id: Mapped[str] = mapped_column(String(64), unique=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)  # of the number it came to
    number: Mapped[str] = mapped_column(String(20))  # ours
    sender: Mapped[bytes] = mapped_column(LargeBinary(32))  # keyed mark of theirs
    words: Mapped[bytes] = mapped_column(
        LargeBinary(32)
    )  # keyed mark of what they say, to find the same again
    sealed: Mapped[bytes] = mapped_column(LargeBinary)  # number and words
    received_at: Mapped[datetime]
    state: Mapped[TextState] = mapped_column(String(12))
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    danger: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())  # words that say so
    joins: Mapped[str | None] = mapped_column(String(90), index=True)  # which parts are one text
    part: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    parts: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concerns.id", ondelete="SET NULL"), index=True)
    decided_at: Mapped[datetime | None]

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()
    contact: Mapped[Contact | None] = relationship()


class MailIn(Base, Referenced):
    """A mail as it came, sealed before anything is decided: once by its Message-ID; the mail goes once it was decided."""

    __tablename__ = "mails_in"
    __table_args__ = (
        Index("ix_mails_in_state_id", "state", "id"),
        Index("ix_mails_in_concern_id_received_at", "concern_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # keyed, of its Message-ID and address
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[MailState] = mapped_column(String(8))
    why: Mapped[Left | None] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concerns.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]

    force: Mapped[Force] = relationship()
