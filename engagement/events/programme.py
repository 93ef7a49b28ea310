"""What happens at a meeting: points of an agenda and points inside them, days, people with a part in it. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol, TypeVar

from engagement.kernel.refusals import N_, Refusal

MOST_POINTS = 40
MOST_DAYS = 14
LONGEST_POINT = 600  # minutes
MOST_PARTS = 40  # people named on one meeting
MOST_COUNTED = 5000
DAY_MARK = re.compile(r"#\s*(\d{1,2})\s*\Z", re.ASCII)
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)\Z", re.ASCII)
HOURS = re.compile(r"(\S+)\s+(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)\Z", re.ASCII)


class Part(StrEnum):
    """What somebody named on a programme does there. Nobody named is counted as coming."""

    CHIEF_GUEST = "chief_guest"
    CHAIR = "chair"
    SPEAKER = "speaker"
    TRAINER = "trainer"
    MODERATOR = "moderator"


PART_WORDS = {
    Part.CHIEF_GUEST: N_("Chief guest"),
    Part.CHAIR: N_("In the chair"),
    Part.SPEAKER: N_("Speaker"),
    Part.TRAINER: N_("Trainer"),
    Part.MODERATOR: N_("Moderator"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of an agenda; `inside`: it belongs to the point above it."""

    words: str
    minutes: int | None = None
    starts: str | None = None  # on the wall clock, such as 10:30
    day: int = 1
    inside: bool = False

    def typed(self) -> str:
        """Return the line that says so."""
        parts = [self.starts or "", str(self.minutes) if self.minutes else "", self.words]
        return ("- " if self.inside else "") + " | ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Span:
    """The hours of one day of a meeting; `after` is how many days lie between it and the first."""

    after: int
    starts: time
    ends: time


def agenda_of(text: str) -> tuple[Point, ...]:
    """Return the points of an agenda, one a line: `10:00 | 20 | Last time, answered`, or fewer of the three.

    A line that begins with `-` lies inside the point above; `#2` alone begins the second day. Refuses more than 40
    points, minutes that are no number of 1 to 600, words of more than 200 characters, and a first line with `-`.
    """
    points: list[Point] = []
    day = 1
    for line in (each.strip() for each in text.splitlines()):
        mark = DAY_MARK.match(line)
        if mark:
            day = _next_day(int(mark[1]), day, len(points) + 1)
        elif line:
            points.append(replace(_point(line, len(points) + 1), day=day))
            _check_inside(points)
    if len(points) > MOST_POINTS:
        raise Refusal(N_("An agenda has at most %(n)s points."), field="agenda", n=MOST_POINTS)
    _check_lengths(points)
    return tuple(points)


def _next_day(number: int, day: int, line: int) -> int:
    if not (number == day == 1 or day < number <= MOST_DAYS):
        raise Refusal(
            N_("Line %(n)s: days stand in order, from #1 to #%(most)s."),
            field="agenda",
            n=line,
            most=MOST_DAYS,
        )
    return number


def _point(line: str, number: int) -> Point:
    inside = line[0] in "-–" and len(line) > 1 and line[1] == " "
    *facts, words = [part.strip() for part in (line[2:] if inside else line).split("|", 2)]
    starts = minutes = None
    if facts and CLOCK.match(facts[0]):
        starts = f"{facts.pop(0):0>5}"
    if len(facts) > 1:
        facts, words = facts[:1], f"{facts[1]} | {words}"
    if facts and facts[0]:
        minutes = _minutes(facts[0], number)
    if not words or len(words) > 200:
        raise Refusal(N_("Line %(n)s: write 1 to 200 characters."), field="agenda", n=number)
    return Point(words, minutes, starts, inside=inside)


def _minutes(text: str, number: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= LONGEST_POINT):
        raise Refusal(
            N_("Line %(n)s: minutes are a number from 1 to 600, then | and the words."),
            field="agenda",
            n=number,
        )
    return int(text)


def _check_inside(points: Sequence[Point]) -> None:
    if points[-1].inside and (len(points) < 2 or points[-2].day != points[-1].day):
        raise Refusal(
            N_("Line %(n)s begins with - but there is no point above it to lie inside."),
            field="agenda",
            n=len(points),
        )


def _check_lengths(points: Sequence[Point]) -> None:
    """Refuse points that take longer than the one they lie inside."""
    for top, inner in nested(points):
        if top.minutes and sum(each.minutes or 0 for each in inner) > top.minutes:
            raise Refusal(
                N_("The points inside “%(words)s” take longer than it does."), field="agenda", words=top.words
            )


