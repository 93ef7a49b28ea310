"""Where a station said that the meeting it owes is not to be drafted for now."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from engagement.kernel.database import Base


class OwedPause(Base):
    """A drafted meeting of a locality was deleted: the next is not drafted before `until`."""

    __tablename__ = "owed_pauses"

    locality_id: Mapped[int] = mapped_column(
        ForeignKey("localities.id"), primary_key=True, autoincrement=False
    )
    until: Mapped[datetime]
