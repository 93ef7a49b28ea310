"""Codes people read aloud, public references, and signed links."""

import hmac
import secrets
from functools import lru_cache
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

ALPHABET = (
    "23456789ABCDEFGHJKMNPQRTVWXY"  # nothing that looks like another: no 0 O, 1 I L, 5/S both, U V both
)
REFERENCE_LENGTH = 8
CONCERN_LENGTH = 6
RECEIPT_DIGITS = 16
DIGITS = {ord(c): str(n % 10) for n, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


def reference() -> str:
    """Return a new public name: 8 characters without look-alikes."""
    return _random(REFERENCE_LENGTH)


def concern_reference() -> str:
    """Return a new reference of a concern: 6 characters; it names a concern and opens nothing."""
    return _random(CONCERN_LENGTH)


def receipt_code() -> str:
    """Return a new receipt code: 16 digits, about 53 bits; shown once."""
    return "".join(secrets.choice("0123456789") for _ in range(RECEIPT_DIGITS))


def grouped(code: str) -> str:
    """Return a receipt code in fours, as it is printed and read aloud."""
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))


def digits_of(text: str) -> str:
    """Return the digits in `text`, Arabic and Urdu ones as 0–9, all else dropped."""
    return "".join(c for c in text.translate(DIGITS) if c in "0123456789")


def reference_of(text: str) -> str:
    """Return what a person typed as a reference: upper case, without spaces or hyphens."""
    return "".join(text.translate(DIGITS).upper().split()).replace("-", "")


def keyed(purpose: str, text: str, length: int = CONCERN_LENGTH) -> str:
    """Return a word without look-alikes that only this installation can make out of `text`, the same each time."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    number = int.from_bytes(hmac.digest(secret, f"{purpose}\0{text}".encode(), "sha256"))
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def sign(purpose: str, payload: Any) -> str:
    """Return a link token that only this installation can have made, for `purpose` alone."""
    return _serializer(purpose).dumps(payload)


def unsign(purpose: str, token: str) -> Any | None:
    """Return the payload that `sign` put into `token`, or None when it is not ours or for another purpose."""
    try:
        return _serializer(purpose).loads(token)
    except BadData:
        return None


def sign_for_a_while(purpose: str, payload: Any) -> str:
    """Return a token as `sign` does, stamped with the present time."""
    return _timed(purpose).dumps(payload)


def unsign_in_time(purpose: str, token: str, *, seconds: int) -> Any | None:
    """Return the payload of a token made at most `seconds` ago, else None."""
    try:
        return _timed(purpose).loads(token, max_age=seconds)
    except BadData:
        return None


def _serializer(purpose: str) -> URLSafeSerializer:
    return _lasting(current_app.config["SECRET_KEY"], purpose)


def _timed(purpose: str) -> URLSafeTimedSerializer:
    return _passing(current_app.config["SECRET_KEY"], purpose)


@lru_cache(maxsize=64)
def _lasting(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt=f"chowk.{purpose}")


@lru_cache(maxsize=64)
def _passing(secret: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=f"chowk.{purpose}")


def _random(length: int) -> str:
    number, letters = secrets.randbelow(len(ALPHABET) ** length), []
    for _ in range(length):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)
