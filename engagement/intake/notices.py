"""What is answered to a text: one short text, in its sender's language; STOP alone is answered to who stopped."""

from collections.abc import Callable

from flask_babel import gettext as _

from engagement.channels.gsm import shortest
from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice, reads, writes_from
from engagement.concerns import queries as concerns
from engagement.concerns import texting as about_concerns
from engagement.concerns.models import Concern
from engagement.concerns.notices import link_to
from engagement.concerns.rules import OPEN_LANES
from engagement.events import texting as about_meetings
from engagement.events.queries import attend, joining
from engagement.events.rules import RsvpState
from engagement.intake.rules import ALWAYS
from engagement.kernel.database import db
from engagement.kernel.locale import current, day
from engagement.organisation.models import Force
from engagement.people.actions.contacts import address_of
from engagement.people.models import Contact

OFFERS = {
    "menu": "menu",
    "unclear": "menu",
    "next": "next",
    "kept": "rsvp",
    "withdrawn": "rsvp",
    "is_it": "is_it",
    "put": "put",
    "told": "told",
}


@reads("number")
def _reads(key: int) -> str | None:
    contact = db.session.get(Contact, key)
    return contact.locale if contact else None


@writes_from("number")
def _from(message: OutboxMessage) -> str:
    return str(message.about["number"])


@notice("intake.reply")
def reply(message: OutboxMessage) -> Notice | None:
    """Answer a text; once its sender stopped, nothing but the confirmation of that and what to do in danger."""
    contact, what = db.session.get(Contact, message.recipient_id), str(message.about["what"])
    if contact is None or not _is_told(contact, what):
        return None
    words = _said(message, what)
    if not words:
        return None
    return Notice(
        address=address_of(contact),
        locale=current(),
        subject=_("Answer to a text"),
        paragraphs=(words,),
        text=lambda: words,
        offers=OFFERS.get(what, ""),
    )


def _is_told(contact: Contact, what: str) -> bool:
    """Whether an answer still goes: to whoever stopped them the confirmation of that and the danger text alone."""
    return what in ALWAYS if contact.stopped_at is not None else what != "stopped"


def _said(message: OutboxMessage, what: str) -> str:
    emergency = db.session.get_one(Force, message.force_id).emergency_number
    if what == "many":
        until = str(message.about["until"])
        return shortest(
            [_("Too many texts. Try again after %(time)s. Danger: %(n)s", time=until, n=emergency)]
        )
    if what in _PLAIN and "concern" not in message.about:
        return shortest([_PLAIN[what](emergency)])
    if "rsvp" in message.about:
        return _of_rsvp(int(message.about["rsvp"]))
    if "event" in message.about:
        event = joining.event_by_id(int(message.about["event"]))
        return about_meetings.next_one(event) if event else ""
    row = concerns.concern_by_id(int(message.about["concern"]))
    if row is None or row.lane not in OPEN_LANES or row.contact_id != message.recipient_id:
        return ""  # nothing of a sealed lane is ever sent by SMS
    return _OF_CONCERN[what](row)


def _of_rsvp(key: int) -> str:
    rsvp = attend.rsvp(key)
    if rsvp is None:
        return ""
    if rsvp.state == RsvpState.WITHDRAWN:
        return about_meetings.withdrawn(rsvp.event)
    if attend.asks(rsvp):
        return about_meetings.asked(rsvp.event)
    if rsvp.state == RsvpState.WAITING:
        return about_meetings.waiting(rsvp.event, attend.place_in_line(rsvp))
    return about_meetings.kept(rsvp.event, rsvp.code)


def _confirmed(row: Concern) -> str:
    thanks = _("Reference %(ref)s: thank you. We may call you to check.", ref=row.ref)
    return shortest(
        [
            _(
                "Reference %(ref)s: thank you. We may call you to check. Broken again? Text 2 %(ref)s",
                ref=row.ref,
            ),
            thanks,
        ]
    )


def _is_it(row: Concern) -> str:
    return shortest([_("Is it %(ref)s again? 1 yes, 2 no", ref=row.ref)])


def _added(row: Concern) -> str:
    return shortest([_("Your words are with reference %(ref)s now.", ref=row.ref)])


def _put(row: Concern) -> str:
    return shortest([_("Your words are with reference %(ref)s now. Something else? Text 2", ref=row.ref)])


def _reopened(row: Concern) -> str:
    if row.due_on is None:
        return shortest([_("Reference %(ref)s is open again.", ref=row.ref)])
    until = day(row.due_on, form="d MMM")
    return shortest(
        [_("Reference %(ref)s is open again. We will answer by %(day)s.", ref=row.ref, day=until)]
    )


def _started(row: Concern) -> str:
    return shortest(
        [
            _(
                "You will get texts from us again. News waits: text STATUS %(ref)s. No more texts: STOP",
                ref=row.ref,
            )
        ]
    )


_OF_CONCERN: dict[str, Callable[[Concern], str]] = {
    "stage": lambda row: about_concerns.stage_and_answer(row, link_to(row)),
    "told": about_concerns.asked_still,
    "started": _started,
    "again": about_concerns.received,
    "confirmed": _confirmed,
    "is_it": _is_it,
    "added": _added,
    "put": _put,
    "reopened": _reopened,
}
_PLAIN: dict[str, Callable[[str], str]] = {
    "stopped": lambda n: _(
        "No more texts from us. To start again: START. In danger call %(n)s. What you text is still read; "
        "we do not answer.",
        n=n,
    ),
    "started": lambda _n: _("You will get texts from us again. No more texts: STOP"),
    # the language is the one of the reader: a translation names its own
    "language": lambda _n: _("We text you in English from now on."),
    "menu": lambda n: _(
        "1 next meeting, 2 raise a concern, 3 ask about my problem. No more texts: STOP. Emergency: %(n)s",
        n=n,
    ),
    "unclear": lambda n: _(
        "Sorry, not understood. 1 next meeting, 2 raise a concern, 3 ask about my problem. No more texts: STOP. "
        "Emergency: %(n)s",
        n=n,
    ),
    "unknown": lambda n: _(
        "We know no such reference from this phone. Please look again. Emergency: %(n)s", n=n
    ),
    "have": lambda n: _("We have your message. In danger call %(n)s.", n=n),
    "which": lambda n: _("Text the reference alone, such as K7P2QX. Emergency: %(n)s", n=n),
    "no_meeting": lambda n: _("No meeting is announced yet. Emergency: %(n)s", n=n),
    "too_late": lambda _n: _("This meeting takes no more answers. Next meeting: text HELP, then 1"),
    "no_such_meeting": lambda _n: _("No meeting has this number. Next meeting: text HELP, then 1"),
    "none_kept": lambda _n: _("No place is kept for you. Next meeting: text HELP, then 1"),
    "write": lambda n: _(
        "Write what is wrong and where, in one text. We answer with a reference. Emergency: %(n)s", n=n
    ),
    "danger": lambda n: _("Danger now? Call %(n)s at once. Nobody may read this text in time.", n=n),
}
