"""Calendars written by others show each day of a meeting of several, with its hours, under one UID."""

import ctypes
import json
import shutil
import subprocess
from datetime import UTC, datetime, time, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
import time_machine
import vobject

from engagement.events import calendar
from engagement.events.actions import plan as planning
from engagement.events.models import Event
from engagement.events.programme import Span
from engagement.events.rules import Kind, Plan
from engagement.kernel.database import unit
from tests.events import readers
from tests.factories import organisation, people
from tests.house.tree import ROOT

NOW = datetime(2026, 8, 1, 6, 0, tzinfo=UTC)
SCRIPT = ROOT / "tests" / "events" / "read_days.mjs"
Days = list[list[str]]
TWO = [["2026-08-18T04:00", "2026-08-18T12:00"], ["2026-08-19T04:00", "2026-08-19T12:00"]]
APART = [TWO[0], ["2026-08-19T05:00", "2026-08-19T08:00"], ["2026-08-21T04:00", "2026-08-21T12:00"]]
SPANS = (
    Span(0, time(9), time(17)),
    Span(1, time(10), time(13)),
    Span(3, time(9), time(17)),
)  # nothing on the 20th


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def _said(begin: datetime, end: datetime) -> list[str]:
    return [each.astimezone(UTC).strftime("%Y-%m-%dT%H:%M") for each in (begin, end)]


def by_icalendar(body: bytes) -> Days:
    """Expand with recurring-ical-events."""
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(body)).between((2026, 1, 1), (2027, 1, 1))
    return sorted(_said(one.start, one.end) for one in found)


def by_vobject(body: bytes) -> Days:
    """Expand with vobject and dateutil, as Radicale does."""
    parts = vobject.readOne(body.decode()).vevent_list
    first = next(part for part in parts if not hasattr(part, "recurrence_id"))
    length = first.dtend.value - first.dtstart.value
    own = {part.recurrence_id.value: part for part in parts if part is not first}
    days = []
    for begin in first.getrruleset(addRDate=True) or [first.dtstart.value]:
        other = own.get(begin)
        days.append(_said(other.dtstart.value, other.dtend.value) if other else _said(begin, begin + length))
    return days


def by_ical_js(body: bytes) -> Days:
    """Expand with ical.js, as Thunderbird does."""
    node = shutil.which("node") or str(ROOT / ".venv" / "bin" / "node")
    said = subprocess.run([node, str(SCRIPT)], input=body, capture_output=True, check=False)
    assert said.returncode == 0, said.stderr.decode()
    found: Days = json.loads(said.stdout)
    return found


class Stretch(ctypes.Structure):
    """`icaltime_span` of libical 3."""

    _fields_ = (("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int))


SEEN = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Stretch), ctypes.c_void_p)


def by_libical(body: bytes) -> Days:
    """Expand with libical, as Evolution and KOrganizer do; each part tells its own days, a master not those of others."""
    lib = readers._libical()
    whole = lib.icalparser_parse_string(body)
    lib.icalcomponent_foreach_recurrence.argtypes = (
        ctypes.c_void_p, readers.Time, readers.Time, SEEN, ctypes.c_void_p,
    )  # fmt: skip
    lib.icaltime_from_string.argtypes, lib.icaltime_from_string.restype = (ctypes.c_char_p,), readers.Time
    lib.icalcomponent_get_recurrenceid.argtypes = (ctypes.c_void_p,)
    lib.icalcomponent_get_recurrenceid.restype = readers.Time
    bounds = [lib.icaltime_from_string(moment) for moment in (b"20260101T000000Z", b"20270101T000000Z")]
    days: dict[str, list[str]] = {}
    kind = lib.icalcomponent_string_to_kind(b"VEVENT")
    one = lib.icalcomponent_get_first_component(whole, kind)
    while one:
        found: Days = []

        def seen(_part: Any, stretch: Any, _data: Any, into: Days = found) -> None:
            span = stretch.contents
            into.append(_said(datetime.fromtimestamp(span.start, UTC), datetime.fromtimestamp(span.end, UTC)))

        lib.icalcomponent_foreach_recurrence(one, *bounds, SEEN(seen), None)
        instead = str(lib.icalcomponent_get_recurrenceid(one)).replace(" ", "T")
        for begin, end in found:
            days[begin if instead.startswith("0000") else instead] = [begin, end]
        one = lib.icalcomponent_get_next_component(whole, kind)
    lib.icalcomponent_free(whole)
    return [days[key] for key in sorted(days)]


