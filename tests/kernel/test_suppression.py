"""Small numbers stay unsaid, and nobody works them out from what is said beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.kernel.suppression import hidden_beside, parts_told, told

pytestmark = pytest.mark.rules


@pytest.mark.parametrize(("count", "said"), [(0, 0), (1, None), (9, None), (10, 10), (14, 10), (27, 25)])
def test_a_small_number_is_not_told_and_the_others_are_rounded_down(count, said):  # C.8
    assert told(count) == said


def test_one_hidden_part_hides_the_next_smallest_too():
    assert parts_told({"woman": 4, "man": 40, "unknown": 30}) == {"woman": None, "man": 40, "unknown": None}
    assert parts_told({"woman": 4, "man": 0}) == {"woman": None, "man": 0}
    assert parts_told({"woman": 4, "man": 4}) == {"woman": None, "man": None}


def test_what_is_hidden_for_its_neighbour_is_not_called_small():
    assert hidden_beside({"yes": 100, "no": 3}) == {"yes"}
    assert hidden_beside({"woman": 4, "man": 4, "unknown": 0}) == frozenset()
    assert hidden_beside({"yes": 20, "no": 10}) == frozenset()


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 60), min_size=1))
def test_no_part_of_one_to_nine_follows_from_what_is_told(parts):
    said = parts_told(parts)
    total = told(sum(parts.values()))
    hidden = [key for key, value in said.items() if value is None]
    assert all(value is None or value == 0 or value >= 10 for value in said.values())
    assert len(hidden) != 1 or total is None
