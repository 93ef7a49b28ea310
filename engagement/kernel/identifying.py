"""What in a text may say who somebody is: identity cards, phones, e-mail addresses, number plates (field.md T13).

A public wording that holds such a thing stops until its writer took it out, or says that it names nobody.
"""

import re

from engagement.kernel.codes import DIGITS
from engagement.kernel.refusals import N_, Refusal

LOOKS = N_(
    "This may show who somebody is: %(found)s. Take it out, or tick below that it names nobody. Somebody else still reviews it."
)
MOST_SAID = 3
APART, TOGETHER = "\u2068", "\u2069"  # a number keeps its order within a sentence of another direction
_DASHES = {ord(dash): "-" for dash in "‐‑‒–—−"}
_HIDDEN = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"), " "
)
_NO_PLATES = "(?!(?:FIR|PPC|NA|PK|PB|PS|PP|UC|GB)[ -]?[0-9])"  # reports, laws, seats of assemblies
PATTERNS = (
    re.compile(r"(?<!\d)\d{5}[ -]?\d{7}[ -]?\d(?!\d)"),  # a CNIC: 35201-1234567-1
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(
        r"(?<!\d)(?:\+ ?|00)?\d(?:[ ().-]{0,2}\d){8,15}(?!\d)"
    ),  # nine digits and more: a phone, a code
    re.compile(rf"\b{_NO_PLATES}[A-Z]{{2,4}}[ -]?(?:[0-9]{{2}}[ -])?[0-9]{{3,4}}\b"),  # LEA-12-3456, ABC 123
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[.-]\d{1,2}[.-]\d{4}")


def found(text: str) -> list[str]:
    """Return the pieces of `text` that look like it, as they were written, in their order; digits of any script count."""
    read = text.translate({**DIGITS, **_DASHES, **_HIDDEN})
    read = _DAY.sub(lambda day: "/" * len(day.group()), read)
    places = sorted({match.span() for pattern in PATTERNS for match in pattern.finditer(read)})
    apart = [each for n, each in enumerate(places) if n == 0 or each[0] >= places[n - 1][1]]
    return [text[start:end].strip() for start, end in apart]


def check(text: str, *, field: str, names_nobody: bool, sentence: str = LOOKS) -> int:
    """Refuse words for the public that may show who somebody is, unless their writer decided that they do not.

    Returns how many pieces that decision let through: it belongs in the trail, without the pieces.
    """
    pieces = found(text)
    if pieces and not names_nobody:
        said = " · ".join(f"{APART}{piece}{TOGETHER}" for piece in pieces[:MOST_SAID])
        raise Refusal(sentence, field=field, found=said)
    return len(pieces)
