"""What a text means, however it is spelled."""

import pytest

from engagement.concerns.rules import Category
from engagement.intake.keywords import Means, language, read


@pytest.mark.parametrize(
    "text",
    ["JOIN 412", "join412", "  Join   412. ", "412", "۴۱۲", "Joni 412", "jion ٤١٢", "412 join", "PUL 412", "aana 412", "شامل 412", "آنا ۴۱۲", "راځم 412", "JOIN: 412!", "JOIN-412"],
)  # fmt: skip
def test_join_is_understood_in_many_spellings_and_digits(text: str) -> None:
    said = read(text)
    assert (said.means, said.code) == (Means.JOIN, "412")


@pytest.mark.parametrize(
    ("text", "means", "code"),
    [
        ("STATUS K7P2QX", Means.STATUS, "K7P2QX"),
        ("staus k7p2qx", Means.STATUS, "K7P2QX"),
        ("status k7p-2qx", Means.STATUS, "K7P2QX"),
        ("حال K7P2QX", Means.STATUS, "K7P2QX"),
        ("haal", Means.STATUS, ""),
        ("ہال", Means.STATUS, ""),
        ("شامل168", Means.JOIN, "168"),
        ("شمل 168", Means.JOIN, "168"),
        ("blah blah", Means.UNCLEAR, ""),
        ("chor chor", Means.CONCERN, ""),
        ("bijli bijli", Means.CONCERN, ""),
        ("blah the drain is blocked", Means.CONCERN, ""),
        ("Urdu", Means.LANGUAGE, "ur"),
        ("English please", Means.LANGUAGE, "en"),
        ("english school is closed", Means.CONCERN, ""),
        ("STOP", Means.STOP, ""),
        ("stp", Means.STOP, ""),
        ("بند", Means.STOP, ""),
        ("band karo", Means.STOP, ""),
        ("START", Means.START, ""),
        ("shru kro", Means.START, ""),
        ("haal k7p2s", Means.STATUS, "K7P2S"),
        ("haal k7p2qxx", Means.STATUS, "K7P2QXX"),
        ("haal kharaab hai", Means.CONCERN, ""),
        ("madad", Means.HELP, ""),
        ("مرسته", Means.HELP, ""),
        ("1", Means.DIGIT, "1"),
        ("۲", Means.DIGIT, "2"),
        ("2.", Means.DIGIT, "2"),
        ("Haan ji", Means.DIGIT, "1"),
        ("ہاں", Means.DIGIT, "1"),
        ("nahin", Means.DIGIT, "2"),
        ("نہیں", Means.DIGIT, "2"),
        ("", Means.UNCLEAR, ""),
        ("???", Means.UNCLEAR, ""),
        ("\u202e\u200b", Means.UNCLEAR, ""),
        ("salam", Means.UNCLEAR, ""),
        ("ok thanks", Means.UNCLEAR, ""),
        ("12", Means.UNCLEAR, ""),
        ("stop the thieves on our road", Means.CONCERN, ""),
        ("help us with the broken pipe", Means.CONCERN, ""),
        ("Join the two poles, the wire hangs", Means.CONCERN, ""),
        ("no light at the bus stand", Means.CONCERN, ""),
    ],
)
def test_keywords_are_told_from_words_about_something(text: str, means: Means, code: str) -> None:
    said = read(text)
    assert (said.means, said.code) == (means, code)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("light kharab hai bus stand", Category.STREET_LIGHT),
        ("بجلی نہیں ہے", Category.STREET_LIGHT),
        ("pani nahi aa raha", Category.WATER),
        ("motorcycle chori ho gaya", Category.THEFT),
        ("kuch aur masla hai", Category.OTHER),
    ],
)
def test_a_topic_is_seen_in_roman_urdu_and_urdu(text: str, category: Category) -> None:
    assert read(text).category == category


def test_words_about_police_and_danger_are_seen() -> None:
    assert read("SHO rishwat leta hai").police
    assert read("goli chali hai bazaar mein").danger
    assert not read("light kharab hai").police


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JOIN 412", None),
        ("JOYN 168", None),
        ("STAUS", None),
        ("The light is not working on main road", None),
        ("salam bhai", "ur"),
        ("URDU", "ur"),
        ("english", "en"),
        ("اردو", "ur"),
        ("پښتو", "ps"),
        ("پشتو", "ps"),
        ("۴۱۲", None),
        ("light kharab hai", "ur"),
        ("agli meting kb h", "ur"),
        ("بجلی نہیں", "ur"),
        ("برېښنا نشته", "ps"),
    ],
)
def test_the_language_of_the_answer_follows_the_words(text: str, code: str | None) -> None:
    assert language(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "shop robbery", "shop looted", "land mafia", "land grab", "hand grenade", "step daughter", "stop firing",
        "stop harassment", "stop bribe", "band bijli", "khatam pani", "hand", "land", "start firing", "start water",
        "hall fire", "hall paneer", "help murder", "help fire", "help 1122", "pul toota", "pul 412 toota",
        "stop robbery band", "بند بجلی",
    ],
)  # fmt: skip
def test_a_report_of_two_words_is_a_concern_and_never_a_keyword(text: str) -> None:
    assert read(text).means == Means.CONCERN


