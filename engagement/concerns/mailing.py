"""The address under which a mail answers the notice of a concern: it names the concern and is signed for one contact.

Only an open concern has one. Whoever has the address may write into the talk, as whoever has the private link may; the
address is sent to the contact alone and dies with it. Who a mail says that it is from is a claim, never an identity.
"""

import hmac

from flask import current_app

from engagement.concerns import queries
from engagement.concerns.models import Concern
from engagement.concerns.rules import OPEN_LANES, Lane, State
from engagement.kernel import codes
from engagement.people.actions import contacts

PURPOSE = "concerns.mail"
SIGNED = 16  # letters out of 28: 76 bits


def address_for(concern: Concern) -> str:
    """Return where a mail about a concern is answered; empty where none is: a sealed lane, no mail, no setting."""
    name, _, domain = current_app.extensions["settings"].mail_reply.rpartition("@")
    contact = concern.contact
    if not name or concern.lane not in OPEN_LANES or contact is None or contact.channel != contacts.EMAIL:
        return ""
    return f"{name}+{concern.ref}-{_signed(concern)}@{domain}".lower()


def headers_for(concern: Concern) -> dict[str, str]:
    """Return the headers of a notice that may be answered by mail; none where it may not."""
    address = address_for(concern)
    return {"Reply-To": address} if address else {}


def answered(address: str) -> Concern | None:
    """Return the concern whose notice a mail to `address` answers; None when it is not one of ours.

    It may have been sealed since: then nothing of the mail is taken. Of the women's desk none is known here.
    """
    head, _, domain = address.strip().upper().rpartition("@")
    ours, _, home = current_app.extensions["settings"].mail_reply.upper().rpartition("@")
    name, _, tag = head.rpartition("+")
    if not ours or (name, domain) != (ours, home) or not (tag.isascii() and tag.isprintable()):
        return None
    ref, _, signed = tag.partition("-")
    concern = queries.concern(ref)
    if concern is None or concern.contact is None or concern.lane == Lane.WOMEN:
        return None
    if concern.state == State.MISPLACED or not hmac.compare_digest(signed, _signed(concern)):
        return None
    return concern


def _signed(concern: Concern) -> str:
    contact = concern.contact.ref if concern.contact else ""
    return codes.keyed(PURPOSE, f"{concern.ref} {contact}", SIGNED)
