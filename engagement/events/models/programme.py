"""The programme of a meeting: its days, who is named on it; the modules of a series; arrivals by day."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engagement.events.programme import Part
from engagement.kernel.database import Base


class SeriesModule(Base):
    """One module of a workshop series; planned for a meeting, and carried forward until one covers it."""

    __tablename__ = "series_modules"

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="en")
    planned: Mapped[int] = mapped_column(Integer)  # the number of a meeting of the series


class EventDay(Base):
    """One day of a meeting that lasts several, with its hours; a meeting of one day has none."""

    __tablename__ = "event_days"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("ends_at > starts_at", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    wall_start: Mapped[str] = mapped_column(String(16))
    wall_end: Mapped[str] = mapped_column(String(16))


class Appearance(Base):
    """Somebody named on a programme, as printed: public, and never counted as coming."""

    __tablename__ = "appearances"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), index=True)
    agenda_item_id: Mapped[int | None] = mapped_column(
        ForeignKey("agenda_items.id", ondelete="SET NULL"), index=True
    )  # none: of the whole meeting
    part: Mapped[Part] = mapped_column(String(16))
    office: Mapped[str] = mapped_column(String(120))  # the public office: RPO Hazara
    name: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)


class DayArrival(Base):
    """How many of a party came on one day of a meeting that lasts several."""

    __tablename__ = "day_arrivals"
    __table_args__ = (UniqueConstraint("rsvp_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    rsvp_id: Mapped[int] = mapped_column(ForeignKey("rsvps.id", ondelete="CASCADE"))
    day: Mapped[int] = mapped_column(Integer)
    arrived: Mapped[int] = mapped_column(Integer)
