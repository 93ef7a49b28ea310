"""What an answer needs at hand: its code, its message, and the hot statements, built once.

Seats are a number on the meeting's row.
"""

import secrets
from datetime import datetime
from typing import cast

from sqlalchemy import Boolean, Table, bindparam, exists, insert, or_, select, update

from engagement.channels import outbox
from engagement.events.invitations import Invited
from engagement.events.models import Delegate, Event, Rsvp
from engagement.events.rules import Kind, RsvpState, State

events = cast("Table", Event.__table__)
rsvps = cast("Table", Rsvp.__table__)
delegates = cast("Table", Delegate.__table__)
CODE_DIGITS = 8  # so that 300 answers clash once in two thousand meetings
WAITS = exists().where(
    rsvps.c.event_id == bindparam("event"),
    rsvps.c.state == RsvpState.WAITING,
    rsvps.c.party
    <= events.c.capacity,  # a room made smaller keeps nobody waiting behind a party too large for it
    or_(
        events.c.kind != Kind.WOMEN, rsvps.c.approved_at.is_not(None)
    ),  # who waits for the host is in no line yet
)
SEAT = (
    update(events)
    .where(
        events.c.id == bindparam("event"),
        events.c.state == State.PUBLISHED,
        events.c.starts_at > bindparam("moment"),
        or_(events.c.capacity.is_(None), events.c.seats_taken + bindparam("party") <= events.c.capacity),
        # a women's session seats nobody whom neither its host nor a voucher opened it to, whoever forgets to ask
        or_(events.c.kind != Kind.WOMEN, bindparam("opened", type_=Boolean())),
        ~WAITS,  # nobody overtakes: a small party waits behind a large one
    )
    .values(seats_taken=events.c.seats_taken + bindparam("party"))
    .returning(events.c.seats_taken, events.c.capacity)
)
LOCK = (
    select(events.c.state, events.c.starts_at, events.c.capacity, events.c.seats_taken)
    .where(events.c.id == bindparam("event"))
    .with_for_update()
)
KEEP = insert(rsvps)
KNOWN = select(
    rsvps.c.id,
    rsvps.c.event_id,
    rsvps.c.contact_id,
    rsvps.c.operation_id,
    rsvps.c.state,
    rsvps.c.again_at,
    rsvps.c.declined_at,
).where(
    or_(
        rsvps.c.operation_id == bindparam("operation"),
        (rsvps.c.event_id == bindparam("event")) & (rsvps.c.contact_id == bindparam("contact")),
    )
)
SAME_FORM = select(rsvps.c.id, rsvps.c.event_id, rsvps.c.contact_id).where(
    rsvps.c.operation_id == bindparam("operation")
)
RELEASE = (
    update(events)
    .where(events.c.id == bindparam("event"))
    .values(seats_taken=events.c.seats_taken - bindparam("party"))
)
LET_GO = update(rsvps).where(rsvps.c.id == bindparam("rsvp")).values(contact_id=None)
AGAIN_TOLD = update(rsvps).where(rsvps.c.id == bindparam("rsvp")).values(again_at=bindparam("moment"))
DECLINED = (  # who was invited and withdraws cannot come: the station's list says so
    update(delegates)
    .where(delegates.c.rsvp_id == bindparam("rsvp"), delegates.c.state == Invited.COMING)
    .values(state=Invited.DECLINED, answered_at=bindparam("moment"))
)


def new_code() -> str:
    """Return what a party says at the door; a clash within one meeting is refused by the database."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def say(force_id: int, office_id: int, contact_id: int, rsvp_id: int, kind: str, now: datetime) -> None:
    """Post one message about an answer to the contact it was given with."""
    outbox.post(
        kind,
        recipient_kind="contact",
        recipient_id=contact_id,
        now=now,
        force_id=force_id,
        office_id=office_id,
        rsvp=rsvp_id,
    )
