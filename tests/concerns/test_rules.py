"""The laws of concerns: the chain, the lights, the day an answer is owed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engagement.concerns.rules import (
    CHAIN,
    Lane,
    Light,
    State,
    due_on,
    light,
    links,
    may_follow,
)

AT = datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_the_light_is_green_once_answered_red_after_24_hours_else_blue() -> None:
    assert light(AT, None, AT + timedelta(hours=24)) is Light.BLUE
    assert light(AT, None, AT + timedelta(hours=24, seconds=1)) is Light.RED
    assert light(AT, AT + timedelta(hours=30), AT + timedelta(hours=40)) is Light.GREEN


def test_a_question_is_due_in_three_days_a_concern_in_fourteen() -> None:  # 000.11
    assert due_on(Lane.ENQUIRY, date(2026, 11, 21)) == date(2026, 11, 24)
    assert due_on(Lane.CONCERN, date(2026, 11, 21)) == date(2026, 12, 5)


@pytest.mark.parametrize("state", [state for state in State if state is not State.TOLD])
def test_only_what_was_told_can_be_confirmed(state: State) -> None:
    assert not may_follow(state, State.CONFIRMED)
    assert may_follow(State.TOLD, State.CONFIRMED)


def test_nothing_follows_what_does_not_belong_here() -> None:
    assert not any(may_follow(State.MISPLACED, then) for then in State)


def test_reopening_leads_back_to_the_owner() -> None:
    assert may_follow(State.TOLD, State.OWNED)
    assert not may_follow(State.TOLD, State.RAISED)


def test_the_last_link_stays_open_until_the_raiser_closes_it() -> None:
    assert links(State.TOLD) == ("done", "done", "done", "done", "now")
    assert links(State.CONFIRMED)[-1] == "kept"
    assert [links(state).count("done") for state in CHAIN[:4]] == [1, 2, 2, 4]
