"""Photos and papers that people send, drawn anew in a process of their own: points alone come out of it.

Whatever was beside the points (place, camera, author, scripts, forms, embedded files, links, fonts) is gone: a photo
comes back as a fresh JPEG, a PDF as a fresh PDF of pictures of its pages. A file that breaks the program which reads
it breaks that process alone, which has little memory, little time and no secrets (ASVS 5.2.2, 14.2.8).
"""

import io
import os
import sys
import zipfile
from enum import StrEnum
from pathlib import Path

from engagement.kernel import pictures
from engagement.kernel.refusals import N_, Refusal

MOST_BYTES = pictures.MOST_BYTES
MOST_PAGES = 20
LONGEST_SIDE = 1600  # points of a page drawn
SECONDS = 90
MEMORY = 1536 * 1024 * 1024
HEAD, FOOT = b"%PDF-", b"%%EOF"
REFUSED = 3  # what the process ends with when it says no in words
NO_FILE = N_("This is no photo or PDF that can be read here. Send a JPEG, PNG, WebP or PDF.")
NOT_WHOLE = N_("This file is not whole. Part of it was lost on the way: send it again.")
TWO_THINGS = N_("This file is two things at once. Send the photo or the PDF alone.")
LOCKED = N_("This PDF is locked or broken. Print it to a new PDF, or send a photo of it.")
TOO_MANY_PAGES = N_("This PDF has more than 20 pages. Send the pages that matter.")


class Sort(StrEnum):
    """What a file is."""

    PHOTO = "photo"
    PAPER = "paper"


class Unfinished(Exception):
    """The process that draws was ended, or ran out of time or memory: that says nothing of the file. Try again."""


TYPES = {Sort.PHOTO: ("image/jpeg", "jpg"), Sort.PAPER: ("application/pdf", "pdf")}


def judge(raw: bytes, *, field: str = "file") -> Sort:
    """Return what a file is; refuses what is neither photo nor PDF, is not whole, or is two things at once."""
    if not raw.startswith(HEAD):
        if zipfile.is_zipfile(io.BytesIO(raw)) and not raw.startswith((b"\xff\xd8", b"\x89PNG", b"RIFF")):
            raise Refusal(NO_FILE, field=field)
        try:
            pictures.judge(raw, field=field)
        except Refusal as refusal:
            if refusal.message == pictures.NO_PICTURE:
                raise Refusal(NO_FILE, field=field) from None
            raise
        return Sort.PHOTO
    if zipfile.is_zipfile(io.BytesIO(raw)):
        raise Refusal(TWO_THINGS, field=field)
    if FOOT not in raw[-2048:]:
        raise Refusal(NOT_WHOLE, field=field)
    return Sort.PAPER


def redraw(raw: bytes, sort: Sort) -> bytes:
    """Return a file drawn anew; refuses what cannot be read.

    Raises `Unfinished` when the process said nothing: a restart or a lack of memory looks the same as a bad file.
    """
    import subprocess  # noqa: PLC0415 - heavy: only the worker draws

    root = str(Path(__file__).parents[2])
    try:
        done = subprocess.run(  # noqa: S603 - this very program, no words of anybody in its arguments
            [sys.executable, "-m", __name__, sort.value],
            input=raw,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=root,
            env={"PYTHONPATH": root, "PATH": os.environ.get("PATH", "")},
            start_new_session=True,  # what ends the worker's group does not end a drawing half-way
        )
    except subprocess.TimeoutExpired:
        raise Unfinished from None
    if done.returncode == REFUSED:
        raise Refusal(done.stderr.decode())
    if done.returncode != 0 or not done.stdout:
        raise Unfinished
    return done.stdout


def given_up(sort: Sort) -> str:
    """Return what is said of a file that broke the process again and again."""
    return LOCKED if sort is Sort.PAPER else NOT_WHOLE


def _papers(raw: bytes) -> bytes:
    import pypdfium2  # noqa: PLC0415 - heavy: only the process that draws loads it

    try:
        paper = pypdfium2.PdfDocument(raw)
        number = len(paper)
    except pypdfium2.PdfiumError:
        raise Refusal(LOCKED) from None
    if not number:
        raise Refusal(LOCKED)
    if number > MOST_PAGES:
        raise Refusal(TOO_MANY_PAGES)
    pages = []
    for page in paper:
        scale = LONGEST_SIDE / max(*page.get_size(), 1)
        pages.append(page.render(scale=scale).to_pil().convert("RGB"))
    target = io.BytesIO()
    pages[0].save(
        target,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=140,
        quality=80,
        creationDate=None,
        modDate=None,
    )
    return target.getvalue()


def _main(sort: str) -> int:
    """Read a file from the standard input and write it, drawn anew, to the standard output."""
    import resource  # noqa: PLC0415 - heavy: only the process that draws loads it

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold what was sent
    raw = sys.stdin.buffer.read()
    try:
        drawn = _papers(raw) if sort == Sort.PAPER else pictures.painted(raw)
    except Refusal as refusal:
        sys.stderr.write(refusal.message)
        return REFUSED
    sys.stdout.buffer.write(drawn)
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))
