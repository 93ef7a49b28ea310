"""Meetings out of a CSV file: each row as a meeting that can be taken in, or refused with a reason. Writes nothing.

A row without an end is taken to last one hour, as four fifths of such meetings do, and is marked `end_assumed`.
A title that holds "cancel" is a meeting called off. A row is known by its start, title and place: the same three
again in the file are a repetition.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engagement.events.rules import Kind
from engagement.kernel.clock import to_local, to_utc
from engagement.kernel.form_base import EARLIEST, LATEST
from engagement.kernel.refusals import N_, Refusal

MOST_BYTES = 50 * 1024 * 1024
MOST = {"title": 200, "location": 500, "details": 20_000, "office": 120}
ASSUMED = timedelta(hours=1)
NO_TIME = {
    "start": N_("Its start is no date and time such as 2026-11-24T16:00."),
    "end": N_("Its end is no date and time such as 2026-11-24T16:00."),
}
NO_YEAR = {
    "start": N_("Its start is not between 2000 and 2099."),
    "end": N_("Its end is not between 2000 and 2099."),
}
NAMES = {  # our name of a column → what files call it
    "start": ("start", "starts", "start_time", "begins", "starts_at", "begins_at"),
    "end": ("end", "ends", "end_time", "ends_at"),
    "title": ("title", "name", "summary"),
    "office": ("office", "station", "police_district", "district"),
    "location": ("location", "place", "venue", "address", "place_in_words"),
    "details": ("details", "description", "words", "what_it_is_about"),
    "zone": ("zone", "timezone", "time_zone", "tz"),
    "number": ("row", "number", "id"),
    "reference": ("reference", "number_of_the_meeting"),
    "kind": ("kind", "kind_of_meeting"),
}
DANGEROUS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # what a spreadsheet takes for a formula; the wide ones too
NEEDED = ("start", "title", "office")
CALLED_OFF = re.compile("cancel", re.IGNORECASE)
COFFEE = re.compile("coffee", re.IGNORECASE)


class Unreadable(Refusal):
    """A file that is no list of meetings, in one sentence."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message, field="file", **values)

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


@dataclass(frozen=True, slots=True)
class Found:
    """One meeting of a file."""

    key: str
    office: str
    title: str
    location: str
    details: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    end_assumed: bool
    reference: str = ""  # of one of our own meetings, where the file came from here
    said_kind: str = ""
    said_off: bool = False

    @property
    def called_off(self) -> bool:
        """Whether the file or its title says so."""
        return self.said_off or bool(CALLED_OFF.search(self.title))

    @property
    def kind(self) -> Kind:
        """What the file or its title says it is."""
        if self.said_kind in set(Kind):
            return Kind(self.said_kind)
        return Kind.COFFEE if COFFEE.search(self.title) else Kind.MEETING

    def waits(self, now: datetime) -> bool:
        """Whether it is coming and does not say where: nobody can be sent there, as by hand. A visit goes round."""
        somewhere = self.location.strip() or self.kind in {Kind.WOMEN, Kind.VISIT}
        return not somewhere and not self.called_off and self.ends_at > now

    @property
    def walls(self) -> tuple[str, str]:
        """Start and end on the wall clock of its zone."""
        start, end = (
            to_local(at, self.zone).strftime("%Y-%m-%dT%H:%M") for at in (self.starts_at, self.ends_at)
        )
        return start, end


@dataclass(frozen=True, slots=True)
class Refused:
    """One row that cannot be taken: its place in the file from 1, the number it gives itself, and why."""

    place: int
    number: str
    title: str
    reason: str
    why: Refusal | None = field(
        default=None, compare=False, repr=False
    )  # the same, to be said in any language


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as read: its rows under our names of the columns, and what its column of offices is called."""

    rows: list[dict[str, str]]
    office_column: str
    office: str = ""  # of rows that name none


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it stands: the names of its columns, and its rows."""

    columns: list[str]
    rows: list[list[str]]

    @property
    def guessed(self) -> dict[str, int]:
        """Our names of its columns, as far as they can be guessed, each with its place."""
        named = [name.strip().lower().replace(" ", "_") for name in self.columns]
        return {
            ours: named.index(next(n for n in theirs if n in named))
            for ours, theirs in NAMES.items()
            if set(theirs) & set(named)
        }

    def sheet(self, columns: Mapping[str, int], *, office: str = "") -> Sheet:
        """Return the rows under our names of the columns."""
        rows = [
            {ours: unquoted(row[n]) if n < len(row) else "" for ours, n in columns.items()}
            for row in self.rows
        ]
        called = columns.get("office")
        head = "" if called is None else self.columns[called].strip().lower().replace(" ", "_")
        return Sheet(rows, head, office)


