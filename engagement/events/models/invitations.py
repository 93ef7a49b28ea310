"""Delegates: who is invited to a meeting that is not for everybody. Never public."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.events.invitations import Invited
from engagement.kernel.database import Base, Referenced
from engagement.people.models import Contact


class Delegate(Base, Referenced):
    """Somebody invited by name. The link of the invitation holds `number`: a higher one ends older links."""

    __tablename__ = "delegates"
    __table_args__ = (
        UniqueConstraint("event_id", "contact_id"),
        Index("ix_delegates_event_id_id", "event_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    name: Mapped[bytes] = mapped_column(LargeBinary)  # sealed, lane "contacts"
    home: Mapped[str] = mapped_column(String(120), default="")  # the organisation or province they come from
    locale: Mapped[str] = mapped_column(String(8), default="en")
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    rsvp_id: Mapped[int | None] = mapped_column(ForeignKey("rsvps.id", ondelete="SET NULL"), index=True)
    state: Mapped[Invited] = mapped_column(String(12), default=Invited.INVITED)
    number: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    invited_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    contact: Mapped[Contact | None] = relationship()
