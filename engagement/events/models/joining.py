"""Join codes: the few digits by which a meeting is named over a phone."""

from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.kernel.database import Base

if TYPE_CHECKING:
    from engagement.events.models import Event


class JoinCode(Base):
    """The code that a meeting has now; a row goes over to another meeting when it is free again."""

    __tablename__ = "join_codes"
    __table_args__ = (UniqueConstraint("force_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    force_id: Mapped[int] = mapped_column(ForeignKey("forces.id"))
    code: Mapped[str] = mapped_column(String(5))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"), unique=True)

    event: Mapped["Event"] = relationship()
