"""What people type about concerns: at both doors, with a code, at the desk."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import ValidationError

from engagement.concerns.attachments import MOST_BYTES
from engagement.concerns.forms.answering import ANSWER_WORDS, CODE_OR_NONE, Answer
from engagement.concerns.lanes import ABOUT_WORDS, DECISION_WORDS, About
from engagement.concerns.models import Concern
from engagement.concerns.rules import (
    CATEGORY_WORDS,
    MOST_WORDS,
    OPEN_LANE_WORDS,
    SENSITIVITY_WORDS,
    Lane,
    Sensitivity,
)
from engagement.concerns.taxonomy import Kind
from engagement.kernel import codes, redrawing, uploads
from engagement.kernel.form_base import Bounded, Day, Form, OneLine, OperationField, VersionField, Words
from engagement.kernel.locale import OWN_NAMES, in_language, say
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Locality, Office, Post
from engagement.people import phones

NOT_SURE = ""
LONGEST_AGENCY = 200
MOST_NAME = 120


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


def words_of(marked: Mapping[Any, str]) -> dict[Any, Any]:
    """Return marked words as a form shows them, each in the reader's language."""
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


def offer(form: Form, kinds: Sequence[Kind]) -> None:
    """Offer the categories of a force."""
    form["category"].choices = [SelectChoice(kind.key, kind.name) for kind in kinds]


class RaiseForm(Attached):
    """A concern or a question on the web: no name, no account."""

    lane = OneOf(_l("What do you bring?"), words_of(OPEN_LANE_WORDS), default=Lane.CONCERN.value)
    category = OneOf(_l("What is it about?"), words_of(CATEGORY_WORDS))
    words = Words(_l("What is happening?"), most=MOST_WORDS, least=1)
    where = OutOf(_l("Where?"), default=NOT_SURE)
    answer = OneOf(_l("How may we answer you?"), ANSWER_WORDS, default=Answer.CODE.value)
    contact = OneLine(_l("Your e-mail address"), most=255)
    event = HiddenField(validators=[Bounded(12)])
    operation_id = OperationField()

    by_text = False

    def reach(self, *, by_text: bool) -> "RaiseForm":
        """Take a phone number as well where people can be texted: the force has a number, and texts go out."""
        self.by_text = by_text
        if by_text:
            self.contact.label.text = _("E-mail address or phone number")
            self.answer.choices = [
                SelectChoice(key.value, _("By e-mail or text") if key == Answer.EMAIL else words)
                for key, words in ANSWER_WORDS.items()
            ]
        return self

    def validate_contact(self, field: Field) -> None:
        """An answer by e-mail needs an address; without one asked for, none is kept."""
        if self.answer.data != Answer.EMAIL:
            field.data = ""
        elif not field.data:
            raise ValidationError(_("Write your e-mail address, or choose the code."))
        elif not self.by_text and phones.looks_like_one(field.data):
            raise ValidationError(_("This is not an e-mail address. It looks like name@example.org."))

    def fill(self, places: Mapping[str, Sequence[Locality]]) -> "RaiseForm":
        """Offer the places, grouped by force where there are several."""
        many = len(places) > 1
        none = SelectChoice(NOT_SURE, _("I am not sure"), optgroup=_("Not in the list") if many else None)
        self.where.choices = [none]
        for force, rows in places.items():
            self.where.choices += [_place(row, force if many else None) for row in rows]
        return self


class SupportForm(Form):
    """Who says "me too": how they may be answered. It may come from the form of a concern, whose words it leaves."""

    answer = OneOf(_l("How may we answer you?"), ANSWER_WORDS, default=Answer.CODE.value)
    contact = OneLine(_l("Your e-mail address"), most=255)
    operation_id = OperationField()
    by_text = False
    validate_contact = RaiseForm.validate_contact


class CaptureForm(Form):
    """A concern at a meeting: what it is about and the words."""

    category = OneOf(_l("What is it about?"), words_of(CATEGORY_WORDS))
    words = Words(_l("Their words"), most=MOST_WORDS, least=1)
    operation_id = OperationField()


class SealedForm(Attached):
    """A tip or a threat to life: no name, no category, no address. The place only finds who reads it."""

    words = Words(_l("What do you want to say?"), most=MOST_WORDS, least=1)
    where = OutOf(_l("Where?"), default=NOT_SURE)
    answer = OneOf(_l("Do you want an answer?"), CODE_OR_NONE, default=Answer.CODE.value)
    operation_id = OperationField()

    def fill(self, places: Sequence[Locality]) -> "SealedForm":
        """Offer the places of the force."""
        rows = sorted(places, key=lambda row: in_language(row.names))
        self.where.choices = [SelectChoice(NOT_SURE, _("I am not sure")), *(_place(row) for row in rows)]
        return self


class ThreatForm(SealedForm):
    """A threat to life: with a safe way to be called back, for who wants that."""

    reach = OneLine(_l("A safe way to reach you, only if you want a call"), most=200)


