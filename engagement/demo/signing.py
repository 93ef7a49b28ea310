"""The sign-ins that the demo shows: made anew for each installation and kept in a file beside its keys."""

import json
import os
import secrets
from base64 import b32encode
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from engagement.people import factors
from engagement.people.queries import DEMO_SIGN_INS

RECEIPTS = "demo_receipts.json"
PLAIN = (
    "amber", "apricot", "bazaar", "bridge", "canal", "carpet", "cedar", "copper", "cotton", "falcon", "garden", "granite",
    "harbour", "honey", "indigo", "jasmine", "kettle", "lantern", "lemon", "mango", "maple", "mirror", "monsoon", "orchard",
    "paper", "pepper", "pine", "plum", "quartz", "river", "saffron", "silver", "spice", "spring", "summit", "tulip",
    "valley", "velvet", "walnut", "willow",
)  # fmt: skip


class SignIn(NamedTuple):
    """One person's way in, with the hash made ahead: hashing is slow and never done inside a unit."""

    label: str
    email: str
    password: str
    totp_secret: str
    hash: str


def sign_in(label: str, email: str) -> SignIn:
    """Return a new way in: three words and two digits, and the secret of an authenticator."""
    words = "-".join((*(secrets.choice(PLAIN) for _ in range(3)), str(secrets.randbelow(90) + 10)))
    return SignIn(label, email, words, secret(), factors.password_hash(words))


def secret() -> str:
    """Return a new secret of an authenticator, as base32."""
    return b32encode(secrets.token_bytes(20)).decode()


def keep(data_dir: Path, ways: Sequence[SignIn], receipts: Sequence[tuple[str, str]]) -> None:
    """Write the sign-ins and the receipt codes where only this user reads them."""
    shown = [each._asdict() for each in ways]
    for each in shown:
        del each["hash"]
    _write(data_dir / DEMO_SIGN_INS, shown)
    _write(data_dir / RECEIPTS, [{"label": label, "code": code} for label, code in receipts])


def receipts(data_dir: Path) -> list[tuple[str, str]]:
    """Return the receipt codes that the loader kept, with what each opens."""
    file = data_dir / RECEIPTS
    if not file.is_file():
        return []
    return [(each["label"], each["code"]) for each in json.loads(file.read_text())]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(rows, file, ensure_ascii=False, indent=1)
