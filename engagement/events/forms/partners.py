"""The form that tags a meeting: its projects, and who hosts it as well."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from engagement.kernel.form_base import Form
from engagement.kernel.locale import in_language
from engagement.organisation.models import Partner, Project


class TagForm(Form):
    """Projects and co-hosts."""

    projects = SelectMultipleField(
        _l("Projects"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    partners = SelectMultipleField(
        _l("Hosts as well"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )

    def offer(self, projects: Iterable[Project], partners: Iterable[Partner]) -> "TagForm":
        """Fill the choices."""
        self.projects.choices = {row.ref: in_language(row.names) for row in projects}
        self.partners.choices = {row.ref: in_language(row.names) for row in partners}
        return self
