"""The laws of polls."""

from datetime import date, timedelta

import pytest

from engagement.feedback import rules
from engagement.kernel.refusals import Refusal

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("choices", [[], ["One"], ["One", " one "], list("abcdefg"), ["One", "  "]])
def test_two_to_six_different_answers_are_needed(choices: list[str]):
    with pytest.raises(Refusal):
        rules.check_choices(choices)


def test_empty_lines_are_left_out():
    assert rules.check_choices(["Lamp", "", " Road "]) == ["Lamp", "Road"]


def test_the_last_day_still_counts():
    assert [rules.is_closed(TODAY, day) for day in (TODAY, TODAY + timedelta(1))] == [False, True]
    rules.check_closing(TODAY, TODAY)
    for day in (TODAY - timedelta(1), TODAY + timedelta(91)):
        with pytest.raises(Refusal):
            rules.check_closing(day, TODAY)


def test_hands_come_late_but_not_for_ever():
    assert rules.takes_hands(TODAY, TODAY + timedelta(14))
    assert not rules.takes_hands(TODAY, TODAY + timedelta(15))
