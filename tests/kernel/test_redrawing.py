"""Files drawn anew: what comes out holds points and nothing else; what cannot be read is said in a sentence."""

import io
import subprocess
import zipfile

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from engagement.kernel import pictures, redrawing
from engagement.kernel.redrawing import Sort, judge, redraw
from engagement.kernel.refusals import Refusal

MARK = "Zarghuna-mark-77"


def photo(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture whose camera wrote a place and a name beside it."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = MARK, MARK
    exif.get_ifd(0x8825)[2] = (34.0, 0.0, 0.0)
    target = io.BytesIO()
    Image.new("RGB", size, "green").save(target, kind, exif=exif)
    return target.getvalue()


def paper(pages: int = 1, *, script: bool = True, password: str = "") -> bytes:
    """A PDF with a script that opens with it, an embedded file, an author and a link."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(595, 842)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(MARK)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
        writer.add_attachment("a.exe", MARK.encode())
        writer.add_metadata({"/Author": MARK})
    if password:
        writer.encrypt(password)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def zipped() -> bytes:
    """A zip file with a marker in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("a.txt", MARK)
    return target.getvalue()


def huge() -> bytes:
    """A PNG that says it has a hundred million points and holds a few bytes."""
    target = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(target, "PNG")
    return target.getvalue()


def said(raw: bytes) -> str:
    """The sentence with which a file is refused at the door."""
    with pytest.raises(Refusal) as no:
        judge(raw)
    return no.value.message


def test_a_photo_comes_back_without_what_the_camera_wrote() -> None:
    raw = photo()
    assert MARK.encode() in raw
    drawn = redraw(raw, judge(raw))
    assert MARK.encode() not in drawn
    with Image.open(io.BytesIO(drawn)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (64, 48), {})


def test_a_pdf_with_script_comes_back_as_pictures_of_its_pages() -> None:
    raw = paper(2)
    assert b"/JavaScript" in raw
    drawn = redraw(raw, judge(raw))
    pages = PdfReader(io.BytesIO(drawn))
    assert len(pages.pages) == 2
    for name in (
        b"/JavaScript",
        b"/JS",
        b"/OpenAction",
        b"/EmbeddedFile",
        b"/Author",
        b"/Date",
        MARK.encode(),
    ):
        assert name not in drawn
    assert pages.attachments == {}
    assert max(float(side) for side in pages.pages[0].mediabox[2:]) == pytest.approx(823, abs=2)


@pytest.mark.parametrize("make", [lambda: photo("JPEG"), lambda: photo("PNG"), lambda: photo("WEBP")])
def test_three_sorts_of_photo_are_taken(make) -> None:
    assert judge(make()) is Sort.PHOTO


def test_a_zip_named_as_a_photo_is_refused() -> None:
    assert said(zipped()) == redrawing.NO_FILE


def test_a_photo_or_a_pdf_that_is_a_zip_as_well_is_refused() -> None:
    assert said(photo() + zipped()) == pictures.TWO_THINGS
    assert said(paper() + zipped()) == redrawing.TWO_THINGS
    assert said(photo() + paper()) == pictures.TWO_THINGS


def test_a_picture_of_a_hundred_million_points_is_refused_before_it_is_painted() -> None:
    assert said(huge()) == pictures.TOO_MANY_POINTS
    with pytest.raises(Refusal):
        redraw(huge(), Sort.PHOTO)


def test_what_was_lost_half_way_is_refused() -> None:
    assert said(photo(size=(640, 480))[:-400]) == pictures.NOT_WHOLE
    assert said(paper()[:-40]) == redrawing.NOT_WHOLE
    assert said(b"%PDF-") == redrawing.NOT_WHOLE


@pytest.mark.parametrize("raw", [b"GIF89a", b"MZ\x90\x00", b"<svg onload=x>", b"\x00", b"<html>"])
def test_other_files_are_refused(raw: bytes) -> None:
    assert said(raw) == redrawing.NO_FILE


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (lambda: paper(redrawing.MOST_PAGES + 1, script=False), redrawing.TOO_MANY_PAGES),
        (lambda: paper(password="x"), redrawing.LOCKED),
        (lambda: b"%PDF-1.7 rubbish\n%%EOF", redrawing.LOCKED),
    ],
)
def test_a_pdf_that_cannot_be_drawn_says_why(raw, sentence: str) -> None:
    with pytest.raises(Refusal) as no:
        redraw(raw(), Sort.PAPER)
    assert no.value.message == sentence


def test_a_file_that_stalls_the_process_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redrawing, "SECONDS", 0.01)
    with pytest.raises(redrawing.Unfinished):
        redraw(paper(), Sort.PAPER)


@pytest.mark.parametrize("ended", [-15, -9, 1, 0])
def test_a_process_that_was_ended_says_nothing_of_the_file(
    ended: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def run(command: list[str], **more: object) -> object:
        asked.update(more)
        return subprocess.CompletedProcess(command, ended, b"", b"")

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(redrawing.Unfinished):
        redraw(photo(), Sort.PHOTO)
    assert asked["start_new_session"]  # a signal to the worker's group is not for it
