"""Words of danger are found in four ways of writing, however spelled; words of every day are not."""

import pytest

from engagement.concerns.emergency import PHRASES, WORDS, fold, found

DANGER = [
    "He has a GUN",
    "sombody was stabed near the bus stop",
    "my son was kidnaped",
    "They are shoooting!!!",
    "please help me he is at the door",
    "The shop is on fire",
    "bachaaaaooo",
    "Bachow, daakoo aa gaye",
    "golee nahi, goli chali hai",
    "goolii chal rahi hai",
    "ghar mein aag lag gayi",
    "aaaag",
    "Qatl ho gaya",
    "usay katal kar diya",
    "zakhmee hai, khoooon beh raha hai",
    "shohar mujhe maar raha hai",
    "jan ko khatra hai",
    "bandooq wale log",
    "aghwaa kar liya",
    "ڈاکوؤں نے گھیر لیا",
    "ڈاكو آ گئے",  # with an Arabic kaf
    "بچاؤ",
    "بچائو",
    "گولی چل رہی ہے",
    "آگ لگ گئی",
    "فائرنگ ہو رہی ہے",
    "وہ عورت کو مار رہے ہیں",
    "قَتل",  # with a vowel mark
    "ق\u200bتل",  # with an invisible letter
    "اغواء",
    "ډزې دي",
    "په ټوپک يې وویشت",
    "ټپي دي مرسته وکړئ",
    "هغه مې وژني",
    "topak day",
    "میرا بیٹا گم ہو گیا ہے",
    "میری بچی صبح سے نہیں مل رہی، لاپتہ ہے",
    "بیٹی نہیں مل رہی",
    "mera beta gum ho gaya hai",
    "meri beti kal se lapata hai",
    "bacha kho gaya",
    "bachi nahi mil rahi",
    "my son is lost",
    "Our daughter has been missing since morning",
    "I can't find my child",
    "زما زوی ورک شوی دی",
]
EVERY_DAY = [
    "",
    "The street light at the bus stand is out.",
    "The shop was shut and the road is closed",
    "bacha school jata hai, bachay bhi",
    "Bijli nahi aati, pani bhi nahi",
    "سڑک پر لائٹ نہیں ہے، اگر ہو سکے تو لگا دیں",
    "اور وہ آیا",
    "اوبه نشته، بریښنا نشته",
    "Masla ye hai ke kachra nahi uthta",
    "12345 !!! ???",
    "My identity card is lost",
    "mera phone gum ho gaya",
    "شناختی کارڈ گم ہو گیا ہے",
    "The cover of the drain is missing, children fall in",
    "beta school ja raha hai",
]


@pytest.mark.parametrize("words", DANGER)
def test_words_of_danger_are_found_however_they_are_spelled(words: str) -> None:
    assert found(words)


@pytest.mark.parametrize("words", EVERY_DAY)
def test_words_of_every_day_are_let_be(words: str) -> None:
    assert not found(words)


def test_every_word_of_the_glossary_is_known() -> None:
    for word in ["bachao", "goli", "golai", "daku", "aag", "qatal", "qatl", "zakhmi", "khoon"]:
        assert found(word), word


def test_each_known_word_and_phrase_finds_itself() -> None:
    for known in [*WORDS, *PHRASES]:
        assert found(known), known
    assert all(fold(word) == f" {word} " for word in WORDS)


def test_a_long_text_is_read_whole() -> None:
    assert found("lamp " * 790 + "gun")
