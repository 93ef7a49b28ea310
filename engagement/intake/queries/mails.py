"""Reads of mails that came in: by their mark, those that wait, how many into one talk."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from engagement.channels.models import OutboxMessage
from engagement.concerns.models import Concern
from engagement.intake.models import MailIn
from engagement.intake.rules import Left, MailState
from engagement.kernel.database import db

AT_ONCE = 20


def mail_of(mark: bytes) -> MailIn | None:
    """Return the mail of a mark, or None."""
    return db.session.scalar(select(MailIn).where(MailIn.mark == mark))


def waiting(after: int = 0) -> Sequence[int]:
    """Return the keys of mails that wait, the oldest first."""
    query = select(MailIn.id).where(MailIn.state == MailState.WAITING, MailIn.id > after)
    return db.session.scalars(query.order_by(MailIn.id).limit(AT_ONCE)).all()


def decided_since(concern: Concern, since: datetime) -> int:
    """Return how many mails for one talk that came since an instant were decided upon, taken or not."""
    query = select(func.count()).where(MailIn.concern_id == concern.id, MailIn.received_at >= since)
    return db.session.scalar(query.where(MailIn.state != MailState.WAITING)) or 0


def told_of(concern: Concern, why: Left, since: datetime) -> bool:
    """Whether a mail for a concern was left for the same reason since an instant: its raiser was told then."""
    query = select(MailIn.id).where(MailIn.concern_id == concern.id, MailIn.why == why)
    return db.session.scalar(query.where(MailIn.decided_at >= since).limit(1)) is not None


def sent_to_page_since(concern: Concern, kind: str, since: datetime) -> bool:
    """Whether a raiser was told since an instant to write on their page.

    Of a sealed matter no mail that came in says that it was for it: what was answered is the memory.
    """
    query = select(OutboxMessage.about).where(
        OutboxMessage.recipient_id == concern.contact_id,
        OutboxMessage.recipient_kind == "contact",
        OutboxMessage.kind == kind,
        OutboxMessage.created_at >= since,
    )
    return any(
        about.get("what") == "page" and about.get("concern_id") == concern.id
        for about in db.session.scalars(query)
    )
