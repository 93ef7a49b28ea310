"""Numbers typed from paper: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.events.counting import COLUMNS, FACETS, Present, added_up, offices_in
from engagement.kernel.refusals import Refusal


def whole(typed, people=None, offices=None, named=()):
    return added_up(typed, people=people, offices=offices, named=named)


def test_whoever_was_not_told_is_a_number_too():
    paper = whole({"sex_woman": 30, "sex_man": 40, "age_child": 5}, people=80)
    assert (paper.people, paper.counts["sex_unknown"], paper.counts["age_unknown"]) == (80, 10, 75)
    assert paper.counts["side_resident"] == 80


def test_totals_per_side_equal_the_sheet():  # 003.1
    paper = whole({"side_resident": 60, "side_police": 12, "side_partner": 8}, people=80)
    assert [paper.counts[f"side_{side}"] for side in ("resident", "police", "partner")] == [60, 12, 8]
    with pytest.raises(Refusal) as refused:
        whole({"side_resident": 60, "side_police": 12}, people=80)
    assert refused.value.field == "side_resident"
    assert whole({"side_police": 12}, people=80).counts["side_resident"] == 68


def test_eighty_walk_ins_by_one_number_alone():  # C.3
    paper = whole({}, people=80)
    assert (paper.people, paper.counts["sex_unknown"], paper.counts["disability_unknown"]) == (80, 80, 80)


def test_more_of_one_sort_than_everybody_is_refused():
    with pytest.raises(Refusal) as refused:
        whole({"sex_woman": 50, "sex_man": 40}, people=80)
    assert (refused.value.field, refused.value.values) == ("sex_woman", {"n": 90, "all": 80})


def test_twenty_offices_and_nobodys_name_are_a_tally():  # 004.4
    for paper in (whole({}, offices=20), whole({}, named=tuple(Present(f"Office {n}") for n in range(20)))):
        assert (paper.offices, paper.people, paper.empty) == (20, 0, False)


def test_head_counts_of_offices_make_up_everybody():
    paper = whole({}, named=offices_in("Water office | 3\nSchool | 2\nMosque"))
    assert (paper.people, paper.offices, paper.counts["side_resident"]) == (5, 3, 5)


@pytest.mark.parametrize(
    "wrong", ["| 3", "x" * 121, "Office | many", "Office | 0", "Office | 99999", "a\n" * 201]
)
def test_offices_that_cannot_be_read_are_refused(wrong):
    with pytest.raises(Refusal):
        offices_in(wrong)


def test_a_bar_in_the_name_of_an_office_survives():
    assert offices_in("North | South | 4") == (Present("North | South", 4),)


@given(
    st.dictionaries(st.sampled_from(COLUMNS), st.integers(0, 500)),
    st.one_of(st.none(), st.integers(0, 2_000)),
)
def test_each_facet_always_adds_up_to_everybody(typed, people):
    try:
        paper = whole(typed, people=people)
    except Refusal:
        return
    for facet, values in FACETS.items():
        assert sum(paper.counts[f"{facet}_{value}"] for value in values) == paper.people
