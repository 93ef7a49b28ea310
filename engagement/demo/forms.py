"""What is typed into a phone on the screen."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from engagement.demo.rules import LONGEST
from engagement.kernel.form_base import Form, OneLine, OperationField, Words


class TextForm(Form):
    """A text to one of the numbers: typed, or of a button that says it."""

    to = SelectField(_l("To"))
    words = Words(_l("Your text"), most=LONGEST, render_kw={"rows": 2})
    press = OneLine("", most=LONGEST)  # the words of the button that was pressed; never drawn
    operation_id = OperationField()

    def said(self) -> str:
        """Return what is to be sent."""
        return str(self.press.data or self.words.data or "").strip()
