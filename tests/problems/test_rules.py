"""The laws of SARA: nothing is skipped, nothing closes unassessed, one no reopens."""

from datetime import date

import pytest

from engagement.kernel.refusals import Refusal
from engagement.kernel.wording import Wording
from engagement.problems.rules import (
    Needed,
    Stage,
    Word,
    check_due,
    days_late,
    may_advance,
    may_close,
    next_stage,
    still_needed,
    taken_together,
)

TODAY = date(2026, 11, 24)


def test_each_stage_has_one_that_follows_and_closed_has_none() -> None:
    assert [next_stage(stage) for stage in Stage] == [
        Stage.ANALYSE,
        Stage.RESPOND,
        Stage.ASSESS,
        Stage.CLOSED,
        None,
    ]


def test_a_stage_is_left_only_with_a_note() -> None:
    with pytest.raises(Refusal) as refusal:
        may_advance(Stage.SCAN, [], open_tasks=0)
    assert refusal.value.field == "words"
    assert may_advance(Stage.SCAN, [Stage.SCAN], open_tasks=3) is Stage.ANALYSE


def test_assessing_waits_for_open_tasks() -> None:
    with pytest.raises(Refusal):
        may_advance(Stage.RESPOND, [Stage.RESPOND], open_tasks=1)
    assert may_advance(Stage.RESPOND, [Stage.RESPOND], open_tasks=0) is Stage.ASSESS


def test_advancing_never_closes() -> None:
    with pytest.raises(Refusal):
        may_advance(Stage.ASSESS, [Stage.ASSESS], open_tasks=0)


@pytest.mark.parametrize(
    ("stage", "noted", "open_tasks", "wording"),
    [
        (Stage.RESPOND, [Stage.RESPOND], 0, Wording.REVIEWED),
        (Stage.ASSESS, [Stage.RESPOND], 0, Wording.REVIEWED),
        (Stage.ASSESS, [Stage.ASSESS], 1, Wording.REVIEWED),
        (Stage.ASSESS, [Stage.ASSESS], 0, Wording.WRITTEN),
    ],
)
def test_closing_is_refused(stage: Stage, noted: list[Stage], open_tasks: int, wording: Wording) -> None:
    # 003.9
    needed = still_needed(stage, noted, open_tasks=open_tasks, wording=wording)
    assert needed, "what refuses is what is said to be needed"
    with pytest.raises(Refusal):
        may_close(needed)


def test_closing_an_assessed_problem_with_reviewed_words_is_allowed() -> None:
    needed = still_needed(Stage.ASSESS, [Stage.ASSESS], open_tasks=0, wording=Wording.REVIEWED)
    assert not needed
    may_close(needed)


def test_what_is_still_needed_names_the_stages_to_come_and_the_present_one_without_a_note() -> None:
    needed = still_needed(Stage.ANALYSE, [Stage.SCAN], open_tasks=2, wording=Wording.NONE)
    assert needed == Needed((Stage.ANALYSE, Stage.RESPOND, Stage.ASSESS), 2, words=True, review=True)
    needed = still_needed(Stage.RESPOND, [Stage.RESPOND], open_tasks=0, wording=Wording.WRITTEN)
    assert needed == Needed((Stage.ASSESS,), 0, words=False, review=True)


@pytest.mark.parametrize(
    ("stage", "answers", "word"),
    [
        (Stage.RESPOND, [None, None], Word.WORKED),
        (Stage.CLOSED, [None, True], Word.ASKED),
        (Stage.CLOSED, [True, True], Word.CONFIRMED),
        (Stage.CLOSED, [True, False], Word.REOPENED),
        (Stage.CLOSED, [], Word.ASKED),
    ],
)
def test_one_no_reopens_and_only_a_yes_of_all_confirms(
    stage: Stage, answers: list[bool | None], word: Word
) -> None:
    assert taken_together(stage, answers) is word


def test_a_due_day_lies_between_today_and_two_years() -> None:
    assert check_due(TODAY, TODAY) == TODAY
    for wrong in (date(1900, 1, 1), date(2026, 11, 23), date(9999, 1, 1)):
        with pytest.raises(Refusal) as refusal:
            check_due(wrong, TODAY)
        assert refusal.value.field == "due"


def test_late_is_counted_in_days() -> None:
    assert days_late(date(2026, 11, 20), TODAY) == 4
    assert days_late(TODAY, TODAY) == 0
