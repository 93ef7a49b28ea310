"""Whom an open concern concerns too, and who follows it without being its raiser: what is kept of them, and its reads."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Date, ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.concerns.models import Concern
from engagement.kernel import codes
from engagement.kernel.database import Base, Referenced, db
from engagement.people.models import Contact

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_SHOWN = 10  # a number below is told to the desk alone
MOST_BY_CONNECTION = 5  # counted for one concern: people share a connection
COUNTED_WITHIN = timedelta(days=1)
OPERATION_LENGTH = 20
LINK = "concerns.following"
LINK_BY_CODE = (
    "concerns.following.code"  # opened with the code: it does not show that the address is one's own
)


class Support(Base, Referenced):
    """One person beside the raiser: counted, or only following. No words, no network address, the day alone."""

    __tablename__ = "concern_supports"
    __table_args__ = (UniqueConstraint("concern_id", "contact_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    concern_id: Mapped[int] = mapped_column(ForeignKey("concerns.id", ondelete="CASCADE"), index=True)
    counts: Mapped[bool] = mapped_column(Boolean)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    receipt: Mapped[str | None] = mapped_column(String(128), unique=True)  # digest of the code that opens it
    locale: Mapped[str] = mapped_column(String(8))
    on_day: Mapped[date] = mapped_column(Date)
    operation_id: Mapped[str] = mapped_column(String(40), unique=True)

    concern: Mapped[Concern] = relationship()
    contact: Mapped[Contact | None] = relationship()


def of_form(concern: Concern, operation_id: str) -> tuple[str, Support | None]:
    """Return the id that a form has for one concern, and what it made there; several are chosen from the same form."""
    there = _of_operation(operation_id)
    if there is not None and there.concern_id != concern.id:
        operation_id = codes.keyed("concerns.too", f"{operation_id} {concern.ref}", OPERATION_LENGTH)
        there = _of_operation(operation_id)
    return operation_id, there


def _of_operation(operation_id: str) -> Support | None:
    return db.session.scalar(select(Support).where(Support.operation_id == operation_id))


def of_contact(concern: Concern, contact_id: int) -> Support | None:
    """Return what a contact said of a concern already, or None."""
    query = select(Support).where(Support.concern_id == concern.id, Support.contact_id == contact_id)
    return db.session.scalar(query)


def of_receipt(digest: str) -> Support | None:
    """Return what a receipt code opens, by its digest."""
    return db.session.scalar(select(Support).where(Support.receipt == digest))


def by_ref(ref: str) -> Support | None:
    """Return one by its public name, or None."""
    return db.session.scalar(select(Support).where(Support.ref == ref))


def by_id(support_id: int) -> Support | None:
    """Return one by its key, or None."""
    return db.session.get(Support, support_id)


def counted(concern: Concern) -> int:
    """Return how many said that a concern, or one counted with it, concerns them too; one statement."""
    alike = select(Concern.id).where((Concern.id == concern.id) | (Concern.same_as_id == concern.id))
    query = select(func.count(Support.id)).where(Support.concern_id.in_(alike), Support.counts.is_(True))
    return db.session.scalar(query) or 0


def told_by_mail(concern: Concern) -> "Sequence[Support]":
    """Return those who follow a concern by mail and said yes to it; one statement."""
    query = select(Support).join(Contact, Contact.id == Support.contact_id)
    query = query.where(Support.concern_id == concern.id, Contact.verified_at.is_not(None))
    return db.session.scalars(query.where(Contact.stopped_at.is_(None)).order_by(Support.id)).all()
