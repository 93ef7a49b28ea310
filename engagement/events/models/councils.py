"""The registers of councils: who sits on one, its meetings and who came, what it carries over.

They stand on this floor and not with the offices: a member is a person with a sealed name, of whom the organisation
knows nothing, and a council is known by its meetings. No member's name is public, and no identity number has a place.
"""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.events.councils import CouncilKind, ItemState, QuorumBy, Seat, is_reached
from engagement.kernel.database import Base, Referenced, Versioned
from engagement.organisation.models import Force, Locality, Office, Post


class Council(Base, Referenced, Versioned):
    """A council of residents beside an office. That it exists is public."""

    __tablename__ = "councils"
    __table_args__ = (CheckConstraint("quorum >= 1", name="quorum"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    kind: Mapped[CouncilKind] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8), default="en")  # of its name
    quorum_by: Mapped[QuorumBy] = mapped_column(String(8), default=QuorumBy.SHARE)
    quorum: Mapped[int] = mapped_column(Integer, default=50)
    ended_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()


class CouncilMember(Base, Referenced, Versioned):
    """Somebody who sits on a council from when to when; erasing is a delete."""

    __tablename__ = "council_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id", ondelete="CASCADE"), index=True)
    locality_id: Mapped[int] = mapped_column(ForeignKey("localities.id"), index=True)
    name: Mapped[bytes] = mapped_column(LargeBinary)  # sealed, lane "contacts"
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed as well; only of who agreed
    seat: Mapped[Seat] = mapped_column(String(12), default=Seat.MEMBER)
    sex: Mapped[str] = mapped_column(String(12))
    since_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    added_at: Mapped[datetime]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    council: Mapped[Council] = relationship()
    locality: Mapped[Locality] = relationship()


class CouncilMeeting(Base, Versioned):
    """A meeting of a council. The numbers are those of the day, and stay when a member is erased later."""

    __tablename__ = "council_meetings"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id"), index=True)
    counted_at: Mapped[datetime | None]  # nobody was asked for before
    seats: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    needed: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    present: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    women: Mapped[int] = mapped_column(Integer, default=0, server_default="0")  # of those present

    council: Mapped[Council] = relationship()

    @property
    def reached(self) -> bool | None:
        """Whether the quorum was reached; None while nobody counted."""
        return None if self.counted_at is None else is_reached(self.present, self.needed)


class CouncilPresence(Base):
    """A member who came to a meeting of the council."""

    __tablename__ = "council_presences"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("council_meetings.event_id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[int] = mapped_column(
        ForeignKey("council_members.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class CouncilItem(Base, Referenced, Versioned):
    """What a council took up: a post owns it until a day; it is carried from meeting to meeting until it is settled."""

    __tablename__ = "council_items"
    __table_args__ = (
        Index("ix_council_items_council_id_state", "council_id", "state"),
        UniqueConstraint("operation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("councils.id", ondelete="CASCADE"))
    raised_event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)  # the meeting
    settled_event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id"), index=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), index=True)
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8), default="en")
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[ItemState] = mapped_column(String(12), default=ItemState.OPEN)
    outcome: Mapped[str] = mapped_column(Text, default="")
    outcome_language: Mapped[str] = mapped_column(String(8), default="en")
    settled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    operation_id: Mapped[str | None] = mapped_column(String(40))

    post: Mapped[Post] = relationship()
