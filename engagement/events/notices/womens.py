"""What somebody who answered a women's session is told. The place stands in no mail: it is on the private page alone (T7)."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import Notice, notice
from engagement.events import calendar, telling, texting
from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as queries
from engagement.events.rules import Kind, RsvpState, State
from engagement.kernel.links import absolute
from engagement.kernel.locale import current
from engagement.people.actions.contacts import address_of


def link_of(event: Event, rsvp: Rsvp) -> str:
    """Return where a message leads: the meeting's page; of a women's session or one by invitation the answer's own."""
    if event.kind == Kind.WOMEN or event.invite_only:
        return absolute("events.mine", token=queries.link_token(rsvp))
    return absolute("events.show", reference=event.ref)


@notice("events.rsvp_asked")
def asked(message: OutboxMessage) -> Notice | None:
    """Say that the answer came, and ask to confirm the address."""
    rsvp = _reader(message)
    if rsvp is None or not queries.asks(rsvp):
        return None
    return _notice(
        rsvp,
        _("We have your answer"),
        _(
            "The host looks at your answer. Please open the page below and confirm that this address is yours."
        ),
        link_words=_("Confirm, change or withdraw"),
        text=lambda: texting.asked(rsvp.event),
    )


@notice("events.rsvp_approved")
def approved(message: OutboxMessage) -> Notice | None:
    """Say that there is a place, and on which page it stands where."""
    rsvp = _reader(message)
    if rsvp is None or rsvp.state != RsvpState.CONFIRMED or rsvp.contact is None:
        return None
    event, address = rsvp.event, address_of(rsvp.contact)
    return _notice(
        rsvp,
        _("Your place is kept"),
        _("Your place is kept. The page below says where. Show it to nobody else."),
        link_words=_("See where, change or withdraw"),
        code=rsvp.code,
        text=lambda: texting.approved(event, absolute("events.mine", token=queries.link_token(rsvp))),
        part=calendar.request_part(event, address=address, sequence=event.sequence),
    )


@notice("events.rsvp_declined")
def declined(message: OutboxMessage) -> Notice | None:
    """Say in neutral words that there is no place; who had one is taken out of the calendar."""
    rsvp = _reader(message)
    if rsvp is None or rsvp.declined_at is None or rsvp.contact is None:
        return None
    event, address = rsvp.event, address_of(rsvp.contact)
    had = message.about["had"]
    return Notice(
        address=address,
        locale=current(),
        subject=_("About your answer"),
        paragraphs=(
            _("There is no place for you at this session. We are sorry."),
            _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event)),
            _("Other meetings stand on our page. You are welcome there."),
        ),
        link=absolute("events.index"),
        link_words=_("See the meetings"),
        calendar=calendar.withdraw_part(event, address=address, sequence=event.sequence) if had else None,
        text=lambda: texting.declined(event),
    )


def _notice(
    rsvp: Rsvp,
    subject: str,
    first: str,
    *,
    link_words: str,
    text: Callable[[], str],
    code: str = "",
    part: object = None,
) -> Notice:
    if rsvp.contact is None:
        raise RuntimeError("nobody to tell")
    event = rsvp.event
    place = telling.place_of(event, current())
    meeting = _("%(title)s. %(when)s.", title=event.title, when=telling.when_said(event))
    lines = (
        first,
        f"{meeting} {place}".strip(),
        ngettext("You are %(num)s person.", "You are %(num)s people.", rsvp.party),
    )
    return Notice(
        address=address_of(rsvp.contact),
        locale=current(),
        subject=subject,
        paragraphs=(*lines, _("Say this code at the door.")) if code else lines,
        link=absolute("events.mine", token=queries.link_token(rsvp)),
        link_words=link_words,
        code=code,
        calendar=part,  # type: ignore[arg-type]
        text=text,
        offers=texting.OFFERS,
    )


def _reader(message: OutboxMessage) -> Rsvp | None:
    """Return the answer while somebody reads what is sent about it and the session stands."""
    rsvp = queries.rsvp(message.about["rsvp"])
    if rsvp is None or rsvp.contact is None or rsvp.contact.stopped_at is not None:
        return None
    return rsvp if rsvp.event.state == State.PUBLISHED else None
