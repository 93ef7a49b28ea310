"""Threads and their messages; whom a thread is about, the room above knows."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.dialogue.rules import Speaker
from engagement.kernel.database import Base
from engagement.organisation.models import Post


class Thread(Base):
    """A talk between who raised something and the post that answers."""

    __tablename__ = "threads"

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    lane: Mapped[str] = mapped_column(String(24))
    opened_at: Mapped[datetime]


class Message(Base):
    """One thing said in a thread, in an envelope of its lane."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    speaker: Mapped[Speaker] = mapped_column(String(8))
    post_id: Mapped[int | None] = mapped_column(ForeignKey("posts.id"))
    words: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8))
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)

    post: Mapped[Post | None] = relationship()
