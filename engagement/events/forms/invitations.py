"""The forms of a meeting by invitation: somebody invited, and the answer."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from engagement.events.forms.rsvp import NEEDS
from engagement.events.rules import Need
from engagement.kernel.form_base import Form, OneLine, OperationField
from engagement.kernel.locale import OWN_NAMES, current


class InviteForm(Form):
    """Somebody who is invited by name."""

    name = OneLine(_l("Name"), most=80, least=1)
    home = OneLine(_l("Organisation or province"), most=120)
    contact = OneLine(_l("E-mail address"), most=254)
    locale = SelectField(_l("Language of the letter"))
    operation_id = OperationField()

    def offer(self) -> "InviteForm":
        """Fill the choices."""
        self.locale.choices = dict(OWN_NAMES)
        if not self.locale.data:
            self.locale.data = current()
        return self


class AnswerForm(Form):
    """What a delegate needs who comes."""

    need = SelectField(_l("Anything you need?"), choices=NEEDS, default=Need.NOTHING.value)
