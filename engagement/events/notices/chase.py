"""What is said to whoever owes the record of a meeting."""

from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.events import telling
from engagement.events.models import Event
from engagement.events.rules import State
from engagement.kernel.database import db
from engagement.kernel.links import absolute
from engagement.kernel.locale import current
from engagement.people.queries import person


@notice("events.unclosed")
def unclosed(message: OutboxMessage) -> Notice | None:
    """Ask for the record of a meeting; nothing once it was closed or called off."""
    event, reader = db.session.get(Event, message.about["event"]), person(message.recipient_id)
    if event is None or reader is None or event.state not in {State.PUBLISHED, State.HELD}:
        return None
    days = message.about["days"]
    return Notice(
        address=reader.email,
        locale=current(),
        subject=_("Its record is not closed: %(title)s", title=event.title),
        paragraphs=(
            _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event)),
            ngettext(
                "This meeting was over %(num)s day ago. Its record is not closed.",
                "This meeting was over %(num)s days ago. Its record is not closed.",
                days,
            ),
            _(
                "People cannot read what was decided and promised before that. It takes less than ten minutes."
            ),
        ),
        link=absolute("events.record", reference=event.ref),
        link_words=_("Write the record"),
    )
