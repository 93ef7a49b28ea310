"""What a party is told when one press touches several of its meetings."""

from datetime import timedelta

import icalendar

from engagement.channels.delivery import compose
from engagement.events.recurrence import Scope
from engagement.events.rules import RsvpState
from engagement.kernel.database import db, unit
from tests.events.test_actions_series import STARTS, Station, _told

LATER = {"starts": STARTS.replace(hour=17), "ends": STARTS.replace(hour=19)}


def _message(station):
    (told,) = _told()
    return compose(told)


def test_each_new_time_is_told_in_one_message_with_one_entry_for_each_meeting(app):
    station = Station()
    station.comes(station.contact("amina"), 1, 3)
    station.change(1, Scope.ALL, **LATER)
    told = _message(station)
    assert told.subject == "Changed: Monthly meeting"
    assert [line.partition(",")[0] for line in told.paragraphs[1:]] == [
        "Tuesday 24 November 2026",
        "Tuesday 8 December 2026",
    ]
    assert all("17:00–19:00" in line for line in told.paragraphs[1:])
    entries = icalendar.Calendar.from_ical(told.calendar.body).walk("VEVENT")
    refs = [station.meetings[n].ref for n in (0, 2)]
    assert told.calendar.method == "PUBLISH"
    assert [str(entry["UID"]).partition("@")[0] for entry in entries] == refs
    assert [entry["SEQUENCE"] for entry in entries] == [1, 1]


def test_the_language_is_the_readers(app):
    station = Station()
    station.comes(station.contact("amina", "ur"), 1, 2)
    station.cancel(1, Scope.ALL)
    told = _message(station)
    assert told.locale == "ur"
    assert "منسوخ" in told.paragraphs[0]


def test_what_was_called_off_says_why_once(app):
    station = Station()
    station.comes(station.contact("amina"), 1, 2)
    station.cancel(1, Scope.ALL)
    told = _message(station)
    assert told.paragraphs[0] == "These meetings are called off:"
    assert told.paragraphs[-1] == "The hall is flooded."
    assert len(told.paragraphs) == 4
    statuses = [e["STATUS"] for e in icalendar.Calendar.from_ical(told.calendar.body).walk("VEVENT")]
    assert statuses == ["CANCELLED", "CANCELLED"]


def test_who_waits_and_who_got_a_place_is_told_so(app):
    station = Station(capacity=1)
    amina = station.contact("amina")
    station.comes(amina, 1, 2, state=RsvpState.WAITING)
    station.comes(None, 2, party=1)
    station.change(1, Scope.ALL, **LATER)
    (told,) = (compose(each) for each in _told())
    assert "Your code at the door:" in told.paragraphs[1]
    assert "You are on the waiting list." in told.paragraphs[2]


def test_a_meeting_that_moved_again_is_told_by_its_own_message_alone(app):
    station = Station()
    station.comes(station.contact("amina"), 1, 2)
    station.change(1, Scope.ALL, **LATER)
    station.change(1, Scope.ONE, starts=STARTS + timedelta(days=1), ends=STARTS + timedelta(days=1, hours=1))
    first, second = (compose(each) for each in _told())
    assert "Tuesday 1 December 2026" in " ".join(first.paragraphs)
    assert "24 November" not in " ".join(first.paragraphs)
    assert "Wednesday 25 November 2026" in " ".join(second.paragraphs)


def test_who_stopped_or_withdrew_is_told_nothing(app):
    station = Station()
    rsvps = station.comes(station.contact("amina"), 1, 2)
    station.change(1, Scope.ALL, **LATER)
    with unit():
        for rsvp in rsvps:
            db.session.get(type(rsvp), rsvp.id).state = RsvpState.WITHDRAWN
    assert _message(station) is None
