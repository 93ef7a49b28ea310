"""The words and laws of the organisation."""

from datetime import date

import pytest

from engagement.kernel.refusals import Refusal
from engagement.organisation import rules
from engagement.organisation.rules import OfficeKind


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("بڈھ بير", "بڈھ بیر"),  # Arabic yeh for the Urdu one
        ("كوهاٹ", "کوہاٹ"),
        ("بډهبېر", "بڈھبیر"),  # Pashto for Urdu letters
        ("پِشاور", "پشاور"),  # a vowel mark
        ("پشـاور", "پشاور"),  # a tatweel
        ("علاقۀ", "علاقہ"),
        ("سرا\u200cئے", "سرائی"),  # a joiner
        ("PRISHTINE", "Prishtinë"),
        ("Ćuprija", "cuprija"),
        ("Qissa-Khwani", "qissa khwani"),
    ],
)
def test_spellings_that_look_alike_fold_to_one(typed, written):
    assert rules.folded(typed) == rules.folded(written)


def test_letters_that_tell_words_apart_stay_apart():
    assert rules.folded("بازار") != rules.folded("بزار")
    assert rules.folded("ڈیرہ") != rules.folded("دیرہ")


def test_a_search_begins_a_word_and_never_matches_nothing():
    assert rules.is_named("khw", ["Qissa Khwani"])
    assert not rules.is_named("wani", ["Qissa Khwani"])
    assert not rules.is_named(" - ", ["Qissa Khwani"])


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        ({"en": "Badhber Station"}, "badhber-station"),
        ({"sq": "Gjilan / Prishtinë"}, "gjilan-prishtine"),
        ({"ur": "پشاور", "sq": "Pejë"}, "peje"),
        ({"ur": "پشاور"}, "office"),
    ],
)
def test_addresses_are_made_of_latin_names(names, slug):
    assert rules.slug_of(names, "Office") == slug


@pytest.mark.parametrize(
    ("kind", "parent", "fits"),
    [
        (OfficeKind.STATION, OfficeKind.DISTRICT, True),
        (OfficeKind.STATION, OfficeKind.FORCE, True),
        (OfficeKind.DISTRICT, OfficeKind.STATION, False),
        (OfficeKind.DISTRICT, OfficeKind.DISTRICT, False),
        (OfficeKind.FORCE, OfficeKind.FORCE, False),
        (OfficeKind.UNMATCHED, OfficeKind.FORCE, True),
        (OfficeKind.STATION, OfficeKind.UNMATCHED, False),
    ],
)
def test_offices_stand_under_higher_rungs_only(kind, parent, fits):
    assert rules.may_stand_under(kind, parent) is fits


def test_both_ends_of_a_span_count():
    first, last = date(2026, 1, 1), date(2026, 1, 31)
    assert [rules.serves_on(day, first, last) for day in (first, last, date(2026, 2, 1))] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    "point", [(None, 1.0), (1.0, None), (181.0, 0.0), (0.0, -91.0), (float("nan"), 0.0), (0.0, float("inf"))]
)
def test_a_position_that_is_none_is_refused(point):
    with pytest.raises(Refusal):
        rules.check_point(*point)


def test_a_name_in_any_language_is_enough_and_none_is_too_little():
    assert rules.named({"en": " ", "ur": " پشاور "}) == {"ur": "پشاور"}
    with pytest.raises(Refusal):
        rules.named({"en": " "})
