"""Delivery reports: the address that a gateway calls, out of an opaque id alone, and what it says."""

from enum import IntEnum

from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.kernel import codes
from engagement.kernel.database import db
from engagement.kernel.links import absolute

PURPOSE = "sms receipt"


class Report(IntEnum):
    """What became of a text (Kannel userguide, "Delivery Reports")."""

    DELIVERED = 1
    FAILED = 2
    QUEUED = 4
    ACCEPTED = 8  # by the network
    REJECTED = 16


def address_for(message_id: str) -> str:
    """Return what the gateway calls about a message; Kannel writes the report's number in place of %d."""
    token = codes.sign(PURPOSE, message_id.strip("<>").partition("@")[0])
    return absolute("intake.receipt", about=token) + "&state=%d"


def message_of(token: str) -> OutboxMessage | None:
    """Return the message that a report is about; None for a token that is not ours."""
    name = codes.unsign(PURPOSE, token)
    if not isinstance(name, str):
        return None
    return db.session.scalar(select(OutboxMessage).where(OutboxMessage.message_id == f"<{name}@chowk>"))


def report_of(text: str) -> Report | None:
    """Return what a report's number says; None for one that is unknown."""
    try:
        return Report(int(text))
    except ValueError:
        return None
