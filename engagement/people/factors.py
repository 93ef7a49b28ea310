"""What people prove themselves by: password hashes and authenticator secrets, as sign-in stores them."""

from flask_security.proxies import _security
from flask_security.utils import hash_password as _hash
from passlib.totp import TOTP


def password_hash(password: str) -> str:
    """Return the slow hash of a password; costs about 50 ms, so never call it inside a unit."""
    return str(_hash(_security.password_util.normalize(password)))


def password_fault(password: str, *, name: str, email: str) -> str | None:
    """Return the sentence why a password is refused, or None."""
    about = type("Person", (), {"name": name, "email": email})
    faults, _plain = _security.password_util.validate(password, False, user=about)  # noqa: FBT003 - the library's signature
    return faults[0] if faults else None


def sealed_totp(secret: str) -> str:
    """Return an authenticator's secret (base32) as it is stored: encrypted."""
    factory: type[TOTP] = _security.totp_factory._totp  # noqa: SLF001 - the library offers no way to bring a secret
    return str(factory(key=secret, format="base32").to_json(encrypt=True))


def code_now(secret: str) -> str:
    """Return the code that an authenticator with this secret (base32) shows now."""
    return str(TOTP(key=secret, format="base32").generate().token)
