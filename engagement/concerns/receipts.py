"""Receipt codes of concerns: made, looked up, and taken out of words. The code itself is never stored or logged.

All of this is slow by design (about 100 ms a code), so it is done before a unit opens, never inside one.
"""

import re
from collections.abc import Callable

from engagement.concerns import queries
from engagement.concerns.models import Concern
from engagement.concerns.support import Support, of_receipt
from engagement.kernel import codes, sealing

# Sixteen digits of any script in a row, with blanks, hyphens, dots or signs that are not seen between two.
_SIXTEEN = re.compile(r"(?<!\d)\d(?:[\s.\u2010-\u2015\u200b-\u200f\u2066-\u2069-]{0,3}\d){15}(?!\d)")
MOST_LOOKED_AT = 5
GAP = "[…]"


def new() -> tuple[str, str]:
    """Return a new receipt code and the digest under which it is looked up."""
    code = codes.receipt_code()
    return code, sealing.receipt_digest(code)


def found(code: str) -> Concern | Support | None:
    """Return the concern, or the following of one, that a code opens, or None; it takes the same time either way."""
    digest = sealing.receipt_digest(codes.digits_of(code))
    return queries.concern_by_receipt(digest) or of_receipt(digest)


def without_any(words: str) -> str:
    """Return words without whatever looks like a receipt code, unread: for who is not yet to read them."""
    return _SIXTEEN.sub(GAP, words)


def without_codes(words: str, own: str | None, opens: Callable[[str], bool]) -> tuple[str, bool]:
    """Return words without receipt codes, and whether one stood in them.

    `own` is the digest of the code under which they are written, `opens` says whether another opens something. What
    comes after the first five that look like codes is taken out unread.
    """
    caught = False
    for number, match in enumerate(list(_SIXTEEN.finditer(words))):
        digits = codes.digits_of(match.group())
        known = number >= MOST_LOOKED_AT or (own is not None and sealing.receipt_digest(digits) == own)
        if known or opens(digits):
            words, caught = words.replace(match.group(), GAP), True
    return words, caught
