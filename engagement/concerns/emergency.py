"""Words that say somebody is in danger now, in English, Urdu, Pashto and roman Urdu or Pashto, however spelled. Pure.

To miss one is worse than to find one too many: nothing is refused, the emergency number is shown beside it. The page
does the same while somebody types (static/concerns/emergency.js), with the very lists below; keep `fold` alike in both.
"""

import re
import unicodedata

# One letter for those that keyboards and languages write apart (Arabic, Urdu, Pashto), after accents and marks are gone.
SAME = {
    **dict.fromkeys("ىېۍےئ", "ی"),
    **dict.fromkeys("يﯼ", "ی"),
    "ك": "ک",
    "ګ": "گ",
    **dict.fromkeys("هھةۃۀە", "ہ"),
    "ټ": "ٹ",
    "ډ": "ڈ",
    "ړ": "ڑ",
    **dict.fromkeys("ڼں", "ن"),
    "ء": "",
    "ـ": "",
}
_SAME = str.maketrans(SAME)
_LONG = re.compile(r"(.)\1{2,}")
_TWICE = re.compile(r"(.)\1+")
# Roman spellings of one sound: (h after a consonant, long vowels, q, w).
SOUNDS = (("ee", "i"), ("oo", "u"), ("q", "k"), ("w", "v"), ("ph", "f"))
_BREATH = re.compile(r"(?<=[bdgkt])h")
NEARLY = 7  # from so many letters on one wrong, missing or added letter is forgiven


def fold(words: str) -> str:
    """Return words so that spellings of one word come out alike: small letters, one blank between words, one at each end."""
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    plain = _LONG.sub(r"\1\1", plain.translate(_SAME))
    for written, sound in SOUNDS:
        plain = plain.replace(written, sound)
    plain = _TWICE.sub(r"\1", _BREATH.sub("", plain))
    return " " + " ".join(re.findall(r"[^\W\d_]+", plain)) + " "


def word_set(words: str) -> frozenset[str]:
    """Return words parted by blanks, folded."""
    return frozenset(fold(words).split())


def phrases(words: str) -> tuple[str, ...]:
    """Return phrases parted by commas, each found where words begin with it; the longest first."""
    return tuple(sorted((fold(each).rstrip() for each in words.split(",")), key=len, reverse=True))


_ENGLISH = (
    "gun guns gunman gunmen gunshot gunshots shooting gunfire firing bomb bombs explosion grenade knife stabbed "
    "stabbing murder murdered kill killed killing bleeding blood dying unconscious kidnapped kidnapping kidnap hostage "
    "abducted robbery robbers dacoit dacoits armed attack attacked attacking fire drowning suicide rape raped acid"
)
_ROMAN = (
    "bachao bachaao bachaoo bachow bachaw goli gooli golai goliyan goliyaan golian daku daako dako dakait dakaiti dakaity aag qatal "
    "qatl qatil katal zakhmi zakmi zaghmi khoon khun firing faireng hamla aghwa ighwa agwa bandook banduq bandooq pistol "
    "pistaul chaku chaqoo churi chhuri dhamaka dhamaaka bam khudkushi tezab lash laash topak topak daze dazay wajni "
    "wazhni tapi zhaghora"
)
_URDU = (
    "بچاؤ بچاو بچائو بچالو گولی گولیاں فائرنگ فایرنگ ڈاکو ڈاکوؤں ڈکیت ڈکیتی آگ قتل قاتل زخمی خون حملہ اغوا اغواء بندوق "
    "پستول چاقو چھری دھماکہ دھماکا بم خودکشی تیزاب لاش"
)
_PASHTO = "ډزې ډزی ټوپک چاړه وينه وژني وژل وژلی ټپي ټپیان تښتول تښتولی وژغورئ وژغوره چاودنه برید ډاکو"
_TOGETHER = (
    "help me", "help us", "save me", "save us", "he will kill", "going to kill", "with a gun", "shoot me", "shoot us",
    "shot at", "shots fired", "was shot", "on fire", "jaan ko khatra", "jaan ka khatra", "jan ko khatra", "jaan se maar",
    "maar raha", "maar rahe", "maar rahi", "maar dega", "maar denge", "maar dalega", "maar dalenge", "bacha lo",
    "madad karo", "mujhe bacha", "مار رہا", "مار رہے", "مار رہی", "مار دے", "مار ڈال", "جان کو خطرہ", "جان کا خطرہ",
    "جان سے مار", "مدد کرو", "بچا لو", "مجھے بچا", "اور لګیدلی", "اور ولګېد", "مرسته وکړئ",
)  # fmt: skip

_CHILD = (
    "son daughter child kid baby toddler boy girl nephew niece grandson granddaughter beta baita beti baiti bacha bachha "
    "bachcha bachi bachhi bachchi larka larki ladka ladki bhatija bhanja pota poti nawasa nawasi zoy lur mashum "
    "بیٹا بیٹے بیٹی بچہ بچا بچی لڑکا لڑکے لڑکی بھتیجا بھانجا پوتا پوتی نواسا نواسی زوی لور ماشوم ماشومه هلک نجلۍ"
)
_LOST = (
    "lost missing disappeared vanished gum gumm gumshuda gumshudah lapata laapata lapatta wrak wruk "
    "گم گمشدہ لاپتہ لاپتا کھو ورک ورکه ورکې"
)
_GONE = (  # after a child, with no word between
    ("beta beti bacha bachi larka larki", ("kho ga", "nahi mil", "nahin mil", "nai mil")),
    ("بیٹا بیٹی بچہ بچی لڑکا لڑکی", ("نہیں مل",)),
)
_CHILDREN = (
    "children are missing", "children missing", "lost children", "kids are missing", "bache gum",
    "bachay gum", "bachey gum", "بچے گم", "بچے لاپتہ", "find my children", "find my kids",
)  # fmt: skip

CHILD = frozenset(fold(_CHILD).split())
LOST = frozenset(fold(_LOST).split())  # of a child alone: a lost card is no danger
WORDS = frozenset(fold(f"{_ENGLISH} {_ROMAN} {_URDU} {_PASHTO}").split())
_OF_CHILDREN = [f"{child} {gone}" for some, gones in _GONE for child in some.split() for gone in gones]
_OF_CHILDREN += [f"find my {child}" for child in ("son", "daughter", "child", "kid", "baby", "boy", "girl")]
PHRASES = tuple(sorted({fold(phrase).rstrip() for phrase in (*_TOGETHER, *_CHILDREN, *_OF_CHILDREN)}))
_LONGER: dict[str, list[str]] = {}  # by first letter, those in which one slip is forgiven
for _word in sorted(WORDS):
    if len(_word) >= NEARLY:
        _LONGER.setdefault(_word[0], []).append(_word)


def found(words: str) -> bool:
    """Whether words say that somebody is in danger now."""
    folded = fold(words)
    tokens = set(folded.split())
    return (
        not WORDS.isdisjoint(tokens)
        or not (CHILD.isdisjoint(tokens) or LOST.isdisjoint(tokens))
        or any(phrase in folded for phrase in PHRASES)
        or any(_near(token, known) for token in tokens for known in _LONGER.get(token[0], ()))
    )


def _near(typed: str, known: str) -> bool:
    """Whether one letter at most is wrong, missing or too many; the same first letter is taken for granted."""
    if abs(len(typed) - len(known)) > 1:
        return False
    short, long = sorted((typed, known), key=len)
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    return short[at:] == long[at + 1 :] or (len(short) == len(long) and short[at + 1 :] == long[at + 1 :])