@pytest.mark.parametrize(
    "text", ["help murder", "help fire", "stop firing", "start firing", "hand grenade", "shop robbery", "آگ"]
)
def test_danger_is_seen_before_any_keyword(text: str) -> None:
    said = read(text)
    assert (said.means, said.danger) == (Means.CONCERN, True)


@pytest.mark.parametrize("code", ["8AG244", "AG64Y8", "793943", "K7P2QX"])
def test_letters_and_digits_of_a_reference_say_nothing(code: str) -> None:
    said = read(f"{code} haan")
    assert (said.means, said.code, said.reference, said.danger) == (Means.DIGIT, "1", code, False)


@pytest.mark.parametrize(
    ("text", "danger"),
    [("emergency", True), ("jaldi police bhejo", True), ("ambulance chahiye", True), ("پولیس بھیجو", True), ("15", False),
     ("police raat ko nahi aati", False), ("the ambulance stood in the traffic", False), ("police", False)],
)  # fmt: skip
def test_a_call_for_help_and_nothing_else_is_danger(text: str, danger: bool) -> None:
    assert read(text).danger is danger


@pytest.mark.parametrize(
    "text",
    ["STOP", "Stop!", "stop stop", "stp", "band", "bund", "bandh", "bas", "khatam", "بند", "بس", "بند کرو", "ndal", "odjava", "band karo"],
)  # fmt: skip
def test_a_plain_stop_stops_in_every_language(text: str) -> None:
    assert read(text).means == Means.STOP


@pytest.mark.parametrize("text", ["START", "strt", "shuru", "shoro", "شروع", "پیل", "fillo", "pocni"])
def test_a_plain_start_starts_in_every_language(text: str) -> None:
    assert read(text).means == Means.START


@pytest.mark.parametrize(
    "text",
    ["haan", "Haaan!", "han ji", "jee haan", "ji", "theek", "theeek hai", "thik hai", "theek ho gaya", "hal ho gaya", "ho gaya", "hogaya", "masla hal ho gaya hai", "bilkul theek", "sahi", "ok haan", "yes yes", "هو", "او", "ہاں جی", "ٹھیک ہے", "ہو گیا", "مسئلہ حل ہو گیا"],
)  # fmt: skip
def test_a_yes_is_understood_however_it_is_spelled(text: str) -> None:
    assert (read(text).means, read(text).code) == (Means.DIGIT, "1")


@pytest.mark.parametrize(
    "text",
    ["nahi", "nahiii", "nahin", "nehi", "ji nahi", "abhi nahi", "nahi hua", "abhi tak nahi hua", "theek nahi hai", "theek nahi hua", "masla hal nahi hua", "not ok", "na", "no no", "نہیں", "ابھی تک نہیں ہوا", "جی نہیں", "نه", "نه ده شوه"],
)  # fmt: skip
def test_a_no_anywhere_in_a_short_answer_is_a_no(text: str) -> None:
    assert (read(text).means, read(text).code) == (Means.DIGIT, "2")


@pytest.mark.parametrize(
    "text",
    ["masla ho gaya", "masla hai", "مسئلہ ہو گیا", "theek karo", "bijli nahi hai", "nahi pani aa raha", "chori ho gaya", "haan bijli kharab hai", "qatal ho gaya", "thana theek nahi", "yes the lamp is broken"],
)  # fmt: skip
def test_what_tells_of_trouble_is_no_answer(text: str) -> None:
    assert read(text).means == Means.CONCERN


@pytest.mark.parametrize(
    "text",
    ["STATUS К7Р2QХ", "STATUS Κ7Ρ2QΧ", "ＳＴＡＴＵＳ Ｋ７Ｐ２ＱＸ", "STATUS \u202eK7P2QX\u202c", "\u2067STATUS\u2069 K7\u200bP2QX", "status k7\u00adp2qx", "STATUS K۷P۲QX"],
)  # fmt: skip
def test_a_reference_in_letters_that_look_alike_or_turned_is_the_same_reference(text: str) -> None:
    assert (read(text).means, read(text).code) == (Means.STATUS, "K7P2QX")
