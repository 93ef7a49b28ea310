"""Photos of the demo's meetings: each is a drawing of our own, made here, and says that it is one."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.meetings import HOURS, Meeting
from engagement.events.actions import photos
from engagement.events.models import Photo
from engagement.events.rules import Kind
from engagement.kernel import codes, pictures
from engagement.kernel.actor import JOB

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDE, HIGH = 1280, 854
STATIONS = 1  # whose newest meetings have some
PAPER, WALL, WOOD, TEAL, DEEP = "#faf5eb", "#efe3cb", "#8a5a2b", "#0b5b62", "#073f45"
ZAFRAN, NIGHT, ROAD, HOUSE = "#e3a21a", "#12303a", "#3b4246", "#274a52"
CREDITS = {"en": "Drawn for the demonstration", "ur": "نمائش کے لیے بنایا گیا خاکہ"}
HALL = {
    "en": "A drawing: rows of chairs face a table with two cups. A lamp hangs above, the door stands open.",
    "ur": "خاکہ: کرسیوں کی قطاریں، سامنے میز پر دو پیالیاں۔ اوپر بتی لٹک رہی ہے اور دروازہ کھلا ہے۔",
}
LANE = {
    "en": "A drawing: a lane at night. Three of its four lamps burn, the one at the corner is out.",
    "ur": "خاکہ: رات کی گلی۔ چار میں سے تین بتیاں روشن ہیں، موڑ کی بتی بند ہے۔",
}


def plan(chronicle: Chronicle, meetings: Sequence[Meeting]) -> None:
    """Plan photos of the newest closed meetings of the first stations; those of yesterday's wait for somebody's look."""
    for meeting in _newest(chronicle, meetings):
        for n, (paint, alt) in enumerate(((_hall, HALL), (_lane, LANE))):
            _taken(chronicle, meeting, n, paint, alt)


def _newest(chronicle: Chronicle, meetings: Sequence[Meeting]) -> list[Meeting]:
    """Return the newest meeting of each language that was closed, and yesterday's."""
    found: dict[tuple[str, str, bool], Meeting] = {}
    stations = meetings[0].cast.stations[:STATIONS]
    for each in sorted(meetings, key=lambda each: each.starts):
        fit = each.fate == "held" and each.kind is not Kind.WOMEN and not each.online
        if fit and each.station in stations and each.language in CREDITS and each.starts < chronicle.now:
            closed = each.starts + timedelta(days=4) < chronicle.now
            found[each.office.slug, each.language, closed] = each
    return list(found.values())


def _taken(
    chronicle: Chronicle,
    meeting: Meeting,
    number: int,
    paint: Callable[["ImageDraw"], None],
    alt: dict[str, str],
) -> None:
    ends = meeting.starts + timedelta(minutes=HOURS[meeting.kind][1])
    if ends + timedelta(hours=2) > chronicle.now:
        return
    ref = codes.reference()
    pictures.keep(ref, _picture(paint))
    size = pictures.draw(ref)
    pictures.settle(ref)
    taken: list[Photo] = []

    def add(moment: datetime) -> None:
        if meeting.event is None:
            raise RuntimeError(f"{meeting.key} was never planned")
        row = photos.add(
            actor=meeting.actor, now=moment, event=meeting.event, ref=ref, alt=alt[meeting.language],
            language=meeting.language, credit=CREDITS[meeting.language], agreed=True,
            asked_by=meeting.host.names[meeting.language], operation_id=operation(f"{meeting.key} photo {number}"),
        )  # fmt: skip
        photos.drawn(actor=JOB, now=moment, photo=row, width=size.width, height=size.height)
        taken.append(row)

    def review(moment: datetime) -> None:
        by = meeting.cast.another(meeting.station, taken[0].worded_by_id)
        photos.review(actor=by, now=moment, photo=taken[0], version=taken[0].version)

    chronicle.at(ends + timedelta(hours=2), add)
    chronicle.at(ends + timedelta(days=3, hours=1), review)


