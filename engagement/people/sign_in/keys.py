"""Passkeys as the second factor: what a browser is asked, and what a device answered, checked by py_webauthn.

A key belongs to the name of the site, so that no other site can ask for it: without a name, or without https, none is
offered (WebAuthn Level 2 §5.1.2). Each challenge is taken once.
"""

import json
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security.proxies import _datastore, _security
from flask_security.tf_plugin import tf_check_state
from flask_security.utils import _get_post_login_redirect

from engagement.kernel import clock, database, headers, limits
from engagement.kernel.locale import say
from engagement.kernel.refusals import N_, Refusal
from engagement.people import passkeys as own_keys
from engagement.people.actions import passkeys as actions
from engagement.people.actions.passkeys import Made
from engagement.people.models import Passkey, Person
from engagement.people.sign_in.fields import CODE, QUARTER, TRIES_BY_CODE

ASKED = "passkey_asked"  # in the session: the challenge and when it was made
LASTS = 10 * 60  # seconds
MILLISECONDS = 120_000
MOST_SENT = 20_000
ALGORITHMS = (-8, -7, -257)  # EdDSA, ES256, RS256
NOT_RIGHT = N_("This key did not work. Try again, or take the code of your app.")

headers.allow("security.two_factor_token_validation", keys=True)


def site() -> tuple[str, str] | None:
    """Return the name and the origin to which keys belong; None where there is no name or no secure way."""
    here = urlsplit(request.host_url)
    parts = here if here.hostname == "localhost" else urlsplit(current_app.config["PUBLIC_URL"])
    name = parts.hostname or ""
    try:
        ip_address(name)
    except ValueError:
        if parts.scheme == "https" or name == "localhost":
            return name, f"{parts.scheme}://{parts.netloc}"
    return None


def to_make(person: Person) -> str:
    """Return what a browser needs to make a key for a person, as JSON; empty where the site can have none."""
    where = site()
    if where is None:
        return ""
    return json.dumps(
        {
            "rp": {"id": where[0], "name": "Chowk"},
            "user": {"id": _text(person.ref.encode()), "name": person.email, "displayName": person.name},
            "challenge": _challenge(),
            "pubKeyCredParams": [{"type": "public-key", "alg": each} for each in ALGORITHMS],
            "timeout": MILLISECONDS,
            "excludeCredentials": _known(person),
            "authenticatorSelection": {"residentKey": "discouraged", "userVerification": "preferred"},
            "attestation": "none",
        }
    )


def to_use(person: Person | None) -> str:
    """Return what a browser needs to use a key of a person, as JSON; empty where they have none."""
    where = site()
    known = _known(person) if where and person else []
    if where is None or not known:
        return ""
    return json.dumps(
        {
            "rpId": where[0],
            "challenge": _challenge(),
            "timeout": MILLISECONDS,
            "allowCredentials": known,
            "userVerification": "preferred",
        }
    )


def asked_of() -> Person | None:
    """Return who gave their password and owes the second factor."""
    if session.get("tf_state") != "ready" or "tf_user_id" not in session:
        return None
    return cast("Person | None", _datastore.find_user(fs_uniquifier=session["tf_user_id"]))


def made(sent: str) -> Made:
    """Return the key that a device made; refuses what is not an answer to our question."""
    import webauthn  # noqa: PLC0415 - 8 MB: only who brings a passkey needs it
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    challenge, (name, origin) = _taken(), _site()
    try:
        found = webauthn.verify_registration_response(
            credential=_read(sent), expected_challenge=challenge, expected_rp_id=name, expected_origin=origin
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Refusal(NOT_RIGHT) from None
    ways = _read(sent).get("response", {}).get("transports") or []
    known = [each for each in ways if each in {"usb", "nfc", "ble", "internal", "hybrid"}]
    return Made(found.credential_id, found.credential_public_key, found.sign_count, " ".join(known))


def proven(person: Person, sent: str) -> tuple[Passkey, int]:
    """Return the key with which a person answered, and its count; refuses another's, a copy, and what is no answer."""
    import webauthn  # noqa: PLC0415 - 8 MB: only who brings a passkey needs it
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - as above

    challenge, (name, origin) = _taken(), _site()
    credential = _read(sent)
    row = own_keys.passkey_by_credential(_bytes(str(credential.get("rawId", ""))))
    if row is None or row.person_id != person.id:
        raise Refusal(NOT_RIGHT)
    try:
        found = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=name,
            expected_origin=origin,
            credential_public_key=row.public_key,
            credential_current_sign_count=row.uses,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise Refusal(NOT_RIGHT) from None
    return row, found.new_sign_count


def enter() -> ResponseReturnValue:
    """Let somebody in who gave their password and answers with a key of theirs."""
    person = cast("Person | None", tf_check_state(["ready"]))
    if person is None:
        flash(_("Please begin again with your e-mail address and password."), "error")
        return redirect(url_for("security.login"))
    try:
        limits.spend(CODE, str(person.id), most=TRIES_BY_CODE, per=QUARTER, now=clock.now())
        row, uses = proven(person, request.form.get("credential", ""))
    except Refusal as refusal:
        flash(say(refusal), "error")
        return redirect(url_for("security.two_factor_token_validation", next=request.args.get("next")))
    with database.unit():
        actions.used(now=clock.now(), passkey=database.fresh(row), uses=uses)
    limits.forget(CODE, str(person.id))
    # The unit above let go of the first.
    present = cast("Person", _datastore.find_user(fs_uniquifier=session["tf_user_id"]))
    _security.two_factor_plugins.tf_complete(present, dologin=True)
    _datastore.commit()  # type: ignore[no-untyped-call]
    return redirect(_get_post_login_redirect())


def _known(person: Person) -> list[dict[str, Any]]:
    return [
        {
            "type": "public-key",
            "id": _text(row.credential),
            **({"transports": row.transports.split()} if row.transports else {}),
        }
        for row in own_keys.passkeys_of(person)
    ]


def _challenge() -> str:
    value = _text(secrets.token_bytes(32))
    session[ASKED] = [value, int(time.time())]
    return value


def _taken() -> bytes:
    """Return the challenge that this session was given, once; raise where it has none or an old one."""
    match session.pop(ASKED, None):
        case [str(value), int(at)] if time.time() - at < LASTS:
            limits.spend("passkey", value, most=1, per=timedelta(seconds=2 * LASTS), now=clock.now())
            return _bytes(value)
    raise Refusal(NOT_RIGHT)


def _site() -> tuple[str, str]:
    where = site()
    if where is None:
        raise Refusal(NOT_RIGHT)
    return where


def _read(sent: str) -> dict[str, Any]:
    try:
        found = json.loads(sent) if len(sent) <= MOST_SENT else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refusal(NOT_RIGHT)
    return found


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
