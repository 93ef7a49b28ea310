"""How long a text is: what fits in one part, and what is said of the rest."""

import pytest

from engagement.channels.gsm import (
    GSM,
    MOST_PARTS,
    UCS2,
    begun,
    cut,
    fits,
    measure,
    plain,
    room_beside,
    shortest,
)


@pytest.mark.parametrize(
    ("text", "coding", "counted", "parts"),
    [
        ("", GSM, 0, 1),
        ("a" * 160, GSM, 160, 1),
        ("a" * 161, GSM, 161, 2),
        ("a" * 306, GSM, 306, 2),
        ("a" * 307, GSM, 307, 3),
        ("€" * 80, GSM, 160, 1),  # counts two each
        ("a" * 152 + "€" + "a" * 152, GSM, 306, 3),  # no part ends in half a sign
        ("پ" * 70, UCS2, 70, 1),
        ("پ" * 71, UCS2, 71, 2),
        ("a" * 69 + "پ", UCS2, 70, 1),
        ("😀" * 35, UCS2, 70, 1),
        ("😀" * 67, UCS2, 134, 3),  # 33 in a part of 67
    ],
)
def test_a_text_is_counted_as_networks_count(text: str, coding: int, counted: int, parts: int) -> None:
    found = measure(text)
    assert (found.coding, found.counted, found.parts) == (coding, counted, parts)


def test_signs_that_would_make_a_text_ucs_2_are_spelled_plainly_and_control_characters_go() -> None:
    assert plain("“It’s on” – 3…") == '"It\'s on" - 3...'
    assert plain("\u2066K7P2QX\u2069 ") == "K7P2QX"


def test_the_first_that_fits_in_one_part_is_sent_else_the_one_of_fewest_parts() -> None:
    assert shortest(["a" * 170, "b" * 160, "c"]) == "b" * 160
    assert shortest(["a" * 400, "b" * 200]) == "b" * 200
    assert shortest([]) == ""


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("a" * 160, [160]),
        ("a" * 161, [153, 8]),
        ("ب" * 70, [70]),
        ("ب" * 135, [67, 67, 1]),
        ("€" * 81, [76, 5]),  # each takes two, and is never cut
        ("😀" * 40, [33, 7]),
    ],
)
def test_a_phone_cuts_a_long_text_into_as_many_parts_as_are_counted(text: str, sizes: list[int]) -> None:
    parts = cut(text)
    assert [len(part) for part in parts] == sizes
    assert "".join(parts) == text
    assert len(parts) == measure(text).parts


def test_of_words_too_long_for_four_parts_the_beginning_goes_with_what_stands_after_it() -> None:
    told = begun("word " * 200, lambda some: f"Said: {some}… https://x.example")
    assert told.endswith(" word... https://x.example")
    assert measure(told).parts == MOST_PARTS
    assert not fits(told.replace("word...", "word word..."))
    assert begun("w" * 700, lambda some: some) == "", "one word is not cut"
    assert room_beside("Said: ") == (606, 262)
    assert room_beside("کہا: ") == (263, 263)
