"""What an import reads: the rows of its file in order, each as a meeting, a repetition or refused with a reason."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from engagement.events import calendar_reading, files, importing
from engagement.events.importing import Found, Refused, Table, Unreadable, unquoted
from engagement.events.models import MeetingImport
from engagement.kernel.locale import say
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.rules import folded

ELSEWHERE = N_("No office of yours is called so.")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A row that stands in the file already."""


Line = Found | Refused | Repeated


def table(row: MeetingImport, data_dir: Path) -> Table | None:
    """Return the file of an import as a table; None of a calendar."""
    return None if row.sort == "ics" else importing.table_in(files.sent(data_dir, row.ref, row.sort))


def lines(
    row: MeetingImport, data_dir: Path, *, public_url: str, offices: Mapping[str, object]
) -> Iterator[Line]:
    """Yield what each row is; `offices` by the folded names that rows may call them. Raises `Unreadable`."""
    own = next(iter(row.office.names.values()), row.office.slug)
    seen: set[str] = set()
    found: Iterator[Found | Refused]
    if row.sort == "ics":
        raw = files.sent(data_dir, row.ref, row.sort).read_bytes()
        found = calendar_reading.read(raw, office=own, zone=row.zone, host=urlsplit(public_url).netloc)
    else:
        whole = importing.table_in(files.sent(data_dir, row.ref, row.sort))
        found = importing.read(whole.sheet(row.columns, office=own), zone=row.zone)
    for place, each in enumerate(found, 1):
        if isinstance(each, Refused):
            yield each
        elif each.key in seen:
            yield Repeated()
        elif folded(each.office) not in offices:
            yield Refused(place, "", each.title[:80], ELSEWHERE, Refusal(ELSEWHERE))
        else:
            seen.add(each.key)
            yield each


def words_of(refused: Refused) -> str:
    """Return why a row was refused, in the reader's language."""
    return say(refused.why) if refused.why is not None else refused.reason


def refused_file(row: MeetingImport, data_dir: Path, refused: list[Refused]) -> bytes:
    """Return the rows that were refused as they stood, each with its reason: put right, the file can be sent again."""
    from engagement.events.exporting import safe  # noqa: PLC0415 - it imports what is imported here

    whole = table(row, data_dir)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if whole is None:
        writer.writerow(("place", "uid", "title", "reason"))
        writer.writerows((one.place, safe(one.number), safe(one.title), words_of(one)) for one in refused)
    else:
        writer.writerow((*map(safe, whole.columns), "reason"))
        for one in refused:
            cells = [safe(unquoted(cell)) for cell in whole.rows[one.place - 1][: len(whole.columns)]]
            writer.writerow((*cells, *[""] * (len(whole.columns) - len(cells)), words_of(one)))
    return text.getvalue().encode("utf-8-sig")


__all__ = ["Found", "Line", "Refused", "Repeated", "Unreadable", "lines", "refused_file", "table", "words_of"]
