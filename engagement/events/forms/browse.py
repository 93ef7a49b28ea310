"""What people ask the list of meetings for; an answer that cannot be read is named and left out."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from engagement.events.queries import Asked
from engagement.events.rules import AUDIENCE_WORDS, KIND_WORDS, LANGUAGES
from engagement.kernel.form_base import Bounded, Day, Form, OneLine
from engagement.organisation.rules import FEATURE_WORDS


class FilterForm(Form):
    """A GET form: four questions, more when asked for."""

    place = OneLine(_l("Place"), most=80)
    audience = SelectField(_l("Who for"), default="")
    when = SelectField(_l("When"), default="")
    kind = SelectField(_l("Kind"), default="")
    language = SelectField(_l("Language spoken"), default="")
    access = SelectField(_l("What it offers"), default="")
    since = Day(_l("From"))
    until = Day(_l("To"))
    locality = HiddenField(validators=[Bounded(80)])
    station = HiddenField(validators=[Bounded(80)])
    force = HiddenField(validators=[Bounded(60)])

    def offer(self) -> "FilterForm":
        """Fill the choices."""
        everything = {"": gettext("Any")}
        self.when.choices = {"": gettext("Coming"), "past": gettext("Past")}
        self.kind.choices = everything | {k.value: gettext(words) for k, words in KIND_WORDS.items()}
        self.audience.choices = everything | {a.value: gettext(words) for a, words in AUDIENCE_WORDS.items()}
        self.language.choices = everything | {code: gettext(words) for code, words in LANGUAGES.items()}
        self.access.choices = everything | {f.value: gettext(words) for f, words in FEATURE_WORDS.items()}
        return self

    def asked(self, force_id: int | None) -> Asked:
        """Return what was asked for, without what could not be read."""
        self.validate()
        good = {name: field.data for name, field in self._fields.items() if not field.errors and field.data}
        return Asked(
            place=good.get("place", ""),
            locality=good.get("locality", ""),
            station=good.get("station", ""),
            kind=good.get("kind", ""),
            audience=good.get("audience", ""),
            language=good.get("language", ""),
            access=good.get("access", ""),
            since=good.get("since"),
            until=good.get("until"),
            past=good.get("when") == "past",
            force_id=force_id,
        )
