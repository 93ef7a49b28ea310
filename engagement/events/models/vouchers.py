"""Vouchers of women's sessions: who was given how many, and which answer each opened."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Date, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.kernel.database import Base, Referenced

if TYPE_CHECKING:
    from engagement.events.models import Event


class VoucherBatch(Base, Referenced):
    """Vouchers that the host of a women's session gave a partner organisation; the codes themselves stand nowhere."""

    __tablename__ = "voucher_batches"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    partner: Mapped[str] = mapped_column(String(120))
    number: Mapped[int] = mapped_column(Integer)
    until: Mapped[date] = mapped_column(Date)  # the last day, on the meeting's wall clock
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    operation_id: Mapped[str | None] = mapped_column(String(40), unique=True)

    event: Mapped["Event"] = relationship()


class Voucher(Base):
    """One voucher: a keyed digest of its code, and the answer that it was used for."""

    __tablename__ = "vouchers"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("voucher_batches.id"), index=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    rsvp_id: Mapped[int | None] = mapped_column(ForeignKey("rsvps.id", ondelete="SET NULL"))
    used_at: Mapped[datetime | None]

    batch: Mapped[VoucherBatch] = relationship()
