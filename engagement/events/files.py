"""The files of imports: as sent, and the rows that were refused. They lie in the data, outside the public tree."""

from enum import StrEnum
from pathlib import Path

from engagement.kernel.refusals import N_

MOST_BYTES = 5 * 1024 * 1024


class ImportState(StrEnum):
    """How far an import is."""

    LOOKED_AT = "looked_at"  # its rows are shown, nothing is taken in
    RUNNING = "running"
    DONE = "done"


IMPORT_WORDS = {
    ImportState.LOOKED_AT: N_("Not taken in yet"),
    ImportState.RUNNING: N_("Being taken in"),
    ImportState.DONE: N_("Taken in"),
}


def sort_of(name: str, raw: bytes) -> str:
    """Return whether a file is a calendar or a table: by what it holds, not by what it is called."""
    head = raw[:200].lstrip(b"\xef\xbb\xbf \t\r\n").upper()
    return "ics" if head.startswith(b"BEGIN:VCALENDAR") or name.lower().endswith(".ics") else "csv"


def folder(data_dir: Path) -> Path:
    """Return where they lie."""
    found = data_dir / "imports"
    found.mkdir(parents=True, exist_ok=True)
    return found


def sent(data_dir: Path, ref: str, sort: str) -> Path:
    """Return the file as it was sent."""
    return folder(data_dir) / f"{ref}.{sort}"
