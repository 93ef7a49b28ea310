"""The words and bounds of two-way talk. Pure."""

from enum import StrEnum

MOST_WORDS = 4000


class Speaker(StrEnum):
    """Who speaks in a thread."""

    RAISER = "raiser"
    POST = "post"


_ARABIC = range(0x0600, 0x0700)
_PASHTO = frozenset("ټډړښځڅېۍږګڼ")
_RIGHT_TO_LEFT = frozenset({"ur", "ps"})


def language_of(words: str, page: str) -> str:
    """Return the language in which typed words are shown: the page's, unless their script says that it is another.

    Arabic script on an English page is taken for Urdu, or for Pashto where its own letters stand; Latin script on an
    Urdu page (roman Urdu, English) is "und": unknown, left to right.
    """
    letters = [c for c in words if c.isalpha()]
    arabic = sum(ord(c) in _ARABIC for c in letters)
    if arabic * 2 > len(letters):
        if page in _RIGHT_TO_LEFT:
            return page
        return "ps" if _PASHTO.intersection(words) else "ur"
    return "und" if page in _RIGHT_TO_LEFT and letters else page
