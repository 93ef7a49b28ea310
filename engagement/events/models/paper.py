"""Who was there by numbers that came on paper, and which offices took part."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from engagement.kernel.database import Base, Versioned


class PaperCount(Base, Versioned):
    """Who was there by numbers typed from paper, beside those counted at the door. No names; each facet adds up."""

    __tablename__ = "paper_counts"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), unique=True)
    written_at: Mapped[datetime]
    people: Mapped[int] = mapped_column(Integer, default=0)
    offices: Mapped[int] = mapped_column(Integer, default=0)  # twenty offices without a name are valid
    side_resident: Mapped[int] = mapped_column(Integer, default=0)
    side_police: Mapped[int] = mapped_column(Integer, default=0)
    side_partner: Mapped[int] = mapped_column(Integer, default=0)
    sex_woman: Mapped[int] = mapped_column(Integer, default=0)
    sex_man: Mapped[int] = mapped_column(Integer, default=0)
    sex_other: Mapped[int] = mapped_column(Integer, default=0)
    sex_unknown: Mapped[int] = mapped_column(Integer, default=0)
    age_child: Mapped[int] = mapped_column(Integer, default=0)
    age_adult: Mapped[int] = mapped_column(Integer, default=0)
    age_older: Mapped[int] = mapped_column(Integer, default=0)
    age_unknown: Mapped[int] = mapped_column(Integer, default=0)
    disability_yes: Mapped[int] = mapped_column(Integer, default=0)
    disability_no: Mapped[int] = mapped_column(Integer, default=0)
    disability_unknown: Mapped[int] = mapped_column(Integer, default=0)


class OfficePresent(Base):
    """An office that took part, in words, and how many came from it."""

    __tablename__ = "offices_present"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(String(120))
    people: Mapped[int | None] = mapped_column(Integer)
