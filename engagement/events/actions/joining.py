"""Giving meetings the few digits by which they are named over a phone (`JOIN 412`)."""

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from engagement.events.models import Event
from engagement.events.models.joining import JoinCode
from engagement.events.queries import joining as queries
from engagement.events.queries.joining import RESTS
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal

LENGTHS = (3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5, 5)  # the shortest that is free after a few draws


def give(*, event: Event, now: datetime) -> str:
    """Return the join code of a meeting, given now if it had none; one by invitation gets none.

    A code is unique in its force among meetings that are not over, and free again 90 days after its meeting. Refuses
    only when twelve draws find none free.
    """
    known = queries.code_of(event)
    if known or event.invite_only:
        return known
    for length in LENGTHS:
        code = str(secrets.randbelow(9 * 10 ** (length - 1)) + 10 ** (length - 1))
        if _takes(event, code, now):
            bump(f"event:{event.ref}")
            return code
    raise Refusal(N_("No short code for texts is free. Try again later."))


def _takes(event: Event, code: str, now: datetime) -> bool:
    row = queries.row_of(event.force_id, code)
    if row is not None:
        if row.event.ends_at + RESTS > now:
            return False
        row.event_id, row.event = event.id, event
        db.session.flush()
        return True
    try:
        with db.session.begin_nested():
            db.session.add(JoinCode(force_id=event.force_id, code=code, event_id=event.id))
    except IntegrityError:  # somebody else took it between our look and our write
        return False
    return True
