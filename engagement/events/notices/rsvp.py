"""What somebody who answered is told: the place is kept, the number in the line, a place opened, asked twice.

Dates and times are those of the meeting's own zone.
"""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.events import calendar, telling, texting
from engagement.events.models import Rsvp
from engagement.events.queries import attend as queries
from engagement.events.rules import RsvpState, State
from engagement.kernel import clock
from engagement.kernel.links import absolute
from engagement.kernel.locale import current
from engagement.people.actions.contacts import address_of


def _notice(
    message: OutboxMessage,
    subject: str,
    first: Callable[[Rsvp], str],
    *states: RsvpState,
    text: Callable[[Rsvp], str],
) -> Notice | None:
    """Compose one message about an answer; None when the answer is gone or no longer stands so."""
    rsvp = queries.rsvp(message.about["rsvp"])
    if (
        rsvp is None
        or rsvp.contact is None
        or rsvp.contact.stopped_at is not None
        or rsvp.state not in states
        or rsvp.event.state != State.PUBLISHED
    ):
        return None
    event = rsvp.event
    party = ngettext("You are %(num)s person.", "You are %(num)s people.", rsvp.party)
    place = telling.place_of(event, current())
    when = telling.when_said(event)
    meeting = (
        _("%(title)s. %(when)s. %(place)s.", title=event.title, when=when, place=place)
        if place
        else _("%(title)s. %(when)s.", title=event.title, when=when)
    )
    lines = (first(rsvp), meeting, party)
    confirmed = rsvp.state == RsvpState.CONFIRMED
    address = address_of(rsvp.contact)
    return Notice(
        address=address,
        locale=current(),
        subject=subject,
        paragraphs=(*lines, _("Say this code at the door.")) if confirmed else lines,
        link=absolute("events.mine", token=queries.link_token(rsvp)),
        link_words=_("See, change or withdraw your answer"),
        code=rsvp.code if confirmed else "",
        square=queries.square_words(rsvp) if confirmed else "",
        calendar=calendar.request_part(event, address=address, sequence=event.sequence)
        if confirmed
        else None,
        text=lambda: text(rsvp),
        offers=texting.OFFERS,
    )


def _kept_text(rsvp: Rsvp) -> str:
    if rsvp.state == RsvpState.WAITING:
        return texting.waiting(rsvp.event, queries.place_in_line(rsvp))
    return texting.kept(rsvp.event, rsvp.code)


@notice("events.rsvp_kept")
def kept(message: OutboxMessage) -> Notice | None:
    """The place is kept."""
    return _notice(
        message,
        _("Your place is kept"),
        lambda _rsvp: _("Your place is kept."),
        RsvpState.CONFIRMED,
        text=_kept_text,
    )


@notice("events.rsvp_waiting")
def waiting(message: OutboxMessage) -> Notice | None:
    """All places were taken: the number in the line."""

    def first(rsvp: Rsvp) -> str:
        return str(
            _(
                "All places are taken. You are number %(n)s in the line. We write to you if a place opens.",
                n=queries.place_in_line(rsvp),
            )
        )

    return _notice(message, _("You are on the waiting list"), first, RsvpState.WAITING, text=_kept_text)


@notice("events.rsvp_promoted")
def promoted(message: OutboxMessage) -> Notice | None:
    """A place came free."""
    words = _("A place came free. It is yours now.")
    return _notice(
        message,
        _("You have a place now"),
        lambda _rsvp: words,
        RsvpState.CONFIRMED,
        text=lambda rsvp: texting.promoted(rsvp.event),
    )


@notice("events.rsvp_again")
def again(message: OutboxMessage) -> Notice | None:
    """Somebody answered a second time with this address."""

    def first(_rsvp: Rsvp) -> str:
        return str(_("Somebody answered again with this address. Your first answer stands; nothing changed."))

    return _notice(
        message,
        _("Your answer stands"),
        first,
        RsvpState.CONFIRMED,
        RsvpState.WAITING,
        text=_kept_text,
    )


@notice("events.rsvp_withdrawn")
def withdrawn(message: OutboxMessage) -> Notice | None:
    """The answer was withdrawn: the meeting leaves the calendar, also where it was called off since."""
    rsvp = queries.rsvp(message.about["rsvp"])
    if rsvp is None or rsvp.contact is None or rsvp.state != RsvpState.WITHDRAWN:
        return None
    event, contact = rsvp.event, rsvp.contact
    if contact.stopped_at is not None or contact.verified_at is None or event.ends_at <= clock.now():
        return None
    address = address_of(contact)
    return Notice(
        address=address,
        locale=current(),
        subject=_("Your answer was withdrawn"),
        paragraphs=(
            _("Your answer was withdrawn. Thank you for telling us."),
            _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event)),
        ),
        link=absolute("events.mine", token=queries.link_token(rsvp)),
        link_words=_("To the page of the meeting"),
        calendar=calendar.withdraw_part(event, address=address, sequence=event.sequence),
        text=lambda: texting.withdrawn(event),
        offers=texting.OFFERS,
    )
