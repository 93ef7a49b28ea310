"""Texts about one thing are found alike in every language and spelling, and others are not."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from engagement.concerns.likeness import LIKELY, MOST_KEYS, Told, folded, key_of, keys_of, likeness

pytestmark = pytest.mark.rules
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
LAMP = (
    "The street light at the bus stand is out.",
    "street lights near bus stop not working, very dark at night",
    "bus adda ki batti kharab hai, raat ko andhera hota hai",
    "Bus adday ki battee kharaab hay",
    "بس اڈے کی لائٹ خراب ہے، رات کو اندھیرا ہوتا ہے",
    "بس سٹینڈ پر بتی بند ہے",
    "د بس اډې څراغ خراب دی، شپه تیاره وي",
)
RUBBISH = (
    "Rubbish is piled up next to the girls school",
    "larkiyon ke school ke sath kachra para hai",
    "لڑکیوں کے سکول کے ساتھ کچرا پڑا ہے",
)
OTHERS = (
    "Nobody patrols the bazaar after nine",
    "Water pipe broken in our street",
    "chor aaye thay, motorcycle chori ho gayi",
    "شادی ہال میں رات بھر شور",
)


def told(words: str, category: str = "street_light", place: int | None = 1, at: datetime = NOW) -> Told:
    return Told(folded(words), category, place, at)


@pytest.mark.parametrize("group", [LAMP, RUBBISH])
def test_one_matter_is_found_in_english_urdu_pashto_and_roman_letters(group: tuple[str, ...]) -> None:
    for one, other in permutations(group, 2):
        assert likeness(told(one), told(other)) >= LIKELY, (one, other)


def test_other_matters_are_not_likely_even_in_the_same_place() -> None:
    for one in (*LAMP, *RUBBISH):
        for other in OTHERS:
            assert likeness(told(one), told(other, "other")) < LIKELY, (one, other)
    for one in LAMP:
        for other in RUBBISH:
            assert likeness(told(one), told(other, "rubbish")) < LIKELY, (one, other)


def test_a_name_sounds_alike_in_both_scripts() -> None:
    for roman, urdu in (("Badaber", "بڈھبیر"), ("Kohat", "کوہاٹ"), ("iskool", "سکول"), ("Mattani", "متنی")):
        assert key_of(folded(roman)) == key_of(folded(urdu)) != ""


def test_category_place_and_time_weigh() -> None:
    base = told(LAMP[0])
    near = likeness(base, told(LAMP[1]))
    for other in (
        told(LAMP[1], "traffic"),
        told(LAMP[1], place=2),
        told(LAMP[1], place=None),
        told(LAMP[1], at=NOW - timedelta(days=60)),
    ):
        assert likeness(base, other) < near


def test_an_arabic_keyboard_writes_the_same_word() -> None:
    assert folded("كراچي") == folded("کراچی")


def test_what_says_nothing_is_like_nothing_and_a_long_text_has_few_keys() -> None:
    assert likeness(told(""), told(LAMP[0])) == 0
    assert likeness(told("!!! 123"), told("!!! 123")) == 0
    assert (
        len(keys_of(folded(" ".join(f"word{'x' * n}tr{chr(98 + n % 20)}k{n}" for n in range(900)))))
        <= MOST_KEYS
    )
