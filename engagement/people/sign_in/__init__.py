"""Sign-in: Flask-Security behind our pages, our words, our limits; who stands behind a request."""

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

from flask import Flask, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import user_logged_out
from flask_security import RoleMixin, Security
from flask_security.signals import password_changed, password_reset, tf_profile_changed, user_authenticated

from engagement.kernel import clock, database, sealing
from engagement.kernel.actor import Actor, Kind
from engagement.kernel.database import db
from engagement.people import queries, rules
from engagement.people.actions import sign_ins
from engagement.people.models import Person
from engagement.people.sign_in import accounts, doors, fields, keys, presence, setting_up
from engagement.people.sign_in.words import MESSAGES
from engagement.settings import Settings, is_loopback

CHEAP = {"argon2__time_cost": 1, "argon2__memory_cost": 8, "argon2__parallelism": 1}
# OWASP's smaller choice: web workers are small, and two may hash at once.
COSTLY = {"argon2__time_cost": 3, "argon2__memory_cost": 19 * 1024, "argon2__parallelism": 1}
UNUSED = "/sign-in/not-used/"


def start(app: Flask, settings: Settings) -> None:
    """Attach sign-in to `app`: the library, its pages at our addresses, the actor of each request."""
    app.config.update({f"SECURITY_{name}": value for name, value in _choices(app, settings).items()})
    app.config.update({f"SECURITY_MSG_{name}": said for name, said in MESSAGES.items()})
    app.config["SESSION_PROTECTION"] = None  # phones change their address all day
    security = Security(
        app,
        accounts.Accounts(db, Person, RoleMixin),
        register_blueprint=False,
        render_template=_render,  # type: ignore[arg-type]
        login_form=fields.SignIn,
        verify_form=fields.Again,
        forgot_password_form=fields.Forgotten,
        reset_password_form=fields.NewPassword,
        change_password_form=fields.ChangePassword,
        two_factor_setup_form=fields.SecondFactor,
        two_factor_rescue_form=fields.NoRescue,
        two_factor_verify_code_form=fields.OneTimeCode,
        mf_recovery_form=fields.RecoveryCode,
        password_util_cls=accounts.Passwords,
        totp_cls=accounts.OneTimeCodes,
        mf_recovery_codes_util_cls=accounts.RecoveryCodes,
        mail_util_cls=accounts.NoMail,
    )
    security.want_json(lambda _request: False)
    if settings.demo:
        security.login_context_processor(
            lambda: {"demo": queries.demo_sign_ins(settings.data_dir) if _from_here() else []}
        )
    security.mf_recovery_codes_context_processor(
        lambda: {"codes_left": len(presence.person().mf_recovery_codes or [])}
    )
    _lighten(app, security)
    presence.start(app, security.login_manager)
    app.register_blueprint(doors.blueprint)
    app.add_url_rule(UNUSED, endpoint="security.two_factor_rescue", build_only=True)  # the library names it
    app.before_request(_codes_first)
    for signal, listener in LISTENERS:
        signal.connect(listener, app)


def _choices(app: Flask, settings: Settings) -> dict[str, Any]:
    with app.app_context():
        pepper = sealing.pepper()  # not SECRET_KEY: that may be changed without locking everybody out
    return {
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "JOIN_USER_ROLES": False,
        "I18N_DOMAIN": "messages",
        "I18N_DIRNAME": [app.config["BABEL_TRANSLATION_DIRECTORIES"]],
        "RETURN_GENERIC_RESPONSES": True,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": {"argon2"},
        "PASSWORD_HASH_PASSLIB_OPTIONS": CHEAP if settings.cheap_hashes else COSTLY,
        "PASSWORD_LENGTH_MIN": rules.PASSWORD_LEAST,
        "API_ENABLED_METHODS": ["session"],
        "FRESHNESS": rules.FRESH,
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=15),
        "RECOVERABLE": True,
        "RESET_PASSWORD_WITHIN": rules.RESET_LASTS,
        "SEND_PASSWORD_RESET_EMAIL": False,
        "SEND_PASSWORD_RESET_NOTICE_EMAIL": False,
        "SEND_PASSWORD_CHANGE_EMAIL": False,
        "CHANGEABLE": True,
        "LOGOUT_CSRF": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_REQUIRED": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_POST_SETUP_VIEW": "/account",
        "TOTP_SECRETS": {"1": pepper.hex()},
        "TOTP_ISSUER": "Chowk",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": rules.RECOVERY_CODES,
        "MULTI_FACTOR_RECOVERY_CODES_KEYS": [_fernet_key(pepper)],
        "POST_LOGIN_VIEW": "/desk",
        "POST_LOGOUT_VIEW": "/",
        "POST_CHANGE_VIEW": "/account",
        "POST_VERIFY_VIEW": "/account",
    }


def _from_here() -> bool:
    """Whether somebody at this machine asks for this machine: not over a network, not under a name that a site lent it."""
    host = request.host.rpartition(":")[0] or request.host
    return is_loopback(request.remote_addr or "") and is_loopback(host.strip("[]"))


def _fernet_key(pepper: bytes) -> bytes:
    return urlsafe_b64encode(hmac.digest(pepper, b"recovery codes", "sha256"))


def _lighten(app: Flask, security: Security) -> None:
    """Take off what the library puts on every request: 60 µs, and a `Vary: Cookie` on every answer.

    Roles stay empty, so Principal has nothing to say; there are no tokens to read and no remember cookie to renew.
    """
    security.login_manager._request_callback = None  # noqa: SLF001
    ours = app.before_request_funcs.get(None, [])
    ours[:] = [call for call in ours if getattr(call, "__self__", None) is not security.principal]
    after = app.after_request_funcs.get(None, [])
    after[:] = [call for call in after if getattr(call, "__self__", None) is not security.login_manager]
    context = app.template_context_processors[None]
    context[:] = [call for call in context if call.__module__ != "flask_login.utils"]


def _render(template: str, **context: Any) -> ResponseReturnValue:
    template = setting_up.keep_square(template, context)
    if template == setting_up.CODE_PAGE:
        context["passkey"] = keys.to_use(keys.asked_of())
    return render_template(template, **context), g.get("form_status", 200)


def _codes_first() -> ResponseReturnValue | None:
    """Send somebody who has no recovery codes yet to get them, before anything else."""
    if not presence.has_session() or accounts.CODES_DUE not in session:
        return None
    if request.endpoint in doors.BEFORE_CODES:
        return None
    return redirect(url_for("security.mf_recovery_codes"))


def _entered(_app: Flask, user: Person, **_more: Any) -> None:
    accounts.note(user, "signed_in")
    session[presence.SIGN_IN] = accounts.begin_sign_in(user)
    if not user.mf_recovery_codes:
        session[accounts.CODES_DUE] = True


def _left(_app: Flask, user: Person, **_more: Any) -> None:
    """Who signs out is signed out for good: a copy of the cookie is worth nothing afterwards."""
    row = queries.sign_in(str(session.pop(presence.SIGN_IN, "")))
    if row is not None and row.person_id == user.id:
        with database.unit():
            database.fresh(row)
            sign_ins.end(actor=Actor(Kind.PERSON, row.person_id), now=clock.now(), sign_in=row)


def _noting(verb: str) -> Any:
    def listen(_app: Flask, user: Person, **_more: Any) -> None:
        accounts.note(user, verb)

    return listen


LISTENERS = (
    (user_authenticated, _entered),
    (user_logged_out, _left),
    (password_changed, _noting("changed_password")),
    (password_reset, _noting("reset_password")),
    (tf_profile_changed, _noting("changed_second_factor")),
)
