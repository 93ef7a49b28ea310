"""What people type about concerns: at both doors, with a code, at the desk."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import ValidationError

from engagement.concerns.attachments import MOST_BYTES
from engagement.concerns.models import Concern
from engagement.concerns.rules import CATEGORY_WORDS, LANE_WORDS, MOST_WORDS, Lane
from engagement.kernel import codes, redrawing, uploads
from engagement.kernel.form_base import Bounded, Day, Form, OneLine, OperationField, VersionField, Words
from engagement.kernel.locale import in_language, say
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Locality, Post

NOT_SURE = ""
LONGEST_AGENCY = 200


class Answer(StrEnum):
    """How a raiser may be answered."""

    CODE = "code"
    EMAIL = "email"
    NONE = "none"


ANSWER_WORDS = {
    Answer.CODE: _l("Only here, with a code"),
    Answer.EMAIL: _l("By e-mail"),
    Answer.NONE: _l("I need no answer"),
}


class OneOf(RadioField):
    """One choice out of words; none is made beforehand unless `default` says so."""

    def __init__(self, label: str, words: Mapping[Any, str], **kwargs: Any) -> None:
        choices = [SelectChoice(str(key.value), word) for key, word in words.items()]
        super().__init__(label, choices=choices, validate_choice=False, validators=[self._known], **kwargs)
        self.flags.required = True

    @staticmethod
    def _known(_form: Form, field: Field) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_("Choose one of these."))


class OutOf(SelectField):
    """One out of a list that the view fills in; what is not in the list is refused with a sentence."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, validators=[self._known], **kwargs)

    @staticmethod
    def _known(_form: Form, field: Field) -> None:
        if field.data not in set(field.values()):
            raise ValidationError(_("Choose one from the list."))

    def values(self) -> list[str]:
        """Return every value that may be chosen."""
        return [choice.value for choice in self.choices or ()]


def _words_of(marked: Mapping[Any, str]) -> dict[Any, Any]:
    return {key: _l(word) for key, word in marked.items()}


def _place(row: Locality, force: str | None = None) -> SelectChoice:
    return SelectChoice(row.ref, in_language(row.names), optgroup=force)


class Attached(Form):
    """A form that may bring a photo or a PDF; `raw` and `sort` are what came and what it is."""

    file = FileField(
        _l("Photo or PDF"), render_kw={"accept": "image/jpeg,image/png,image/webp,application/pdf"}
    )
    raw: bytes = b""
    sort: Sort | None = None

    def validate_file(self, field: Field) -> None:
        """Judge what came; the name it had is read by nobody."""
        sent = request.files.get(field.name)
        if sent is None or not sent.filename:
            return
        try:
            raw = uploads.read(sent.stream, MOST_BYTES, field="file")
            self.sort = redrawing.judge(raw)
        except Refusal as refusal:
            raise ValidationError(say(refusal)) from None
        self.raw = raw


class FileForm(Attached):
    """One more file of a concern, by its raiser or the desk."""

    named = "file"
    operation_id = OperationField()

    def validate_file(self, field: Field) -> None:
        """A file is what this form is for."""
        super().validate_file(field)
        if not self.raw:
            raise ValidationError(_("Choose a photo or a PDF."))


