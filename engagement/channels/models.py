"""The outbox: kind and ids of each message and how far it is. No text, no address."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from engagement.kernel.database import Base


class State(StrEnum):
    """How far a message is. `performance.md` of this design calls the last one unsure."""

    DUE = "due"
    CLAIMED = "claimed"  # a worker has it, until the lease ends
    HANDED = "handed"  # its body is being given to the transport
    SENT = "sent"
    FAILED = "failed"  # given up, with a reason
    UNCERTAIN = "uncertain"  # handed over, but the answer was lost in a crash
    DROPPED = "dropped"  # no longer has a reader or a reason


class OutboxMessage(Base):
    """One message to one reader, written in the unit of what it tells; rendered when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_state_not_before", "state", "not_before"),
        Index("ix_outbox_recipient", "recipient_id", "recipient_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))  # "events.rsvp_kept"; a notice of that name renders it
    force_id: Mapped[int | None] = mapped_column(index=True)
    office_id: Mapped[int | None]  # whose outbox page shows it
    recipient_kind: Mapped[str] = mapped_column(String(12))  # "contact" | "person" | "invitation"
    recipient_id: Mapped[int]
    about: Mapped[dict[str, Any]] = mapped_column(default=dict)  # ids alone
    state: Mapped[str] = mapped_column(String(12), default=State.DUE)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    token: Mapped[str | None] = mapped_column(String(32))
    lease: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    reason: Mapped[str] = mapped_column(String(200), default="")  # why it failed, without an address
    # known once it is handed over: by which way, from which short code, and what a digit may answer
    channel: Mapped[str] = mapped_column(String(8), default="", server_default="")
    sender: Mapped[str] = mapped_column(String(20), default="", server_default="")
    offers: Mapped[str] = mapped_column(String(12), default="", server_default="")
    handed_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]  # on the phone, as the gateway says


class ShownText(Base):
    """A text as it came to a phone on the screen of a demonstration: sealed, a few for each phone."""

    __tablename__ = "shown_texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(80), unique=True)
    phone: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)  # keyed mark of its number
    sender: Mapped[str] = mapped_column(String(20))  # the number of ours from which it came
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    arrived_at: Mapped[datetime]
