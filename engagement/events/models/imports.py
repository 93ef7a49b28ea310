"""One import of meetings: the file, how its columns are read, how far it is, what became of its rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.events.files import ImportState
from engagement.kernel.database import Base, Referenced, Versioned
from engagement.organisation.models import Force, Office


class MeetingImport(Base, Referenced, Versioned):
    """An import under supervision. `done` counts rows in the same unit that takes them in, so that it goes on exactly."""

    __tablename__ = "meeting_imports"
    __table_args__ = (Index("ix_meeting_imports_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)  # whose rows name no office
    person_id: Mapped[int | None]
    state: Mapped[ImportState] = mapped_column(String(12), default=ImportState.LOOKED_AT)
    sort: Mapped[str] = mapped_column(String(4))  # "csv", "ics"
    name: Mapped[str] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(8))
    zone: Mapped[str] = mapped_column(String(60))
    publish: Mapped[bool] = mapped_column(Boolean, default=False)
    columns: Mapped[dict[str, Any]] = mapped_column(
        default=dict
    )  # our name of a column → its place in the file
    reach: Mapped[list[int]] = mapped_column(default=list)  # offices of who pressed the button, then
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    new: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    repeated: Mapped[int] = mapped_column(Integer, default=0)
    refused: Mapped[int] = mapped_column(Integer, default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    lease: Mapped[datetime | None]  # until when a worker is at it

    force: Mapped[Force] = relationship()
    office: Mapped[Office] = relationship()
