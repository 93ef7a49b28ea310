"""What somebody means who texts: keywords in five languages and roman Urdu, however they are spelled. Pure.

The words are those of words.md §1. Digits and letters of Arabic and Urdu keyboards are folded first.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from engagement.concerns import emergency, guarded
from engagement.concerns.rules import Category
from engagement.kernel.codes import ALPHABET, CONCERN_LENGTH, DIGITS
from engagement.organisation.rules import folded


class Means(StrEnum):
    """What a text asks for."""

    JOIN = "join"
    STATUS = "status"
    STOP = "stop"
    START = "start"
    HELP = "help"
    DIGIT = "digit"  # answers the last text that offered digits
    LANGUAGE = "language"  # in which they want our texts
    ADDED = "added"  # said more about their own concern
    LEAVE = "leave"  # cannot come
    WRITE = "write"  # wants to raise something, and does not say what
    CONCERN = "concern"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Said:
    """A text, read: what it means, the code or digit in it, and whether it speaks of danger or of police."""

    means: Means
    code: str = ""
    danger: bool = False
    police: bool = False
    category: Category = Category.OTHER
    guarded: bool = False  # it speaks of what the women's desk alone may read
    reference: str = ""  # of the concern that a digit answers, where it is named
    guessed: bool = (
        False  # the reference may as well be a plain word: it counts where there is such a concern alone
    )


def word_set(words: str) -> frozenset[str]:
    """Return words parted by blanks, folded."""
    return frozenset(folded(word) for word in words.split())


JOIN = word_set("join joyn jion joine aana shamil razam raazam razm pul راځم آنا شامل شمل شامیل")
YES = word_set(
    "y yes yep haan han ha hn ji jee g theek thik thek theak teek sahi sahih bilkul ho oo aw sha "
    "ہاں جی ٹھیک صحیح بالکل هو او هوو po da"
)
NO = word_set("n no not nope nahi nahin nai nhi nae nah na nahe nehi nehin naheen nhn نہیں نہ نه jo ne")
SOLVED = word_set("theek thik thek theak teek sahi hal ٹھیک صحیح حل")  # what is said of a matter that is over
MATTER = word_set("masla maslah masala مسئلہ")
FILL = SOLVED | word_set(
    "ok okay acha achha hai hain he hy hua huwa hui howa ho hogaya gaya gya gia gai gayi diya dia kardiya abhi abhe abi tak saka "
    "ہے ہیں ہوا ہوئی ہو گیا گئی دیا ابھی تک سکا شو شوه دی ده"
)  # stands beside a yes or a no and says nothing else
DONE_BY = word_set("gaya gya gia gai gayi گیا گئی")  # beside ho: it is done
MOST_FILLED = 6  # words
STOP = word_set("stop stp band bund bandh bas khatam بند بس ndal odjava")
START = word_set("start strt strat shuru shoro shru suru shuroo شروع پیل fillo pocni")
STATUS = word_set("status staus stauts haal hal حال ہال")
REFERENCE = word_set("reference ref hawala حوالہ حواله")  # stands before one in our own texts
HELP = word_set("help hlp madad madat mrasta مدد مرسته ndihme pomoc menu")
GREETINGS = word_set(
    "hi hello hey salam salaam asalam alaikum walaikum ok okay thanks thank you shukria shukriya mehrbani سلام السلام علیکم شکریہ مننه manana"
)
POLICE = word_set(
    "police polis pulis thana tana thanay thane thanedar sho shos dsp asi constable inspector hawaldar sipahi rishwat bribe shikayat shikait پولیس تھانہ تھانے تاڼه رشوت شکایت پولیسو"
)
TOPICS = {
    Category.STREET_LIGHT: word_set(
        "light lights lite lait laight lamp lamps bijli bijlee batti brekhna streetlight لائٹ بجلی بتی برېښنا"
    ),
    Category.WATER: word_set("water pani paani oba uba پانی اوبه"),
    Category.RUBBISH: word_set("rubbish garbage kachra kachara gand کچرا گند"),
    Category.THEFT: word_set("theft thief stolen chori chory chor ghla چوری چور غلا"),
    Category.DRUGS: word_set("drugs drug nasha nashe nashay charas ice نشہ چرس"),
    Category.TRAFFIC: word_set("traffic road tareefik ٹریفک"),
    Category.NOISE: word_set("noise shor شور"),
}
TONGUES = {
    "en": word_set("english inglish angrezi angreezi انگریزی انگلش انګلیسي"),
    "ur": word_set("urdu اردو"),
    "ps": word_set("pashto pushto pakhto pukhto پښتو پشتو پختو"),
}
IN_TONGUE = word_set("in mein me men please language zaban میں زبان ژبه په")  # beside the name of a language
SAYS_NOTHING = word_set("blah bla blahblah asdf asdfg asdfgh qwerty lorem ipsum test testing hmm haha hahaha")
DO = word_set(
    "karo kro kar kare karein do it please کرو کریں کر دو"
)  # stands after a keyword and says nothing else
SILENT = ((Means.STOP, STOP), (Means.START, START))  # nobody is silenced by a guess
KEYWORDS = ((Means.HELP, HELP), (Means.STATUS, STATUS), (Means.JOIN, JOIN))
FEW = 2  # words
LEAST_LETTERS = 3
_WORD = re.compile(r"\w+")
_REPEATED = re.compile(r"(.)\1+")
# Letters of other scripts that look like those of a reference: it names a concern and opens nothing.
ALIKE = str.maketrans("АВЕКМНРСТХУΑΒΕΗΚΜΝΡΤΧΥ", "ABEKMHPCTXYABEHKMNPTXY")
JOIN_CODE = re.compile(r"\d{3,5}")
_CODE_LIKE = re.compile(r"(?=\w*\d)[0-9A-Z]{5,7}")  # a reference with a slip in it
_CALLS = word_set("emergency emergensi imergency emarjensi ایمرجنسی ambulance ambulans ایمبولینس")
_SEND = word_set("bhejo bhejain bhejein bhejen bhej send bulao بھیجو بھیجیں بلاؤ راولېږئ raolegai")
_POLICE_NOW = word_set("police polis pulis پولیس پولیسو")
_BESIDE_CALL = (
    _CALLS
    | _SEND
    | _POLICE_NOW
    | word_set(
        "15 1122 help madad jaldi jldi foran quick quickly now please hai he chahiye chahye ko do idhar yahan mujhe fast "
        "مدد جلدی فوراً ہے چاہیے کو دو یہاں ژر مرسته"
    )
)
_GLUED = re.compile(r"^([a-z]{3,7}|[\u0620-\u06d3]{3,6})(\d{3,5})$")
_CODED = re.compile(r"\b(?=[A-Za-z]*\d)\w{6}\b")
REFERENCE_FORM = re.compile(rf"[{ALPHABET}]{{{CONCERN_LENGTH}}}")


def read(text: str) -> Said:
    """Return what a text means; never refuses, whatever stands in it. Danger comes before any keyword."""
    plain = folded(text.translate(DIGITS))
    words = _WORD.findall(_parted(plain))
    danger = _danger(text, words)
    short = None if danger else _short(words) or _command(words) or _of_reference(_WORD.findall(plain))
    return short or _free(words, danger=danger, guarded=guarded.found(text))


def _danger(text: str, words: list[str]) -> bool:
    """Whether a text speaks of danger; letters within a reference, such as those of 8AG244, are no words."""
    said = _CODED.sub(lambda each: "" if REFERENCE_FORM.fullmatch(each[0].upper()) else each[0], text)
    return emergency.found(said) or calls(words)


def calls(words: list[str]) -> bool:
    """Whether words are a call for help and nothing else."""
    said = set(words)
    call = said & _CALLS or (said & _SEND and said & _POLICE_NOW)
    return bool(call) and said <= _BESIDE_CALL


def free(text: str) -> Said:
    """Return what a text says as words about something, whatever else it could be."""
    words = _WORD.findall(folded(text.translate(DIGITS)))
    return _free(words, danger=_danger(text, words), guarded=guarded.found(text))


def _short(words: list[str]) -> Said | None:
    """Read what is only a number, a yes or a no."""
    if not words:
        return Said(Means.UNCLEAR)
    if len(words) == 1 and words[0].isdigit():
        return _number(words[0])
    digit = _choice(words)
    return Said(Means.DIGIT, digit) if digit else None


def _choice(words: list[str]) -> str:
    """Read a yes or a no, in a word, a digit, or both where they say the same: "2 nahi"."""
    digits = {word for word in words if word.isdigit()}
    rest = [word for word in words if not word.isdigit()]
    if not rest:
        return next(iter(digits)) if digits in ({"1"}, {"2"}) else ""
    said = _yes_or_no(rest)
    return said if digits <= {said} else ""


def _of_reference(words: list[str]) -> Said | None:
    """Read a reference that stands alone, which asks where it is, or beside an answer to "Is it fixed?"."""
    found = [word for word in words if REFERENCE_FORM.fullmatch(word.upper().translate(ALIKE))]
    rest = [word for word in words if word not in found and word not in REFERENCE]
    if len(found) != 1:
        return None
    code = found[0].upper().translate(ALIKE)
    guessed = not any(each.isdigit() for each in code)
    if not rest:
        return Said(Means.STATUS, code, guessed=guessed)
    digit = _choice(rest)
    return Said(Means.DIGIT, digit, reference=code, guessed=guessed) if digit else None


def _yes_or_no(words: list[str]) -> str:
    """Read a yes or a no, with what politeness puts beside it; a no among them is a no: it closes nothing.

    "masla ho gaya" says that there is trouble, "masla hal ho gaya" that it is over.
    """
    if len(words) > MOST_FILLED or all(word in GREETINGS for word in words):
        return ""
    rest = [word for word in words if word not in FILL and not _among(word, YES) and not _among(word, NO)]
    solved = any(_among(word, SOLVED) for word in words)
    if any(word not in MATTER for word in rest) or (rest and not solved):
        return ""
    if any(_among(word, NO) for word in words):
        return "2"
    sure = [word for word in words if _among(word, YES) and word != "ho"]
    done = any(word in words for word in ("hogaya", "kardiya")) or (
        bool(DONE_BY & set(words)) and any(word in words for word in word_set("ho ہو"))
    )
    return "1" if sure or done or words == ["ho"] else ""


def _among(word: str, known: frozenset[str]) -> bool:
    """Whether a word is a known one, also with letters that were drawn out: haaan, nahiii, theeek."""
    return word in known or (word.isascii() and len(word) > 1 and _short_drawn(word) in _drawn(known))


def _short_drawn(word: str) -> str:
    return _REPEATED.sub(r"\1", word)


@lru_cache
def _drawn(known: frozenset[str]) -> frozenset[str]:
    return frozenset(_short_drawn(word) for word in known if word.isascii() and len(word) > 1)


def _command(words: list[str]) -> Said | None:
    """Read a keyword that stands alone, or with a code; with anything else beside it, it is free text."""
    for means, known in SILENT:
        if words[0] in known and all(word in known or word in DO for word in words):
            return Said(means)
    tongue = tongue_of(words)
    if tongue:
        return Said(Means.LANGUAGE, tongue)
    word, *rest = words[::-1] if len(words) == FEW and words[0].isdigit() else words
    if rest:
        return _with_code(word, "".join(rest))
    found = next((means for means, known in KEYWORDS if _near(word, known)), None)
    if found is None and _CODE_LIKE.fullmatch(word.upper()) and not REFERENCE_FORM.fullmatch(word.upper()):
        return Said(Means.STATUS, word.upper(), guessed=True)
    return Said(found) if found else None


def tongue_of(words: list[str]) -> str:
    """Return the language whose name is all that somebody writes."""
    rest = [word for word in words if word not in IN_TONGUE]
    return next((code for code, known in TONGUES.items() if rest and all(word in known for word in rest)), "")


def _with_code(word: str, code: str) -> Said | None:
    """Read JOIN with the number of a meeting, STATUS with a reference."""
    if _near(word, JOIN) and code.isdigit():
        return Said(Means.JOIN, code if JOIN_CODE.fullmatch(code) else "")
    reference = code.upper().translate(ALIKE)
    if not REFERENCE_FORM.fullmatch(reference):
        slip = word in STATUS and _CODE_LIKE.fullmatch(reference)
        return Said(Means.STATUS, reference) if slip else None
    sure = word in STATUS or (
        any(each.isdigit() for each in reference) and _near(word, STATUS) and not _among(word, YES | NO)
    )
    return Said(Means.STATUS, reference) if sure else None


def _free(words: list[str], *, danger: bool, guarded: bool) -> Said:
    letters = sum(len(word) for word in words if not word.isdigit())
    idle = letters < LEAST_LETTERS or all(
        word in GREETINGS or _among(word, SAYS_NOTHING) or word.isdigit() for word in words
    )
    if idle and not danger:
        return Said(Means.UNCLEAR)
    return Said(
        Means.CONCERN,
        danger=danger,
        guarded=guarded,
        police=any(word in POLICE for word in words),
        category=_topic(words),
    )


def _number(digits: str) -> Said:
    if len(digits) == 1:
        return Said(Means.DIGIT, digits)
    if 3 <= len(digits) <= 5:
        return Said(Means.JOIN, digits)
    return Said(Means.UNCLEAR)


def _parted(text: str) -> str:
    """Return a text with a keyword parted from the digits that it was glued to: join412."""
    return " ".join(
        f"{glued[1]} {glued[2]}" if (glued := _GLUED.match(word)) else word for word in text.split()
    )


def _near(word: str, known: frozenset[str]) -> bool:
    """Whether a word is a known one, or one slip of the thumb away from a known Latin one of four letters or more."""
    if word in known:
        return True
    if len(word) < 4 or not word.isascii():
        return False
    return any(len(other) >= 4 and other.isascii() and one_slip(word, other) for other in known)


def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter more, less, other, or by two neighbours that changed places."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


def _topic(words: list[str]) -> Category:
    return next(
        (topic for topic, known in TOPICS.items() if any(word in known for word in words)), Category.OTHER
    )


_ARABIC = re.compile(r"[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff]")  # letters, no digits
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_PASHTO = frozenset("ټډړږښځڅڼګېۍ")
# English, or a slip in an English keyword: it does not tell the language.
_ENGLISH = word_set(
    "join joyn jion joine y yes yep n no not nope nah stop stp start strt status staus stauts help hlp hi hello hey ok okay "
    "thanks thank you fire firing menu g ha ho oo po da jo ne na"
)
_ROMAN = (JOIN | YES | NO | STOP | START | STATUS | HELP | GREETINGS) - _ENGLISH
_ROMAN_MORE = word_set(
    "hai hain nahi nahin ka ki ke mein main kab kya aur ye yeh wo koi se par kharab masla maslah masala mera meri mere hamara "
    "hamari bijli bijlee batti pani paani kachra kachara chori phir dobara gali sarak wala wali raha rahi gaya gayi"
    "agli agla kb hay hy mjhe mujhe hamein aaungi aungi aunga aaunga nasha larke larkay larka hua hui kia kiya abhi wo woh wahan kahan peechay"
)
_BOTH = word_set("main par se band bas hal bund han sha aw me")  # English words as well: they tell alone


def language(text: str) -> str | None:
    """Return in which language somebody writes: Urdu, also in Latin letters, or Pashto; None where that is not seen."""
    words = _WORD.findall(folded(text.translate(DIGITS)))
    wanted = tongue_of(words)
    if wanted:
        return wanted
    if _ARABIC.search(text):
        return "ps" if _PASHTO.intersection(text) else "ur"
    roman = set(words) & (_ROMAN | _ROMAN_MORE)
    return "ur" if roman - _BOTH or (roman and roman == set(words)) else None


def in_latin(text: str) -> bool:
    """Whether words stand in Latin letters alone."""
    return bool(_LATIN.search(text)) and not _ARABIC.search(text)