READERS = (by_icalendar, by_vobject, by_ical_js, by_libical)


def _conference(**given: object) -> Event:
    host = organisation.station()
    post = organisation.post(office=host)
    values: dict[str, Any] = {
        "title": "Women in policing",
        "kind": Kind.CONFERENCE,
        "place": "Hall",
        "starts": datetime(2026, 8, 18, 9),  # noqa: DTZ001 - a wall clock
        "ends": datetime(2026, 8, 19, 17),  # noqa: DTZ001
        "host_post_id": post.id,
        "locality_id": organisation.locality(office=host).id,
    }
    who = people.actor_at(post)
    with unit():
        one = planning.plan(actor=who, now=NOW, office=host, plan=Plan(**{**values, **given}))
    with unit():
        return planning.publish(actor=who, now=NOW, event=one)


@pytest.mark.parametrize("read", READERS)
def test_each_day_stands_in_every_calendar_with_its_hours(client, read):  # 002.1
    two = _conference()
    assert read(client.get(f"/events/{two.ref}.ics").data) == TWO
    one_day = _conference(ends=datetime(2026, 8, 18, 17))  # noqa: DTZ001
    assert read(client.get(f"/events/{one_day.ref}.ics").data) == TWO[:1]


@pytest.mark.parametrize("read", READERS)
def test_days_with_hours_of_their_own_and_days_between_are_as_planned(client, read):  # 002.1
    one = _conference(days=SPANS, ends=datetime(2026, 8, 21, 17))  # noqa: DTZ001
    assert read(client.get(f"/events/{one.ref}.ics").data) == APART
    assert read(client.get("/events.ics").data) == APART


@pytest.mark.parametrize("read", READERS)
def test_a_clock_that_changes_between_two_days_keeps_the_hours_on_the_wall(client, read):
    force = organisation.force(zone="Europe/Belgrade")
    host = organisation.office(force=force)
    post = organisation.post(office=host)
    plan = Plan(
        title="Over the change", place="Hall", host_post_id=post.id, locality_id=organisation.locality(office=host).id,
        starts=datetime(2026, 10, 24, 9), ends=datetime(2026, 10, 25, 17),  # noqa: DTZ001
    )  # fmt: skip
    with unit():
        one = planning.plan(actor=people.actor_at(post), now=NOW, office=host, plan=plan)
    with unit():
        planning.publish(actor=people.actor_at(post), now=NOW, event=one)
    days = [["2026-10-24T07:00", "2026-10-24T15:00"], ["2026-10-25T08:00", "2026-10-25T16:00"]]
    assert read(client.get(f"/events/{one.ref}.ics").data) == days


def test_one_uid_speaks_of_all_days_in_a_mail_and_its_cancellation(app):  # C.1
    one = _conference(days=SPANS, ends=datetime(2026, 8, 21, 17))  # noqa: DTZ001
    asked = icalendar.Calendar.from_ical(calendar.request_part(one, address="a@example.org", sequence=0).body)
    parts = asked.walk("VEVENT")
    assert {str(part["UID"]) for part in parts} == {f"{one.ref}@localhost"}
    assert [len(part.get("ATTENDEE", "")) > 0 for part in parts] == [True, True]
    off = icalendar.Calendar.from_ical(calendar.cancel_part(one, address="a@example.org", sequence=1).body)
    (part,) = off.walk("VEVENT")
    assert (part["STATUS"], "RECURRENCE-ID" in part) == ("CANCELLED", False)
    assert part["DTEND"].dt - part["DTSTART"].dt == timedelta(hours=8)
