"""What somebody who means to come types."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from engagement.channels import sms
from engagement.events.rules import MOST_GROUP, MOST_PARTY, NEED_WORDS, Need
from engagement.kernel.form_base import Count, Form, OneLine, OperationField

EITHER = _l("E-mail address or phone number")
NEEDS = [SelectChoice(need.value, _l(words)) for need, words in NEED_WORDS.items()]


class Reached(Form):
    """A form whose `contact` may be a phone number as well, where texts can go out."""

    def __init__(self, *values: Any, **more: Any) -> None:
        super().__init__(*values, **more)
        if sms.reachable():
            self["contact"].label.text = EITHER


class RsvpForm(Reached):
    """A yes. Nothing is compulsory but how many; no account, no ID card."""

    party = Count(_l("How many of you?"), least=1, most=MOST_PARTY, required=True, default=1)
    need = SelectField(_l("Anything you need?"), choices=NEEDS, default=Need.NOTHING.value)
    contact = OneLine(_l("E-mail address"), most=254, render_kw={"autocomplete": "email"})
    name = OneLine(_l("Name"), most=80, render_kw={"autocomplete": "name"})
    door_name = BooleanField(_l("The phone at the door may keep my name"))
    operation_id = OperationField(needed=False)


class WomensRsvpForm(RsvpForm):
    """A yes to a women's session: by an address that the host looks at, or by a voucher."""

    voucher = OneLine(_l("Code of a voucher"), most=20, render_kw={"autocomplete": "off", "dir": "ltr"})


class VoucherForm(Form):
    """The code of a voucher, on the private page of an answer."""

    named = "voucher-"
    voucher = OneLine(
        _l("Code of a voucher"), most=20, least=1, render_kw={"autocomplete": "off", "dir": "ltr"}
    )


class GroupForm(Reached):
    """A yes of a group: heads, one contact, no names of those who come."""

    name = OneLine(_l("Name of the group"), most=80, least=1, render_kw={"autocomplete": "organization"})
    party = Count(_l("How many of you?"), least=2, most=MOST_GROUP, required=True)
    need = SelectField(_l("Anything you need?"), choices=NEEDS, default=Need.NOTHING.value)
    contact = OneLine(_l("E-mail address"), most=254, least=1, render_kw={"autocomplete": "email"})
    operation_id = OperationField()


class ChangeForm(Form):
    """A changed yes."""

    party = Count(_l("How many of you?"), least=1, most=MOST_PARTY, required=True)
    need = SelectField(_l("Anything you need?"), choices=NEEDS)


class GroupChangeForm(ChangeForm):
    """A changed yes of a group."""

    party = Count(_l("How many of you?"), least=1, most=MOST_GROUP, required=True)
