"""What a raiser at the women's desk types: what happened, what they wish, how they may be reached safely."""

from collections.abc import Sequence
from email.utils import parseaddr

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import ValidationError

from engagement.concerns.forms import NOT_SURE, OneOf, OutOf, SealedForm
from engagement.concerns.forms.answering import Answer
from engagement.concerns.safe import HOURS_WORDS, NEUTRAL_WORDS, WISH_WORDS, Hours, Neutral, Safe, Wish
from engagement.kernel.form_base import Form, OneLine
from engagement.kernel.locale import in_language
from engagement.organisation.models import Office

_HOURS = {key: _l(words) for key, words in HOURS_WORDS.items()}
_NEUTRAL = {key: _l(words) for key, words in NEUTRAL_WORDS.items()}
_WISHES = {key: _l(words) for key, words in WISH_WORDS.items() if key != Wish.NONE}


class NoneOrOne(OneOf):
    """One choice out of words, or none."""

    @staticmethod
    def _known(_form: Form, field: Field) -> None:
        if field.data and field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose one of these."))


class ReachForm(Form):
    """What a raiser wishes and how they may be reached safely; nothing of it has to be filled in."""

    named = "reach"
    wish = NoneOrOne(_l("What do you want?"), _WISHES)
    silent = BooleanField(_l("Do not call me and do not text me"))
    reach = OneLine(_l("A safe way to call you"), most=200)
    hours = OneOf(_l("When is it safe?"), _HOURS, default=Hours.ANY.value)
    email = OneLine(_l("E-mail, only if you want a message when there is an answer"), most=255)
    neutral = OneOf(_l("What may the message say?"), _NEUTRAL, default=Neutral.MESSAGE.value)
    trusted = OneLine(_l("Is it the address of a group that you trust? Its name"), most=120)

    def sender(self) -> str:
        """Return the address that such a message shows as its sender."""
        return parseaddr(current_app.extensions["settings"].mail_from)[1]

    def unkept(self) -> bool:
        """Whether a number came together with the wish that nobody calls."""
        return bool(self.silent.data and (self.reach.data or "").strip())

    def safe(self) -> Safe:
        """Return what was chosen; a number is not kept where nobody may call."""
        return Safe(
            wish=Wish(self.wish.data or Wish.NONE),
            reach="" if self.silent.data else (self.reach.data or "").strip(),
            hours=Hours(self.hours.data),
            silent=bool(self.silent.data),
            neutral=Neutral(self.neutral.data),
            trusted=(self.trusted.data or "").strip(),
        )


class WomensForm(SealedForm, ReachForm):
    """A matter of the women's desk: no name, no category; the place only finds the nearest roster."""

    named = ""
    office = OutOf(_l("Is it about a police officer? Of which office?"), default=NOT_SURE)
    known = OutOf(
        _l("Does somebody at a police station know you, your family or the one it is about? Which station?"),
        default=NOT_SURE,
    )
    under_18 = BooleanField(_l("It is about somebody under 18"))

    def validate_email(self, field: Field) -> None:
        """A message that an answer is there helps only whoever can read it."""
        if field.data and self.answer.data == Answer.NONE:
            raise ValidationError(_("Choose the code above: without it you could not read the answer."))

    def offices(self, rows: Sequence[Office]) -> "WomensForm":
        """Offer every office of the force, none chosen."""
        none = SelectChoice(NOT_SURE, _("No, or I do not want to say"))
        for field in (self.office, self.known):
            field.choices = [none, *(SelectChoice(row.ref, in_language(row.names)) for row in rows)]
        return self


class ShutForm(Form):
    """One office more that must not read it."""

    named = "shut"
    office = OutOf(_l("Who must not read it? Which office?"), default=NOT_SURE)

    def offices(self, rows: Sequence[Office]) -> "ShutForm":
        """Offer the offices that are not shut out yet."""
        none = SelectChoice(NOT_SURE, _("Choose the office"))
        self.office.choices = [none, *(SelectChoice(row.ref, in_language(row.names)) for row in rows)]
        return self

    def validate_office(self, field: Field) -> None:
        """One is chosen."""
        if not field.data:
            raise ValidationError(_("Choose one from the list."))


class NumberForm(Form):
    """The number in the first mail."""

    named = "number"
    number = OneLine(_l("The number in our mail"), most=20, least=1)
