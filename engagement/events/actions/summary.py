"""Telling people that the summary of a meeting is published: who answered, and who brought something there; each person once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engagement.audit import actions as audit
from engagement.events.actions import inform
from engagement.events.models import Event, Rsvp
from engagement.events.queries import record as queries
from engagement.events.rules import RsvpState, State
from engagement.kernel import signals
from engagement.kernel.actor import Actor
from engagement.kernel.database import db

SUMMARY = "events.summary"


def tell(*, actor: Actor, now: datetime, event: Event) -> int:
    """Tell each contact that the summary stands, once the record is closed and the summary reviewed; return how many.

    Whichever comes last tells, and a summary reviewed anew tells nobody again. Whoever came and was not thanked yet is
    thanked by the same message. Refuses nothing.
    """
    minutes = queries.minutes(event)
    if event.state != State.CLOSED or minutes is None or not minutes.shown or minutes.told_at is not None:
        return 0
    minutes.told_at = now
    told = set()
    for rsvp in _answered(event):
        if rsvp.contact_id is not None and inform.reaches(rsvp):
            told.add(rsvp.contact_id)
            inform.post(SUMMARY, rsvp.contact_id, event, now, event_id=event.id, rsvp=rsvp.id)
        if rsvp.arrived_at is not None and rsvp.thanked_at is None:
            rsvp.thanked_at = now
    for contact_id in _others(event) - told:
        told.add(contact_id)
        inform.post(SUMMARY, contact_id, event, now, event_id=event.id)
    db.session.flush()
    audit.record(actor=actor, now=now, verb=SUMMARY, subject=event, told=len(told))
    return len(told)


def _answered(event: Event) -> list[Rsvp]:
    """Return the answers that stand and have a contact."""
    query = select(Rsvp).where(
        Rsvp.event_id == event.id,
        Rsvp.contact_id.is_not(None),
        Rsvp.state != RsvpState.WITHDRAWN,
        Rsvp.declined_at.is_(None),
    )
    return list(db.session.scalars(query.options(joinedload(Rsvp.contact)).order_by(Rsvp.id)))


def _others(event: Event) -> set[int]:
    """Return the contacts that the rooms above name. A meeting by invitation has no page that these could read."""
    if event.invite_only:
        return set()
    return {
        contact_id for _listener, named in signals.hearers_asked.send(event) for contact_id in named or ()
    }
