"""The laws of a programme: points inside points, hours, days, head-counts."""

from datetime import date, datetime, time

import pytest

from engagement.events.programme import (
    Point,
    Span,
    agenda_of,
    check_agenda,
    check_count,
    check_days,
    days_of,
    days_shown,
    days_typed,
    nested,
    spans_of,
    typed,
)
from engagement.kernel.refusals import Refusal

pytestmark = pytest.mark.rules
WORKSHOP = "9:00 | 60 | Partnerships\n10:30 | 120 | Coffee with a Cop\n- 30 | Questions\n- What we heard\n#2\nClosing"
FIRST = datetime(2026, 8, 18, 9)  # noqa: DTZ001 - a wall clock


def _day(number: int, begin: int, end: int) -> tuple[datetime, datetime]:
    return datetime(2026, 8, number, begin), datetime(2026, 8, number, end)  # noqa: DTZ001


def test_a_point_may_hold_points_and_stand_on_a_later_day():  # 003.4
    points = agenda_of(WORKSHOP)
    assert points == (
        Point("Partnerships", 60, "09:00"),
        Point("Coffee with a Cop", 120, "10:30"),
        Point("Questions", 30, inside=True),
        Point("What we heard", inside=True),
        Point("Closing", day=2),
    )
    assert [len(inner) for _top, inner in nested(points)] == [0, 2, 0]


def test_an_agenda_typed_again_is_the_same():
    points = agenda_of(WORKSHOP)
    assert agenda_of(typed(points)) == points


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- Inside nothing", "no point above it"),
        ("One\n#2\n- Inside yesterday", "no point above it"),
        ("20 | Coffee\n- 15 | One\n- 15 | Two", "take longer than it does"),
        ("One\n#3\nTwo\n#2\nThree", "days stand in order"),
        ("One\n#15\nTwo", "days stand in order"),
        ("25:00 | 20 | Coffee", "minutes are a number"),
    ],
)
def test_a_programme_that_cannot_be_is_refused_with_its_line(text, sentence):
    with pytest.raises(Refusal, match=sentence):
        agenda_of(text)


def test_a_bar_in_the_words_stays():
    assert agenda_of("20 | Lamps | roads") == (Point("Lamps | roads", 20),)
    assert agenda_of("-10 degrees") == (Point("-10 degrees"),)


def test_a_meeting_of_several_days_has_the_same_hours_on_each_unless_said():  # 002.1
    assert days_of(FIRST, _day(20, 9, 17)[1], ()) == [_day(n, 9, 17) for n in (18, 19, 20)]
    assert days_of(FIRST, _day(18, 9, 17)[1], ()) == [_day(18, 9, 17)]
    night = (datetime(2026, 8, 18, 22), datetime(2026, 8, 19, 2))  # noqa: DTZ001
    assert days_of(*night, ()) == [night]


def test_days_with_hours_of_their_own_are_read_and_shown_again():
    spans = days_typed("2026-08-19 9:00-13:00\n2026-08-21 10:00–12:00", FIRST, time(17))
    assert spans == (Span(0, time(9), time(17)), Span(1, time(9), time(13)), Span(3, time(10), time(12)))
    days = days_of(FIRST, _day(21, 10, 12)[1], spans)
    assert days == [_day(18, 9, 17), _day(19, 9, 13), _day(21, 10, 12)]
    assert spans_of(days) == spans
    assert spans_of([_day(18, 9, 17), _day(19, 9, 17)]) == ()
    assert days_shown(spans, date(2026, 8, 18)) == "2026-08-19 09:00-13:00\n2026-08-21 10:00-12:00"
    assert days_typed(" \n", FIRST, time(17)) == ()


@pytest.mark.parametrize(
    "line", ["tomorrow", "2026-08-19", "2026-13-40 09:00-10:00", "2026-08-19 25:00-26:00"]
)
def test_a_day_that_cannot_be_read_is_a_value_error(line):
    with pytest.raises(ValueError, match=r"\w"):
        days_typed(line, FIRST, time(17))


@pytest.mark.parametrize(
    "spans",
    [
        (Span(0, time(9), time(17)), Span(1, time(13), time(9))),
        (Span(0, time(9), time(17)), Span(0, time(18), time(19))),
        (Span(0, time(9), time(17)), Span(-1, time(9), time(17))),
        tuple(Span(n, time(9), time(17)) for n in range(15)),
    ],
)
def test_days_out_of_order_are_refused(spans):
    with pytest.raises(Refusal) as refusal:
        check_days(spans)
    assert refusal.value.field == "more_days"


def test_a_point_begins_while_its_day_is_on():
    days = [_day(18, 9, 17), _day(19, 9, 13)]
    check_agenda(agenda_of("9:00 | Opening\n16:59 | Tea\n#2\n12:00 | Closing"), days)
    for text in ("17:00 | Late", "8:00 | Early", "#2\n14:00 | Too late", "#3\nNobody comes"):
        with pytest.raises(Refusal) as refusal:
            check_agenda(agenda_of(text if text[0] != "#" else f"One\n{text}"), days)
        assert refusal.value.field == "agenda"
    check_agenda(agenda_of("1:00 | After midnight"), [(_day(18, 22, 23)[0], _day(19, 2, 3)[0])])


def test_more_women_and_men_than_people_are_refused():
    check_count(12, 5, 7)
    check_count(None, None, None)
    with pytest.raises(Refusal):
        check_count(11, 5, 7)
