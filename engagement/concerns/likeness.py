"""How alike two texts about the same matter are, in English, Urdu, Pashto or roman letters, however spelled. Pure.

Each word becomes its sounds (consonants in roman letters, so that بجلی, bijli and bijlee are one), or the thing it means
where several languages name it (lamp, batti, بتی, څراغ). Nothing here is a number about people: a person decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from engagement.concerns.emergency import fold

MOST_LETTERS = 2_000  # of a text; what comes after says little
MOST_WORDS = 60
MOST_KEYS = 24  # of one text: the things it names first, then the longest sounds
LIKELY = 0.55  # from here on somebody is asked
NEAR_IN_TIME = 14 * 86_400

_LETTERS = {
    **dict.fromkeys("اآعہحویأإؤئءەۀة", ""),
    **dict.fromkeys("تٹطۃ", "t"),
    **dict.fromkeys("ثسصشښ", "s"),
    **dict.fromkeys("ذزضظژځږ", "z"),
    **dict.fromkeys("دڈ", "d"),
    **dict.fromkeys("رڑ", "r"),
    **dict.fromkeys("کقخ", "k"),
    **dict.fromkeys("گغ", "g"),
    **dict.fromkeys("چڅ", "c"),
    "ب": "b", "پ": "p", "ج": "j", "ف": "f", "ل": "l", "م": "m", "ن": "n",
}  # fmt: skip
_SOUNDS = str.maketrans(_LETTERS)
_SPELT = (
    (re.compile("ig(?=t)"), "i"),  # light, night
    (re.compile("tc|sc(?=h)"), "c"),
    (re.compile("ch"), "\1"),
    (re.compile("ck|c(?![eiy])"), "k"),
    (re.compile("c"), "s"),
    (re.compile("x"), "ks"),
    (re.compile("[aeiouyhvw]"), ""),
    (re.compile("\1"), "c"),
)
_VOWELS = frozenset("aeiouاآع")
_PROP = re.compile("^as(?=[ktpl])")  # اسکول and سکول

# One thing in the languages of the force; words as people write them, the spelling is folded.
_THINGS = {
    "lamp": "light lights lamp lamps bulb streetlight batti battiyan bijli lait bulb بتی بتیاں بلب لائٹ بجلی څراغ ګروپ برېښنا",
    "dark": "dark darkness andhera andhere tareek اندھیرا اندھیرے تاریک تاریکی تیاره",
    "road": "road street lane gali sarak rasta sadak روڈ سڑک گلی راستہ سرک کوڅه لار",
    "water": "water tap pipeline pani paani pipe پانی نلکا پائپ اوبه",
    "rubbish": "rubbish garbage trash waste litter kachra kooda kura gand کچرا کوڑا گند گندگی خځلې",
    "drain": "drain drains sewer sewage gutter nali nala gatar manhole نالی نالہ گٹر سیوریج مین ہول",
    "theft": "theft thief thieves stolen steal stole chori chor churi چوری چور غلا غل",
    "drugs": "drugs drug heroin ice charas nasha nashai hashish نشہ نشئی چرس آئس ہیروئن منشیات مخدره",
    "noise": "noise loud music speaker shor awaz loudspeaker شور آواز لاؤڈ سپیکر غږ شور",
    "patrol": "patrol patrolling gasht nakabandi گشت ناکہ ګزمه",
    "traffic": "traffic jam parking speeding wheeling rickshaw signal ٹریفک پارکنگ رکشہ سگنل",
    "school": "school schools madrasa iskool سکول اسکول مدرسہ ښوونځی",
    "broken": "broken out fused damaged kharab toota tuta bund band خراب ٹوٹا ٹوٹی بند فیوز مات خراب",
    "stop": "stop stand adda bus اڈا اڈہ سٹاپ بس سٹینڈ",
    "market": "market bazaar bazar mandi بازار منڈی مارکیٹ",
    "park": "park ground maidan پارک میدان گراؤنڈ",
    "mosque": "mosque masjid jamia مسجد جامع جومات",
    "boys": "boys youths lads larke larkay laray لڑکے نوجوان هلکان",
    "night": "night nights raat raton رات راتوں شپه",
}
_EMPTY = (
    "the a an is are was were be been has have had in on at of to for from and or but not no it its this that there here we "
    "our my me us you your they them i he she with by as so very please sir can will would since after before all any "
    "hai hain tha the thi ho hota hoti ka ki ke ko se me mein main par pe aur ya ye yeh wo woh koi kuch kar karo karen "
    "hum ham humara hamare hamari mera meri mere ap aap nahi nahin bohat bahut bhi tak jo to sab gaya gayi raha rahi rahe "
    "ہے ہیں تھا تھے تھی ہو کا کی کے کو سے میں پر اور یا یہ وہ کوئی کچھ کر کریں ہم ہمارے ہماری ہمارا میرا میری آپ نہیں بہت "
    "بھی تک جو تو سب گیا گئی گئے رہا رہی رہے نے دو ایک "
    "دی ده کې په چې او زموږ نه له دا هغه يو شته ډېر"
)
BESIDE = frozenset(
    {"#dark", "#road", "#broken", "#stop", "#night", "#boys"}
)  # how and where: of many matters
EMPTY = frozenset(fold(_EMPTY).split())
THINGS = {word: f"#{thing}" for thing, words in _THINGS.items() for word in fold(words).split()}


def folded(text: str) -> str:
    """Return what is kept of a text to look it up by: its words, folded, without those that say nothing."""
    words = dict.fromkeys(word for word in fold(text[:MOST_LETTERS]).split() if word not in EMPTY)
    return " ".join(list(words)[:MOST_WORDS])


@lru_cache(maxsize=20_000)
def key_of(word: str) -> str:
    """Return the thing that a folded word names, else its sounds; empty where they are too few to tell."""
    thing = THINGS.get(word)
    if thing is not None:
        return thing
    sounds = word.translate(_SOUNDS) if not word.isascii() else word
    for spelt, sound in _SPELT if word.isascii() else ():
        sounds = spelt.sub(sound, sounds)
    sounds = _PROP.sub("s", ("a" if word[0] in _VOWELS else "") + sounds)
    return sounds[:24] if len(sounds) > 1 else ""


@lru_cache(maxsize=4_000)
def keys_of(search_text: str) -> frozenset[str]:
    """Return the keys of a folded text, those that tell most."""
    found = {key_of(word) for word in search_text.split()} - {""}
    return frozenset(sorted(found, key=lambda key: (-weight(key), -len(key), key))[:MOST_KEYS])


def weight(key: str) -> float:
    """Return how much a common key says: a thing most, two sounds or where it is little."""
    if key[0] == "#":
        return 0.6 if key in BESIDE else 1.4
    return {2: 0.4, 3: 0.8}.get(len(key), 1.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of one matter."""

    search_text: str
    category: str
    locality_id: int | None
    raised_at: datetime


def likeness(one: Told, other: Told) -> float:
    """Return how alike two matters are, from 0 to 1: their words first; then category, place and time."""
    words = _of_words(keys_of(one.search_text), keys_of(other.search_text))
    if words == 0:
        return 0.0
    same_place = one.locality_id is not None and one.locality_id == other.locality_id
    apart = abs((one.raised_at - other.raised_at).total_seconds())
    beside = 0.12 * (one.category == other.category) + 0.12 * same_place + 0.06 * (apart < NEAR_IN_TIME)
    return min(1.0, 0.7 * words + beside)


def _of_words(one: frozenset[str], other: frozenset[str]) -> float:
    common = one & other
    shared = _sum(common)
    if shared < 1 or (len(common) < 2 and min(len(one), len(other)) > 1):
        return 0.0
    least, both = sorted((_sum(one), _sum(other)))
    return 0.6 * shared / least + 0.4 * 2 * shared / (least + both)


def _sum(keys: Iterable[str]) -> float:
    return sum(weight(key) for key in keys)
