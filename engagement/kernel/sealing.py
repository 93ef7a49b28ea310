"""Sealed columns: keys per force and lane, rotation, the custodians' export, blind indexes, receipt codes.

An envelope stands in one LargeBinary column. A lane that is not sealed has its words there as they are, so that
declaring it sealed needs no migration; what was written before stays readable, and `rewrap` seals it.
"""

import hashlib
import hmac
import json
import secrets
import unicodedata
from base64 import b64decode, b64encode
from datetime import datetime
from typing import cast

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

from engagement.kernel import clock
from engagement.kernel.key_files import EXPORTED, FINGERPRINT, PEPPER, KeyFiles, SealKey
from engagement.settings import Settings

PLAIN = b"\x00"
SEALED = b"\x01"
ID_LENGTH = 8
NONCE_LENGTH = 12
EXPORT_MARK = b"chowk-keys-1\n"
SALT_LENGTH = 16
PASSPHRASE_LENGTH = 12
# Argon2id (RFC 9106): passes, KiB. A receipt code has 53 bits, so each guess is made to cost about 100 ms;
# the memory stays small because web workers are.
RECEIPT_COST = (8, 19 * 1024)
CUSTODIAN_COST = (4, 64 * 1024)
CHEAP_COST = (1, 8)

_sealed_everywhere = {"contacts"}


class Unreadable(Exception):
    """The words cannot be read: their key is not here, or the envelope was changed."""


class ExportError(Exception):
    """One sentence that says why keys were not exported or restored."""


class Sealing:
    """The keys of one installation and the lanes it seals."""

    def __init__(self, settings: Settings) -> None:
        self.files = KeyFiles(settings.keys_dir)
        self.lanes: set[str] = set()
        self.cheap = settings.cheap_hashes


def start(app: Flask, settings: Settings) -> None:
    """Give `app` its keys; each is made when it is first needed."""
    app.extensions["sealing"] = Sealing(settings)


def declare_sealed(lane: str, *, app: Flask | None = None) -> None:
    """Seal what is written in `lane` from now on: everywhere, or in one `app`."""
    if app is None:
        _sealed_everywhere.add(lane)
    else:
        cast("Sealing", app.extensions["sealing"]).lanes.add(lane)


def is_sealed(lane: str) -> bool:
    """Whether words of `lane` are sealed when they are written."""
    return lane in _sealed_everywhere or lane in _here().lanes


def kept_time(lane: str, at: datetime) -> datetime:
    """Return the time as it is written down in a lane: the hour alone where it is sealed.

    A minute could be laid beside a camera, a gate book or a line of a network's log.
    """
    return at.replace(minute=0, second=0, microsecond=0) if is_sealed(lane) else at


def store(text: str, *, force: str, lane: str) -> bytes:
    """Return the envelope of `text`: sealed with the present key of its force and lane when the lane is sealed."""
    if not is_sealed(lane):
        return PLAIN + text.encode()
    return _seal(text.encode(), _here().files.current(force, lane))


def store_bytes(content: bytes, *, force: str, lane: str) -> bytes:
    """Return the envelope of a file: sealed in every lane, since nothing ever searches it."""
    return _seal(content, _here().files.current(force, lane))


def read(stored: bytes) -> str:
    """Return the words in an envelope; raise `Unreadable` when the key is not here or a byte was changed."""
    return read_bytes(stored).decode()


def read_bytes(stored: bytes) -> bytes:
    """Return what is in an envelope; raise `Unreadable` when the key is not here or a byte was changed."""
    if stored[:1] == PLAIN:
        return stored[1:]
    if stored[:1] != SEALED:
        raise Unreadable
    key = _here().files.by_id(_key_id(stored))
    nonce, sealed = stored[1 + ID_LENGTH :][:NONCE_LENGTH], stored[1 + ID_LENGTH + NONCE_LENGTH :]
    if key is None or len(nonce) < NONCE_LENGTH:
        raise Unreadable
    try:
        return AESGCM(key.secret).decrypt(nonce, sealed, key.bound_to)
    except InvalidTag:
        raise Unreadable from None


def rotate(force: str, lane: str) -> None:
    """Make a new present key for a force and lane; what older keys sealed stays readable."""
    _here().files.next(force, lane)


def older_marks(force: str, lane: str) -> list[bytes]:
    """Return how each envelope begins that an older key of a force and lane sealed."""
    return [SEALED + key.id for key in _here().files.older(force, lane)]


def rewrap(stored: bytes, *, force: str | None = None, lane: str | None = None) -> bytes:
    """Return an envelope of the same words under the present key.

    Plain words do not know whose they are: they are sealed when `force` and `lane` say so and the lane is sealed.
    """
    content = read_bytes(stored)
    if stored[:1] == PLAIN:
        return stored if force is None or lane is None else store(content.decode(), force=force, lane=lane)
    files = _here().files
    key = files.by_id(_key_id(stored))
    present = files.current(key.force, key.lane) if key else None
    return stored if present is None or present == key else _seal(content, present)


