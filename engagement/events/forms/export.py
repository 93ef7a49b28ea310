"""Which year of which office goes into a file, and what sort of file."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice

from engagement.kernel.form_base import Count, Form
from engagement.kernel.locale import in_language
from engagement.organisation.models import Office

SORTS = [
    SelectChoice("xlsx", _l("Sheet (XLSX)")),
    SelectChoice("csv", _l("Table (CSV)")),
    SelectChoice("ics", _l("Calendar (ICS)")),
]


class ExportForm(Form):
    """A year of an office and of those beneath it."""

    office = SelectField(_l("Office, with those beneath it"))
    year = Count(_l("Year"), least=2000, most=2099, required=True)
    cut = BooleanField(_l("Give me the first ones all the same"))  # asked only where there are too many
    sort = SelectField(_l("Sort of file"), choices=SORTS, default="xlsx")

    def offer(self, offices: Sequence[Office]) -> "ExportForm":
        """Fill the choices."""
        self.office.choices = {office.ref: in_language(office.names) for office in offices}
        return self
