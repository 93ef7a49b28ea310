"""Where somebody stands: a locality that they choose, or the rounded position of their browser."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from engagement.kernel.form_base import Form
from engagement.kernel.locale import in_language
from engagement.organisation.models import Locality


class NearForm(Form):
    """A GET form: near which locality."""

    locality = SelectField(_l("Locality"), default="")

    def offer(self, localities: Iterable[Locality]) -> "NearForm":
        """Fill the choices, by name."""
        named = sorted((in_language(each.names), each.slug) for each in localities)
        self.locality.choices = {"": gettext("Choose")} | {slug: name for name, slug in named}
        return self