def fingerprint(value: str, *, force: str, purpose: str) -> bytes:
    """Return 32 bytes by which the same value is found again within one force and purpose, and nothing is read."""
    key = _here().files.secret(f"{FINGERPRINT}.{force}")
    return hmac.digest(key, f"{purpose}\0{value}".encode(), "sha256")


def pepper() -> bytes:
    """Return the one salt of all receipt codes; it lies outside the database."""
    return _here().files.secret(PEPPER)


def receipt_digest(code: str) -> str:
    """Return the 64 hex characters under which a receipt code is looked up; about 100 ms by design."""
    return _stretch(code, pepper(), CHEAP_COST if _here().cheap else RECEIPT_COST).hex()


def export(passphrases: tuple[str, str]) -> bytes:
    """Return all keys, encrypted so that both custodians' passphrases are needed, and record that it was done."""
    first, second = (_tidy(p) for p in passphrases)
    if min(len(first), len(second)) < PASSPHRASE_LENGTH or first == second:
        raise ExportError(f"Two different passphrases of at least {PASSPHRASE_LENGTH} characters are needed.")
    keys = _here().files.all()
    cost = CHEAP_COST if _here().cheap else CUSTODIAN_COST
    head = EXPORT_MARK + bytes([cost[0]]) + cost[1].to_bytes(4) + secrets.token_bytes(SALT_LENGTH)
    nonce = secrets.token_bytes(NONCE_LENGTH)
    packed = json.dumps({name: b64encode(content).decode() for name, content in keys.items()}).encode()
    sealed = AESGCM(_joint_key(passphrases, head)).encrypt(nonce, packed, head)
    note = {
        "at": clock.now().isoformat(),
        "keys": {name: _print_of(content) for name, content in keys.items()},
    }
    _here().files.put(EXPORTED, json.dumps(note).encode())
    return head + nonce + sealed


def restore(exported: bytes, passphrases: tuple[str, str]) -> int:
    """Put back the keys of an export that are not here and return how many; a key is never overwritten."""
    length = len(EXPORT_MARK) + 5 + SALT_LENGTH
    head, nonce, sealed = (
        exported[:length],
        exported[length:][:NONCE_LENGTH],
        exported[length + NONCE_LENGTH :],
    )
    if not head.startswith(EXPORT_MARK) or len(nonce) < NONCE_LENGTH:
        raise ExportError("This file is not an export of keys.")
    try:
        packed = AESGCM(_joint_key(passphrases, head)).decrypt(nonce, sealed, head)
    except InvalidTag:
        raise ExportError("The passphrases do not open this file, or it was changed.") from None
    keys = {name: b64decode(content) for name, content in json.loads(packed).items()}
    files = _here().files
    here = files.all()
    if any(name in here and here[name] != content for name, content in keys.items()):
        raise ExportError("Other keys are in use here already. Restore into an empty keys folder.")
    missing = {name: content for name, content in keys.items() if name not in here}
    for name, content in missing.items():
        files.make(name, content)
    return len(missing)


def exported_at() -> datetime | None:
    """Return when the keys were last exported, or None."""
    note = _here().files.get(EXPORTED)
    return None if note is None else datetime.fromisoformat(json.loads(note)["at"])


def not_exported() -> list[str]:
    """Return the names of the keys that the last export does not hold."""
    note = _here().files.get(EXPORTED)
    held = {} if note is None else json.loads(note)["keys"]
    return sorted(
        name for name, content in _here().files.all().items() if held.get(name) != _print_of(content)
    )


def _here() -> Sealing:
    return cast("Sealing", current_app.extensions["sealing"])


def _seal(text: bytes, key: SealKey) -> bytes:
    nonce = secrets.token_bytes(NONCE_LENGTH)
    return SEALED + key.id + nonce + AESGCM(key.secret).encrypt(nonce, text, key.bound_to)


def _key_id(stored: bytes) -> bytes:
    return stored[1 : 1 + ID_LENGTH]


def _stretch(text: str, salt: bytes, cost: tuple[int, int]) -> bytes:
    passes, memory = cost
    return hash_secret_raw(text.encode(), salt, passes, memory, parallelism=1, hash_len=32, type=Type.ID)


def _joint_key(passphrases: tuple[str, str], head: bytes) -> bytes:
    """Join both custodians' secrets, in whatever order they come."""
    settled = head[len(EXPORT_MARK) :]
    cost = (settled[0], int.from_bytes(settled[1:5]))
    if cost not in {CHEAP_COST, CUSTODIAN_COST}:
        raise ExportError("This file is not an export of keys.")
    halves = sorted(_stretch(_tidy(p), settled[5:], cost) for p in passphrases)
    return HKDF(SHA256(), length=32, salt=settled[5:], info=EXPORT_MARK).derive(b"".join(halves))


def _tidy(passphrase: str) -> str:
    """The same words whatever keyboard or paper they come from."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def _print_of(content: bytes) -> str:
    return hashlib.sha256(b"chowk key\0" + content).hexdigest()[:16]
