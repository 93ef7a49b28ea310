"""What a delegate is told: that they are invited, to what, and where to answer."""

from flask_babel import gettext as _

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.events import telling, texting
from engagement.events.invitations import Invited
from engagement.events.models import Delegate, Event
from engagement.events.queries import invitations as queries
from engagement.events.rules import State
from engagement.kernel import clock
from engagement.kernel.database import db
from engagement.kernel.links import absolute
from engagement.kernel.locale import current
from engagement.people.actions.contacts import address_of


@notice("events.invited")
def invited(message: OutboxMessage) -> Notice | None:
    """Invite; nothing once it was taken back or answered, or the meeting was called off or began."""
    delegate = db.session.get(Delegate, message.about["delegate"])
    if delegate is None or delegate.contact is None or delegate.contact.stopped_at is not None:
        return None
    if delegate.state != Invited.INVITED or delegate.number != message.about["number"]:
        return None
    event = db.session.get(Event, delegate.event_id)
    if event is None or event.state != State.PUBLISHED or event.starts_at <= clock.now():
        return None
    place = telling.place_of(event, current())
    lines = (
        _("You are invited to this meeting."),
        _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event)),
        _("Place: %(place)s.", place=place) if place else "",
        _("Please say whether you come. The link is yours alone: do not pass it on."),
    )
    link = absolute("events.invited", token=queries.token_of(delegate, mailed=True))
    return Notice(
        address=address_of(delegate.contact),
        locale=current(),
        subject=_("Invitation: %(title)s", title=event.title),
        paragraphs=tuple(line for line in lines if line),
        link=link,
        link_words=_("See the invitation and answer"),
        text=lambda: texting.invited(event, link),
    )
