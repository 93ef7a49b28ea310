"""What a party is told when one press touches several of its meetings: one message, in the party's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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

MOST_TOLD = 2  # of several in one text


@dataclass(frozen=True, slots=True)
class Party:
    """One answer of the reader's, and the revision of its meeting that the message speaks of."""

    rsvp: Rsvp
    sequence: int

    @property
    def event(self) -> Event:
        """Its meeting."""
        return self.rsvp.event


@notice("events.series_changed")
def changed(message: OutboxMessage) -> Notice | None:
    """Say each new time and place; a meeting that changed again since or was called off is told by its own message."""
    stand = [
        each
        for each in _parties(message)
        if each.event.state == State.PUBLISHED and each.event.sequence == each.sequence
    ]
    return _notice(
        stand,
        _("Changed: %(title)s"),
        lambda: _text(stand, texting.moved, _("Several of your meetings have changed:")),
        _("Several meetings that you mean to come to have changed. Now they are:"),
        *(_line(each) for each in stand),
    )


@notice("events.series_cancelled")
def cancelled(message: OutboxMessage) -> Notice | None:
    """Say which meetings are called off, and why."""
    off = [each for each in _parties(message) if each.event.state == State.CANCELLED]
    reasons = dict.fromkeys(each.event.cancel_reason for each in off)
    return _notice(
        off,
        _("Called off: %(title)s"),
        lambda: _text(off, texting.called_off, _("Several of your meetings are called off:")),
        _("These meetings are called off:"),
        *(telling.when_said(each.event) + _(".") for each in off),
        *reasons,
    )


def _text(parties: Sequence[Party], words: Callable[[Event], str], more: str) -> str:
    """Return one or two changes in a text; of more it says that they are, and where they stand."""
    if len(parties) > MOST_TOLD:
        return f"{more} {link_of(parties[0].event, parties[0].rsvp)}"
    return " ".join(words(each.event) for each in parties)


def _line(party: Party) -> str:
    event, rsvp = party.event, party.rsvp
    when, place = telling.when_said(event), telling.place_of(event, current())
    line = _("%(when)s. %(place)s.", when=when, place=place) if place else when + _(".")
    if rsvp.state == RsvpState.WAITING:
        return str(line + " " + _("You are on the waiting list."))
    if rsvp.promoted_at is not None:
        return str(line + " " + _("You have a place. Your code at the door: %(code)s.", code=rsvp.code))
    return str(line)


def _parties(message: OutboxMessage) -> list[Party]:
    """Return the answers that still stand; none when the reader stopped."""
    found = []
    for rsvp_id, sequence in zip(message.about["rsvp_ids"], message.about["sequences"], strict=True):
        rsvp = db.session.get(Rsvp, rsvp_id)
        if rsvp is None or rsvp.contact is None or rsvp.state == RsvpState.WITHDRAWN:
            continue
        if rsvp.contact.stopped_at is None:
            found.append(Party(rsvp, sequence))
    return found


def _notice(
    parties: Sequence[Party], subject: str, text: Callable[[], str], *sentences: str
) -> Notice | None:
    if not parties or parties[0].rsvp.contact is None:
        return None
    first = parties[0]
    confirmed = [each.event for each in parties if each.rsvp.state == RsvpState.CONFIRMED]
    return Notice(
        address=read(parties[0].rsvp.contact.address),
        locale=current(),
        subject=subject % {"title": first.event.title},
        paragraphs=tuple(sentence for sentence in sentences if sentence),
        link=link_of(first.event, first.rsvp),
        link_words=_("See the meeting"),
        calendar=calendar.publish_part(confirmed) if confirmed else None,
        text=text,
    )