class RaiseForm(Attached):
    """A concern or a question on the web: no name, no account."""

    lane = OneOf(_l("What do you bring?"), _words_of(LANE_WORDS), default=Lane.CONCERN.value)
    category = OneOf(_l("What is it about?"), _words_of(CATEGORY_WORDS))
    words = Words(_l("What is happening?"), most=MOST_WORDS, least=1)
    where = OutOf(_l("Where?"), default=NOT_SURE)
    answer = OneOf(_l("How may we answer you?"), ANSWER_WORDS, default=Answer.CODE.value)
    contact = OneLine(_l("Your e-mail address"), most=255)
    event = HiddenField(validators=[Bounded(12)])
    operation_id = OperationField()

    def validate_contact(self, field: Field) -> None:
        """An answer by e-mail needs an address; without one asked for, none is kept."""
        if self.answer.data != Answer.EMAIL:
            field.data = ""
        elif not field.data:
            raise ValidationError(_("Write your e-mail address, or choose the code."))

    def fill(self, places: Mapping[str, Sequence[Locality]]) -> "RaiseForm":
        """Offer the places, grouped by force where there are several."""
        many = len(places) > 1
        none = SelectChoice(NOT_SURE, _("I am not sure"), optgroup=_("Not in the list") if many else None)
        self.where.choices = [none]
        for force, rows in places.items():
            self.where.choices += [_place(row, force if many else None) for row in rows]
        return self


class CaptureForm(Form):
    """A concern at a meeting: what it is about and the words."""

    category = OneOf(_l("What is it about?"), _words_of(CATEGORY_WORDS))
    words = Words(_l("Their words"), most=MOST_WORDS, least=1)
    operation_id = OperationField()


class CodeForm(Form):
    """The sixteen digits of a receipt."""

    code = OneLine(_l("Your 16 digits"), most=60)

    def validate_code(self, field: Field) -> None:
        """Count the digits, of any script, before anything is looked up."""
        digits = codes.digits_of(field.data or "")
        if len(digits) != codes.RECEIPT_DIGITS:
            raise ValidationError(_("This has %(n)s digits; it needs 16.", n=len(digits)))


class TalkForm(Form):
    """More words, by the raiser."""

    words = Words(_l("Add something"), most=MOST_WORDS, least=1)
    operation_id = OperationField()


class TriageForm(Form):
    """What a concern is and where."""

    lane = OneOf(_l("It is a"), _words_of(LANE_WORDS))
    category = OneOf(_l("What is it about?"), _words_of(CATEGORY_WORDS))
    locality = OutOf(_l("Where?"), default=NOT_SURE)
    version = VersionField()

    def fill(self, places: Sequence[Locality], concern: Concern) -> "TriageForm":
        """Offer the places of the force; the one it has stays choosable after its borders moved."""
        rows = list(places)
        if concern.locality is not None and concern.locality not in rows:
            rows.append(concern.locality)
        self.locality.choices = [SelectChoice(NOT_SURE, _("Not known")), *(_place(row) for row in rows)]
        return self


class OwnForm(Form):
    """Which post owns it, and by when."""

    post = OutOf(_l("Post"))
    due = Day(_l("Answer due"))
    version = VersionField()

    def fill(self, posts: Sequence[Post]) -> "OwnForm":
        """Offer the posts, each under its office."""
        self.post.choices = [
            SelectChoice(post.ref, in_language(post.names), optgroup=in_language(post.office.names))
            for post in posts
        ]
        return self


class ReplyForm(Form):
    """An answer to the raiser."""

    words = Words(_l("Your answer"), most=MOST_WORDS, least=1)
    settles = BooleanField(_l("This answers the question. Ask if it does."))
    operation_id = OperationField()


class WordForm(Form):
    """What the public may read."""

    public_words = Words(_l("What the public may read"), most=MOST_WORDS, least=1)
    names_nobody = BooleanField(_l("I looked: it names nobody"))
    version = VersionField()


class ReviewForm(Form):
    """The wording that was read is the wording that is approved."""

    version = VersionField()


class ReferForm(Form):
    """Who else must act."""

    agency = OneLine(_l("Agency"), most=LONGEST_AGENCY, least=1)
    version = VersionField()


class MisplaceForm(Form):
    """Deletion asks once more."""

    sure = BooleanField(_l("Yes, delete the words. This cannot be undone."))
    version = VersionField()

    def validate_sure(self, field: Field) -> None:
        """The tick must be set by hand."""
        if not field.data:
            raise ValidationError(_("Set the tick to delete the words."))
