"""What people type about sealed matters: an emergency, and which sealed lane a matter of the desk belongs to."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.validators import ValidationError

from engagement.concerns.forms import NOT_SURE, OneOf, OutOf, words_of
from engagement.concerns.lanes import ABOUT_WORDS, About
from engagement.kernel.form_base import Day, Form, OneLine, VersionField, Words
from engagement.kernel.locale import in_language
from engagement.organisation.models import Office


class EmergencyForm(Form):
    """Which sealed matter is to be opened in an emergency, and why."""

    matter = OneLine(_l("Reference of the matter"), most=40, least=1)
    reason = Words(
        _l("Why can it not wait, and who of its readers did you try to reach?"), most=1000, least=20
    )


class AgreeForm(Form):
    """Whether the second person agrees: the button says it."""

    yes = HiddenField()


class MoveForm(Form):
    """Into which sealed lane a matter belongs, and of a complaint whom it is about."""

    lane = OneOf(_l("What is it?"), {})
    office = OutOf(_l("Which office is it about?"), default=NOT_SURE)
    who = OneOf(_l("Whom there?"), words_of(ABOUT_WORDS), default=About.OTHER.value)
    on_day = Day(_l("On which day? Empty: I do not know"))
    sure = BooleanField(_l("Yes, seal it. This cannot be undone."))
    version = VersionField()

    def fill(self, lanes: Mapping[Any, str], offices: Sequence[Office]) -> "MoveForm":
        """Offer the lanes that somebody reads, and every office of the force."""
        self.lane.choices = [SelectChoice(str(key), _(words)) for key, words in lanes.items()]
        none = SelectChoice(NOT_SURE, _("Choose the office"))
        self.office.choices = [none, *(SelectChoice(row.ref, in_language(row.names)) for row in offices)]
        return self

    def validate_sure(self, field: Field) -> None:
        """The tick must be set by hand."""
        if not field.data:
            raise ValidationError(_("Set the tick to seal it."))
