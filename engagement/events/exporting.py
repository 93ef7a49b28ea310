"""A year of meetings as a file: CSV for programs, XLSX for people; ICS is the calendar's.

Cells that a spreadsheet would take for a formula are neutralised (OWASP: CSV injection). Of a women's session the
locality alone is told, and no head-count below ten: files travel.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from engagement.events.importing import DANGEROUS
from engagement.events.queries.years import Taken
from engagement.events.rules import (
    AUDIENCE_WORDS,
    KIND_WORDS,
    LEAST_PUBLIC,
    STATE_WORDS,
    Audience,
    Kind,
    State,
)
from engagement.kernel.locale import current, direction

NAMES = (
    "reference", "state", "kind", "audience", "language", "title", "start", "end", "zone", "office", "locality",
    "location", "details", "places", "taken", "came",
)  # fmt: skip
Cell = str | int
MOST_CELL = 32_767  # characters that a spreadsheet's cell holds


def safe(value: Cell) -> Cell:
    """Return a cell that no spreadsheet reads as a formula: dangerous words are quoted, numbers stay numbers."""
    if isinstance(value, str) and value.startswith(DANGEROUS):
        return "'" + value[: MOST_CELL - 1]
    return value[:MOST_CELL] if isinstance(value, str) else value


def as_csv(taken: Iterable[Taken]) -> bytes:
    """Return the meetings as CSV in UTF-8, marked so that spreadsheets know; columns as `events import` reads them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(NAMES)
    for one in taken:
        entry = one.entry
        writer.writerow(
            safe(cell) for cell in (entry.ref, entry.state, entry.kind, one.audience, *_facts(one))
        )
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(taken: Iterable[Taken], name: str) -> bytes:
    """Return the meetings as a sheet in the reader's language and direction."""
    import xlsxwriter  # noqa: PLC0415 - heavy: only who asks for a sheet pays for it

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        book.set_properties({"title": name})
        if direction(current()) == "rtl":
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        rows: list[tuple[Sequence[Cell], object]] = [(_headings(), bold)]
        rows += [((one.entry.ref, *_words(one), *_facts(one)), None) for one in taken]
        for at, (cells, look) in enumerate(rows):
            for column, cell in enumerate(cells):
                value = safe(cell)
                if isinstance(value, int):
                    sheet.write_number(at, column, value, look)
                else:
                    sheet.write_string(at, column, value, look)
    return target.getvalue()


def _headings() -> tuple[str, ...]:
    return (
        _("Number of the meeting"), _("State"), _("Kind of meeting"), _("Who is it for?"), _("Language"), _("Title"),
        _("Begins at"), _("Ends at"), _("Time zone"), _("Office"), _("Locality"), _("Place in words"),
        _("What it is about"), _("Number of places"), _("Places taken"), _("People who came"),
    )  # fmt: skip


def _words(one: Taken) -> tuple[str, ...]:
    entry = one.entry
    words = (
        STATE_WORDS[State(entry.state)],
        KIND_WORDS[Kind(entry.kind)],
        AUDIENCE_WORDS[Audience(one.audience)],
    )
    return tuple(str(_(each)) for each in words)


def _facts(one: Taken) -> tuple[Cell, ...]:
    entry = one.entry
    return (
        entry.language,
        entry.title,
        one.wall_start,
        one.wall_end,
        one.zone,
        entry.office,
        entry.locality,
        entry.locality if entry.women else entry.venue or entry.place,
        entry.words,
        "" if one.capacity is None else one.capacity,
        one.seats_taken if one.seats_taken >= LEAST_PUBLIC else "",
        one.came if one.came >= LEAST_PUBLIC else "",
    )
