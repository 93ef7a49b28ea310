"""Rules of series: dates, their bounds, what a change of one meeting carries to the others."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engagement.events.recurrence import LAST, MOST, Every, Rule, carried, dates, plans
from engagement.events.rules import Plan
from engagement.kernel.refusals import Refusal

pytestmark = pytest.mark.rules
TUESDAY = date(2026, 11, 24)  # the fourth and last Tuesday of November


def test_weekly_dates_fall_on_the_weekday_of_the_first():  # C.1
    found = dates(Rule(every=Every.WEEKLY, times=3), TUESDAY)
    assert found == [TUESDAY, date(2026, 12, 1), date(2026, 12, 8)]


def test_every_two_weeks_leaves_one_out():
    assert dates(Rule(every=Every.FORTNIGHTLY, times=2), TUESDAY)[1] == date(2026, 12, 8)


def test_monthly_dates_keep_weekday_and_place_in_the_month():
    found = dates(Rule(every=Every.MONTHLY, until=date(2027, 2, 28)), date(2026, 11, 10))
    assert found == [date(2026, 11, 10), date(2026, 12, 8), date(2027, 1, 12), date(2027, 2, 9)]


def test_a_fifth_weekday_is_the_last_of_each_month():
    found = dates(Rule(every=Every.MONTHLY, times=3), date(2026, 9, 29))
    assert found == [date(2026, 9, 29), date(2026, 10, 27), date(2026, 11, 24)]


def test_quarterly_dates_lie_three_months_apart():
    found = dates(Rule(every=Every.QUARTERLY, weekday=1, nth=LAST, times=3), TUESDAY)
    assert found == [TUESDAY, date(2027, 2, 23), date(2027, 5, 25)]


def test_dates_left_out_are_left_out():
    rule = Rule(every=Every.WEEKLY, times=3, without=(date(2026, 12, 1),))
    assert dates(rule, TUESDAY) == [TUESDAY, date(2026, 12, 8)]


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule(every=Every.WEEKLY), "times"),  # a rule that never ends
        (Rule(every=Every.WEEKLY, times=3, until=date(2027, 1, 1)), "until"),
        (Rule(every=Every.WEEKLY, times=5_000), "times"),
        (Rule(every=Every.WEEKLY, until=date(2099, 1, 1)), "until"),
        (Rule(every=Every.QUARTERLY, times=100), "times"),  # 25 years
        (Rule(every=Every.WEEKLY, times=1), "times"),
        (Rule(every=Every.WEEKLY, until=date(2026, 11, 1)), "until"),
        (Rule(every=Every.WEEKLY, weekday=2, times=3), "day"),  # the first date does not match
        (Rule(every=Every.MONTHLY, weekday=1, nth=2, times=3), "day"),
        (Rule(every=Every.WEEKLY, times=3, without=(date(2026, 12, 2),)), "without"),
        (Rule(every=Every.WEEKLY, times=2, without=(TUESDAY,)), "without"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_beside_its_field(rule, field):
    with pytest.raises(Refusal) as refusal:
        dates(rule, TUESDAY)
    assert refusal.value.field == field


def test_a_first_date_that_does_not_match_is_told_the_one_that_does():
    with pytest.raises(Refusal) as refusal:
        dates(Rule(every=Every.MONTHLY, weekday=1, nth=2, times=3), TUESDAY)
    assert refusal.value.values == {"day": date(2026, 12, 8)}


@given(
    some.builds(
        Rule,
        every=some.sampled_from(Every),
        times=some.integers(2, MOST),
        weekday=some.none() | some.integers(0, 6),
        nth=some.none() | some.sampled_from([1, 2, 3, 4, LAST]),
    ),
    some.dates(date(2000, 1, 1), date(2090, 1, 1)),
)
def test_whatever_the_rule_dates_are_as_many_as_asked_and_on_its_weekday(rule, first):
    try:
        found = dates(rule, first)
    except Refusal:
        return
    assert (len(found), found[0]) == (rule.times, first)
    assert {day.weekday() for day in found} == {first.weekday()}
    assert found == sorted(set(found))


START = datetime(2026, 11, 24, 16)  # noqa: DTZ001 - wall times
ONE = Plan(title="Meeting", starts=START, ends=START + timedelta(hours=2), place="Hall", capacity=30)


def test_each_date_keeps_the_hours_of_the_wall_clock():
    made = plans(ONE, [TUESDAY, date(2027, 3, 30)])
    assert [(each.starts.hour, each.ends.hour) for each in made] == [(16, 18), (16, 18)]


def test_a_change_carries_days_hours_and_what_was_typed_but_not_what_was_not():
    own = replace(
        ONE,
        starts=START + timedelta(days=7, hours=1),
        ends=START + timedelta(days=7, hours=3),
        place="School",
    )
    moved = replace(
        ONE, starts=START + timedelta(days=1), ends=ONE.ends + timedelta(days=1), title="Open meeting"
    )
    assert carried(own, ONE, moved) == replace(
        own, title="Open meeting", starts=own.starts + timedelta(days=1), ends=own.ends + timedelta(days=1)
    )
    earlier = replace(ONE, starts=START.replace(hour=15))
    assert carried(own, ONE, earlier) == replace(
        own, starts=own.starts.replace(hour=15), ends=own.starts.replace(hour=18)
    )
    elsewhere = replace(ONE, place="", venue_id=4, locality_id=2)
    assert carried(own, ONE, elsewhere) == replace(own, place="", venue_id=4, locality_id=2)
