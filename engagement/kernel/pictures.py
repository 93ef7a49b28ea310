"""Pictures that people send: judged at the door, drawn anew by the worker, kept outside the public tree.

What a camera wrote beside the picture (place, time, device: EXIF, XMP, comments) never reaches the file that is
shown: its points are painted into a new one (ASVS 5.2.2, 14.2.8). The file as sent is deleted when that stands.
Pillow loads when a process judges its first picture.
"""

import io
import os
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engagement.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 10 * 1024 * 1024
MOST_POINTS = 50_000_000
LARGE, SMALL = 1280, 480  # points on the longer side
SORTS = ("JPEG", "PNG", "WEBP")
MOST_PARTS = 4096  # of a JPEG before its points
WEBP_HEAD = 30  # bytes, in which each kind of WebP has said how large it is
TYPE = "image/jpeg"
STRANGE = (b"%pdf-", b"<script", b"<html", b"<?php", b"<svg")  # lower case
NO_PICTURE = N_("This is no photo that can be read here. Send a JPEG, PNG or WebP.")
NOT_WHOLE = N_("This photo is not whole. Part of it was lost on the way: send it again.")
TOO_MANY_POINTS = N_("This photo has more than 50 million points. Send a smaller one.")
TWO_THINGS = N_("This file is a photo and something else at once. Send the photo alone.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that was drawn anew."""

    width: int
    height: int


def judge(raw: bytes, *, field: str = "file") -> None:
    """Refuse bytes that are no JPEG, PNG or WebP, that are broken, too large, or a second kind of file as well."""
    with _judged(field):
        _look(raw)
    low = raw.lower()
    if zipfile.is_zipfile(io.BytesIO(raw)) or any(mark in low for mark in STRANGE):
        raise Refusal(TWO_THINGS, field=field)


def _look(raw: bytes) -> None:
    """Read what a picture says of itself; its points are never painted in a process that answers people."""
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":  # opening it would set aside room for all its points
        _bounded(*_webp_size(raw))
        return
    with _opened(raw) as picture:
        if picture.format == "PNG":
            picture.verify()
        elif not _ends(raw):
            raise OSError("truncated")


def _webp_size(raw: bytes) -> tuple[int, int]:
    """Return the width and height that the head of a WebP declares; raise `OSError` for one that is not whole."""
    if len(raw) < WEBP_HEAD or int.from_bytes(raw[4:8], "little") + 8 > len(raw):
        raise OSError("truncated")
    kind, head = raw[12:16], raw[20:WEBP_HEAD]
    if kind == b"VP8X":
        return int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1
    if kind == b"VP8L" and head[0] == 0x2F:
        bits = int.from_bytes(head[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and head[3:6] == b"\x9d\x01\x2a":
        return int.from_bytes(head[6:8], "little") & 0x3FFF, int.from_bytes(head[8:10], "little") & 0x3FFF
    raise OSError("no head of a picture")


def _ends(raw: bytes) -> bool:
    """Whether the points of a JPEG are followed by its end; the end of a small picture in its head does not count."""
    at = 2
    for _part in range(MOST_PARTS):
        at = raw.find(b"\xff", at)
        if at < 0:
            return False
        mark = raw[at + 1 : at + 2]
        if mark == b"\xff":  # filling
            at += 1
            continue
        at += 2 + int.from_bytes(raw[at + 2 : at + 4], "big")
        if mark == b"\xda":
            return b"\xff\xd9" in raw[at:]
    return False


def _bounded(width: int, height: int) -> None:
    from PIL import Image  # noqa: PLC0415 - heavy: only who sends a picture pays for it

    if width * height > MOST_POINTS:
        raise Image.DecompressionBombError


@contextmanager
def _opened(raw: bytes) -> "Iterator[Image]":
    from PIL import Image, ImageFile  # noqa: PLC0415 - heavy: only who sends a picture pays for it

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint lets halves pass, in every process that prints
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(raw), formats=SORTS)
    with picture:
        _bounded(picture.width, picture.height)
        yield picture


@contextmanager
def _judged(field: str) -> Iterator[None]:
    """Say what is wrong with a picture in words."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 - heavy: only who sends a picture pays for it

    try:
        yield
    except Image.DecompressionBombError:
        raise Refusal(TOO_MANY_POINTS, field=field) from None
    except UnidentifiedImageError:
        raise Refusal(NO_PICTURE, field=field) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Refusal(NOT_WHOLE, field=field) from None


def folder() -> Path:
    """Return where pictures lie: in the data, never beneath a folder that is served."""
    from flask import current_app  # noqa: PLC0415 - heavy: the process that only draws (redrawing.py) needs none

    found = Path(current_app.extensions["settings"].data_dir) / "pictures"
    found.mkdir(parents=True, exist_ok=True)
    return found


def file_of(name: str, *, small: bool = False) -> Path:
    """Return where the picture of that public name lies once it was drawn."""
    return folder() / f"{name}{'-small' if small else ''}.jpg"


def _sent(name: str) -> Path:
    return folder() / f"{name}.sent"


def keep(name: str, raw: bytes) -> None:
    """Put a picture as it was sent where the worker finds it; whole or not at all."""
    _write(_sent(name), raw)


def draw(name: str) -> Drawn:
    """Draw a picture anew, large and small, from what was sent; doing it again does it again.

    Refuses what cannot be read, and raises `FileNotFoundError` when nothing was sent under that name.
    """
    raw = _sent(name).read_bytes()
    with _judged("file"), _opened(raw) as picture:
        large = _painted(picture)
        for small, most in ((False, LARGE), (True, SMALL)):
            large.thumbnail((most, most))
            target = io.BytesIO()
            large.save(target, "JPEG", quality=82, optimize=True, progressive=True)
            _write(file_of(name, small=small), target.getvalue())
            if not small:
                size = Drawn(large.width, large.height)
    return size


def painted(raw: bytes) -> bytes:
    """Return the points of a picture as a fresh JPEG; refuses what cannot be read."""
    target = io.BytesIO()
    with _judged("file"), _opened(raw) as picture:
        _painted(picture).save(target, "JPEG", quality=82, optimize=True)
    return target.getvalue()


def _painted(picture: "Image") -> "Image":
    """Return the points of a picture the right way up, on white, and nothing else of it."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - heavy: only the worker paints

    if picture.format == "JPEG":
        picture.draft("RGB", (LARGE, LARGE))
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((LARGE, LARGE))
    clear = turned.convert("RGBA") if turned.has_transparency_data else turned.convert("RGB")
    fresh = Image.new("RGB", clear.size, "white")
    fresh.paste(clear, mask=clear if clear.mode == "RGBA" else None)
    return fresh


def settle(name: str) -> None:
    """Forget the picture as it was sent."""
    _sent(name).unlink(missing_ok=True)


def remove(name: str) -> None:
    """Delete a picture in every form."""
    for path in (_sent(name), file_of(name), file_of(name, small=True)):
        path.unlink(missing_ok=True)


def sent_before(instant: float) -> list[str]:
    """Return the names of what was sent before an instant (seconds since 1970) and still lies there."""
    return [path.stem for path in folder().glob("*.sent") if path.stat().st_mtime < instant]


def _write(path: Path, content: bytes) -> None:
    half = path.with_suffix(path.suffix + ".half")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
