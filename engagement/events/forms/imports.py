"""A file of meetings, whose they are, and which of its columns is which."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, SelectField
from wtforms.fields.choices import SelectChoice

from engagement.events import files
from engagement.events.forms.record import languages
from engagement.events.importing import NAMES, Table
from engagement.kernel import uploads
from engagement.kernel.form_base import Form, language_written
from engagement.kernel.locale import in_language
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Office

COLUMN_WORDS = {
    "title": _l("Title"),
    "start": _l("Begins at"),
    "end": _l("Ends at"),
    "office": _l("Office"),
    "location": _l("Place in words"),
    "details": _l("What it is about"),
    "zone": _l("Time zone"),
    "kind": _l("Kind of meeting"),
    "reference": _l("Number of the meeting"),
}
NONE = ""


class ImportForm(Form):
    """The file and where its meetings belong."""

    file = FileField(_l("File (.ics or .csv)"), render_kw={"accept": ".ics,.csv,text/calendar,text/csv"})
    office = SelectField(_l("Office of meetings that name none"))
    language = SelectField(_l("Written in"), choices=languages, default=language_written)
    publish = BooleanField(_l("Make them public at once"))

    def offer(self, offices: Sequence[Office]) -> "ImportForm":
        """Fill the choices."""
        self.office.choices = [SelectChoice(office.ref, in_language(office.names)) for office in offices]
        return self

    def sent_bytes(self) -> tuple[str, bytes] | None:
        """Return the name and bytes of the file, or None after saying what is wrong with it."""
        file = request.files.get(self.file.name)
        if file is None or not file.filename:
            self.refuse(Refusal(N_("Choose a file."), field="file"))
            return None
        try:
            return file.filename, uploads.read(file.stream, files.MOST_BYTES, field="file")
        except Refusal as refusal:
            self.refuse(refusal)
            return None


class ColumnsForm(Form):
    """Which column of a table is which. Its fields are made for the table."""

    @classmethod
    def about(cls, sent: Any, table: Table, columns: Mapping[str, int]) -> "ColumnsForm":
        """Build the form; what was guessed or said before is chosen."""
        choices = [SelectChoice(NONE, _l("None"))] + [
            SelectChoice(str(n), (name.strip() or str(n + 1))[:60])
            for n, name in enumerate(table.columns[:200])
        ]
        fields: dict[str, Any] = {
            f"column_{ours}": SelectField(
                COLUMN_WORDS[ours], choices=choices, default=str(columns.get(ours, NONE))
            )
            for ours in NAMES
            if ours in COLUMN_WORDS
        }
        made: ColumnsForm = type("ColumnsForm", (cls,), fields)(sent)
        return made

    def columns(self) -> dict[str, int] | None:
        """Return the columns that were said, or None after naming one that is needed."""
        said = {ours: self[f"column_{ours}"].data for ours in COLUMN_WORDS if f"column_{ours}" in self}
        for ours in ("title", "start"):
            if not said.get(ours):
                self.refuse(Refusal(N_("Say which column this is."), field=f"column_{ours}"))
                return None
        return {ours: int(place) for ours, place in said.items() if place}
