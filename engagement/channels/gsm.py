"""How long a text is on a phone network: GSM-7 (3GPP TS 23.038 §6.2.1) or UCS-2, one part or several. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€\f")  # each takes the place of two
PLAIN = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "\u00a0": " ", "\u202f": " "}
UNSEEN = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f\u200b\u200c\u00ad"))
GSM, UCS2 = 0, 2  # what Kannel calls `coding`
MOST_PARTS = 4  # of words that somebody wrote; joined, a phone shows them as one


@dataclass(frozen=True, slots=True)
class Length:
    """What a text costs: its coding, how many characters it counts, in how many parts it goes."""

    coding: int
    counted: int
    parts: int


def plain(text: str) -> str:
    """Return a text as a phone shows it well: no control characters, and signs that would make all of it UCS-2 spelled."""
    return "".join(PLAIN.get(each, each) for each in text.translate(UNSEEN)).strip()


def measure(text: str) -> Length:
    """Return how a text goes out: 160 characters of GSM-7 or 70 of UCS-2 in one part, 153 or 67 in each of several."""
    if all(each in BASIC or each in DOUBLE for each in text):
        sizes = [2 if each in DOUBLE else 1 for each in text]
        return Length(GSM, sum(sizes), _parts(sizes, 160, 153))
    sizes = [len(each.encode("utf-16-be")) // 2 for each in text]
    return Length(UCS2, sum(sizes), _parts(sizes, 70, 67))


def _parts(sizes: list[int], alone: int, each: int) -> int:
    """Count the parts; a character of two places is never cut in two."""
    if sum(sizes) <= alone:
        return 1
    parts, room = 1, each
    for size in sizes:
        if size > room:
            parts, room = parts + 1, each
        room -= size
    return parts


def cut(text: str) -> list[str]:
    """Return the parts in which a phone sends a text: one, or several of 153 characters of GSM-7 or 67 of UCS-2."""
    length = measure(text)
    if length.parts == 1:
        return [text]
    most, parts, room = (153, [""], 153) if length.coding == GSM else (67, [""], 67)
    for each in text:
        size = _size(each, length.coding)
        if size > room:
            parts.append("")
            room = most
        parts[-1] += each
        room -= size
    return parts


def _size(character: str, coding: int) -> int:
    return (2 if character in DOUBLE else 1) if coding == GSM else len(character.encode("utf-16-be")) // 2


def shortest(candidates: Iterable[str]) -> str:
    """Return the first candidate that goes in one part, else the one of fewest parts; of equals the first."""
    found = [plain(each) for each in candidates if each]
    return min(found, key=lambda text: measure(text).parts, default="")


def fits(text: str) -> bool:
    """Whether a text goes whole, in one part or in as many as a phone is sent."""
    return measure(text).parts <= MOST_PARTS


def room_beside(frame: str) -> tuple[int, int]:
    """Return how many letters of GSM-7, and of any other script, go whole together with the words around them."""
    around = measure(frame)
    wide = MOST_PARTS * 67 - sum(_size(each, UCS2) for each in frame)
    return (MOST_PARTS * 153 - around.counted if around.coding == GSM else wide), wide


def begun(words: str, framed: Callable[[str], str]) -> str:
    """Return the longest beginning of words, at a space, that goes whole once it is framed; "" where not one does."""
    each = words.split()
    low, high = 0, len(each)
    while low < high:
        most = (low + high + 1) // 2
        low, high = (most, high) if fits(plain(framed(" ".join(each[:most])))) else (low, most - 1)
    return plain(framed(" ".join(each[:low]))) if low else ""
