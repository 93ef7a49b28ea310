"""What is told about meetings by SMS: short, neutral, the place of a women's session never. Rules of words.md §1 and §3."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from engagement.channels.gsm import shortest
from engagement.events import telling
from engagement.events.models import Event
from engagement.events.queries.joining import code_of
from engagement.kernel.locale import current, day, direction, in_language

OFFERS = "rsvp"  # a digit answers whether they come


def name_of(event: Event) -> str:
    """Return by what a meeting is named in a text: its join code, else the reference in its address."""
    return code_of(event) or event.ref


def when(event: Event) -> str:
    """Return day and time, such as Sat 22 Nov 15:00. No weekday where scripts run right to left: it also means a week."""
    form = "d MMMM" if direction(current()) == "rtl" else "EEE d MMM"
    on = day(date.fromisoformat(event.wall_start[:10]), form=form)
    return f"{on}{telling.comma(current())}{event.wall_start[11:16]}"


def _places(event: Event) -> Iterator[str]:
    """Yield when and where, ever shorter, until it is only when."""
    comma = telling.comma(current())
    said = when(event)
    if event.place_told:
        whole = telling.place_of(event, current())
        hall = in_language(event.venue.names) if event.venue else event.place
        area = in_language(event.locality.names) if event.locality else ""
        for place in dict.fromkeys((whole, hall, area)):  # shortened to the area rather than left out
            if place:
                yield f"{said}{comma}{place}"
    yield said


def kept(event: Event, code: str = "") -> str:
    """The place is kept; with the code that the door lists, where it goes in beside the place."""
    name = name_of(event)
    plain = [
        _("Meeting %(name)s: your place is kept. %(when)s. Cannot come? Reply 2", name=name, when=said)
        for said in _places(event)
    ]
    if not code:
        return shortest(plain)
    placed = list(_places(event))[: -1 if event.place_told else None]  # rather no code than no place
    coded = [
        _("Meeting %(name)s: your place is kept. %(when)s. Code %(code)s. Cannot come? Reply 2", name=name, code=code, when=said)
        for said in placed
    ]  # fmt: skip
    return shortest([*coded, *plain])


def promoted(event: Event) -> str:
    """A place came free."""
    name = name_of(event)
    return shortest(
        _("Meeting %(name)s: a place is yours now. %(when)s. Cannot come? Reply 2", name=name, when=said)
        for said in _places(event)
    )


def waiting(event: Event, number: int) -> str:
    """All places were taken: the number in the line."""
    words = _(
        "Meeting %(name)s is full. You are number %(n)s on the waiting list. We will text if a place opens.",
        name=name_of(event),
        n=number,
    )
    return shortest([words])


def moved(event: Event) -> str:
    """Its time or place has changed."""
    name = name_of(event)
    return shortest(
        _("Meeting %(name)s is now on %(when)s. Coming? 1 yes, 2 no", name=name, when=said)
        for said in _places(event)
    )


def called_off(event: Event) -> str:
    """It is called off."""
    return shortest([_("Meeting %(name)s on %(when)s is called off.", name=name_of(event), when=when(event))])


def near(event: Event) -> str:
    """It is near."""
    name = name_of(event)
    return shortest(
        _("Meeting %(name)s: %(when)s. Your place is kept. Cannot come? Reply 2", name=name, when=said)
        for said in _places(event)
    )


def withdrawn(event: Event) -> str:
    """Who said yes cannot come."""
    return shortest(
        [_("Meeting %(name)s: we know that you cannot come. Coming after all? Reply 1", name=name_of(event))]
    )


def asked(event: Event) -> str:
    """The host looks at the answer first; a digit shows that the phone is theirs."""
    return shortest([_("Meeting %(name)s: we have your answer. Reply 1 to confirm it.", name=name_of(event))])


def approved(event: Event, link: str) -> str:
    """The host gave a place; where it is stands on a private page alone (T7)."""
    words = _("Meeting %(name)s: your place is kept. %(when)s.", name=name_of(event), when=when(event))
    return shortest([f"{words} {link}"])


def declined(event: Event) -> str:
    """There is no place."""
    return shortest([_("Meeting %(name)s: there is no place. We are sorry.", name=name_of(event))])


def invited(event: Event, link: str) -> str:
    """Somebody invited by name is asked to answer."""
    words = _("You are invited to a meeting on %(when)s. Please answer:", when=when(event))
    return shortest([f"{words} {link}"])


def next_one(event: Event) -> str:
    """The next meeting, and how to come."""
    name = name_of(event)
    return shortest(
        _("Next meeting: %(when)s. Coming? Reply 1. Number of the meeting: %(name)s", name=name, when=said)
        for said in _places(event)
    )
