"""Asking a poll: what stops, what is asked once."""

from datetime import date

import pytest

from engagement.feedback import actions
from engagement.kernel.database import unit
from engagement.kernel.refusals import Refusal
from tests.feedback.conftest import NOW, Town


def test_words_that_show_who_somebody_is_stop(town: Town):  # T13
    for given in ({"question": "Is 35201-1234567-1 right?"}, {"choices": ("Ring 0300 1234567", "No")}):
        with pytest.raises(Refusal):
            town.poll(out=False, **given)


def test_the_same_question_sent_twice_is_asked_once(town: Town):
    with unit():
        rows = [
            actions.ask(
                actor=town.writer, now=NOW, office=town.station, locality=town.place, event=None,
                question="Which?", choices=("A", "B"), language="en", closes_on=date(2026, 11, 30),
                names_nobody=False, operation_id="once",
            )
            for _twice in range(2)
        ]  # fmt: skip
    assert rows[0] is rows[1]
