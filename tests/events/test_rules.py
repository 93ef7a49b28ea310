"""The laws of planning: times, places promised, agendas."""

from datetime import datetime

import pytest

from engagement.events.programme import Point, agenda_of
from engagement.events.rules import check_capacity, check_times
from engagement.kernel.refusals import Refusal

START = datetime(2026, 11, 24, 16)  # noqa: DTZ001 - a wall time


@pytest.mark.parametrize(
    ("ends", "field"),
    [
        (START, "ends"),
        (START.replace(hour=15), "ends"),
        (START.replace(year=1999), "ends"),
        (START.replace(month=12, day=9), "last_day"),
    ],
)
def test_ends_before_starts_and_endless_meetings_are_refused_beside_their_field(ends, field):
    with pytest.raises(Refusal) as refusal:
        check_times(START, ends)
    assert refusal.value.field == field


def test_a_meeting_of_two_hours_and_one_of_three_days_are_fine():
    check_times(START, START.replace(hour=18))
    check_times(START, START.replace(day=26))


def test_fewer_places_than_promised_are_refused_with_the_number():
    with pytest.raises(Refusal) as refusal:
        check_capacity(28, 29)
    assert refusal.value.values == {"n": 29}
    assert refusal.value.field == "capacity"


@pytest.mark.parametrize(("capacity", "promised"), [(None, 500), (29, 29), (30, 29)])
def test_as_many_places_as_promised_are_fine(capacity, promised):
    check_capacity(capacity, promised)


def test_an_agenda_line_is_words_or_minutes_and_words():
    assert agenda_of("20 | Last time, answered\n\nOwners and dates\n") == (
        Point("Last time, answered", 20),
        Point("Owners and dates"),
    )


@pytest.mark.parametrize(
    "text",
    ["soon | Last time", "0 | Last time", "601 | Last time", "20 |", "x" * 201, "\n".join(["point"] * 41)],
)
def test_an_agenda_that_cannot_be_read_is_refused(text):
    with pytest.raises(Refusal) as refusal:
        agenda_of(text)
    assert refusal.value.field == "agenda"


def test_minutes_of_an_agenda_are_three_digits_at_most():
    with pytest.raises(Refusal):
        agenda_of("0001000000000000000000 | Too long")
