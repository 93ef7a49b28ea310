"""Polls: a question with two to six answers. An answer is a row that says which one, and nothing of who gave it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.events.models import Event
from engagement.kernel.database import Base, Referenced
from engagement.kernel.wording import Worded
from engagement.organisation.models import Force, Locality, Office


class Poll(Base, Referenced, Worded):
    """A question to a locality, or to a meeting. `public_words` is the question, read by a second person first."""

    __tablename__ = "polls"
    __table_args__ = (Index("ix_polls_office_id_wording", "office_id", "wording"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    locality_id: Mapped[int | None] = mapped_column(ForeignKey("localities.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    closes_on: Mapped[date] = mapped_column(Date)  # the last day, on the force's wall clock
    created_at: Mapped[datetime]
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()
    locality: Mapped[Locality | None] = relationship()
    event: Mapped[Event | None] = relationship()
    choices: Mapped[list["PollChoice"]] = relationship(
        order_by="PollChoice.position", cascade="all, delete-orphan"
    )


class PollChoice(Base):
    """One answer that may be chosen; hands and slips of paper are counted apart from what was pressed."""

    __tablename__ = "poll_choices"
    __table_args__ = (
        UniqueConstraint("poll_id", "position"),
        CheckConstraint("hands IS NULL OR hands >= 0", name="hands"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(String(120))
    hands: Mapped[int | None] = mapped_column(Integer)


class PollAnswer(Base):
    """One answer that was pressed: no name, no address, no time. The operation id lets a form that is sent twice count once."""

    __tablename__ = "poll_answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    choice_id: Mapped[int] = mapped_column(ForeignKey("poll_choices.id", ondelete="CASCADE"), index=True)
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)
