"""What the host of a women's session presses and types."""

from flask_babel import lazy_gettext as _l

from engagement.kernel.form_base import Count, Day, Form, OneLine, OperationField


class LookForm(Form):
    """One press at an answer: approve or decline."""

    rsvp = OneLine(_l("Answer"), most=12, least=1)


class BatchForm(Form):
    """Vouchers for a partner organisation."""

    partner = OneLine(_l("Partner organisation"), most=120, least=1)
    number = Count(_l("How many vouchers?"), least=1, most=100, required=True)
    until = Day(_l("Good until"), required=True)
    operation_id = OperationField()


class EndForm(Form):
    """One press: the vouchers of a partner end."""

    batch = OneLine(_l("Vouchers"), most=12, least=1)