def unquoted(cell: str) -> str:
    """Return a cell without the quote that keeps spreadsheets from reading it as a formula: our own files come back."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(DANGEROUS) else cell


def table_in(path: Path) -> Table:
    """Return a CSV file in UTF-8, UTF-16 or Windows-1252, parted by commas, semicolons or tabs.

    Raises `Unreadable` for a file too large, in another encoding, or broken.
    """
    text = _text_of(path)
    head = text.split("\n", 1)[0]
    csv.field_size_limit(MOST_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        columns = next(reader, [])
        return Table(columns, [row for row in reader if any(row)])
    except csv.Error as problem:
        raise Unreadable(
            N_("%(name)s is broken at line %(n)s: %(problem)s."),
            name=path.name,
            n=reader.line_num,
            problem=problem,
        ) from None


def sheet_in(path: Path) -> Sheet:
    """Return the rows of a CSV file under the names that can be guessed.

    Raises `Unreadable` as `table_in` does, and for a file without a column that is needed.
    """
    table = table_in(path)
    columns = table.guessed
    missing = [ours for ours in NEEDED if ours not in columns]
    if missing:
        raise Unreadable(
            N_("%(name)s has no column called %(names)s."),
            name=path.name,
            names=" or ".join(NAMES[missing[0]]),
        )
    return table.sheet(columns)


def bytes_of(path: Path) -> bytes:
    """Return the bytes of a file; raises `Unreadable` for one that is too large or cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(N_("%(name)s is larger than 50 MB: split it."), name=path.name)
        return path.read_bytes()
    except OSError as problem:
        raise Unreadable(
            N_("%(name)s cannot be read: %(problem)s."), name=path.name, problem=problem.strerror
        ) from None


def _text_of(path: Path) -> str:
    raw = bytes_of(path)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        N_("%(name)s is written in an unknown encoding: save it as UTF-8 and try again."), name=path.name
    )


def read(sheet: Sheet, *, zone: str) -> Iterator[Found | Refused]:
    """Yield each row in order as a meeting or as refused; `zone` where the row names none."""
    for place, row in enumerate(sheet.rows, 1):
        try:
            yield _taken(row, zone, sheet)
        except Refusal as refusal:
            reason = refusal.message % refusal.values if refusal.values else refusal.message
            yield Refused(
                place, row.get("number", "")[:40], _printable(row.get("title", ""))[:80], reason, refusal
            )


def _taken(row: dict[str, str], zone: str, sheet: Sheet) -> Found:
    clean = {name: value.strip() for name, value in row.items()}
    for name, most in MOST.items():
        if len(clean.get(name, "")) > most:
            raise Refusal(N_("Its %(name)s is longer than %(n)s characters."), name=name, n=most)
    if any(ord(c) < 32 and c not in "\r\n\t" for value in clean.values() for c in value):
        raise Refusal(N_("It holds characters that cannot be read."))
    if not clean.get("title"):
        raise Refusal(N_("It has no title."))
    office = _office(clean.get("office", ""), sheet.office_column) or sheet.office
    if not office:
        raise Refusal(N_("It names no office."))
    zone = zone_of(clean.get("zone") or zone)
    starts = _wall(clean.get("start", ""), zone, "start")
    ends_text = clean.get("end", "")
    ends = _wall(ends_text, zone, "end") if ends_text else None
    if ends is not None and ends <= starts:
        raise Refusal(N_("It ends at or before its start."))
    starts_at = to_utc(starts, zone)
    ends_at = to_utc(ends, zone) if ends else starts_at + ASSUMED
    if ends_at <= starts_at:
        raise Refusal(N_("It ends at or before its start."))
    title = " ".join(clean["title"].split())
    location = clean.get("location", "")
    mark = "\x1f".join((starts.isoformat(), row["title"], row.get("location", "")))
    return Found(
        key="csv:" + hashlib.sha256(mark.encode()).hexdigest()[:32],
        office=office,
        title=title,
        location=location,
        details=clean.get("details", ""),
        starts_at=starts_at,
        ends_at=ends_at,
        zone=zone,
        end_assumed=ends is None,
        reference=clean.get("reference", "")[:12],
        said_kind=clean.get("kind", "").lower()[:16],
    )


def zone_of(name: str) -> str:
    """Return the name of an IANA zone; refuses what is none."""
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal(N_("%(name)s is no IANA time zone, such as Asia/Karachi."), name=name[:40]) from None


def _wall(text: str, zone: str, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(NO_TIME[name]) from None
    if found.tzinfo is not None:
        found = found.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    if not EARLIEST <= found.date() < LATEST:
        raise Refusal(NO_YEAR[name])
    return found


def _office(text: str, column: str) -> str:
    """Return the name of an office; a bare number goes by its column: police_district 7 → Police district 7."""
    if not text.isdigit():
        return text
    return f"{column.replace('_', ' ').capitalize()} {text}"


def _printable(text: str) -> str:
    return "".join(c for c in text if c.isprintable())
