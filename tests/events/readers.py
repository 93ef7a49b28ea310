"""Calendars written by others: icalendar and vobject (Python), ical.js (JavaScript), libical (C)."""

import ctypes
import json
import shutil
import subprocess
from collections.abc import Callable
from ctypes.util import find_library
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import vobject

from tests.house.tree import ROOT

SCRIPT = ROOT / "tests" / "events" / "read_calendar.mjs"
KARACHI, BELGRADE = "Asia/Karachi", "Europe/Belgrade"
VEVENT, ATTENDEE, METHOD = b"VEVENT", b"ATTENDEE", b"METHOD"


@dataclass(frozen=True)
class Meeting:
    """One meeting as a calendar shows it; times are on the wall clocks of two cities."""

    uid: str
    sequence: int
    status: str
    title: str
    karachi: str
    belgrade: str
    ends: str
    attendees: int


@dataclass(frozen=True)
class Read:
    """What one reader found in a file."""

    method: str
    meetings: tuple[Meeting, ...]


def _local(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def _meeting(starts: datetime, ends: datetime, **said: Any) -> Meeting:
    return Meeting(
        karachi=_local(starts, KARACHI), belgrade=_local(starts, BELGRADE), ends=_local(ends, KARACHI), **said
    )


def by_icalendar(body: bytes) -> Read:
    """Read with icalendar."""
    whole = icalendar.Calendar.from_ical(body)
    found = []
    for one in whole.walk("VEVENT"):
        attendees = one.get("ATTENDEE", [])
        said = {"uid": str(one["UID"]), "sequence": int(one["SEQUENCE"]), "status": str(one.get("STATUS"))}
        said |= {
            "title": str(one["SUMMARY"]),
            "attendees": len(attendees) if isinstance(attendees, list) else 1,
        }
        found.append(_meeting(one.decoded("DTSTART"), one.decoded("DTEND"), **said))
    return Read(str(whole["METHOD"]), tuple(found))


def by_vobject(body: bytes) -> Read:
    """Read with vobject, as Radicale does."""
    whole = vobject.readOne(body.decode())
    found = [
        _meeting(
            one.dtstart.value,
            one.dtend.value,
            uid=one.uid.value,
            sequence=int(one.sequence.value),
            status=one.status.value if hasattr(one, "status") else "None",
            title=one.summary.value,
            attendees=len(one.contents.get("attendee", [])),
        )
        for one in whole.contents.get("vevent", [])
    ]
    return Read(whole.method.value, tuple(found))


def by_ical_js(body: bytes) -> Read:
    """Read with ical.js, as Thunderbird does."""
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    said = subprocess.run([node, str(SCRIPT)], input=body, capture_output=True, check=False)
    assert said.returncode == 0, said.stderr.decode()
    found = json.loads(said.stdout)
    return Read(found["method"], tuple(Meeting(**one) for one in found["meetings"]))


class Time(ctypes.Structure):
    """`icaltimetype` of libical 3."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int),
        ("is_daylight", ctypes.c_int),
        ("zone", ctypes.c_void_p),
    )

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}-{self.day:02} {self.hour:02}:{self.minute:02}"


@lru_cache
def _libical() -> Any:
    name = find_library("ical")
    assert name, "libical is missing: script/test installs it (Debian: apt-get install libical3)"
    lib = ctypes.CDLL(name)
    lib.icaltimezone_set_tzid_prefix(b"")
    here, text, number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    for function, gives, *takes in (
        ("icalparser_parse_string", here, text),
        ("icalcomponent_free", None, here),
        ("icalcomponent_string_to_kind", number, text),
        ("icalcomponent_get_first_component", here, here, number),
        ("icalcomponent_get_next_component", here, here, number),
        ("icalcomponent_count_errors", number, here),
        ("icalproperty_string_to_kind", number, text),
        ("icalcomponent_count_properties", number, here, number),
        ("icalcomponent_get_first_property", here, here, number),
        ("icalproperty_get_value_as_string", text, here),
        ("icalcomponent_get_uid", text, here),
        ("icalcomponent_get_sequence", number, here),
        ("icalcomponent_get_summary", text, here),
        ("icalcomponent_get_dtstart", Time, here),
        ("icalcomponent_get_dtend", Time, here),
        ("icaltimezone_get_builtin_timezone", here, text),
        ("icaltime_convert_to_zone", Time, Time, here),
    ):
        getattr(lib, function).restype = gives
        getattr(lib, function).argtypes = takes
    return lib


def by_libical(body: bytes) -> Read:
    """Read with libical, as Evolution and KOrganizer do."""
    lib = _libical()
    whole = lib.icalparser_parse_string(body)
    assert whole, "libical reads nothing"
    try:
        assert lib.icalcomponent_count_errors(whole) == 0
        kind, found = lib.icalcomponent_string_to_kind(VEVENT), []
        one = lib.icalcomponent_get_first_component(whole, kind)
        while one:
            found.append(_of_libical(lib, one))
            one = lib.icalcomponent_get_next_component(whole, kind)
        return Read(_said(lib, whole, METHOD), tuple(found))
    finally:
        lib.icalcomponent_free(whole)


def _of_libical(lib: Any, one: Any) -> Meeting:
    def local(time: Time, zone: str) -> str:
        known = lib.icaltimezone_get_builtin_timezone(zone.encode())
        assert known, f"libical knows no {zone}: is tzdata installed?"
        return str(lib.icaltime_convert_to_zone(time, known))

    starts, ends = lib.icalcomponent_get_dtstart(one), lib.icalcomponent_get_dtend(one)
    return Meeting(
        uid=lib.icalcomponent_get_uid(one).decode(),
        sequence=lib.icalcomponent_get_sequence(one),
        status=_said(lib, one, b"STATUS"),
        title=lib.icalcomponent_get_summary(one).decode(),
        karachi=local(starts, KARACHI),
        belgrade=local(starts, BELGRADE),
        ends=local(ends, KARACHI),
        attendees=lib.icalcomponent_count_properties(one, lib.icalproperty_string_to_kind(ATTENDEE)),
    )


def _said(lib: Any, component: Any, name: bytes) -> str:
    found = lib.icalcomponent_get_first_property(component, lib.icalproperty_string_to_kind(name))
    return str(lib.icalproperty_get_value_as_string(found).decode()) if found else str(None)


READERS: dict[str, Callable[[bytes], Read]] = {
    "icalendar": by_icalendar,
    "vobject": by_vobject,
    "ical.js": by_ical_js,
    "libical": by_libical,
}


def read_by_all(body: bytes) -> Read:
    """Return what every reader finds; fails where two of them differ."""
    found = {name: read(body) for name, read in READERS.items()}
    first = found["icalendar"]
    assert found == dict.fromkeys(READERS, first)
    return first
