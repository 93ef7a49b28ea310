"""What officers type to answer a raiser: the answer itself, and the ready ones of their office."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice

from engagement.concerns.replies import ReadyReply
from engagement.concerns.rules import MOST_WORDS
from engagement.kernel.form_base import Bounded, Form, OneLine, OperationField, VersionField, Words
from engagement.kernel.locale import OWN_NAMES


class ReplyForm(Form):
    """An answer to the raiser; a ready one may fill it, and it may wait as a draft."""

    draft_at: datetime | None = None
    ready = SelectField(_l("Ready answer"), choices=[], validate_choice=False)
    words = Words(_l("Your answer"), most=MOST_WORDS, least=1)
    reports = BooleanField(_l("This says what we found and what we will do."))
    settles = BooleanField(_l("This answers the question. Ask if it does."))
    operation_id = OperationField()

    def offer(self, rows: Sequence[ReadyReply]) -> "ReplyForm":
        """Offer the ready answers."""
        none = [SelectChoice("", _("Choose one"))]
        self.ready.choices = none + [SelectChoice(row.ref, row.title) for row in rows] if rows else []
        return self


class ReadyForm(Form):
    """An answer that an office keeps ready, in each language of its force."""

    title = OneLine(_l("What it is for"), most=80, least=1)
    words_en = Words(_l("In English"), most=MOST_WORDS)
    words_ur = Words(_l("In Urdu"), most=MOST_WORDS)
    words_ps = Words(_l("In Pashto"), most=MOST_WORDS)
    words_sq = Words(_l("In Albanian"), most=MOST_WORDS)
    words_sr = Words(_l("In Serbian"), most=MOST_WORDS)
    sealed = BooleanField(_l("May be used in sealed matters too"))
    names_nobody = BooleanField(_l("I looked: it names nobody"))
    key = HiddenField(validators=[Bounded(12)])
    version = VersionField()

    def speak(self, locales: Sequence[str]) -> "ReadyForm":
        """Keep the fields of the languages of a force."""
        self.spoken = [code for code in OWN_NAMES if code in locales] or ["en"]
        for code in OWN_NAMES:
            if code not in self.spoken:
                delattr(self, f"words_{code}")
        return self

    def written(self, what: str) -> dict[str, str]:
        """Return the words by language."""
        return {code: self[f"{what}_{code}"].data or "" for code in self.spoken}
