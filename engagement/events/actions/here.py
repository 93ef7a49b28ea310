"""Counting oneself at the door, by the square that hangs there: one's own party, or one person without an answer."""

from datetime import datetime

from sqlalchemy import select

from engagement.events.actions import checkin
from engagement.events.models import Event, Rsvp, TallyEntry
from engagement.events.queries.here import is_open
from engagement.events.rules import RsvpState, Sex
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal


def arrive(*, actor: Actor, now: datetime, event: Event, code: str, arrived: int) -> Rsvp:
    """Count one's own party, once: a second press changes nothing, and only the officer at the door may correct it.

    Refuses while the door is shut and a code that no answer has.
    """
    _check_open(event, now)
    rsvp = db.session.scalar(select(Rsvp).where(Rsvp.event_id == event.id, Rsvp.code == code))
    if rsvp is None or rsvp.state == RsvpState.WITHDRAWN:
        raise Refusal(N_("No answer to this meeting has this code."), field="code")
    if rsvp.arrived_at is not None:
        return rsvp
    return checkin.arrive(actor=actor, now=now, event=event, rsvp=rsvp, arrived=arrived)


def walk_in(*, actor: Actor, now: datetime, event: Event, operation_id: str, sex: Sex) -> TallyEntry:
    """Count one person who came without an answer; the same form again counts nobody. Refuses while the door is shut."""
    _check_open(event, now)
    return checkin.count(actor=actor, now=now, event=event, operation_id=operation_id, sex=sex, by_self=True)


def _check_open(event: Event, now: datetime) -> None:
    if not is_open(event, now):
        raise Refusal(N_("The door is not open. Please speak to the officer there."))
