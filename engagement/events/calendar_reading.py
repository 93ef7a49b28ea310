"""Meetings out of an iCalendar file (RFC 5545): each as one that can be taken in, or refused with a reason.

Parts that nobody asked for (alarms, to-dos, zones) are thrown away line by line before anything is parsed, so that
what is nested deep costs nothing. A rule is expanded within two years and 104 dates; one that goes further or never
ends gives the dates within, and a line among the refused that says so.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from engagement.events.importing import ASSUMED, MOST, Found, Refused, Unreadable
from engagement.kernel.clock import to_utc
from engagement.kernel.form_base import EARLIEST, LATEST
from engagement.kernel.refusals import N_, Refusal

MOST_EVENTS = 2_000
MOST_EMPTY = 20  # rules that give no date: each costs a fifth of a second to find out
MOST_DATES = 104
AHEAD = timedelta(days=2 * 366)
MOST_LINES = 400  # of one meeting
CENTURIES = 7_600  # a multiple of 400 years, after which the calendar repeats
OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
CUT = N_("Its rule goes on after %(day)s. The dates until then were taken.")


class Unmatched(Refusal):
    """The first date of a meeting is none of its rule."""

    def __init__(self) -> None:
        super().__init__(N_("Its first date does not match its rule."))


class Empty(Unmatched):
    """A rule that never comes true."""


@dataclass(slots=True)
class Told:
    """One VEVENT as the file tells it."""

    place: int
    uid: str
    title: str
    starts: datetime
    ends: datetime | None
    location: str
    details: str
    off: bool
    instead_of: datetime | None  # of which date of its rule it takes the place
    rule: Any  # vRecur
    extra: list[datetime] = field(default_factory=list)
    skipped: set[datetime] = field(default_factory=set)


def read(raw: bytes, *, office: str, zone: str, host: str = "") -> Iterator[Found | Refused]:
    """Yield the meetings of a calendar in order; times without a zone are in `zone`, our own are known by `host`.

    Raises `Unreadable` for what is no calendar and for one with more than 2,000 meetings.
    """
    blocks = _blocks(raw)
    told: list[Told] = []
    for place, block in enumerate(blocks, 1):
        try:
            told.append(_told(block, place, zone))
        except Refusal as refusal:
            yield _refused(place, refusal, "", "")
    instead: dict[str, set[datetime]] = {}
    for one in told:
        if one.instead_of is not None:
            instead.setdefault(one.uid, set()).add(one.instead_of)
    empty = 0
    for one in told:
        try:
            for each in _dates(one, instead.get(one.uid, set()), office, zone):
                if isinstance(each, Found) and host and one.uid.endswith(f"@{host}"):
                    yield replace(each, reference=one.uid.partition("@")[0][:12])
                else:
                    yield each
        except Refusal as refusal:
            empty += isinstance(refusal, Empty)
            if empty > MOST_EMPTY:
                raise Unreadable(N_("Too many rules of this calendar give no date.")) from None
            yield _refused(one.place, refusal, one.uid, one.title)


def _refused(place: int, refusal: Refusal, uid: str, title: str) -> Refused:
    reason = refusal.message % refusal.values if refusal.values else refusal.message
    shown = "".join(c for c in title if c.isprintable())
    return Refused(place, uid[:40], shown[:80], reason, refusal)


def _blocks(raw: bytes) -> list[list[str]]:
    """Return the lines of each VEVENT, unfolded, without what is nested in it."""
    blocks: list[list[str]] = []
    depth = 0  # within a VEVENT
    for line in _lines(raw):
        said = line.strip().upper()
        if depth == 0:
            if said == "BEGIN:VEVENT":
                depth = 1
                blocks.append([])
        elif said.startswith(("BEGIN:", "END:")):
            depth += 1 if said.startswith("BEGIN:") else -1
        elif depth == 1 and len(blocks[-1]) <= MOST_LINES:
            blocks[-1].append(line)
    if depth:
        blocks.pop()  # the file ends in the middle of it
    if len(blocks) > MOST_EVENTS:
        raise Unreadable(N_("This calendar holds more than 2000 meetings. Split it."))
    return blocks


def _lines(raw: bytes) -> list[str]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(N_("This calendar is not written in UTF-8.")) from None
    whole = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n ", "").replace("\n\t", "")
    lines = whole.split("\n")
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines[:5]):
        raise Unreadable(N_("This is no calendar: it does not begin with BEGIN:VCALENDAR."))
    return lines


def _told(lines: list[str], place: int, zone: str) -> Told:
    from engagement.events.calendar import parsed  # noqa: PLC0415 - heavy: icalendar loads for who imports

    if len(lines) > MOST_LINES:
        raise Refusal(N_("It has more than %(n)s lines."), n=MOST_LINES)
    try:
        event = parsed(lines)
        starts = _wall(event.get("DTSTART"), zone)
        one = Told(
            place=place,
            uid=str(event.get("UID", "")),
            title=" ".join(str(event.get("SUMMARY", "")).split()),
            starts=starts,
            ends=_end(event, starts, zone),
            location=str(event.get("LOCATION", "")).strip(),
            details=str(event.get("DESCRIPTION", "")).strip(),
            off=str(event.get("STATUS", "")).upper() == "CANCELLED",
            instead_of=_wall(event["RECURRENCE-ID"], zone) if "RECURRENCE-ID" in event else None,
            rule=_rule(event.get("RRULE")),
            extra=_walls(event.get("RDATE"), zone),
            skipped=set(_walls(event.get("EXDATE"), zone)),
        )
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - whatever the library says of words that are no calendar
        raise Refusal(N_("It cannot be read.")) from None
    _check(one)
    return one


def _rule(value: Any) -> Any:
    if isinstance(value, list):
        raise Refusal(N_("It has more than one rule."))
    if value is not None and not isinstance(value, dict):
        raise Refusal(N_("Its rule cannot be read."))
    return value


def _check(one: Told) -> None:
    if not one.title:
        raise Refusal(N_("It has no title."))
    for name, words in (("title", one.title), ("location", one.location), ("details", one.details)):
        if len(words) > MOST[name]:
            raise Refusal(N_("Its %(name)s is longer than %(n)s characters."), name=name, n=MOST[name])
        if any(ord(c) < 32 and c not in "\r\n\t" for c in words):
            raise Refusal(N_("It holds characters that cannot be read."))
    if not EARLIEST <= one.starts.date() < LATEST:
        raise Refusal(N_("Its start is not between 2000 and 2099."))
    if one.ends is not None and one.ends <= one.starts:
        raise Refusal(N_("It ends at or before its start."))


def _wall(value: Any, zone: str) -> datetime:
    """Return an instant of a calendar as the wall clock of `zone` shows it."""
    if value is None:
        raise Refusal(N_("It does not say when it begins."))
    found = getattr(value, "dt", None)
    if isinstance(found, datetime):
        return found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if found.tzinfo else found
    if isinstance(found, date):
        raise Refusal(N_("It names a day and no hour."))
    raise Refusal(N_("It cannot be read."))


def _walls(value: Any, zone: str) -> list[datetime]:
    lists = value if isinstance(value, list) else [value] if value is not None else []
    return [_wall(each, zone) for some in lists for each in some.dts[:MOST_DATES]]


def _end(event: Any, starts: datetime, zone: str) -> datetime | None:
    if "DTEND" in event:
        return _wall(event["DTEND"], zone)
    return starts + event["DURATION"].dt if "DURATION" in event else None


def _dates(one: Told, instead: set[datetime], office: str, zone: str) -> Iterator[Found | Refused]:
    """Yield the meeting, or each date of its rule that no other entry takes the place of."""
    if one.rule is None and not one.extra:
        yield _found(one, one.starts, one.instead_of or (one.starts if not one.uid else None), office, zone)
        return
    dates, cut = _expanded(one)
    for starts in dates:
        if starts not in one.skipped and starts not in instead:
            yield _found(one, starts, starts, office, zone)
    if cut:
        yield _refused(one.place, Refusal(CUT, day=dates[-1].date().isoformat()), one.uid, one.title)


def _expanded(one: Told) -> tuple[list[datetime], bool]:
    """Return the dates of a rule within its bounds, and whether it goes on after them."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - only calendars have rules

    dates: set[datetime] = set(one.extra)
    if one.rule is None:
        return sorted(dates | {one.starts})[:MOST_DATES], False
    rule = {str(key).upper(): value for key, value in one.rule.items()}
    if rule.get("FREQ", [""])[0] in OFTEN:
        raise Refusal(N_("Its rule repeats within a day."))
    last = one.starts + AHEAD
    until, count = _until(rule.pop("UNTIL", [None])[0]), rule.pop("COUNT", [None])[0]
    most = min(count or MOST_DATES + 1, MOST_DATES + 1)
    bound = min(until or last, last)
    try:
        whole = rrulestr(type(one.rule)(rule).to_ical().decode(), dtstart=_late(one.starts))
        late = islice(whole.replace(until=_late(bound)), most)
        found = [each.replace(year=each.year - CENTURIES) for each in late]
    except (ValueError, TypeError, OverflowError):
        raise Refusal(N_("Its rule cannot be read.")) from None
    if one.starts not in found:
        raise Unmatched if found else Empty
    endless = count is None and (until is None or until > last)
    further = len(found) > MOST_DATES or endless or (count is not None and len(found) < count)
    return sorted({*found[:MOST_DATES], *dates}), further


def _late(wall: datetime) -> datetime:
    """Return the same day 76 centuries on: weekdays and leap years agree, and a rule without a date ends at year 9999."""
    return wall.replace(year=wall.year + CENTURIES)


def _until(value: Any) -> datetime | None:
    """Return the end of a rule on the wall clock; one in UTC may be a day off, so it is put a day later."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None) + timedelta(hours=14 if value.tzinfo else 0)
    return datetime.combine(value, time.max) if isinstance(value, date) else None


def _found(one: Told, starts: datetime, which: datetime | None, office: str, zone: str) -> Found:
    length = (one.ends or one.starts + ASSUMED) - one.starts
    starts_at = to_utc(starts, zone)
    ends_at = to_utc(starts + length, zone) if one.ends else starts_at + ASSUMED
    if ends_at <= starts_at:
        raise Refusal(N_("It ends at or before its start."))
    mark = "\x1f".join((one.uid or one.title, which.isoformat() if which else ""))
    return Found(
        key="ics:" + hashlib.sha256(mark.encode()).hexdigest()[:32],
        office=office,
        title=one.title,
        location=one.location,
        details=one.details,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        end_assumed=one.ends is None,
        said_off=one.off,
    )
