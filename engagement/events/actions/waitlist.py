"""The waitlist: who waits moves up in the order of joining when places come free."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.events.actions.rsvp_parts import LOCK, RELEASE, say
from engagement.events.models import Event, Rsvp
from engagement.events.queries.attend import in_line
from engagement.events.rules import RsvpState, State
from engagement.kernel import freshness
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, run

PROMOTED = "events.rsvp_promoted"


def promote(*, event: Event, actor: Actor, now: datetime, tell: bool = True) -> list[Rsvp]:
    """Give free places to those who wait, in the order of joining, until the first whose party does not fit.

    Without `tell` the caller tells them, with what else it has to say.

    Call it, inside a unit that holds the meeting's row, after places came free or the capacity rose.
    """
    freshness.bump(f"event:{event.ref}", "events")
    seen = run(LOCK, event=event.id).one()
    moved: list[Rsvp] = []
    if seen.state == State.PUBLISHED and seen.starts_at > now:
        free = None if seen.capacity is None else seen.capacity - seen.seats_taken
        for rsvp in db.session.scalars(in_line(event).order_by(Rsvp.id)):
            if free is not None and rsvp.party > seen.capacity:
                continue
            if free is not None and rsvp.party > free:
                break
            free = None if free is None else free - rsvp.party
            moved.append(rsvp)
    for rsvp in moved:
        _give_place(event, rsvp, actor, now)
        if tell and rsvp.contact_id is not None:
            say(event.force_id, event.office_id, rsvp.contact_id, rsvp.id, PROMOTED, now)
    if moved:
        run(RELEASE, event=event.id, party=-sum(rsvp.party for rsvp in moved))
    db.session.flush()
    db.session.refresh(event, ["seats_taken"])
    return moved


def _give_place(event: Event, rsvp: Rsvp, actor: Actor, now: datetime) -> None:
    rsvp.state, rsvp.promoted_at = RsvpState.CONFIRMED, now
    audit.record(actor=actor, now=now, verb="events.promote", subject=rsvp, event=event.id, party=rsvp.party)
