"""What each party is told when a meeting moves or is called off: one message, in the party's language."""

from flask_babel import gettext as _

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.events import calendar, telling, texting
from engagement.events.models import Event, Rsvp
from engagement.events.notices.womens import link_of
from engagement.events.rules import RsvpState, State
from engagement.kernel.database import db
from engagement.kernel.locale import current
from engagement.kernel.sealing import read


@notice("events.changed")
def changed(message: OutboxMessage) -> Notice | None:
    """Say the new time and place; nothing when it moved again since, or was called off."""
    found = _reader(message)
    if found is None or found[0].state == State.CANCELLED or found[0].sequence != message.about["sequence"]:
        return None
    event, rsvp, address = found
    moved = telling.moved(event.moved_from, event.wall_start, current())
    sentences = (
        _("The time or place of this meeting has changed."),
        _("Now: %(when)s.", when=telling.when_said(event)),
        _("Place: %(place)s.", place=telling.place_of(event, current())),
    )
    confirmed = rsvp.state == RsvpState.CONFIRMED
    return Notice(
        address=address,
        locale=current(),
        subject=_("Changed: %(title)s", title=event.title),
        paragraphs=(*sentences, moved + _(".")) if moved else sentences,
        link=link_of(event, rsvp),
        link_words=_("See the meeting"),
        calendar=calendar.request_part(event, address=address, sequence=event.sequence)
        if confirmed
        else None,
        text=lambda: texting.moved(event),
        offers=texting.OFFERS,
    )


@notice("events.cancelled")
def cancelled(message: OutboxMessage) -> Notice | None:
    """Say that it is called off, and why."""
    found = _reader(message)
    if found is None:
        return None
    event, rsvp, address = found
    sentences = (
        _("This meeting is called off: %(when)s.", when=telling.when_said(event)),
        event.cancel_reason,
    )
    confirmed = rsvp.state == RsvpState.CONFIRMED
    return Notice(
        address=address,
        locale=current(),
        subject=_("Called off: %(title)s", title=event.title),
        paragraphs=tuple(sentence for sentence in sentences if sentence),
        link=link_of(event, rsvp),
        link_words=_("See the meeting"),
        calendar=calendar.cancel_part(event, address=address, sequence=event.sequence) if confirmed else None,
        text=lambda: texting.called_off(event),
    )


def _reader(message: OutboxMessage) -> tuple[Event, Rsvp, str] | None:
    """Return the meeting, the party and its address; None when the party withdrew, stopped or was erased."""
    rsvp = db.session.get(Rsvp, message.about["rsvp_id"])
    if rsvp is None or rsvp.contact is None or rsvp.state == RsvpState.WITHDRAWN:
        return None
    if rsvp.contact.stopped_at is not None:
        return None
    return rsvp.event, rsvp, read(rsvp.contact.address)
