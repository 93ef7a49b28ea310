"""Receipt codes of concerns: made, looked up, and taken out of words. The code itself is never stored or logged.

All of this is slow by design (about 100 ms a code), so it is done before a unit opens, never inside one.
"""

import re

from engagement.concerns import queries
from engagement.concerns.models import Concern
from engagement.kernel import codes, sealing

# Sixteen digits of any script in a row, with at most a space or a hyphen between two.
_SIXTEEN = re.compile(r"(?<!\d)\d(?:[ \u00a0-]?\d){15}(?!\d)")
MOST_LOOKED_AT = 5
GAP = "[…]"


def new() -> tuple[str, str]:
    """Return a new receipt code and the digest under which it is looked up."""
    code = codes.receipt_code()
    return code, sealing.receipt_digest(code)


def found(code: str) -> Concern | None:
    """Return the concern that a code opens, or None; it takes the same time either way."""
    return queries.concern_by_receipt(sealing.receipt_digest(codes.digits_of(code)))


def without_code(words: str, digest: str | None) -> tuple[str, bool]:
    """Return words without the receipt code of that digest, and whether it stood in them."""
    if digest is None:
        return words, False
    caught = False
    for match in list(_SIXTEEN.finditer(words))[:MOST_LOOKED_AT]:
        if sealing.receipt_digest(codes.digits_of(match.group())) == digest:
            words, caught = words.replace(match.group(), GAP), True
    return words, caught
