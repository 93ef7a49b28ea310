"""Delegates of a meeting by invitation: one by the link, all for the staff."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from engagement.events.invitations import Invited
from engagement.events.models import Delegate, Event, Rsvp
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import PUBLIC_STATES
from engagement.kernel import codes, sealing
from engagement.kernel.database import db

LINK, MAILED = "delegate", "mail"


@dataclass(frozen=True, slots=True)
class Letter:
    """What the link of an invitation opens: the meeting, who is invited, and the answer once there is one."""

    event: Event
    delegate: Delegate
    rsvp: Rsvp | None
    mailed: bool = False


def token_of(delegate: Delegate, *, mailed: bool = False) -> str:
    """Return the token of the link; it holds until the invitation is taken back or given a new link.

    `mailed`: the one that goes to the address alone, so that who has it has proven the address.
    """
    return codes.sign(LINK, [delegate.ref, delegate.number, *([MAILED] if mailed else [])])


def invitation(token: str) -> Letter | None:
    """Return what a link opens; nothing of one that was taken back, of an older link, and of a draft."""
    found = codes.unsign(LINK, token)
    if not isinstance(found, list) or len(found) not in {2, 3}:
        return None
    delegate = db.session.scalar(
        select(Delegate).where(Delegate.ref == str(found[0])).options(joinedload(Delegate.contact))
    )
    if delegate is None or delegate.number != found[1] or delegate.state == Invited.TAKEN_BACK:
        return None
    event = db.session.scalar(select(Event).where(Event.id == delegate.event_id).options(*WHOLE))
    if event is None or event.state not in PUBLIC_STATES:
        return None
    rsvp = db.session.get(Rsvp, delegate.rsvp_id) if delegate.rsvp_id else None
    return Letter(event, delegate, rsvp, mailed=found[2:] == [MAILED])


def stands(rsvp: Rsvp) -> bool:
    """Whether the invitation by which somebody answered still stands; no other answer was given by one."""
    query = select(Delegate.id).where(Delegate.rsvp_id == rsvp.id, Delegate.state != Invited.TAKEN_BACK)
    return not rsvp.event.invite_only or db.session.scalar(query) is not None


def delegates(event: Event) -> Sequence[Delegate]:
    """Return who was invited, in the order of inviting."""
    query = select(Delegate).where(Delegate.event_id == event.id).options(joinedload(Delegate.contact))
    return db.session.scalars(query.order_by(Delegate.id)).all()


def delegate(reference: str) -> Delegate | None:
    """Return one delegate by the public name."""
    return db.session.scalar(select(Delegate).where(Delegate.ref == reference))


def name_of(delegate: Delegate) -> str:
    """Return the name of a delegate; nothing where its key is not here."""
    try:
        return sealing.read(delegate.name)
    except sealing.Unreadable:
        return ""