def _picture(paint: Callable[["ImageDraw"], None]) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415 - heavy: only who loads the demo paints here

    sheet = Image.new("RGB", (WIDE, HIGH), PAPER)
    paint(ImageDraw.Draw(sheet))
    target = io.BytesIO()
    sheet.save(target, "PNG", compress_level=1)
    return target.getvalue()


def _hall(draw: "ImageDraw") -> None:
    """Paint a room made ready for a meeting."""
    draw.rectangle((0, 0, WIDE, 540), fill=WALL)
    draw.rectangle((0, 540, WIDE, HIGH), fill="#d9c4a0")
    draw.rectangle((0, 532, WIDE, 546), fill=WOOD)
    draw.rectangle((90, 150, 330, 540), fill=DEEP)
    draw.rectangle((110, 170, 310, 540), fill="#fbebc8")
    draw.rectangle((480, 120, 880, 330), fill=TEAL, outline=WOOD, width=12)
    for line in range(4):
        draw.line((520, 170 + line * 38, 840 - line * 60, 170 + line * 38), fill=PAPER, width=6)
    draw.line((1080, 0, 1080, 130), fill=ROAD, width=5)
    draw.polygon(((1020, 190), (1140, 190), (1105, 130), (1055, 130)), fill=ZAFRAN)
    draw.rectangle((460, 430, 900, 456), fill=WOOD)
    for leg in (480, 862):
        draw.rectangle((leg, 456, leg + 18, 560), fill=WOOD)
    for cup in (600, 740):
        draw.rectangle((cup, 400, cup + 34, 430), fill=PAPER, outline=DEEP, width=3)
    for row in range(3):
        for seat in range(6):
            _chair(draw, 130 + seat * (170 + row * 12) - row * 30, 590 + row * 88, 1 + row * 0.12)


def _chair(draw: "ImageDraw", x: int, y: int, scale: float) -> None:
    wide, high = round(86 * scale), round(58 * scale)
    draw.rounded_rectangle((x, y, x + wide, y + high), radius=10, fill=TEAL)
    draw.rectangle((x - 4, y + high, x + wide + 4, y + high + 10), fill=DEEP)
    for leg in (x + 4, x + wide - 12):
        draw.rectangle((leg, y + high + 10, leg + 8, y + high + 34), fill=DEEP)


def _lane(draw: "ImageDraw") -> None:
    """Paint a lane at night with one lamp that is out."""
    draw.rectangle((0, 0, WIDE, HIGH), fill=NIGHT)
    for house, (x, top) in enumerate(((0, 250), (220, 320), (840, 300), (1060, 220))):
        draw.rectangle((x, top, x + 220, 620), fill=HOUSE)
        draw.rectangle((x + 70, top + 90, x + 130, top + 170), fill=ZAFRAN if house % 2 else DEEP)
    draw.polygon(((0, HIGH), (WIDE, HIGH), (760, 470), (520, 470)), fill=ROAD)
    draw.polygon(((625, HIGH), (655, HIGH), (644, 470), (636, 470)), fill=PAPER)
    lamps = ((180, 760, 1.5, True), (410, 620, 0.9, True), (850, 620, 0.9, True), (1090, 760, 1.5, False))
    for x, foot, scale, burns in lamps:
        _lamp(draw, x, foot, scale, burns=burns)


def _lamp(draw: "ImageDraw", x: int, foot: int, scale: float, *, burns: bool) -> None:
    head = foot - round(330 * scale)
    reach = round(46 * scale)
    if burns:
        for ring, tint in ((2.4, "#2b4434"), (1.7, "#5a5a2c"), (1.1, "#a97f22")):
            size = round(reach * ring)
            draw.ellipse((x - size, head - size, x + size, head + size), fill=tint)
    draw.rectangle((x - 5, head, x + 5, foot), fill="#0a1c22")
    size = reach // 2
    draw.ellipse((x - size, head - size, x + size, head + size), fill="#fff3cf" if burns else "#4a5559")
