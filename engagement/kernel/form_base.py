"""Forms: HTTP input → clean values. One hidden door check, shared fields, and `carries_out`, the way to an action."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, ClassVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask_babel import get_translations, gettext
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import IntegrityError
from wtforms import Form as WTForm
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.fields.core import Field
from wtforms.i18n import DefaultTranslations
from wtforms.validators import ValidationError

from engagement.kernel import clock, codes, database
from engagement.kernel.actor import actor
from engagement.kernel.database import Base, Versioned
from engagement.kernel.locale import current, day, say
from engagement.kernel.refusals import N_, Refusal, Stale

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
# Signs that turn the order of letters: with them a text reads as another than it is. Each script turns by itself.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
LONGEST_LINE = 10_000  # what is longer is refused anyway


class _Words(DefaultTranslations):
    """WTForms' own sentences, from our catalogue; parsed once, not at each form."""

    def __init__(self) -> None:
        super().__init__(None)

    def gettext(self, string: str) -> str:
        """Translate one sentence."""
        return str(gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Translate one sentence by number; its places are filled by WTForms."""
        return str(get_translations().ngettext(singular, plural, n))


@lru_cache
def _words() -> _Words:
    return _Words()


class Form(WTForm):
    """Base of every form. A refused form is shown again with what was typed and the sentence beside its field."""

    class Meta:
        """How the fields are built."""

        locales: ClassVar[list[str]] = []

        def get_translations(self, _form: WTForm) -> _Words:
            """Return the present language's words without parsing a catalogue."""
            return _words()

    named: ClassVar[str] = ""  # stands before each field's name where several forms share a page

    def __init__(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", self.named)
        super().__init__(formdata or None, *args, **kwargs)
        self.result: Any = None
        self.refusals: list[str] = []  # sentences that belong to no field
        self.status = 200

    @classmethod
    def sent(cls, **kwargs: Any) -> "Any":
        """Return the form with what this request carries: body and files of a POST; nothing of a GET."""
        return cls(request.form if request.method == "POST" else None, **kwargs)

    def accepted(self) -> bool:
        """Whether this is a POST whose fields are all in order."""
        if request.method in SAFE:
            return False
        good = bool(self.validate())
        if not good:
            self.status = 422
        return good

    def carries_out(self, action: Callable[..., Any], **arguments: Any) -> bool:
        """Run one action inside the one write transaction, with `now`, after re-reading each row handed to it.

        Returns whether it was done; a refusal rolls back and stands beside its field; `result` is what it returned.
        Of two of the same form that cross, the second is rolled back, tried again, and finds what the first did.
        """
        try:
            try:
                self._carry(action, arguments)
            except IntegrityError:
                self._carry(action, arguments)
        except Refusal as refusal:
            self.refuse(refusal)
            if isinstance(refusal, Stale):
                self._see(arguments.values())
            return False
        return True

    def _carry(self, action: Callable[..., Any], arguments: dict[str, Any]) -> None:
        with database.unit():
            for row in arguments.values():
                if isinstance(row, Base):
                    database.fresh(row)
            self.result = action(now=clock.now(), **arguments)

    def _see(self, rows: Iterable[Any]) -> None:
        """After somebody else saved first, take the present version: pressing again is a knowing overwrite."""
        present = [row.version for row in rows if isinstance(row, Versioned)]
        field = self._fields.get("version")
        if field is not None and present:
            field.data = present[0]

    def theirs(self, stored: Callable[[], "Form"]) -> list[tuple[str, str]] | None:
        """After somebody else saved first: what stands there now, label by label, where it differs; else None."""
        if self.status != Stale.status:
            return None
        return [
            (str(field.label.text), _in_words(field))
            for name, field in stored()._fields.items()
            if name in self
            and not isinstance(field, HiddenField)
            and _in_words(field) != _in_words(self[name])
        ]

    def refuse(self, refusal: Refusal) -> None:
        """Put the sentence of a refusal beside its field, or at the head of the form."""
        self.status = refusal.status
        sentence = say(refusal)
        field = self._fields.get(refusal.field) if refusal.field else None
        if field is None:
            self.refusals.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    def faults(self) -> Iterator[tuple[Field | None, str]]:
        """Yield each sentence with its field; None for those of the whole form."""
        for sentence in self.refusals:
            yield None, sentence
        for field in self._fields.values():
            for sentence in field.errors:
                yield field, str(sentence)


def _in_words(field: Field) -> str:
    """Return what stands in a field as a person reads it; empty when nothing does."""
    said = field.data
    if hasattr(field, "iter_choices"):
        return str(gettext(", ")).join(str(one.label.text) for one in field if one.checked and one.data)
    if isinstance(said, bool):
        return str(gettext("Yes") if said else gettext("No"))
    if isinstance(said, date):
        return day(said)
    if isinstance(said, time):
        return said.strftime("%H:%M")
    return "" if said is None else "\n".join(str(said).split("\r\n")).strip()


class Bounded:
    """Text of at most `most` characters, counted after trimming; control characters and NUL bytes are refused."""

    def __init__(self, most: int, *, least: int = 0) -> None:
        self.most = most
        self.least = least
        self.field_flags = {"maxlength": most} | ({"required": True} if least else {})

    def __call__(self, _form: WTForm, field: Field) -> None:
        """Trim, then check; the field keeps what was typed."""
        text = field.data if isinstance(field.data, str) else ""
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip()  # a browser counts a break as one
        if len(text) > self.most:
            raise ValidationError(gettext(N_("Too long: at most %(n)s characters."), n=self.most))
        if len(text) < self.least:
            too_short = N_("Too short: at least %(n)s characters.") if text else N_("Please fill this in.")
            raise ValidationError(gettext(too_short, n=self.least))
        if any(ord(c) < 32 and c not in "\r\n\t" for c in text):
            raise ValidationError(
                gettext(N_("This holds characters that cannot be read. Please type it again."))
            )
        field.data = text.translate(TURNING)


class OneLine(StringField):
    """A line of text, bounded; required when `least` is 1. Line breaks become blanks: a title may end up in a header."""

    def __init__(self, label: str, *, most: int = 200, least: int = 0, **kwargs: Any) -> None:
        super().__init__(
            label, validators=[Bounded(most, least=least), *kwargs.pop("validators", [])], **kwargs
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        """Join what was sent as several lines."""
        super().process_formdata([_joined(text) for text in valuelist])


def _joined(text: str) -> str:
    return " ".join(text.splitlines()) if len(text) <= LONGEST_LINE else text


class Words(TextAreaField):
    """Text that a person writes, bounded; required when `least` is 1. Its language is the page's unless said."""

    def __init__(self, label: str, *, most: int = 4000, least: int = 0, **kwargs: Any) -> None:
        super().__init__(
            label, validators=[Bounded(most, least=least), *kwargs.pop("validators", [])], **kwargs
        )


class Count(IntegerField):
    """A whole number from `least` to `most`; Arabic and Urdu digits are read; empty is None unless required."""

    def __init__(
        self, label: str, *, least: int = 0, most: int = 100_000, required: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most, self.needed = least, most, required
        self.flags.min, self.flags.max = least, most
        if required:
            self.flags.required = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits of any script."""
        text = (valuelist[0] if valuelist else "").translate(codes.DIGITS).strip()
        self.data = None
        if not text:
            if self.needed:
                raise ValueError(gettext(N_("Please fill this in.")))
            return
        if (
            not text.isascii()
            or not text.isdigit()
            or not self.least <= int(text[:9]) <= self.most
            or len(text) > 9
        ):
            raise ValueError(
                gettext(
                    N_("Write a whole number from %(least)s to %(most)s."), least=self.least, most=self.most
                )
            )
        self.data = int(text)


class _Written(StringField):
    """What is typed in one fixed way and read as a value; empty is None unless required. What cannot be read stays."""

    raw = ""

    def __init__(self, label: str, *, required: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.needed = required
        if required:
            self.flags.required = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits of any script."""
        self.raw, self.data = (valuelist[0] if valuelist else "").translate(codes.DIGITS).strip(), None
        if self.raw:
            self.data = self._read(self.raw)
        elif self.needed:
            raise ValueError(gettext(N_("Please fill this in.")))

    def _read(self, text: str) -> Any:
        raise NotImplementedError

    def _value(self) -> str:
        return self.raw or (self._shown(self.data) if self.data else "")

    def _shown(self, value: Any) -> str:
        raise NotImplementedError


class Day(_Written):
    """A date as YYYY-MM-DD, between 2000 and 2100; empty is None unless required."""

    def _read(self, text: str) -> date:
        try:
            found = date.fromisoformat(text)
        except ValueError:
            raise ValueError(gettext(N_("Write the date as year-month-day, such as 2026-11-24."))) from None
        if not EARLIEST <= found < LATEST:
            raise ValueError(gettext(N_("Choose a date between 2000 and 2099.")))
        return found

    def _shown(self, value: date) -> str:
        return value.isoformat()


class Hour(_Written):
    """A time of day as HH:MM; empty is None unless required."""

    def _read(self, text: str) -> time:
        try:
            return datetime.strptime(text[:5], "%H:%M").time()  # noqa: DTZ007 - a wall time
        except ValueError:
            raise ValueError(gettext(N_("Write the time as hours and minutes, such as 16:30."))) from None

    def _shown(self, value: time) -> str:
        return value.strftime("%H:%M")


class OperationField(HiddenField):
    """A client operation id, new in each blank form: the same form sent twice does its work once.

    A form sent without one gets one: else two people who sent none would be taken for the same. `needed=False`: its
    action knows what to do without.
    """

    data: str | None

    def __init__(self, *, needed: bool = True, **kwargs: Any) -> None:
        super().__init__("", default=codes.reference, validators=[Bounded(40)], **kwargs)
        self.needed = needed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the id, or make one."""
        sent = valuelist[0] if valuelist else str(self.data or "")
        self.data = sent if sent.strip() or not self.needed else codes.reference()


class VersionField(HiddenField):
    """The version of the row that the editor saw."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; one that is none counts as the oldest."""
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def start(app: Flask) -> None:
    """Refuse what names nothing, writes from other sites, and writes of signed-in people without their token."""
    app.before_request(_check_readable)
    app.before_request(_check_origin)


def _check_readable() -> None:
    """PostgreSQL cannot even be asked for a NUL byte: in an address it names nothing, in a question it is unreadable."""
    if "\0" in request.path:
        abort(404)
    if b"%00" in request.query_string:  # read as what is no UTF-8 is read: U+FFFD
        request.query_string = request.query_string.replace(b"%00", b"%EF%BF%BD")
        request.__dict__.pop("args", None)


def _check_origin() -> None:
    """Anonymous forms need no cookie: there is no sign-in to ride on. Forms of signed-in people carry a token."""
    if request.method in SAFE:
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    origin = request.headers.get("Origin")
    if origin and origin != "null" and _host_of(origin) not in _own_hosts():
        abort(403)
    if actor().signed_in and not (request.endpoint or "").startswith("security."):
        _check_token()


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # such as "http://["
        return None


def _own_hosts() -> set[str]:
    return {urlsplit(current_app.config["PUBLIC_URL"]).netloc, request.host}


def _check_token() -> None:
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRF-Token"))
    except Exception:  # noqa: BLE001 - flask-wtf raises wtforms' and its own kinds
        abort(400)


def language_written() -> str:
    """Return the language that words typed into this page are taken to be in."""
    return current()
