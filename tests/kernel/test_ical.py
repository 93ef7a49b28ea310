"""iCalendar as we write it is read back by the library as it was meant."""

from datetime import UTC, datetime, timedelta, timezone

import icalendar
import pytest

from engagement.kernel.ical import Component, folded

WHEN = datetime(2026, 11, 24, 16, 0, tzinfo=timezone(timedelta(hours=5)))
WORDS = (
    "Street lights; water, roads",
    "a\\b \\n c\\;d",
    "one\ntwo\r\nthree",
    "گلی کی بتیاں، پانی؛ سڑک " * 20,
    "👮🏽‍♀️" * 40,
    "x" * 63,
    "x" * 500,
    "BEGIN:VALARM\nEND:VEVENT",
    "",
)


@pytest.mark.parametrize("words", WORDS)
def test_words_come_back_as_they_were_written(words: str):
    one = Component("VEVENT")
    one.words("SUMMARY", words, LANGUAGE="ur")
    read = icalendar.Event.from_ical(one.written())
    assert str(read["SUMMARY"]) == words.replace("\r", "")
    assert read["SUMMARY"].params["LANGUAGE"] == "ur"
    assert not read.subcomponents


def test_no_line_is_longer_than_75_octets_and_none_cuts_a_character():
    one = Component("VEVENT")
    for words in WORDS:
        one.words("DESCRIPTION", words)
    lines = one.written().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines if b"\n" in line] == []


def test_an_instant_is_told_in_utc_and_parts_stand_inside():
    whole, one = Component("VCALENDAR"), Component("VEVENT")
    one.moment("DTSTART", WHEN)
    whole.bare("METHOD", "PUBLISH")
    whole.hold([one])
    read = icalendar.Calendar.from_ical(whole.written())
    assert read.events[0].start == WHEN.astimezone(UTC)
    assert whole.written().startswith(
        b"BEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nDTSTART:20261124T110000Z\r\n"
    )


def test_a_line_that_is_taken_away_is_gone_and_others_stay():
    one = Component("VEVENT")
    one.bare("STATUS", "CONFIRMED")
    one.bare("SEQUENCE", 3)
    one.without("STATUS")
    assert one.written() == b"BEGIN:VEVENT\r\nSEQUENCE:3\r\nEND:VEVENT\r\n"


def test_what_stands_as_it_is_cannot_begin_a_line_of_its_own():
    with pytest.raises(ValueError, match="line break"):
        folded("ATTENDEE:mailto:a@b.example\r\nX-EVIL:1")
