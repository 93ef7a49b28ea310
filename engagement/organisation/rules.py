"""The words and laws of the organisation: kinds of offices, features of venues, names as they are searched for. Pure."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from engagement.kernel.actor import Role
from engagement.kernel.refusals import N_, Refusal


class OfficeKind(StrEnum):
    """The rungs of a force's tree of offices."""

    FORCE = "force"
    REGION = "region"
    ZONE = "zone"
    DISTRICT = "district"
    CIRCLE = "circle"
    STATION = "station"
    UNMATCHED = "unmatched"  # named by an import, not yet placed in the tree


class AreaKind(StrEnum):
    """The rungs of the tree of administrative areas."""

    COUNTRY = "country"
    PROVINCE = "province"
    DISTRICT = "district"
    TEHSIL = "tehsil"
    MUNICIPALITY = "municipality"


class Feature(StrEnum):
    """What a venue offers to those who need it."""

    STEP_FREE = "step_free"
    WOMENS_ENTRANCE = "womens_entrance"
    INTERPRETER = "interpreter"
    CHILDCARE = "childcare"


OFFERS = (Feature.STEP_FREE, Feature.INTERPRETER, Feature.CHILDCARE)  # what a meeting itself may offer

FEATURE_WORDS = {
    Feature.STEP_FREE: N_("Step-free"),
    Feature.WOMENS_ENTRANCE: N_("Women's entrance"),
    Feature.INTERPRETER: N_("Interpreter"),
    Feature.CHILDCARE: N_("Child care"),
}


OFFICE_WORDS = {
    OfficeKind.FORCE: N_("Head office"),
    OfficeKind.REGION: N_("Region"),
    OfficeKind.ZONE: N_("Zone"),
    OfficeKind.DISTRICT: N_("District"),
    OfficeKind.CIRCLE: N_("Circle"),
    OfficeKind.STATION: N_("Police station"),
    OfficeKind.UNMATCHED: N_("Not yet placed"),
}
AREA_WORDS = {
    AreaKind.COUNTRY: N_("Country"),
    AreaKind.PROVINCE: N_("Province"),
    AreaKind.DISTRICT: N_("District"),
    AreaKind.TEHSIL: N_("Tehsil"),
    AreaKind.MUNICIPALITY: N_("Municipality"),
}
ROLE_WORDS = {
    Role.OFFICER: N_("Officer"),
    Role.COMMANDER: N_("Head of a station (SHO)"),
    Role.SUPERVISOR: N_("Head of several stations"),
    Role.PRO: N_("Public relations officer"),
    Role.OVERSIGHT: N_("Oversight"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
RUNGS = (
    OfficeKind.FORCE,
    OfficeKind.REGION,
    OfficeKind.ZONE,
    OfficeKind.DISTRICT,
    OfficeKind.CIRCLE,
    OfficeKind.STATION,
)
MOST_ALIASES = 20
MOST_OUTLINE = 200_000  # characters of one outline's GeoJSON


def lies_under(path: str, other: str) -> bool:
    """Whether the office at `path` is the one at `other` or lies beneath it."""
    return path.startswith(other)


def may_stand_under(kind: OfficeKind, parent: OfficeKind) -> bool:
    """Whether an office of `kind` may stand right under one of kind `parent`: rungs may be skipped, never climbed."""
    if parent not in RUNGS or kind is OfficeKind.FORCE:
        return False
    return kind is OfficeKind.UNMATCHED or RUNGS.index(kind) > RUNGS.index(parent)


def kinds_under(parent: OfficeKind) -> list[OfficeKind]:
    """Return the kinds of office that may stand under one of kind `parent`, the lowest first."""
    return [kind for kind in reversed(RUNGS) if may_stand_under(kind, parent)]


# Search copies only: what people typed is kept as it is (words.md §1).
FOLDED_LETTERS = {
    **dict.fromkeys("يىېۍئے", "ی"),
    **dict.fromkeys("هھةۃۀۂ", "ہ"),
    "ك": "ک",
    "ګ": "گ",
    "ټ": "ٹ",
    "ډ": "ڈ",
    "ړ": "ڑ",
    "ڼ": "ن",
    "ں": "ن",
}
FOLDING = str.maketrans(FOLDED_LETTERS)
BREAKS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """Return the search copy of a name: one letter for those that look alike, no marks, joiners or case."""
    plain = unicodedata.normalize("NFKC", text).translate(FOLDING)
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c) not in {"Mn", "Cf"}
    )
    kept = unicodedata.normalize("NFC", bare).replace("\u0640", "").translate(FOLDING)
    return BREAKS.sub(" ", kept.casefold()).strip()


def is_named(wanted: str, names: Iterable[str]) -> bool:
    """Whether what was typed begins a word of one of `names`, both folded."""
    asked = folded(wanted)
    return bool(asked) and any(f" {asked}" in f" {folded(name)}" for name in names)


def slug_of(names: Mapping[str, str], otherwise: str) -> str:
    """Return the part of an address made of the English, else of the first Latin name; `otherwise` where none is."""
    for name in (names.get("en", ""), *names.values()):
        bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        words = re.findall(r"[a-z0-9]+", bare.replace("'", ""))
        if words:
            return "-".join(words)[:60].strip("-")
    return otherwise.lower()


def serves_on(day: date, valid_from: date | None, valid_to: date | None) -> bool:
    """Whether `day` lies in a span; the first day counts and the last one too."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def spans_overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two spans, each open-ended when its last day is None, share a day."""
    return (second[1] is None or first[0] <= second[1]) and (first[1] is None or second[0] <= first[1])


def point_is_real(longitude: float | None, latitude: float | None) -> bool:
    """Whether two numbers are a place on Earth in degrees, WGS 84."""
    return (
        longitude is not None
        and latitude is not None
        and math.isfinite(longitude)
        and math.isfinite(latitude)
        and abs(longitude) <= 180
        and abs(latitude) <= 90
    )


def named(names: Mapping[str, str]) -> dict[str, str]:
    """Return the names that were written, trimmed; refuses when there is none."""
    given = {code: words.strip() for code, words in names.items() if words.strip()}
    if not given:
        raise Refusal(N_("Please write a name in at least one language."), field="name_en")
    return given


def check_point(longitude: float | None, latitude: float | None) -> None:
    """Refuse half a position and one that is not on Earth; none at all is fine."""
    if longitude is None and latitude is None:
        return
    if not point_is_real(longitude, latitude):
        raise Refusal(
            N_("A position needs both numbers: latitude up to 90, longitude up to 180."), field="latitude"
        )


def check_new_name(names: Mapping[str, str], taken: Iterable[Mapping[str, str]]) -> None:
    """Refuse a name that stands beside it already, so that a form sent twice does its work once."""
    said = {folded(words) for words in names.values()}
    if any(said & {folded(words) for words in other.values()} for other in taken):
        raise Refusal(N_("There is one of this name here already."), field="name_en")


_MAIL = re.compile(r"[^\s<>,;:()]+@[^\s<>,;:()@]+\.[^\s<>,;:().@]+")


def mail_in(address: str) -> str:
    """Return the first e-mail address in what was written as an address; empty where it is a place or a phone."""
    found = _MAIL.search(address)
    return found.group() if found else ""
