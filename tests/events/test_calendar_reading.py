"""Meetings from an iCalendar file: rules within a bound, bombs that cost nothing, what is refused and why."""

import time

import pytest

from engagement.events import calendar_reading
from engagement.events.importing import Found, Refused, Unreadable

ZONE = "Asia/Karachi"


def calendar(*events: str) -> bytes:
    blocks = "".join(f"BEGIN:VEVENT\r\n{event.strip()}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{blocks}END:VCALENDAR\r\n".replace("\n", "\r\n").encode()


def one(*lines: str, start: str = "DTSTART;TZID=Asia/Karachi:20261124T160000", uid: str = "a@b") -> str:
    return "\n".join((f"UID:{uid}", "SUMMARY:Open hour", start, *lines))


def read(*events: str, zone: str = ZONE, **more) -> list[Found | Refused]:
    return list(calendar_reading.read(calendar(*events), office="Badhber", zone=zone, **more))


def starts(found: list[Found | Refused]) -> list[str]:
    return [each.walls[0] for each in found if isinstance(each, Found)]


def reasons(found: list[Found | Refused]) -> list[str]:
    return [each.reason for each in found if isinstance(each, Refused)]


@pytest.mark.parametrize(
    ("start", "wall"),
    [
        ("DTSTART;TZID=Asia/Karachi:20261124T160000", "2026-11-24T16:00"),
        ("DTSTART:20261124T110000Z", "2026-11-24T16:00"),
        ("DTSTART:20261124T160000", "2026-11-24T16:00"),
        ("DTSTART;TZID=Europe/Belgrade:20261124T120000", "2026-11-24T16:00"),
        ("DTSTART;TZID=Pakistan Standard Time:20261124T160000", "2026-11-24T16:00"),
    ],
)
def test_times_stand_on_the_clock_of_the_force(start, wall):
    assert starts(read(one(start=start))) == [wall]


def test_what_a_calendar_says_is_kept():
    (found,) = read(
        one(
            "LOCATION:School\\, Badhber",
            "DESCRIPTION:Come\\nand say it",
            "DURATION:PT90M",
            "STATUS:CANCELLED",
        )
    )
    assert (found.location, found.details, found.called_off) == ("School, Badhber", "Come\nand say it", True)
    assert found.walls[1] == "2026-11-24T17:30"


def test_a_rule_gives_each_date_without_those_that_are_skipped_or_moved():
    series = one("RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Asia/Karachi:20261201T160000")
    moved = one(
        "RECURRENCE-ID;TZID=Asia/Karachi:20261208T160000", start="DTSTART;TZID=Asia/Karachi:20261209T100000"
    )
    found = read(series, moved)
    assert starts(found) == ["2026-11-24T16:00", "2026-12-15T16:00", "2026-12-09T10:00"]
    assert len({each.key for each in found}) == 3


def test_the_key_of_a_moved_date_is_that_of_the_date_it_takes_the_place_of():
    before = read(one("RRULE:FREQ=WEEKLY;COUNT=2"))
    moved = one(
        "RECURRENCE-ID;TZID=Asia/Karachi:20261201T160000", start="DTSTART;TZID=Asia/Karachi:20261202T100000"
    )
    after = read(one("RRULE:FREQ=WEEKLY;COUNT=2"), moved)
    assert {each.key for each in before} == {each.key for each in after}


# bad input: a rule that never ends
def test_a_rule_that_never_ends_is_taken_for_two_years_and_says_so():
    found = read(one("RRULE:FREQ=MONTHLY;BYDAY=4TU"))
    assert len(starts(found)) == 24
    assert reasons(found) == ["Its rule goes on after 2028-10-24. The dates until then were taken."]


# bad input: 5,000 occurrences
@pytest.mark.parametrize("rule", ["FREQ=DAILY;COUNT=5000", "FREQ=DAILY", "FREQ=DAILY;UNTIL=20990101T000000Z"])
def test_a_rule_with_five_thousand_dates_gives_the_first_104(rule):
    found = read(one(f"RRULE:{rule}"))
    assert len(starts(found)) == 104
    assert len(reasons(found)) == 1


@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_a_rule_within_a_day_is_refused(often):
    assert reasons(read(one(f"RRULE:FREQ={often}"))) == ["Its rule repeats within a day."]


# bad input: a first date that does not match its rule
def test_a_first_date_that_does_not_match_its_rule_is_refused():
    assert reasons(read(one("RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4"))) == [
        "Its first date does not match its rule."
    ]


def test_a_rule_that_never_comes_true_costs_nothing():
    began = time.process_time()
    assert reasons(read(one("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=5")))
    assert time.process_time() - began < 1.5
    with pytest.raises(Unreadable):
        read(*[one("RRULE:FREQ=MONTHLY;BYMONTHDAY=24;BYSETPOS=2", uid=f"{n}@b") for n in range(25)])


@pytest.mark.parametrize("rule", ["FREQ=NEVER", "FREQ=DAILY;INTERVAL=-1", "nonsense", "FREQ=DAILY;COUNT=x"])
def test_a_rule_that_cannot_be_read_is_refused_alone(rule):
    found = read(one(f"RRULE:{rule}"), one(uid="c@d"))
    assert (len(reasons(found)), len(starts(found))) == (1, 1)


# bad input: an end before its start across a change of clocks
def test_an_end_before_its_start_across_a_change_of_clocks_is_refused():
    found = read(
        one(
            "DTEND;TZID=Europe/Belgrade:20261025T021500", start="DTSTART;TZID=Europe/Belgrade:20261025T024500"
        ),
        zone="Europe/Belgrade",
    )
    assert reasons(found) == ["It ends at or before its start."]


def test_an_hour_that_the_clocks_skip_is_refused():
    found = read(one(start="DTSTART;TZID=Europe/Belgrade:20270328T023000"), zone="Europe/Belgrade")
    assert len(starts(found)) + len(reasons(found)) == 1


# bad input: a bomb of nested alarms
def test_a_bomb_of_nested_alarms_costs_nothing_and_the_meeting_stands():
    deep = 50_000
    bomb = "\n".join(["BEGIN:VALARM"] * deep + ["ACTION:DISPLAY"] + ["END:VALARM"] * deep)
    began = time.process_time()
    found = read(one(bomb))
    assert (starts(found), reasons(found)) == (["2026-11-24T16:00"], [])
    assert time.process_time() - began < 2


def test_a_meeting_of_a_thousand_lines_is_refused_alone():
    found = read(one(*["COMMENT:x"] * 1000), one(uid="c@d"))
    assert reasons(found) == ["It has more than 400 lines."]
    assert len(starts(found)) == 1


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (one(start="DTSTART;VALUE=DATE:20261124"), "It names a day and no hour."),
        (one(start="X-NONE:1"), "It does not say when it begins."),
        ("UID:a\nDTSTART:20261124T110000Z", "It has no title."),
        (one(start="DTSTART:19991124T110000Z"), "Its start is not between 2000 and 2099."),
        (one(start="DTSTART:soon"), None),
        (one("LOCATION:" + "x" * 501), "Its location is longer than 500 characters."),
    ],
)
def test_what_cannot_be_a_meeting_says_why(event, reason):
    said = reasons(read(event))
    assert len(said) == 1
    assert reason in {None, said[0]}


def test_a_file_that_ends_in_the_middle_gives_what_was_whole():
    raw = calendar(one(), one(uid="c@d"))[:-60]
    assert len(list(calendar_reading.read(raw, office="x", zone=ZONE))) == 1


@pytest.mark.parametrize("raw", [b"", b"hello", b"\xff\xfe\x00", b"title,start\nx,y"])
def test_what_is_no_calendar_is_told_so(raw):
    with pytest.raises(Unreadable):
        list(calendar_reading.read(raw, office="x", zone=ZONE))


def test_more_than_two_thousand_meetings_are_told_to_be_split():
    raw = calendar(*[one(uid=f"{n}@b") for n in range(2_001)])
    with pytest.raises(Unreadable):
        list(calendar_reading.read(raw, office="x", zone=ZONE))


def test_our_own_meetings_are_known_by_their_host():
    (found,) = read(one(uid="ABCD1234@chowk.example"), host="chowk.example")
    assert found.reference == "ABCD1234"
