"""What people tap who count themselves at the door."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from engagement.events.rules import MOST_PARTY, Sex
from engagement.kernel.form_base import Count, Form, OneLine, OperationField

ONE = {  # of one person
    Sex.WOMAN: _l("Woman"),
    Sex.MAN: _l("Man"),
    Sex.OTHER: _l("Other"),
    Sex.UNKNOWN: _l("Not said"),
}


class HereForm(Form):
    """The word that stands at the door, for who did not read the square."""

    k = OneLine(_l("The word at the door"), most=20, least=1, render_kw={"autocomplete": "off", "dir": "ltr"})


class PartyForm(Form):
    """One's own party."""

    named = "party-"
    code = OneLine(_l("Your code"), most=20, least=1, render_kw={"inputmode": "numeric", "dir": "ltr"})
    arrived = Count(_l("How many of you are here?"), least=1, most=MOST_PARTY, required=True, default=1)


class WalkInForm(Form):
    """One person without an answer."""

    named = "one-"
    sex = RadioField(
        _l("Sex"),
        choices=[SelectChoice(key.value, words) for key, words in ONE.items()],
        default=Sex.UNKNOWN.value,
    )
    operation_id = OperationField()
