"""What people fill in about themselves and about who holds which post."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from engagement.kernel.form_base import Day, Form, OneLine
from engagement.kernel.locale import OWN_NAMES, current
from engagement.people import factors
from engagement.people.rules import PASSWORD_MOST


class _Language(SelectField):
    """A language of this installation, by its own name."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, choices=[], **kwargs)

    def offer(self, codes: tuple[str, ...]) -> None:
        """Offer the languages of the installation."""
        self.choices = [SelectChoice(code, OWN_NAMES[code]) for code in codes]


class AccountForm(Form):
    """How I am called and what I read."""

    name = OneLine(_l("Your name"), most=120, least=1, render_kw={"autocomplete": "name"})
    locale = _Language(_l("Language of your pages and messages"))


class ActingForm(Form):
    """In the name of which post I act."""

    post = SelectField(_l("You act as"), coerce=int, choices=[])


class InviteForm(Form):
    """Who is invited to a post."""

    name = OneLine(_l("Name"), most=120, least=1, render_kw={"autocomplete": "off"})
    email = OneLine(
        _l("E-mail address"), most=255, least=1, render_kw={"type": "email", "autocomplete": "off"}
    )
    locale = _Language(_l("Language of the invitation"), default=current)


class StartForm(Form):
    """Who is given a post, and from when."""

    email = OneLine(
        _l("E-mail address of their account"),
        most=255,
        least=1,
        render_kw={"type": "email", "autocomplete": "off"},
    )
    starts_on = Day(_l("From which day (empty: today)"))
    leaves_others = BooleanField(_l("They leave the posts they hold now"))
    hosts_women = BooleanField(_l("She hosts women's sessions"))


class StandInForm(Form):
    """Who stands in for a posting, and until when."""

    email = OneLine(
        _l("E-mail address of their account"),
        most=255,
        least=1,
        render_kw={"type": "email", "autocomplete": "off"},
    )
    until = Day(_l("Until which day (that day counts)"), required=True)


class EndForm(Form):
    """A posting ends."""


class PressForm(Form):
    """A button that means what it shows."""


class HostingForm(Form):
    """One press: the holder of a post hosts women's sessions, or no longer does."""

    hosts = BooleanField("")


class RosterForm(Form):
    """One press: the holder of a post stands on the roster of the women's desk, or no longer does."""

    stands = BooleanField("")
    woman = BooleanField(_l("I confirm that she is a woman officer"))


class TrainingForm(Form):
    """A training in gender sensitivity: when it was, and until when it holds."""

    trained_on = Day(_l("Day of the training"))
    trained_until = Day(_l("It holds until (empty: two years)"))


class LaneForm(Form):
    """Into which sealed lane somebody is to be let; none: out of all."""

    lane = SelectField(_l("Sealed lane"), validate_choice=False)


class PasskeyForm(Form):
    """A new passkey: what it is called, and what the device answered."""

    name = OneLine(_l("What do you call it?"), most=60, least=1)
    credential = HiddenField()


class SettleForm(Form):
    """One press: they are let in, or not."""

    yes = BooleanField("")


class AcceptForm(Form):
    """What somebody who was invited sets: name, language, password."""

    name = OneLine(_l("Your name"), most=120, least=1, render_kw={"autocomplete": "name"})
    locale = _Language(_l("Language of your pages and messages"))
    password = PasswordField(
        _l("Password"), validators=[Length(max=PASSWORD_MOST * 4)], render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(_l("The same password again"), render_kw={"autocomplete": "new-password"})
    email = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the password by our law, and that it was typed twice alike."""
        good = bool(super().validate(extra_validators))
        fault = factors.password_fault(self.password.data or "", name=self.name.data or "", email=self.email)
        if fault:
            self.password.errors = [*self.password.errors, fault]
        elif self.password.data != self.again.data:
            self.again.errors = [*self.again.errors, _l("The two passwords are not the same.")]
            return False
        return good and fault is None
