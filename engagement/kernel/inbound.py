"""What devices outside seal to a force, and only this installation opens: HPKE (RFC 9180), base mode.

DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM: what every browser's WebCrypto can do. The private key of a force
is made from its seal key of the lane "intake", so that export, restore and rotation hold for it as for the others.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from flask import current_app

from engagement.kernel.key_files import ID_LENGTH, KeyFiles
from engagement.kernel.sealing import Sealing, Unreadable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hpke import Suite

LANE = "intake"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2 §2.4.2)


def public_key(force: str) -> tuple[bytes, bytes]:
    """Return the present key of a force: the id that envelopes name, and the uncompressed point (65 bytes)."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: PLC0415 - as in `_suite`

    key = _files().current(force, LANE)
    point = _private(key.secret).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return key.id, point


def opened(envelope: bytes, *, force: str, bound_to: bytes) -> bytes:
    """Return what a device sealed to `force`: the key's id, the encapsulated key, the sealed words.

    Raises `Unreadable` when the key is not here or another force's, or when a byte or `bound_to` differs.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as in `_suite`

    key = _files().by_id(envelope[:ID_LENGTH])
    if key is None or key.lane != LANE or key.force != force:
        raise Unreadable
    try:
        return _suite().decrypt(envelope[ID_LENGTH:], _private(key.secret), info=bound_to)
    except (InvalidTag, ValueError):
        raise Unreadable from None


def sealed(text: bytes, *, force: str, bound_to: bytes) -> bytes:
    """Return what a device would send: for benches and tests."""
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as in `_suite`

    key_id, point = public_key(force)
    to = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    return key_id + _suite().encrypt(text, to, info=bound_to)


@cache
def _suite() -> "Suite":
    from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite  # noqa: PLC0415 - 4 MB, and only doors need it

    return Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_128_GCM)


@lru_cache(maxsize=16)
def _private(secret: bytes) -> "ec.EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - as in `_suite`

    return ec.derive_private_key(int.from_bytes(secret) % (ORDER - 1) + 1, ec.SECP256R1())


def _files() -> KeyFiles:
    return cast("Sealing", current_app.extensions["sealing"]).files
