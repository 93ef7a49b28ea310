"""What may stand in an answer that is kept ready: laws over plain words."""

import pytest

from engagement.concerns import phrases
from engagement.kernel.refusals import Refusal

PEOPLE = ("Gul Khan", "Ayesha Bibi", "عائشہ بی بی")


def refused(text: str, *, shut: tuple[str, ...] | None = None, code: str = "en") -> str | None:
    """Return the field at which words are refused, or None."""
    try:
        phrases.check({code: text}, names=PEOPLE, shut=shut)
    except Refusal as refusal:
        return refusal.field
    return None


def test_places_are_filled_and_what_nothing_fills_is_refused() -> None:
    assert phrases.filled(
        "{reference} is with { Office }.", {"reference": "K7P2QX", "office": "Badhber"}
    ) == ("K7P2QX is with Badhber.")
    assert refused("{reference}, {office}, {date}") is None
    assert refused("Ask {name}") == "words_en"
    assert phrases.filled("{name}", {}) == "{name}"


@pytest.mark.parametrize(
    "text",
    [
        "Call Gul Khan.",
        "call GUL  KHAN today",
        "Ask Inspector Khan about it",
        "Bibi sahiba, Khan sahib will call",
        "محترمہ عائشہ سے ملیں",
    ],
)
def test_a_ready_answer_names_nobody_who_serves_here(text: str) -> None:
    assert refused(text) == "words_en"


@pytest.mark.parametrize("text", ["The station at Khan market is open.", "گل بازار", "Our office answers."])
def test_a_word_that_is_also_part_of_a_name_is_no_name(text: str) -> None:
    assert refused(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Your complaint is here.", "en"),
        ("We read about the harassment.", "en"),
        ("آپ کی شکایت مل گئی۔", "ur"),
        ("Your tip came.", "en"),
        ("It is about Homicide.", "en"),
        ("چراغ کا معاملہ", "ur"),
    ],
)
def test_what_fits_sealed_matters_says_no_word_of_what_they_are_about(text: str, code: str) -> None:
    # T12; words.md: never the lane, the topic or the category of sealed matters
    assert refused(text, shut=("Homicide", "چراغ"), code=code) == f"words_{code}"


def test_the_same_words_are_fit_for_open_matters() -> None:
    assert refused("Your complaint is here.") is None
    assert refused("We read it and will answer on this page.", shut=("Homicide",)) is None
    assert refused("A tipping point: we stipulate.", shut=()) is None


def test_one_language_is_enough_and_none_is_refused() -> None:
    with pytest.raises(Refusal):
        phrases.check({"en": "", "ur": ""}, names=(), shut=None)
