"""Pictures that people send: what is refused at the door, and that nothing of the camera's words survives."""

import io
import os
import struct
import subprocess
import sys
import zipfile
import zlib

import pytest
from PIL import Image, ImageFile, WebPImagePlugin

from engagement.kernel import pictures
from engagement.kernel.refusals import Refusal

GPS = b"marker-gps-34.0012"


def jpeg(size=(640, 480), *, exif: bool = False, sort: str = "JPEG", **more) -> bytes:
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    target = io.BytesIO()
    if exif:
        said = Image.Exif()
        said[0x010F] = "marker-camera"
        said[0x0112] = 6  # lies on its side
        said[0x8825] = {1: "N", 2: (34.0, 0.0, 12.34), 29: "2026:11:24"}
        said[0x9286] = GPS
        more["exif"] = said.tobytes()
        more["comment"] = b"marker-comment"
    image.save(target, sort, **more)
    return target.getvalue()


def refusal(raw: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        pictures.judge(raw)
    return refused.value.message


@pytest.mark.parametrize("sort", ["JPEG", "PNG", "WEBP"])
def test_three_sorts_pass_the_door_and_are_drawn_as_jpeg(app, sort):
    raw = jpeg(sort=sort)
    pictures.judge(raw)
    pictures.keep("one", raw)
    assert pictures.draw("one") == pictures.Drawn(640, 480)
    with Image.open(pictures.file_of("one", small=True)) as small:
        assert (small.format, small.size) == ("JPEG", (480, 360))


# 001.24, T11
def test_nothing_that_a_camera_wrote_is_in_any_file_afterwards(app):
    raw = jpeg(exif=True)
    assert GPS in raw
    assert b"Exif" in raw
    pictures.keep("gps", raw)
    pictures.draw("gps")
    pictures.settle("gps")
    left = {path.name: path.read_bytes() for path in pictures.folder().glob("gps*")}
    assert set(left) == {"gps.jpg", "gps-small.jpg"}
    for content in left.values():
        assert not any(mark in content for mark in (b"marker", b"Exif", b"GPS", b"http://ns.adobe"))
    with Image.open(pictures.file_of("gps")) as shown:
        assert shown.size == (480, 640)  # the right way up
        assert not shown.getexif()


def test_large_pictures_become_small_and_clear_ones_lie_on_white(app):
    target = io.BytesIO()
    Image.new("RGBA", (3000, 2000), (0, 0, 0, 0)).save(target, "PNG")
    pictures.keep("clear", target.getvalue())
    assert pictures.draw("clear") == pictures.Drawn(1280, 853)
    with Image.open(pictures.file_of("clear")) as shown:
        assert shown.getpixel((5, 5)) == (255, 255, 255)


def test_a_zip_named_jpg_is_no_photo():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as box:
        box.writestr("a.jpg", jpeg())
    assert refusal(packed.getvalue()) == pictures.NO_PICTURE


@pytest.mark.parametrize(
    "raw", [b"GIF89a" + b"\0" * 40, b"<svg xmlns='x'/>", b"BM" + b"\0" * 60, b"hello", b"\xff\xd8"]
)
def test_other_sorts_are_no_photo(raw):
    assert refusal(raw) == pictures.NO_PICTURE


@pytest.mark.parametrize("more", [b"<script>alert(1)</script>", b"%PDF-1.7", b"<?PHP echo 1;", b"<HTML>"])
def test_a_photo_that_is_something_else_too_is_refused(more):
    assert refusal(jpeg() + more) == pictures.TWO_THINGS


def test_a_photo_that_is_a_zip_too_is_refused():
    both = io.BytesIO(jpeg())
    with zipfile.ZipFile(both, "a") as box:
        box.writestr("a.txt", "hidden")
    assert refusal(both.getvalue()) == pictures.TWO_THINGS


@pytest.mark.parametrize("sort", ["JPEG", "PNG", "WEBP"])
def test_a_photo_that_lost_its_end_is_told_so(sort):
    ImageFile.LOAD_TRUNCATED_IMAGES = True  # as a process that printed left it
    raw = jpeg(sort=sort)
    assert refusal(raw[: len(raw) * 2 // 3]) == pictures.NOT_WHOLE


def test_a_hundred_million_points_in_a_small_file_are_refused_unpainted():
    def chunk(name: bytes, words: bytes) -> bytes:
        return struct.pack(">I", len(words)) + name + words + struct.pack(">I", zlib.crc32(name + words))

    head = struct.pack(">IIBBBBB", 10_000, 10_000, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * (10_000 * 1_251))
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    assert len(bomb) < 100_000
    assert refusal(bomb) == pictures.TOO_MANY_POINTS


def bomb() -> bytes:
    """A whole WebP of a few bytes that holds 49 million points of one colour."""
    target = io.BytesIO()
    Image.new("RGB", (1, 1)).save(target, "WEBP", lossless=True)
    raw = bytearray(target.getvalue())
    side = 7000 - 1
    raw[21:25] = struct.pack("<I", side | side << 14)
    return bytes(raw)


def test_the_door_judges_49_million_points_in_a_few_bytes_without_room_for_them():
    code = (
        "import resource, sys\n"
        "from engagement.kernel import pictures\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))\n"
        "pictures.judge(sys.stdin.buffer.read())"
    )
    raw = bomb()
    assert len(raw) < 60
    subprocess.run([sys.executable, "-c", code], input=raw, check=True, env={**os.environ})


@pytest.mark.parametrize("sort", ["JPEG", "PNG", "WEBP"])
def test_no_picture_is_painted_at_the_door(sort, monkeypatch):
    raw = jpeg(sort=sort, progressive=True)

    def painted(*_values):
        raise AssertionError("painted")

    monkeypatch.setattr(ImageFile.ImageFile, "load", painted)
    monkeypatch.setattr(WebPImagePlugin.WebPImageFile, "load", painted)
    pictures.judge(raw)


@pytest.mark.parametrize("kind", [{"lossless": True}, {}, {"lossless": True, "exif": b"Exif"}])
def test_each_kind_of_webp_says_how_large_it_is(kind):
    raw = jpeg((321, 123), sort="WEBP", **kind)
    assert pictures._webp_size(raw) == (321, 123)
    wide = bytearray(raw)
    if raw[12:16] == b"VP8X":
        wide[24:30] = b"\xff" * 6
    elif raw[12:16] == b"VP8L":
        wide[21:25] = b"\xff" * 4
    else:
        wide[26:30] = b"\xff" * 4
    assert refusal(bytes(wide)) == pictures.TOO_MANY_POINTS


def test_the_end_of_the_small_picture_in_its_head_is_not_the_end_of_a_photo():
    small = jpeg((64, 48))
    head = b"\xff\xe2" + struct.pack(">H", len(small) + 2) + small
    raw = jpeg()
    whole = raw[:2] + head + b"\xff" + raw[2:]
    pictures.judge(whole)
    assert refusal(whole[:-400]) == pictures.NOT_WHOLE


def test_drawing_twice_gives_the_same_and_what_was_never_sent_is_missed(app):
    pictures.keep("twice", jpeg())
    assert pictures.draw("twice") == pictures.draw("twice")
    pictures.settle("twice")
    with pytest.raises(FileNotFoundError):
        pictures.draw("twice")
