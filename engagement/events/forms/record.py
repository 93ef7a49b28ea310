"""What is written after a meeting: minutes, decisions, promises, and the words that the public reads."""

from hashlib import sha256
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field

from engagement.events.rules import PromiseState, decisions_of
from engagement.kernel import codes
from engagement.kernel.form_base import (
    Bounded,
    Day,
    Form,
    OperationField,
    VersionField,
    Words,
    language_written,
)
from engagement.kernel.locale import OWN_NAMES, in_language
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Post


def languages() -> list[SelectChoice]:
    """Return the languages in which somebody may write here."""
    return [SelectChoice(code, OWN_NAMES[code]) for code in current_app.config["LOCALES"]]


class Begun(Form):
    """A form that shares its page with others: whichever button is pressed, what was typed here is kept too."""

    seen = HiddenField(validators=[Bounded(64)])  # the digest of what stood in its fields

    def begin(self) -> "Any":
        """Remember what stands in the fields now."""
        self.seen.data = self._digest()
        return self

    @property
    def typed(self) -> bool:
        """Whether anything was typed since the page was shown."""
        return bool(self.seen.data) and self.seen.data != self._digest()

    def _digest(self) -> str:
        typed = [field for field in self if not isinstance(field, HiddenField)]
        words = [[line.strip() for line in _as_typed(field).strip().splitlines()] for field in typed]
        return sha256(repr(words).encode()).hexdigest()


def _as_typed(field: Field) -> str:
    """Return what stands in a field, also where it cannot be read as a value."""
    raw = field.raw_data[0] if field.raw_data else field.data
    return raw.translate(codes.DIGITS) if isinstance(raw, str) else str(raw if raw is not None else "")


class MinutesForm(Begun):
    """The station's own record. Decisions stand one on a line."""

    words = Words(_l("What happened"), most=20_000, least=1)
    decisions = Words(_l("What was decided"), most=16_000)
    language = SelectField(_l("Written in"), choices=languages, default=language_written)
    version = VersionField()

    def lines(self) -> tuple[str, ...] | None:
        """Return the decisions, or None after putting a refusal beside the field."""
        try:
            return decisions_of(self.decisions.data or "")
        except Refusal as refusal:
            self.refuse(refusal)
            return None


class WordingForm(Begun):
    """Words that the public reads once somebody else reviewed them."""

    public_words = Words(_l("What the public reads"), most=4_000, least=1)
    names_nobody = BooleanField(_l("I looked: it names nobody"))
    public_language = SelectField(_l("Written in"), choices=languages, default=language_written)
    version = VersionField()


class PressForm(Form):
    """A button that means what it shows: the version says which words were read."""

    version = VersionField()


class PromiseForm(Form):
    """What a post promised, and by when."""

    words = Words(_l("What was promised"), most=500, least=1)
    post = SelectField(_l("Who promised it"), coerce=int)
    due_on = Day(_l("By when"), required=True)
    language = SelectField(_l("Written in"), choices=languages, default=language_written)
    operation_id = OperationField()

    @property
    def typed(self) -> bool:
        """Whether its words were begun."""
        return bool((self.words.data or "").strip())

    def offer(self, posts: list[Post]) -> "PromiseForm":
        """Offer the posts that may promise here; the first is chosen unless another is."""
        self.post.choices = [
            SelectChoice(post.id, f"{in_language(post.names)} · {in_language(post.office.names)}")
            for post in posts
        ]
        return self


class SettleForm(Form):
    """What became of a promise."""

    state = RadioField(
        _l("Was it kept?"),
        choices=[
            SelectChoice(PromiseState.KEPT.value, _l("Yes, it was kept")),
            SelectChoice(PromiseState.COULD_NOT.value, _l("No, it could not be kept")),
        ],
    )
    outcome = Words(_l("What was done, or why it could not be"), most=2_000, least=1)
    language = SelectField(_l("Written in"), choices=languages, default=language_written)
    version = VersionField()
