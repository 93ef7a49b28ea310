"""Reading GeoJSON files of outlines (RFC 7946): what each feature is called, and why one cannot be taken."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import geometry
from engagement.organisation.rules import AreaKind, folded

MOST_BYTES = 50 * 1024 * 1024
MOST_NAME = 120
MOST_PEOPLE = 2_000_000_000
LOCALITY = "locality"
KINDS = (LOCALITY, *(kind.value for kind in AreaKind))
# Names that files use for "what this place is called", best first; then whatever else ends in a language code.
NAME_KEYS = (
    "name",
    "locality",
    "municipality",
    "tehsil",
    "district",
    "nam",
    "shapename",
    "admin_name",
    "title",
)
GADM = re.compile(r"(?:name|adm\d)_(\d|[a-z]{2})", re.IGNORECASE)
LANGUAGE = re.compile(r"name[:_-]([a-z]{2})", re.IGNORECASE)
PEOPLE_KEYS = ("population", "census_pop", "pop", "pop_total", "total_pop", "people")
WGS_84 = ("crs84", "epsg::4326", "epsg:4326", "wgs84", "wgs 84", "4326")


class Unreadable(Exception):
    """The whole file cannot be taken; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Found:
    """One feature that can be taken."""

    number: int
    names: dict[str, str]
    outline: dict[str, Any]
    population: int | None

    @property
    def key(self) -> str:
        """What it is known by: its first name, folded."""
        return folded(next(iter(self.names.values())))

    @property
    def digest(self) -> str:
        """What it holds, for telling a repetition from another place of the same name."""
        return hashlib.sha256(
            json.dumps([self.outline, self.population], sort_keys=True).encode()
        ).hexdigest()


@dataclass(frozen=True, slots=True)
class Refused:
    """One feature that cannot be taken, by its number in the file, and why."""

    number: int
    name: str
    reason: str


def features_in(path: Path) -> list[Any]:
    """Return the features of a file; raises `Unreadable` for one too large, not GeoJSON, or not in WGS 84."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(f"{path.name} is larger than 50 MB: simplify the outlines or split the file.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise Unreadable(f"{path.name} cannot be read: {problem.strerror}.") from None
    except UnicodeDecodeError:
        raise Unreadable(f"{path.name} is not written in UTF-8: save it as UTF-8 and try again.") from None
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable(f"{path.name} is not GeoJSON: it cannot be read as JSON.") from None
    if not isinstance(given, dict) or given.get("type") not in {"FeatureCollection", "Feature"}:
        raise Unreadable(f"{path.name} is not GeoJSON: it holds no FeatureCollection.")
    _check_reference(path, given.get("crs"))
    features = [given] if given["type"] == "Feature" else given.get("features")
    if not isinstance(features, list):
        raise Unreadable(f"{path.name} is not GeoJSON: its features are not a list.")
    return features


def _check_reference(path: Path, reference: object) -> None:
    """RFC 7946 knows WGS 84 alone; older files may name another system in a member `crs`."""
    if reference is None:
        return
    said = json.dumps(reference).lower() if isinstance(reference, dict) else str(reference).lower()
    if not any(name in said for name in WGS_84):
        name = reference.get("properties", {}) if isinstance(reference, dict) else {}
        shown = str(name.get("name", "another system"))[:80] if isinstance(name, dict) else "another system"
        raise Unreadable(f"{path.name} uses {shown}: convert it to WGS 84 (EPSG:4326) first.")


def read(
    features: list[Any], *, language: str, languages: tuple[str, ...], name_property: str | None = None
) -> Iterator[Found | Refused]:
    """Yield each feature in order, numbered from 1, as one that can be taken or one that cannot."""
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") if isinstance(feature, dict) else None
        held = properties if isinstance(properties, dict) else {}
        names = _names(held, language, languages, name_property)
        shown = next(iter(names.values()), "")
        try:
            yield _taken(number, feature, names, held)
        except Refusal as refusal:
            yield Refused(
                number, shown, refusal.message % refusal.values if refusal.values else refusal.message
            )


def _taken(number: int, feature: object, names: dict[str, str], held: Mapping[str, Any]) -> Found:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise Refusal(N_("This is not a feature."))
    if not names:
        raise Refusal(N_("It has no name. Say which property holds it with --name-property."))
    if any(len(name) > MOST_NAME for name in names.values()):
        raise Refusal(N_("Its name is longer than %(n)s characters."), n=MOST_NAME)
    if feature.get("geometry") is None:
        raise Refusal(N_("It has no outline."))
    return Found(number, names, geometry.put_right(feature["geometry"]), _people(held))


def _names(
    held: Mapping[str, Any], language: str, languages: tuple[str, ...], name_property: str | None
) -> dict[str, str]:
    """Return the names by language: the one asked for, else the best guess, then those that end in a language code."""
    lower = {str(key).lower(): key for key in held}
    if name_property is not None:
        main = _text(held.get(name_property))
    else:
        numbered = sorted((k for k in lower if GADM.fullmatch(k) and k[-1].isdigit()), reverse=True)
        known = [key for key in (*NAME_KEYS, *numbered) if key in lower]
        main = next((text for key in known if (text := _text(held[lower[key]]))), "")
    names = {language: main} if main else {}
    for key, original in lower.items():
        spoken = LANGUAGE.fullmatch(key)
        text = _text(held[original])
        if spoken and text and spoken[1] in languages:
            names.setdefault(spoken[1], text)
    return names


def _text(value: object) -> str:
    text = value if isinstance(value, str) else ""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _people(held: Mapping[str, Any]) -> int | None:
    lower = {str(key).lower(): value for key, value in held.items()}
    for key in PEOPLE_KEYS:
        value = lower.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_PEOPLE:
            return int(value)
    return None
