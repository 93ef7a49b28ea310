"""What is tapped and typed at the door."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from engagement.events.rules import (
    AGE_WORDS,
    DISABILITY_WORDS,
    MOST_GROUP,
    SEX_WORDS,
    SIDE_WORDS,
    AgeBand,
    Disability,
    Sex,
    Side,
)
from engagement.kernel.form_base import Count, Form, OneLine, OperationField


class TapForm(Form):
    """One person who walks in. All is optional; the key that is pressed says `sex`."""

    side = RadioField(
        _l("Side"),
        choices=[SelectChoice(key.value, _l(words)) for key, words in SIDE_WORDS.items()],
        default=Side.RESIDENT.value,
    )
    age_band = RadioField(
        _l("Age"),
        choices=[SelectChoice(key.value, _l(words)) for key, words in AGE_WORDS.items()],
        default=AgeBand.UNKNOWN.value,
    )
    disability = RadioField(
        _l("Disability"),
        choices=[SelectChoice(key.value, _l(words)) for key, words in DISABILITY_WORDS.items()],
        default=Disability.UNKNOWN.value,
    )
    sex = RadioField(
        _l("Sex"),
        choices=[SelectChoice(key.value, _l(words)) for key, words in SEX_WORDS.items()],
        default=Sex.UNKNOWN.value,
    )
    operation_id = OperationField()


class ArrivedForm(Form):
    """How many of a party came."""

    rsvp = OneLine(_l("Answer"), most=12, least=1)
    arrived = Count(_l("How many came?"), least=1, most=MOST_GROUP, required=True)
