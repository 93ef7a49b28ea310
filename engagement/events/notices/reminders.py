"""What somebody is told who has a place at a meeting that is near, and who came to one."""

from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.events import telling, texting
from engagement.events.models import Rsvp
from engagement.events.notices.womens import link_of
from engagement.events.queries import attend as queries
from engagement.events.queries import record
from engagement.events.rules import RsvpState, State
from engagement.kernel import clock
from engagement.kernel.links import absolute
from engagement.kernel.locale import current
from engagement.people.actions.contacts import address_of
from engagement.people.queries import calendar_token


@notice("events.reminder")
def reminder(message: OutboxMessage) -> Notice | None:
    """Say when and where; nothing once it moved, was called off or began, or the place was given back."""
    rsvp = _reader(message)
    if rsvp is None or rsvp.state != RsvpState.CONFIRMED or rsvp.contact is None:
        return None
    event = rsvp.event
    stands = event.state == State.PUBLISHED and event.sequence == message.about["sequence"]
    if not stands or event.starts_at <= clock.now():
        return None
    place = telling.place_of(event, current())
    lines = (
        _("You have a place at this meeting."),
        _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event)),
        _("Place: %(place)s.", place=place) if place else "",
        ngettext("You are %(num)s person.", "You are %(num)s people.", rsvp.party),
        _("Cannot come? Withdraw, and somebody who waits gets your place."),
        _("Say this code at the door."),
    )
    return Notice(
        address=address_of(rsvp.contact),
        locale=current(),
        subject=_("Remember: %(title)s", title=event.title),
        paragraphs=tuple(line for line in lines if line),
        link=absolute("events.mine", token=queries.link_token(rsvp)),
        link_words=_("See, change or withdraw your answer"),
        code=rsvp.code,
        square=queries.square_words(rsvp),
        text=lambda: texting.near(event),
        offers=texting.OFFERS,
    )


@notice("events.own_calendar")
def own_calendar(message: OutboxMessage) -> Notice | None:
    """Tell where one's own calendar is asked for: an address to paste into a program."""
    rsvp = _reader(message)
    if rsvp is None or rsvp.contact is None:
        return None
    return Notice(
        address=address_of(rsvp.contact),
        locale=current(),
        subject=_("All your meetings in your calendar"),
        paragraphs=(
            _("Copy this address into your calendar program. It follows each change."),
            _("Who has this address sees which meetings you go to. Tell it to nobody."),
        ),
        link=absolute("events.own", token=calendar_token(rsvp.contact)),
        link_words=_("Add to my calendar"),
    )


@notice("events.thanks")
def thanks(message: OutboxMessage) -> Notice | None:
    """Thank for coming, and say where what was promised can be read."""
    rsvp = _reader(message)
    if rsvp is None or rsvp.contact is None or rsvp.arrived_at is None:
        return None
    event = rsvp.event
    if event.state not in {State.HELD, State.CLOSED} or record.told(event):
        return None  # the summary is out: its message thanks
    return Notice(
        address=address_of(rsvp.contact),
        locale=current(),
        subject=_("Thank you for coming: %(title)s", title=event.title),
        paragraphs=(
            _("Thank you for coming."),
            _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event)),
            _("What was decided and promised will stand on the page of the meeting."),
        ),
        link=link_of(event, rsvp),
        link_words=_("See the meeting"),
    )


def _reader(message: OutboxMessage) -> Rsvp | None:
    rsvp = queries.rsvp(message.about["rsvp"])
    if rsvp is None or rsvp.contact is None or rsvp.contact.stopped_at is not None:
        return None
    return rsvp
