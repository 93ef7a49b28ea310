"""Persons, postings, sign-in, contacts."""

import sys

# Flask-Security loads the library of passkeys as soon as it finds it: 8 MB in every web worker (docs/decisions/0011).
# It is hidden while Flask-Security loads, and ours is loaded by who uses a passkey (sign_in/keys.py).
if "flask_security" not in sys.modules and "webauthn" not in sys.modules:
    sys.modules["webauthn"] = None  # type: ignore[assignment]
    try:
        import flask_security  # noqa: F401
    finally:
        del sys.modules["webauthn"]
