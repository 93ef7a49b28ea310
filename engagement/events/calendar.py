"""Meetings as iCalendar: feeds and files (PUBLISH), and the parts of mails (REQUEST, CANCEL).

RFC 5545, 5546 and 7986. One UID for ever, whatever carries it: `<ref>@<host of PUBLIC_URL>`. Titles and places stand
in the meeting's own language, the word "Cancelled" in the reader's. Times are UTC: no reader needs our zones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from engagement.channels.notice import Calendar
from engagement.events import queries
from engagement.events.models import Event
from engagement.events.queries import Entry
from engagement.events.rules import KIND_WORDS
from engagement.kernel import clock
from engagement.kernel.links import absolute
from engagement.kernel.locale import current, direction

if TYPE_CHECKING:
    import icalendar

DAY = timedelta(days=1)
KEPT_FOR = timedelta(days=30)  # what is over or called off stays in the feed
REFRESH = timedelta(hours=1)
MOST_WORDS = 2000
END = b"END:VCALENDAR\r\n"
END_OF_ONE = b"\r\nEND:VEVENT\r\n"
ATTENDEE = "ATTENDEE;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:"


def feed(entries: Iterable[Entry], *, name: str) -> bytes:
    """Return a calendar of meetings, METHOD:PUBLISH, without attendees."""
    shown = list(entries)
    whole = _calendar("PUBLISH")
    whole.add("NAME", name)
    whole.add("X-WR-CALNAME", name)
    whole.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    whole.add("X-PUBLISHED-TTL", "PT1H")
    if shown:
        whole.add("LAST-MODIFIED", max(entry.changed_at for entry in shown))
    base = absolute("events.show", reference="-")[:-1]
    # One after another: a thousand components at once would stay as holes in the worker's memory.
    head = bytes(whole.to_ical()).removesuffix(END)
    each = (one for entry in shown for one in _vevents(entry, base))
    return b"".join((head, *(bytes(one.to_ical()) for one in each), END))


def parsed(lines: Sequence[str]) -> Any:
    """Return one VEVENT of somebody else's calendar, from its own lines; what it raises is the library's."""
    import icalendar  # noqa: PLC0415 - heavy: only calendars pay for it

    return icalendar.Event.from_ical("\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT")))


def request_part(event: Event, *, address: str, sequence: int) -> Calendar:
    """Return the part of a mail that puts a meeting into the calendar of `address`, or moves it there."""
    return _mailed("REQUEST", event, address, sequence)


def cancel_part(event: Event, *, address: str, sequence: int) -> Calendar:
    """Return the part of a mail that takes a meeting out of the calendar of `address`."""
    return _mailed("CANCEL", event, address, sequence)


def withdraw_part(event: Event, *, address: str, sequence: int) -> Calendar:
    """Return the part of a mail that takes a meeting, which takes place, out of the calendar of one who does not come.

    RFC 5546 §3.2.5: the attendee who leaves is named, and STATUS is left out, since the meeting itself stands.
    """
    return _mailed("CANCEL", event, address, sequence, stands=True)


def publish_part(events: Sequence[Event]) -> Calendar:
    """Return the part of a mail about several meetings, each with its UID and revision as it stands.

    One REQUEST or CANCEL speaks of one UID alone (RFC 5546 §3.2.2); PUBLISH may hold many, and has no attendee.
    """
    base = absolute("events.show", reference="-")[:-1]
    whole = _calendar("PUBLISH")
    for event in events:
        for one in _vevents(queries.entry(event), base):
            whole.add_component(one)
    return Calendar("PUBLISH", bytes(whole.to_ical()))


def uid(ref: str) -> str:
    """Return the one UID of a meeting."""
    return f"{ref}@{urlsplit(current_app.config['PUBLIC_URL']).hostname}"


def _calendar(method: str) -> "icalendar.Calendar":
    import icalendar  # noqa: PLC0415 - heavy: only who asks for a calendar pays for it

    whole = icalendar.Calendar()
    whole.add("PRODID", "-//Chowk//Meetings//EN")
    whole.add("VERSION", "2.0")
    whole.add("METHOD", method)
    return whole


def _mailed(method: str, event: Event, address: str, sequence: int, *, stands: bool = False) -> Calendar:
    from icalendar.parser import Contentline  # noqa: PLC0415 - heavy: only who asks for a calendar pays for it

    entry = replace(queries.entry(event), sequence=sequence)
    now = clock.now().replace(microsecond=0)
    whole = _for_all(method, entry, absolute("events.show", reference="-")[:-1], now, current(), stands)
    attendee = bytes(Contentline(ATTENDEE + address).to_ical())
    return Calendar(method, whole.replace(END_OF_ONE, b"\r\n" + attendee + END_OF_ONE))


@lru_cache(maxsize=8)
def _for_all(method: str, entry: Entry, base: str, now: datetime, code: str, stands: bool) -> bytes:  # noqa: FBT001
    """Return a part as it is for all who get it within a second in one language, still without whom it is for."""
    import icalendar  # noqa: PLC0415 - heavy: only who asks for a calendar pays for it

    del code  # of the cache
    parts = _vevents(entry, base)
    whole = _calendar(method)
    for one in parts[:1] if method == "CANCEL" else parts:  # calling off the whole calls off each day
        # RFC 5546 §2.1.5: of two with one SEQUENCE the later rules
        one["DTSTAMP"] = icalendar.vDDDTypes(now)
        if method == "CANCEL":
            del one["STATUS"]
        if method == "CANCEL" and not stands:
            one["STATUS"] = icalendar.vText("CANCELLED")
        whole.add_component(one)
    return bytes(whole.to_ical())


def _vevents(entry: Entry, base: str) -> list["icalendar.Event"]:
    """Return a meeting; of one that lasts several days a daily recurrence, so that one UID speaks of them all.

    RFC 5545 §3.8.4.4: a day whose hours differ from the first one's stands apart by its RECURRENCE-ID; a day left out
    is an EXDATE. One long VEVENT would show people as busy at night, and one a day would have a UID each.
    """
    if len(entry.days) < 2:
        return [_vevent(entry, base)]
    first, last = entry.days[0], entry.days[-1]
    one = _vevent(replace(entry, ends_at=first[1]), base)
    number = round((last[0] - first[0]) / DAY) + 1
    one.add("RRULE", {"FREQ": "DAILY", "COUNT": number})
    own = {round((begin - first[0]) / DAY): (begin, end) for begin, end in entry.days}
    apart = []
    for at in range(1, number):
        due = first[0] + at * DAY
        if at not in own:
            one.add("EXDATE", due)
        elif own[at] != (due, first[1] + at * DAY):
            other = _vevent(replace(entry, starts_at=own[at][0], ends_at=own[at][1]), base)
            other.add("RECURRENCE-ID", due)
            apart.append(other)
    return [one, *apart]


def _vevent(entry: Entry, base: str) -> "icalendar.Event":
    import icalendar  # noqa: PLC0415 - heavy: only who asks for a calendar pays for it

    one = icalendar.Event()
    link = base + entry.ref
    one.add("UID", uid(entry.ref))
    one.add("SEQUENCE", entry.sequence)
    one.add("DTSTAMP", entry.changed_at)
    one.add("LAST-MODIFIED", entry.changed_at)
    one.add("DTSTART", entry.starts_at)
    one.add("DTEND", entry.ends_at)
    one.add("STATUS", "CANCELLED" if entry.cancelled else "CONFIRMED" if entry.sure else "TENTATIVE")
    one.add("SUMMARY", _summary(entry), parameters={"LANGUAGE": entry.language})
    told = entry.words[:MOST_WORDS]
    one.add("DESCRIPTION", told if entry.invite_only else f"{told}\n\n{link}".strip())
    one.add("CATEGORIES", [_word(KIND_WORDS[entry.kind], entry.language)])  # type: ignore[index]
    one.add("ORGANIZER", _organizer())
    if not entry.invite_only:  # its page is not for those who come
        one.add("URL", link)
    _add_place(one, entry)
    return one


def _add_place(one: Any, entry: Entry) -> None:
    """Say where; of a women's session the locality alone, and no point."""
    nearest = "" if entry.women else entry.venue or entry.place
    parts = dict.fromkeys(part for part in (nearest, entry.locality) if part)
    if parts:
        one.add("LOCATION", ("، " if direction(entry.language) == "rtl" else ", ").join(parts))
    if not entry.women and entry.latitude is not None and entry.longitude is not None:
        one.add("GEO", (entry.latitude, entry.longitude))


def _summary(entry: Entry) -> str:
    """Return the title; of a meeting called off with the word for it in the reader's language, for readers of titles."""
    return str(_("Cancelled: %(title)s", title=entry.title)) if entry.cancelled else entry.title


@lru_cache(maxsize=256)
def _word(word: str, language: str) -> str:
    """Return a word of ours in the language of a meeting, where it is on offer."""
    if language not in current_app.config["LOCALES"]:
        return word
    with force_locale(language):
        return str(_(word))


def _organizer() -> str:
    """Return the bare address that answers come to (RFC 5546 §3.2.1 asks for one even in PUBLISH)."""
    return f"mailto:{parseaddr(current_app.extensions['settings'].mail_from)[1]}"