class Inner(Protocol):
    """What may lie inside another."""

    @property
    def inside(self) -> bool:
        """Whether it lies inside the one above."""


Each = TypeVar("Each", bound=Inner)


def nested(points: Iterable[Each]) -> list[tuple[Each, list[Each]]]:
    """Return each point with those inside it, in order."""
    found: list[tuple[Each, list[Each]]] = []
    for point in points:
        if point.inside and found:
            found[-1][1].append(point)
        else:
            found.append((point, []))
    return found


def typed(points: Iterable[Point]) -> str:
    """Return an agenda as somebody would type it."""
    lines: list[str] = []
    day = 1
    for point in points:
        if point.day != day:
            day = point.day
            lines.append(f"#{day}")
        lines.append(point.typed())
    return "\n".join(lines)


def days_typed(text: str, first: datetime, ends: time) -> tuple[Span, ...]:
    """Return the days of a meeting: the first one's hours, and further ones written `2026-08-19 09:00-13:00` a line.

    Nothing for nothing. Raises ValueError on a line that cannot be read.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return ()
    spans = [Span(0, first.time(), ends)]
    for line in lines:
        found = HOURS.match(line)
        if found is None:
            raise ValueError(line)
        on = date.fromisoformat(found[1])
        spans.append(Span((on - first.date()).days, _clock(found[2]), _clock(found[3])))
    return tuple(spans)


def _clock(text: str) -> time:
    return time.fromisoformat(f"{text:0>5}")


def days_shown(spans: Sequence[Span], first: date) -> str:
    """Return the further days as somebody would type them."""
    return "\n".join(
        f"{first + timedelta(days=each.after)} {each.starts:%H:%M}-{each.ends:%H:%M}" for each in spans[1:]
    )


def days_of(starts: datetime, ends: datetime, spans: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """Return the hours of each day of a meeting, on the wall clock; one for a meeting of one day or one night.

    Without `spans`, a meeting that ends on a later day at a later hour has these hours on each day.
    """
    if spans:
        return [
            (datetime.combine(on, each.starts), datetime.combine(on, each.ends))
            for each in spans
            for on in (starts.date() + timedelta(days=each.after),)
        ]
    later = (ends.date() - starts.date()).days
    if later < 1 or ends.time() <= starts.time():
        return [(starts, ends)]
    days = [starts + timedelta(days=n) for n in range(later + 1)]
    return [(day, datetime.combine(day.date(), ends.time())) for day in days]


def spans_of(days: Sequence[tuple[datetime, datetime]]) -> tuple[Span, ...]:
    """Return what must be said of days beyond the first start and the last end: nothing where all have the same hours."""
    if len(days) < 2 or days_of(days[0][0], days[-1][1], ()) == list(days):
        return ()
    first = days[0][0].date()
    return tuple(Span((begin.date() - first).days, begin.time(), end.time()) for begin, end in days)


def check_days(spans: Sequence[Span]) -> None:
    """Refuse days that end before they begin, that do not follow each other, and more than fourteen."""
    if any(each.ends <= each.starts for each in spans):
        raise Refusal(N_("Each day ends later than it begins."), field="more_days")
    if any(later.after <= each.after for each, later in pairwise(spans)):
        raise Refusal(N_("Write each day once, in order, after the first one."), field="more_days")
    if len(spans) > MOST_DAYS:
        raise Refusal(N_("A meeting lasts at most 14 days. Check the dates."), field="more_days")


def check_agenda(points: Sequence[Point], days: Sequence[tuple[datetime, datetime]]) -> None:
    """Refuse a point on a day that is none of the meeting's, and one that begins outside its day's hours."""
    for point in points:
        if point.day > len(days):
            raise Refusal(
                N_("“%(words)s” stands on day %(n)s. The meeting has fewer days."),
                field="agenda",
                words=point.words,
                n=point.day,
            )
        if point.starts is None:
            continue
        begin, end = days[point.day - 1]
        at = datetime.combine(begin.date(), _clock(point.starts))
        if at < begin and end.date() > begin.date():  # a night: what is before its start is after midnight
            at += timedelta(days=1)
        if not begin <= at < end:
            raise Refusal(
                N_("“%(words)s” begins at %(hour)s. The meeting is not on at that time."),
                field="agenda",
                words=point.words,
                hour=point.starts,
            )


def check_count(came: int | None, women: int | None, men: int | None) -> None:
    """Refuse a head-count of a point with more women and men than people."""
    if (women or 0) + (men or 0) > (came or 0):
        raise Refusal(N_("There are more women and men than people in all."), field="came")
