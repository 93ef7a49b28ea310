"""The sign-in library's forms with our labels, our sentences and a count of tries in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

from flask import g
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_security import forms as theirs
from flask_security.proxies import _datastore
from flask_security.recovery_codes import MfRecoveryForm
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import Length

from engagement.kernel import clock, codes, database, form_base, limits
from engagement.kernel.locale import say
from engagement.people.actions import accounts
from engagement.people.models import Person
from engagement.people.rules import PASSWORD_MOST
from engagement.people.sign_in import presence
from engagement.people.sign_in.words import STALE_FORM

QUARTER = timedelta(minutes=15)
EMAIL_MOST = 255
TRIES_BY_NAME, TRIES_BY_ADDRESS, TRIES_BY_CODE, RESETS = 20, 100, 6, 5
TRIES_ANYWHERE = 200  # of one name from all addresses: one address alone cannot lock its holder out
AFTERWARDS = "/desk"
SIGN_IN, CODE = "sign-in", "second factor"


class Counted:
    """A form whose tries are counted before anything is looked up, so that a name that is not here costs the same."""

    class Meta(FlaskForm.Meta):
        """WTForms' own sentences from our catalogue."""

        get_translations = form_base.Form.Meta.get_translations

    def validate(self, **kwargs: Any) -> bool:
        """Check the fields, then what they say."""
        good = False
        with self.refusing():
            self.count()
            good = bool(super().validate(**kwargs)) and self.further()  # type: ignore[misc]
        self._say_stale()
        if not good and g.get("form_status", 200) == 200:
            g.form_status = 422
        return good

    def count(self) -> None:
        """Count one try; raise `limits.TooMany`."""

    def further(self) -> bool:
        """Judge what the library does not know; called when it had nothing to say."""
        return True

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Put too many tries at the head of the form."""
        try:
            yield
        except limits.TooMany as refusal:
            self.form_errors = [say(refusal)]
            g.form_status = refusal.status

    def _say_stale(self) -> None:
        token = getattr(self, "csrf_token", None)
        if token is not None and token.errors:
            token.errors = [gettext(STALE_FORM)]


def _password(label: str, *more: Any, new: bool = False) -> PasswordField:
    kind = "new-password" if new else "current-password"
    return PasswordField(
        label,
        validators=[theirs.password_required, Length(max=PASSWORD_MOST * 4), *more],
        render_kw={"autocomplete": kind},
    )


def _email() -> EmailField:
    return EmailField(
        _l("E-mail address"),
        validators=[theirs.email_required, Length(max=EMAIL_MOST), theirs.EmailValidation(verify=False)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


def _spend(purpose: str, key: str, most: int, per: timedelta = QUARTER) -> None:
    limits.spend(purpose, key, most=most, per=per, now=clock.now())


def _forget(purpose: str, key: str) -> None:
    """Begin a count again, after writing what the library may have changed (a hash of an older cost)."""
    _datastore.commit()  # type: ignore[no-untyped-call]
    limits.forget(purpose, key)


def _here(text: str | None) -> str:
    """Return a name as it is tried from one address."""
    return f"{limits.client_address()} {_plain(text)}"


def _plain(text: str | None) -> str:
    return (text or "").strip().lower()[:EMAIL_MOST]


class SignIn(Counted, theirs.LoginForm):
    """E-mail address and password; the same answer whatever was wrong."""

    email = _email()
    password = _password(_l("Password"))
    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.description = ""  # the library puts a link there in words of its own
        self.next.data = self.next.data or AFTERWARDS  # else the library leads back to the sign-in page

    def count(self) -> None:
        """Count by where it comes from and by the name that is tried, known here or not."""
        _spend("sign-in from", limits.client_address(), TRIES_BY_ADDRESS)
        _spend(SIGN_IN, _here(self.email.data), TRIES_BY_NAME)
        _spend("sign-in anywhere", _plain(self.email.data), TRIES_ANYWHERE)

    def further(self) -> bool:
        """Let in only who holds a post today."""
        if not presence.held_by(cast("Person | None", self.user)):
            self.email.errors = [
                *self.email.errors,
                "no post",
            ]  # said as the same sentence as a wrong password
            return False
        _forget(SIGN_IN, _here(self.email.data))
        return True


class Again(Counted, theirs.VerifyForm):
    """The password once more, before something that matters."""

    password = _password(_l("Password"))

    def count(self) -> None:
        """Count by person."""
        _spend(SIGN_IN, _plain(self.user.email), TRIES_BY_NAME)

    def further(self) -> bool:
        """Begin the count again."""
        _forget(SIGN_IN, _plain(self.user.email))
        return True


class Forgotten(Counted, theirs.ForgotPasswordForm):
    """The address of somebody who forgot their password."""

    email = EmailField(
        _l("E-mail address"),
        validators=[
            theirs.email_required,
            Length(max=EMAIL_MOST),
            theirs.EmailValidation(verify=False),
            theirs.valid_user_email,
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )

    def validate(self, **kwargs: Any) -> bool:
        """Answer every address alike: the library says the same sentence after a yes and a no."""
        good = super().validate(**kwargs)
        if g.get("form_status") == 422 and not self.csrf_token.errors:
            g.form_status = 200
        return good

    def count(self) -> None:
        """Count by address tried and by where it comes from."""
        _spend("reset from", limits.client_address(), TRIES_BY_ADDRESS)
        _spend("reset", _plain(self.email.data), RESETS, timedelta(hours=1))

    def further(self) -> bool:
        """Have a link sent; nobody without a post gets one."""
        if not presence.held_by(cast("Person | None", self.user)):
            return False
        with database.unit():
            accounts.ask_reset(person=cast("Person", self.user), now=clock.now())
        return True


class NewPassword(Counted, theirs.ResetPasswordForm):
    """A new password, typed twice."""

    password = _password(_l("New password"), new=True)
    password_confirm = _password(
        _l("The same password again"),
        theirs.EqualToLocalize("password", message="RETYPE_PASSWORD_MISMATCH"),
        new=True,
    )


class ChangePassword(Counted, theirs.ChangePasswordForm):
    """The present password, and a new one typed twice."""

    password = _password(_l("Your present password"))
    new_password = _password(_l("New password"), new=True)
    new_password_confirm = _password(
        _l("The same password again"),
        theirs.EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"),
        new=True,
    )

    def count(self) -> None:
        """Count by person."""
        _spend(SIGN_IN, _plain(presence.person().email), TRIES_BY_NAME)

    def further(self) -> bool:
        """Begin the count again."""
        _forget(SIGN_IN, _plain(presence.person().email))
        return True


class SecondFactor(Counted, theirs.TwoFactorSetupForm):
    """Asks for a new square; an authenticator app is the one way."""

    setup = HiddenField(default="authenticator")
    phone = HiddenField()


class NoRescue(theirs.TwoFactorRescueForm):
    """The library builds this form, but nothing of it is shown: recovery codes are the one other way in."""

    help_setup = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_setup.choices = []


class OneTimeCode(Counted, theirs.TwoFactorVerifyCodeForm):
    """Six digits out of the authenticator, in whatever script they are typed."""

    user: Person
    code = StringField(
        _l("Code of six digits"),
        validators=[theirs.RequiredLocalize(message="API_ERROR"), Length(max=40)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr"},
    )

    def count(self) -> None:
        """Count by person, so that the six digits cannot be tried through."""
        g.code_form = self
        self.code.data = codes.digits_of(str(self.code.data or ""))
        _spend(CODE, str(self.user.id), TRIES_BY_CODE)

    def further(self) -> bool:
        """Begin the count again."""
        _forget(CODE, str(self.user.id))
        return True


class RecoveryCode(Counted, MfRecoveryForm):
    """One of the codes that were written down."""

    user: Person
    code = StringField(
        _l("Recovery code"),
        validators=[theirs.RequiredLocalize(message="API_ERROR"), Length(max=40)],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"},
    )

    def count(self) -> None:
        """Count by person, together with the one-time codes."""
        self.code.data = str(self.code.data or "").strip().lower()
        _spend(CODE, str(self.user.id), TRIES_BY_CODE)

    def further(self) -> bool:
        """Begin the count again."""
        _forget(CODE, str(self.user.id))
        return True