class ComplaintForm(Attached):
    """A complaint about police: which office and whom there, not where the raiser lives."""

    office = OutOf(_l("Which office is it about?"))
    who = OneOf(_l("Whom there?"), words_of(ABOUT_WORDS), default=About.OTHER.value)
    above = BooleanField(_l("The office above it is part of this too"))
    on_day = Day(_l("On which day? Empty: I do not know"))
    words = Words(_l("What happened?"), most=MOST_WORDS, least=1)
    answer = OneOf(_l("Do you want an answer?"), CODE_OR_NONE, default=Answer.CODE.value)
    operation_id = OperationField()

    def fill(self, offices: Sequence[Office]) -> "ComplaintForm":
        """Offer every office of the force, each station under its name."""
        none = SelectChoice(NOT_SURE, _("Choose the office"))
        self.office.choices = [none, *(SelectChoice(row.ref, in_language(row.names)) for row in offices)]
        return self

    def validate_office(self, field: Field) -> None:
        """Without an office nobody would be barred."""
        if not field.data:
            raise ValidationError(_("Say which office it is about."))


class DecideForm(Form):
    """What was found on a complaint, and why, to the raiser."""

    decision = OneOf(_l("What was found?"), words_of(DECISION_WORDS))
    words = Words(_l("What the raiser reads"), most=MOST_WORDS, least=1)
    operation_id = OperationField()


class PassOnForm(Form):
    """To whom a tip or a threat is handed, what is taken along, and whether the raiser agreed."""

    post = OutOf(_l("To which post?"), default=NOT_SURE)
    outside = OneLine(_l("Or to a unit outside Chowk: which?"), most=200)
    data_taken = Words(_l("What was taken from the raiser? Empty: nothing"), most=1000)
    agreed = BooleanField(_l("The raiser agreed to it"))

    def fill(self, posts: Sequence[Post]) -> "PassOnForm":
        """Offer the posts that read such matters elsewhere."""
        none = SelectChoice(NOT_SURE, _("None of these"), optgroup=_("Outside"))
        self.post.choices = [
            none,
            *(
                SelectChoice(post.ref, in_language(post.names), optgroup=in_language(post.office.names))
                for post in posts
            ),
        ]
        return self

    def validate_outside(self, field: Field) -> None:
        """One of the two is named."""
        if not field.data and not self.post.data:
            raise ValidationError(_("Choose a post, or write which unit outside."))


class ClockForm(Form):
    """For whom the clock is stopped."""

    partner = OneLine(_l("Who is waited for?"), most=200, least=1)


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


class WhyForm(Form):
    """Why a raiser opens a concern again; it may stay empty."""

    named = "again"
    why = Words(_l("What is still wrong? You need not say."), most=MOST_WORDS)


class TriageForm(Form):
    """What a concern is and where."""

    lane = OneOf(_l("It is a"), words_of(OPEN_LANE_WORDS))
    category = OneOf(_l("What is it about?"), words_of(CATEGORY_WORDS))
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


class SameForm(Form):
    """With which concern another is counted."""

    named = "same"
    other = OneLine(_l("Reference of the other one"), most=40, least=1)
    version = VersionField()


class MisplaceForm(Form):
    """Deletion asks once more."""

    sure = BooleanField(_l("Yes, delete the words. This cannot be undone."))
    version = VersionField()

    def validate_sure(self, field: Field) -> None:
        """The tick must be set by hand."""
        if not field.data:
            raise ValidationError(_("Set the tick to delete the words."))


class CategoryForm(Form):
    """What a force calls one category, who reads it, who does the work."""

    name_en = OneLine(_l("Name in English"), most=MOST_NAME)
    name_ur = OneLine(_l("Name in Urdu"), most=MOST_NAME)
    name_ps = OneLine(_l("Name in Pashto"), most=MOST_NAME)
    name_sq = OneLine(_l("Name in Albanian"), most=MOST_NAME)
    name_sr = OneLine(_l("Name in Serbian"), most=MOST_NAME)
    sensitivity = OneOf(_l("Who reads it?"), words_of(SENSITIVITY_WORDS), default=Sensitivity.ORDINARY.value)
    agency_en = OneLine(_l("Agency in English"), most=MOST_NAME)
    agency_ur = OneLine(_l("Agency in Urdu"), most=MOST_NAME)
    agency_ps = OneLine(_l("Agency in Pashto"), most=MOST_NAME)
    agency_sq = OneLine(_l("Agency in Albanian"), most=MOST_NAME)
    agency_sr = OneLine(_l("Agency in Serbian"), most=MOST_NAME)
    offered = BooleanField(_l("People may choose it"), default=True)
    key = HiddenField(validators=[Bounded(24)])
    version = VersionField()

    def speak(self, locales: Sequence[str]) -> "CategoryForm":
        """Keep the fields of the languages of a force."""
        self.spoken = [code for code in OWN_NAMES if code in locales] or ["en"]
        for code in OWN_NAMES:
            if code not in self.spoken:
                delattr(self, f"name_{code}")
                delattr(self, f"agency_{code}")
        return self

    def written(self, what: str) -> dict[str, str]:
        """Return the names, or the agency's names, by language."""
        return {code: self[f"{what}_{code}"].data or "" for code in self.spoken}
