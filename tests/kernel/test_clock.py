"""The clock: what a wall clock shows is one instant, or is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from engagement.kernel import clock
from engagement.kernel.refusals import Refusal


def test_a_wall_time_in_peshawar_is_five_hours_ahead():
    instant = clock.to_utc(datetime(2026, 11, 21, 16, 0), "Asia/Karachi")  # noqa: DTZ001 - a wall clock
    assert instant == datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
    assert clock.to_local(instant, "Asia/Karachi").strftime("%H:%M") == "16:00"


def test_a_time_that_the_clocks_skip_is_refused_beside_its_field():
    with pytest.raises(Refusal) as no:
        clock.to_utc(datetime(2026, 3, 29, 2, 30), "Europe/Belgrade", field="starts")  # noqa: DTZ001
    assert no.value.field == "starts"


def test_of_a_time_shown_twice_the_first_is_meant():
    instant = clock.to_utc(datetime(2026, 10, 25, 2, 30), "Europe/Belgrade")  # noqa: DTZ001
    assert instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "instant"),
    [
        ("Asia/Karachi", date(2026, 11, 22), datetime(2026, 11, 21, 19, tzinfo=UTC)),
        ("Asia/Beirut", date(2026, 3, 29), datetime(2026, 3, 28, 22, tzinfo=UTC)),  # no midnight on that day
    ],
)
def test_a_day_begins_also_where_the_clocks_skip_its_midnight(zone: str, day: date, instant: datetime):
    assert clock.start_of(day, zone) == instant


def test_now_is_in_utc():
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 1, 1, tzinfo=UTC)
        assert clock.now().utcoffset() == timedelta(0)
