"""What the sign-in library keeps in our database, written in one unit; passwords and one-time codes by our laws."""

from datetime import timedelta
from typing import Any

from flask import current_app, g, request, session
from flask_babel import gettext
from flask_security import MailUtil, PasswordUtil, SQLAlchemyUserDatastore
from flask_security.recovery_codes import MfRecoveryCodesUtil
from flask_security.totp import Totp
from markupsafe import Markup
from sqlalchemy import inspect

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.kernel import clock, database, limits
from engagement.kernel.actor import Actor, Kind
from engagement.kernel.codes import reference
from engagement.kernel.database import db
from engagement.people import rules
from engagement.people.actions import sign_ins
from engagement.people.models import Person

CODES_DUE = "codes_due"  # in the session of a person who has not seen their recovery codes yet
USED_FOR = timedelta(minutes=5)
CODE_USED_FOR = timedelta(days=3650)


class Accounts(SQLAlchemyUserDatastore):
    """Persons, as the sign-in library changes them: collected while a view runs, written at its end."""

    def put(self, model: Person) -> Person:
        """Leave the change in the session; `commit` writes it, and no query before then."""
        db.session().autoflush = False
        return model

    def commit(self) -> None:
        """Write what the view changed, with its entries in the trail and its messages, in one unit."""
        pending = db.session()
        pending.autoflush = True
        changes = [(row, _changed(row)) for row in pending.dirty if isinstance(row, Person)]
        deeds: list[tuple[Person, str]] = g.pop("deeds", [])
        begun: list[dict[str, Any]] = g.pop("begun", [])
        if not changes and not deeds:
            return
        pending.rollback()
        now = clock.now()
        with database.unit():
            for row, values in changes:
                database.fresh(row)
                for name, value in values.items():
                    setattr(row, name, value)
            pending.flush()
            for values in begun:
                sign_ins.begin(**values, now=now)
            for person, verb in deeds:
                audit.record(
                    actor=Actor(Kind.PERSON, person.id), now=now, verb=f"people.{verb}", subject=person
                )
                if verb in TOLD:
                    outbox.post(
                        "people.password_changed", recipient_kind="person", recipient_id=person.id, now=now
                    )

    def mf_set_recovery_codes(self, user: Any, rcs: list[str] | None) -> None:
        """Replace the recovery codes; they have been shown."""
        user.mf_recovery_codes = rcs
        self.put(user)
        session.pop(CODES_DUE, None)
        note(user, "made_recovery_codes")

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        """Take a used code away. A new list, since a JSON column does not see what happens inside an old one."""
        codes = list(user.mf_recovery_codes or [])
        if not 0 <= idx < len(codes):
            return False
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        self.put(user)
        note(user, "used_recovery_code")
        return True


TOLD = frozenset({"changed_password", "reset_password"})


def note(person: Person, verb: str) -> None:
    """Have `commit` put one deed into the trail."""
    g.setdefault("deeds", []).append((person, verb))


def begin_sign_in(person: Person) -> str:
    """Have `commit` keep that a person signed in on the asking device; return the name of it."""
    ref = reference()
    device = rules.device_of(request.headers.get("User-Agent", ""))
    g.setdefault("begun", []).append({"person_id": person.id, "ref": ref, "device": device})
    return ref


def _changed(row: Person) -> dict[str, Any]:
    state = inspect(row)
    return {
        a.key: a.value for a in state.attrs if a.key in state.mapper.column_attrs and a.history.has_changes()
    }


class Passwords(PasswordUtil):
    """Our law of passwords, said in the reader's language."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: FBT001, ARG002 - the library's signature
        """Return the faults of a password and its normal form."""
        plain = str(self.normalize(password))
        person = kwargs.get("user")
        fault = rules.password_fault(
            plain, name=getattr(person, "name", ""), email=getattr(person, "email", "") or ""
        )
        return ([gettext(fault[0], **fault[1])] if fault else None), plain


class OneTimeCodes(Totp):
    """Codes of an authenticator: each is taken once, and the square is drawn into the page."""

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Refuse a code that was already used (RFC 6238 §5.2); raise `limits.TooMany`."""
        limits.spend("totp", f"{user.id}.{tmatch.counter}", most=1, per=USED_FOR, now=clock.now())

    def generate_qrcode(self, username: str, totp: str) -> Markup:
        """Return the square as SVG for the page itself: pictures from `data:` are not let in."""
        import segno  # noqa: PLC0415 - only who sets up an authenticator needs a square

        drawn = segno.make(self.get_totp_uri(username, totp), error="m")
        svg = drawn.svg_inline(
            border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True
        )
        return Markup(svg)  # noqa: S704 - segno's own

    def current(self, totp_secret: str) -> str:
        """Return the code that an authenticator shows now: for the demo's page."""
        return str(self.generate_totp_password(totp_secret))


class RecoveryCodes(MfRecoveryCodesUtil):
    """Recovery codes, each taken once even by two at the same time."""

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether a code is among those left; raise `limits.TooMany` when another request took it first."""
        good = bool(super().check_recovery_code(user, code))
        if good:
            limits.spend("recovery code", f"{user.id}.{code}", most=1, per=CODE_USED_FOR, now=clock.now())
        return good


class NoMail(MailUtil):
    """The library composes no mail: ours goes by the outbox."""

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuse: a switch that should be off is on."""
        raise RuntimeError("the sign-in library tried to send mail past the outbox")


def codes() -> OneTimeCodes:
    """Return what makes and reads one-time codes in this app."""
    return current_app.extensions["security"].totp_factory  # type: ignore[no-any-return]
