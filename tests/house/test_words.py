"""The Urdu words: none missing, the right letters and digits, the glossary's words, no gender put on the reader."""

import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from tests.house.tree import ROOT

LETTERS = frozenset("اآبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہھءئیے")
MARKS = frozenset("ًُِّ")  # the few vowel marks that tell two words apart
POINTS = frozenset("۔،؛؟“”…")
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# آپ as the one who acts (not آپ کا, آپ کو, آپ نے, آپ سے), then a verb that shows a gender.
GENDERED = re.compile(
    r"آپ (?!(?:کا|کے|کی|کو|نے|سے|پر|تک)\b)[^۔؟،؛:]*(?:تے|تی|رہے|رہی) (?:ہیں|ہوں)"
    r"|آپ (?!(?:کا|کے|کی|کو|نے|سے|پر|تک)\b)[^۔؟،؛:]*یں (?:گے|گی)"
)
GLOSSARY = {
    "Meeting": "اجلاس",
    "Town hall": "کھلی کچہری",
    "Coffee with a Cop": "پولیس کے ساتھ چائے",
    "Women's session": "خواتین کی نشست",
    "Concern": "مسئلہ",
    "Problem": "مشترکہ مسئلہ",
    "Question": "سوال",
    "Task": "کام",
    "Promise": "وعدہ",
    "Due": "آخری تاریخ",
    "Post": "عہدہ",
    "Police station": "تھانہ",
    "Locality": "علاقہ",
    "Venue": "جگہ",
    "Reference": "حوالہ نمبر",
    "Minutes": "روداد",
    "Scan": "نشاندہی",
    "Analyse": "تجزیہ",
    "Respond": "عملی قدم",
    "Assess": "نتیجے کی جانچ",
    "Last time": "پچھلی بار",
    "You said, we did": "آپ نے کہا، ہم نے کیا",
    "We could not, because": "ہم سے نہ ہو سکا، کیونکہ",
    "Step-free": "سیڑھی کے بغیر",
    "Interpreter": "ترجمان",
    "Child care": "بچوں کی دیکھ بھال",
    "Older people": "بزرگ",
    "Oversight": "نگرانی",
    "Please fill this in.": "یہ خانہ بھریں۔",
    "We cannot find this page": "یہ صفحہ نہیں ملا",
    "This is not allowed": "اس کی اجازت نہیں ہے",
    "Something went wrong on our side": "ہماری طرف خرابی ہوئی",
    "Sign in": "لاگ ان کریں",
    "Sent": "بھیجا گیا",
    "Map": "نقشہ",
}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that reads and checks the catalogues."""
    loader = SourceFileLoader("words_script", str(ROOT / "script" / "words"))
    spec = spec_from_loader("words_script", loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def urdu(script: ModuleType) -> Catalog:
    """The Urdu catalogue."""
    found: Catalog = script.read("ur", script.TRANSLATIONS / "ur" / "LC_MESSAGES" / "messages.po")
    return found


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """Return each English sentence with its Urdu one; counted sentences give one pair for each number."""
    found: list[tuple[str, str]] = []
    for message in catalogue:
        if message.id and message.string:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            said = message.string if isinstance(message.string, tuple | list) else (message.string,)
            found += zip(ids, said, strict=True)
    return found


def test_every_word_of_the_code_and_the_templates_has_its_urdu(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.check() == 0, capsys.readouterr().out


def test_places_in_a_sentence_are_the_same_in_both_languages(urdu: Catalog) -> None:
    assert [e for e, u in pairs(urdu) if set(PLACE.findall(e)) != set(PLACE.findall(u))] == []


def test_urdu_is_written_with_urdu_letters_and_western_digits(urdu: Catalog) -> None:
    allowed = LETTERS | MARKS | POINTS
    wrong = {c for _, u in pairs(urdu) for c in u if ord(c) > 126 and c not in allowed}
    assert {f"{c} U+{ord(c):04X}" for c in wrong} == set()


def test_two_eyed_he_stands_only_after_a_consonant_that_takes_it(urdu: Catalog) -> None:
    assert [u for _, u in pairs(urdu) if re.search("(?<![بپتٹجچدڈڑرکگلمن])ھ", u)] == []


def test_no_sentence_guesses_whether_the_reader_is_a_man_or_a_woman(urdu: Catalog) -> None:
    assert GENDERED.search("کیا آپ آئیں گے؟")
    assert GENDERED.search("آپ لکھ سکتے ہیں")
    assert not GENDERED.search("ہم آپ کو لکھیں گے۔")
    assert [u for _, u in pairs(urdu) if GENDERED.search(u)] == []


def test_the_reader_is_never_addressed_as_tum(urdu: Catalog) -> None:
    assert [u for _, u in pairs(urdu) if re.search(r"\b(تم|تمہارا|تمہاری|تمہارے|تمہیں)\b", u)] == []


def test_words_of_jargon_stay_out(urdu: Catalog) -> None:
    assert [u for _, u in pairs(urdu) if re.search("سائل|ملزم|نمٹا دیا|مخبر", u)] == []


@pytest.mark.parametrize(("english", "said"), GLOSSARY.items())
def test_the_glossarys_word_is_used(urdu: Catalog, english: str, said: str) -> None:
    message = urdu.get(english)
    assert message
    assert message.string == said


def test_questions_stay_questions_and_no_latin_stop_ends_a_sentence(urdu: Catalog) -> None:
    assert [e for e, u in pairs(urdu) if e.endswith("?") != u.endswith("؟")] == []
    assert [u for _, u in pairs(urdu) if re.search(r"[\u0600-\u06ff][.,;?]", u)] == []
