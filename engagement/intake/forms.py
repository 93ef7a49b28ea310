"""What is typed when a phone takes a door along, and what is chosen about its entries."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from engagement.kernel.form_base import Bounded, Form, OneLine


class TakeForm(Form):
    """A phone that takes a door along. The passphrase never leaves the phone: its field has no name."""

    device = OneLine(
        _l("Which phone is this?"), most=80, least=1, render_kw={"autocomplete": "off", "dir": "auto"}
    )


class DecideForm(Form):
    """What becomes of one entry, or of all entries of one phone with one reason."""

    do = HiddenField(validators=[Bounded(8)])
    entry = HiddenField(validators=[Bounded(40)])
    lease = HiddenField(validators=[Bounded(12)])
    reason = HiddenField(validators=[Bounded(16)])


class NumberForm(Form):
    """A number that people text, and the office to which that goes."""

    number = OneLine(
        _l("Number"), most=20, least=1, render_kw={"inputmode": "tel", "dir": "ltr", "autocomplete": "off"}
    )
    office = SelectField(_l("Texts go to"))


class DropForm(Form):
    """The number that leads nowhere any more."""

    number = HiddenField(validators=[Bounded(20)])
