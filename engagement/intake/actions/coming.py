"""What a text does about meetings: the next one is told, a place is kept, or given back."""

from engagement.events.actions import attend
from engagement.events.models import Event, Rsvp
from engagement.events.queries import joining
from engagement.events.rules import RsvpState
from engagement.intake.actions.asked import Asked
from engagement.intake.queries import own
from engagement.intake.queries import texts as queries
from engagement.kernel.database import fresh
from engagement.kernel.refusals import Refusal


def next_meeting(asked: Asked) -> None:
    """Tell of the next meeting."""
    event = joining.next_meeting(asked.row.office, asked.now)
    if event is None:
        asked.reply("no_meeting")
    else:
        asked.reply("next", event=event.id)


def comes(asked: Asked, event: Event) -> None:
    """Keep a place, or say again that it is kept: two JOINs are one answer."""
    known = queries.rsvp_of(event, asked.contact)
    if known is not None:
        asked.reply("kept", rsvp=known.id)
        return
    given = attend.Answer.to(
        event,
        address=asked.address,
        locale=asked.contact.locale,
        operation_id=f"text-{asked.row.ref}",
        by_number=True,
    )
    try:
        attend.answer(actor=asked.actor, now=asked.now, given=given)
    except Refusal:
        asked.reply("too_late")


def cannot_come(asked: Asked, rsvp: Rsvp) -> None:
    """Give a place back."""
    event = fresh(rsvp.event)  # the meeting's row before the answer's: in this order everywhere
    had = rsvp.state == RsvpState.CONFIRMED
    try:
        attend.withdraw(actor=asked.actor, now=asked.now, event=event, rsvp=fresh(rsvp))
    except Refusal:
        asked.reply("too_late")
        return
    if not had:  # else the withdrawal tells
        asked.reply("withdrawn", rsvp=rsvp.id)


def leave(asked: Asked) -> None:
    """Give the place back that is kept; of several the soonest is told, and how it is given back."""
    rows = own.places(asked.contact, asked.now)
    if asked.said.code:
        event = joining.event_of(asked.row.force_id, asked.said.code)
        found = queries.rsvp_of(event, asked.contact) if event is not None else None
        rows = [found] if found is not None else []
    if len(rows) == 1:
        cannot_come(asked, rows[0])
    elif rows:
        asked.reply("kept", rsvp=rows[0].id)
    else:
        asked.reply("none_kept")
