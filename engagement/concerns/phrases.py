"""What may stand in an answer that is kept ready: its places, no person's name, in sealed matters no word of what it is about. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping

from engagement.concerns.rules import MOST_WORDS
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.rules import folded

PLACES = ("reference", "office", "date")  # what is filled in
MOST_READY = 60  # of one office
_PLACE = re.compile(r"\{\s*([^{}\n]{0,40}?)\s*\}")
_WORD = re.compile(r"\w+")
_BEFORE = frozenset(
    (
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "sir",
        "madam",
        "inspector",
        "sergeant",
        "constable",
        "officer",
        "sho",
        "dpo",
        "asi",
        "si",
        "janab",
        "جناب",
        "محترم",
        "محترمہ",
    )
)
_AFTER = frozenset(("sahib", "saheb", "sahab", "begum", "صاحب", "صاحبہ", "بیگم"))
SHORT = 4  # letters; a shorter word counts only as a whole
# What a matter is about must show in no answer that somebody else may read over a shoulder (words.md §1).
NEVER_SEALED = (
    "complaint", "complain", "harass", "violence", "threat", "tip", "tips", "informer", "extortion", "ransom", "kidnap",
    "murder", "homicide", "misconduct", "woman officer", "women officer",
    "شکایت", "ہراس", "تشدد", "دھمکی", "مخبر", "بھتہ", "تاوان", "اغوا", "قتل", "خاتون اہلکار", "خاتون افسر",
    "shikayat", "shikait", "dhamki", "bhatta", "qatl", "aghwa",
    "ځورون", "ګواښ", "تښتون", "وژن", "تاوتریخوال",
    "ankes", "kërcënim", "ngacmim", "vrasj", "rrëmbim", "pritužb", "pretnj", "dojav", "ubistv", "otmic", "uznemirav",
)  # fmt: skip


def filled(words: str, values: Mapping[str, str]) -> str:
    """Return words with their places filled in."""
    return _PLACE.sub(lambda place: values.get(place[1].lower(), place[0]), words)


def check(words: Mapping[str, str], *, names: Iterable[str], shut: Collection[str] | None) -> None:
    """Refuse what no ready answer may hold; `names` are the people of the force, `shut` words of what matters are about.

    `shut` None: it is for open matters alone.
    """
    if not any(words.values()):
        raise Refusal(N_("Please write the answer in at least one language."), field="words_en")
    every = [name for name in (_words(name) for name in names) if name]
    for code, text in words.items():
        field = f"words_{code}"
        if len(text) > MOST_WORDS:
            raise Refusal(N_("Too long: at most %(n)s characters."), field=field, n=MOST_WORDS)
        unknown = [place[0] for place in _PLACE.finditer(text) if place[1].lower() not in PLACES]
        if unknown:
            raise Refusal(
                N_("%(place)s is filled in by nothing. Use {reference}, {office} or {date}."),
                field=field,
                place=unknown[0],
            )
        _names_nobody(_words(text), every, field)
        if shut is not None:
            _says_not(_words(text), [*NEVER_SEALED, *shut], field)


def _names_nobody(text: list[str], names: list[list[str]], field: str) -> None:
    whole = f" {' '.join(text)} "
    parts = {part for name in names for part in name if len(part) > 1}
    for name in names:
        if len(name) > 1 and f" {' '.join(name)} " in whole:
            _refuse_name(" ".join(name), field)
    for n, word in enumerate(text):
        before, after = text[n - 1] if n else "", text[n + 1] if n + 1 < len(text) else ""
        if word in parts and (before in _TITLES or after in _HONOURS):
            _refuse_name(word, field)


def _refuse_name(name: str, field: str) -> None:
    raise Refusal(
        N_("This names somebody who serves here: %(name)s. Write the office instead."), field=field, name=name
    )


def _says_not(text: list[str], shut: Iterable[str], field: str) -> None:
    whole = f" {' '.join(text)} "
    for term in shut:
        plain = " ".join(_words(term))
        if plain and (f" {plain}" if len(plain) > SHORT else f" {plain} ") in whole:
            raise Refusal(
                N_("“%(word)s” says what the matter is about. Leave it out, or keep this for open matters."),
                field=field,
                word=term,
            )


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text))


_TITLES = frozenset(folded(word) for word in _BEFORE)
_HONOURS = frozenset(folded(word) for word in _AFTER)
