"""Concerns: the raiser's words apart from the public wording, the post that owns it, the chain."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.concerns.rules import Category, Door, Lane, State
from engagement.dialogue.models import Thread
from engagement.events.models import Event
from engagement.kernel import codes
from engagement.kernel.database import Base, Versioned
from engagement.kernel.wording import Worded
from engagement.organisation.models import Force, Locality, Office, Post
from engagement.people.models import Contact


class Concern(Base, Versioned, Worded):
    """What somebody brought. `words` is an envelope of its lane (`sealing.store`), never shown to the public."""

    __tablename__ = "concerns"
    __table_args__ = (
        Index("ix_concerns_office_id_state", "office_id", "state"),
        Index("ix_concerns_owner_post_id_state", "owner_post_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(12), unique=True, default=codes.concern_reference)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    lane: Mapped[Lane] = mapped_column(String(12))
    category: Mapped[Category] = mapped_column(String(24))
    state: Mapped[State] = mapped_column(String(12), default=State.RAISED)
    door: Mapped[Door] = mapped_column(String(12))
    by_proxy: Mapped[bool] = mapped_column(Boolean, default=False)  # an officer wrote it down for somebody
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))  # the office that holds it
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("localities.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), unique=True)
    owner_post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    receipt: Mapped[str | None] = mapped_column(
        String(128), unique=True
    )  # argon2id digest of the receipt code
    words: Mapped[bytes | None] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8))
    locale: Mapped[str] = mapped_column(String(8))  # in which the raiser is told
    due_on: Mapped[date | None] = mapped_column(Date)
    raised_at: Mapped[datetime]
    owned_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]  # first reply
    told_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    reopened_at: Mapped[datetime | None]
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    referred_to: Mapped[str] = mapped_column(Text, default="")
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()
    locality: Mapped[Locality | None] = relationship()
    event: Mapped[Event | None] = relationship()
    owner_post: Mapped[Post | None] = relationship()
    thread: Mapped[Thread] = relationship()
    contact: Mapped[Contact | None] = relationship()


class AccusedPost(Base):
    """A post that a complaint names; its holders are barred."""

    __tablename__ = "accused_posts"
    __table_args__ = (UniqueConstraint("concern_id", "post_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
