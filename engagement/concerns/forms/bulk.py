"""What is set for several concerns at once; the name of a kept list."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice

from engagement.concerns.forms import NOT_SURE, OutOf
from engagement.concerns.saved import LONGEST_NAME
from engagement.concerns.taxonomy import Kind
from engagement.kernel.form_base import Day, Form, OneLine
from engagement.kernel.locale import in_language
from engagement.organisation.models import Locality, Post


class BulkForm(Form):
    """Each field left as it is changes nothing."""

    named = "bulk"
    category = OutOf(_l("What is it about?"), default=NOT_SURE)
    locality = OutOf(_l("Where?"), default=NOT_SURE)
    post = OutOf(_l("Post"), default=NOT_SURE)
    due = Day(_l("Answer due"))
    problem = OneLine(_l("Under which problem? Its reference"), most=12)

    def fill(self, kinds: Sequence[Kind], places: Sequence[Locality], posts: Sequence[Post]) -> None:
        """Offer what the force has; the first choice leaves each row as it is."""
        as_is = SelectChoice(NOT_SURE, _("Leave it as it is"))
        self.category.choices = [as_is, *(SelectChoice(kind.key, kind.name) for kind in kinds)]
        self.locality.choices = [as_is, *(SelectChoice(row.ref, in_language(row.names)) for row in places)]
        self.post.choices = [
            SelectChoice(NOT_SURE, _("Leave it as it is"), optgroup=_("As it is")),
            *(
                SelectChoice(row.ref, in_language(row.names), optgroup=in_language(row.office.names))
                for row in posts
            ),
        ]


class ListForm(Form):
    """A name for the list that is shown."""

    named = "list"
    name = OneLine(_l("Name of this list"), most=LONGEST_NAME, least=1)
