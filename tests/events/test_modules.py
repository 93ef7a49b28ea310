"""The laws of a series' modules: how they are written, at which meeting each is due."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.events.modules import Module, due_at, modules_of
from engagement.kernel.refusals import Refusal

pytestmark = pytest.mark.rules
THREE = [(11, 1), (12, 1), (13, 2)]


def test_modules_are_written_one_a_line_with_the_number_of_a_meeting():  # 003.2
    text = "Partnerships\n\n۲ | Problem solving\nOrganisational transformation"
    assert modules_of(text, 3) == (
        Module("Partnerships", 1),
        Module("Problem solving", 2),
        Module("Organisational transformation", 2),
    )
    assert modules_of("2 | One | two", 2) == (Module("One | two", 2),)
    assert modules_of("\n".join(each.typed() for each in modules_of(text, 3)), 3) == modules_of(text, 3)


@pytest.mark.parametrize(
    "text",
    ["4 | Too far", "0 | None", "soon | Later", "2 |", "x" * 201, "One\nOne", "\n".join(map(str, range(41)))],
)
def test_modules_that_cannot_be_are_refused(text):
    with pytest.raises(Refusal) as refusal:
        modules_of(text, 3)
    assert refusal.value.field == "modules"


@pytest.mark.parametrize(
    ("number", "covered", "running", "due"),
    [
        (1, (), (1, 2, 3), [11, 12]),
        (2, (), (1, 2, 3), [13]),  # the first is not over
        (2, (11,), (2, 3), [12, 13]),  # it is: what it left comes along
        (3, (11,), (2, 3), []),
        (3, (11, 13), (3,), [12]),  # and once more
        (3, (), (3,), [11, 12, 13]),
    ],
)
def test_what_was_not_covered_is_due_at_the_next_meeting(number, covered, running, due):  # 003.2
    assert due_at(number, THREE, covered, running) == due


@given(
    planned=st.lists(st.integers(1, 6), max_size=8),
    covered=st.sets(st.integers(0, 7)),
    running=st.sets(st.integers(1, 6)),
)
def test_a_module_is_due_at_one_coming_meeting_or_was_covered(planned, covered, running):
    modules = list(enumerate(planned))
    coming = sorted(running)
    found = [key for number in coming for key in due_at(number, modules, covered, coming)]
    assert len(found) == len(set(found))
    after = {key for key, first in modules if coming and first <= coming[-1]}
    assert set(found) == after - covered
