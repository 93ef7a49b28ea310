"""The forms of a programme: somebody named on it, how many were at one point, the modules of a series."""

from collections.abc import Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from engagement.events.models import AgendaItem
from engagement.events.modules import Module, modules_of
from engagement.events.programme import MOST_COUNTED, PART_WORDS
from engagement.kernel.form_base import Count, Form, OneLine, OperationField, Words
from engagement.kernel.locale import OWN_NAMES, current, say
from engagement.kernel.refusals import Refusal

PARTS = [SelectChoice(part.value, _l(words)) for part, words in PART_WORDS.items()]


class NameForm(Form):
    """Somebody named on the programme."""

    part = SelectField(_l("As what?"), choices=PARTS)
    office = OneLine(_l("Public office"), most=120, least=1)
    person = OneLine(_l("Name, as printed"), most=80)
    point = SelectField(_l("At which point?"), default="")
    language = SelectField(_l("Language of these words"))
    operation_id = OperationField()

    def offer(self, agenda: Sequence[AgendaItem]) -> "NameForm":
        """Fill the choices."""
        self.point.choices = {"": gettext("The whole meeting")} | {
            str(item.id): item.words for item in agenda
        }
        self.language.choices = dict(OWN_NAMES)
        if not self.language.data:
            self.language.data = current()
        return self


class PointForm(Form):
    """How many were at one point of the agenda, and whether it was dealt with."""

    came = Count(_l("How many were there?"), least=0, most=MOST_COUNTED)
    women = Count(_l("Women among them"), least=0, most=MOST_COUNTED)
    men = Count(_l("Men among them"), least=0, most=MOST_COUNTED)
    covered = BooleanField(_l("This was dealt with"))


class ModulesForm(Form):
    """The modules of a series, one a line."""

    modules = Words(_l("Modules"), most=9000)
    language = SelectField(_l("Language of these words"))

    def offer(self, meetings: int) -> "ModulesForm":
        """Fill the choices; the series has so many meetings."""
        self._meetings = meetings
        self.language.choices = dict(OWN_NAMES)
        if not self.language.data:
            self.language.data = current()
        return self

    def said(self) -> tuple[Module, ...]:
        """Return the modules; only of a form that was accepted."""
        return modules_of(self.modules.data or "", self._meetings)

    def validate_modules(self, field: Words) -> None:
        """Refuse modules that cannot be read."""
        try:
            modules_of(field.data or "", self._meetings)
        except Refusal as refusal:
            raise ValidationError(say(refusal)) from None
