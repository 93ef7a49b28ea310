"""HTTP input of polls → clean values."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from engagement.feedback.models import Poll
from engagement.feedback.rules import MOST_CHOICES, MOST_HANDS
from engagement.kernel.form_base import Count, Day, Form, OneLine, OperationField
from engagement.kernel.locale import in_language, written
from engagement.organisation.models import Locality


class AskForm(Form):
    """A question, its answers, whom it is put to, its last day."""

    operation_id = OperationField()
    event = HiddenField()
    locality = SelectField(_l("Which place is asked?"), choices=[])
    public_words = OneLine(_l("The question"), most=200, least=1)
    choice_1 = OneLine(_l("Answer 1"), most=120)
    choice_2 = OneLine(_l("Answer 2"), most=120)
    choice_3 = OneLine(_l("Answer 3"), most=120)
    choice_4 = OneLine(_l("Answer 4"), most=120)
    choice_5 = OneLine(_l("Answer 5"), most=120)
    choice_6 = OneLine(_l("Answer 6"), most=120)
    closes_on = Day(_l("Last day"), required=True)
    names_nobody = BooleanField(_l("I looked: it names nobody"))

    def offer(self, places: Sequence[Locality]) -> "AskForm":
        """Set which places may be asked."""
        self.locality.choices = [SelectChoice(each.ref, in_language(each.names)) for each in places]
        return self

    @property
    def answers(self) -> list[str]:
        """What was written as answers."""
        return [self[f"choice_{n}"].data or "" for n in range(1, MOST_CHOICES + 1)]


class AnswerForm(Form):
    """One of the answers."""

    operation_id = OperationField()
    choice = RadioField(_l("Your answer"), coerce=int, choices=[], validate_choice=False)

    def offer(self, poll: Poll) -> "AnswerForm":
        """Set what may be chosen."""
        self.choice.choices = [
            SelectChoice(each.position, written(each.words, poll.public_language)) for each in poll.choices
        ]
        return self

    def validate_choice(self, field: RadioField) -> None:
        """Refuse a form without an answer, in words that say what to do."""
        if field.data not in {each.value for each in self.choice.choices}:
            raise ValidationError(_("Choose one of these."))


class HandsForm(Form):
    """How many hands, answer by answer."""

    named = "hands"
    choice_1 = Count("", most=MOST_HANDS)
    choice_2 = Count("", most=MOST_HANDS)
    choice_3 = Count("", most=MOST_HANDS)
    choice_4 = Count("", most=MOST_HANDS)
    choice_5 = Count("", most=MOST_HANDS)
    choice_6 = Count("", most=MOST_HANDS)

    def offer(self, poll: Poll) -> "HandsForm":
        """Name each number by its answer; what the poll has not is left out."""
        for n in range(1, MOST_CHOICES + 1):
            if n <= len(poll.choices):
                self[f"choice_{n}"].label.text = written(poll.choices[n - 1].words, poll.public_language)
            else:
                del self[f"choice_{n}"]
        return self

    @property
    def hands(self) -> list[int | None]:
        """The numbers in the order of the answers."""
        return [self[f"choice_{n}"].data for n in range(1, MOST_CHOICES + 1) if f"choice_{n}" in self]


class PressForm(Form):
    """A button that means what it shows."""
