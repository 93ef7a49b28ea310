"""What people are told once the summary of a meeting can be read: that it is there, and where. No place, no word of it."""

from flask_babel import gettext as _

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.events import telling
from engagement.events.notices.womens import link_of
from engagement.events.queries import attend as queries
from engagement.events.queries import record
from engagement.events.rules import RsvpState
from engagement.kernel.links import absolute
from engagement.kernel.locale import current
from engagement.people.actions.contacts import address_of
from engagement.people.queries import contact


@notice("events.summary")
def summary(message: OutboxMessage) -> Notice | None:
    """Say that the summary is published, with thanks to whoever came; nothing while it is worded anew."""
    reader = contact(message.recipient_id)
    event = record.closed(message.about["event_id"])
    if reader is None or reader.stopped_at is not None or event is None:
        return None
    rsvp = queries.rsvp(message.about["rsvp"]) if "rsvp" in message.about else None
    gone = "rsvp" in message.about and (rsvp is None or rsvp.state == RsvpState.WITHDRAWN)
    minutes = record.minutes(event)
    if gone or minutes is None or not minutes.shown:
        return None
    came = rsvp is not None and rsvp.arrived_at is not None
    lines = (
        _("Thank you for coming.") if came else "",
        _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event)),
        _("The summary is published: what was decided, and who promised what by when."),
    )
    return Notice(
        address=address_of(reader),
        locale=current(),
        subject=_("What came of it: %(title)s", title=event.title),
        paragraphs=tuple(line for line in lines if line),
        link=link_of(event, rsvp) if rsvp else absolute("events.show", reference=event.ref),
        link_words=_("Read the summary"),
    )
