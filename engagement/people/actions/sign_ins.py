"""Where somebody is signed in: begun with both factors, ended by a button here or from elsewhere."""

from datetime import datetime

from sqlalchemy import delete

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.people import queries
from engagement.people.models import Person, SignIn
from engagement.people.rules import SHIFT


def begin(*, person_id: int, ref: str, device: str, now: datetime) -> SignIn:
    """Keep that somebody signed in; what ended by the clock is forgotten."""
    db.session.execute(delete(SignIn).where(SignIn.person_id == person_id, SignIn.began_at < now - 2 * SHIFT))
    row = SignIn(person_id=person_id, ref=ref, device=device, began_at=now)
    db.session.add(row)
    return row


def end(*, actor: Actor, now: datetime, sign_in: SignIn) -> None:
    """Sign out there: the next request of that session is nobody's. A second time changes nothing."""
    if sign_in.ended_at is None:
        sign_in.ended_at = now
        audit.record(actor=actor, now=now, verb="people.end_sign_in", subject=sign_in)


def end_others(*, actor: Actor, now: datetime, person: Person, present: str) -> int:
    """Sign out everywhere but at the sign-in called `present`; return at how many places."""
    others = [row for row in queries.sign_ins_of(person) if row.ref != present]
    for row in others:
        end(actor=actor, now=now, sign_in=row)
    return len(others)
