"""How a meeting is told in a list and on its page: hours, place, tags. Of a women's session the locality alone."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import gettext
from markupsafe import Markup, escape

from engagement.events.models import Event
from engagement.events.queries import Row, listed_words, named
from engagement.events.rules import LANGUAGES, Kind
from engagement.kernel.icons import icon
from engagement.kernel.locale import current, day, direction, in_language, ltr, written
from engagement.organisation.rules import FEATURE_WORDS, Feature

SIGNS = {
    Feature.STEP_FREE: "wheel",
    Feature.WOMENS_ENTRANCE: "woman",
    Feature.INTERPRETER: "speak",
    Feature.CHILDCARE: "child",
}
Tag = tuple[str | None, str]


def _(message: str, **values: object) -> str:
    """Return the words in the present language."""
    return str(gettext(message, **values))


@lru_cache(maxsize=4096)
def hours(wall_start: str, wall_end: str) -> Markup:
    """Return the hours, such as 16:00–18:00, kept in their order in right-to-left text."""
    return ltr(f"{wall_start[11:16]}–{wall_end[11:16]}")


def numbered(event: Event, totals: Mapping[int, int]) -> str:
    """Return which meeting of its series it is, in words; empty of a single one."""
    if event.series_id is None or event.series_id not in totals:
        return ""
    return _("Meeting %(n)s of %(total)s", n=event.series_number, total=totals[event.series_id])


def comma(code: str) -> str:
    """Return what stands between two names in a language."""
    return "، " if direction(code) == "rtl" else ", "


def when_said(event: Event) -> str:
    """Return day and hours as plain words of a message; the hours keep their order in right-to-left text."""
    starts, ends = event.wall_start, event.wall_end
    said = f"{starts[11:16]}–{ends[11:16]}"
    if direction(current()) == "rtl":
        said = f"\u2066{said}\u2069"
    on = day(date.fromisoformat(starts[:10]), form="EEEE d MMMM y")
    return on + comma(current()) + said


def place_of(event: Event, code: str) -> str:
    """Return the place that the public is told, as plain words in a language."""
    return comma(code).join(_places(event, code))


def place_shown(event: Event) -> Markup:
    """Return the place that the public is told, each part in its own language."""
    code = current()
    parts = _places(event, code)
    own = event.place_told and event.venue is None and bool(event.place)
    shown = [written(part, event.language) if own and part == event.place else escape(part) for part in parts]
    return Markup(comma(code)).join(shown)  # noqa: S704 - a comma


def exact_place(event: Event) -> Markup:
    """Return the exact place of a women's session, for the private page of who may know it (T7) and nowhere else."""
    code = current()
    venue = in_language(event.venue.names if event.venue else None, code)
    parts = [escape(venue)] if venue else [written(event.place, event.language)] if event.place else []
    parts += [escape(in_language(event.locality.names, code))] if event.locality else []
    return Markup(comma(code)).join(parts)  # noqa: S704 - a comma


def _places(event: Event, code: str) -> tuple[str, ...]:
    locality = in_language(event.locality.names if event.locality else None, code)
    venue = in_language(event.venue.names if event.venue else None, code)
    return places_told(told=event.place_told, locality=locality, venue=venue, place=event.place)


def places_told(*, told: bool, locality: str, venue: str, place: str) -> tuple[str, ...]:
    """Return the parts of the place that the public is told, the nearest first."""
    if not told:
        return (locality,) if locality else ()
    parts = dict.fromkeys(part for part in (venue or place, locality) if part)
    return tuple(parts)


def about(row: Row, code: str) -> Markup:
    """Return the line under a title: hours and place."""
    return _about(
        row.wall_start[11:16] + row.wall_end[11:16],
        "" if row.women else row.venue,
        "" if row.women or row.venue else row.place,
        row.locality,
        _("Online") if row.online else "",
        row.language,
        code,
    )


@lru_cache(maxsize=4096)
def _about(
    clock: str, venue: str | None, place: str, locality: str | None, online: str, language: str, code: str
) -> Markup:
    parts = places_told(told=True, locality=named(locality, code), venue=named(venue, code), place=place)
    shown = [written(part, language) if part == place else escape(part) for part in parts]
    if not shown and online:
        shown = [escape(online)]
    where = Markup(comma(code)).join(shown)  # noqa: S704 - a comma
    return ltr(f"{clock[:5]}–{clock[5:]}") + (Markup(" · ") + where if where else Markup(""))


def tags(row: Row, code: str) -> tuple[Tag, ...]:
    """Return the signs under a row: access, languages, free places."""
    features = "" if row.women else row.features
    fixed = _fixed(features, row.offers, row.languages, row.kind, code)
    if row.cancelled:
        return fixed[:0]
    return (*fixed, *_places_left(row.left, code))


@lru_cache(maxsize=1024)
def _fixed(features: str | None, offers: str | None, languages: str, kind: str, code: str) -> tuple[Tag, ...]:
    del code  # of the cache
    found: list[Tag] = [("woman", _("Women"))] if kind == Kind.WOMEN else []
    found += access_tags((*listed_words(features), *listed_words(offers)))
    spoken = language_words(listed_words(languages))
    return (*found, ("speak", spoken)) if spoken else tuple(found)


@lru_cache(maxsize=1024)
def _places_left(left: int | None, code: str) -> tuple[Tag, ...]:
    del code
    return ((None if left is None else "people", places_left(left)),)


def places_left(left: int | None) -> str:
    """Return whether places are free, in words: lists give no number, which each RSVP would change."""
    if left is None:
        return _("Open to all, no answer needed")
    return _("Places are free") if left else _("Full")


def access_tags(features: "tuple[str, ...] | list[str]") -> list[Tag]:
    """Return sign and words of each access feature of a venue."""
    return [(SIGNS[each], _(FEATURE_WORDS[each])) for each in Feature if each in features]


def access_of(event: Event) -> list[Tag]:
    """Return what the public is told of access: what the meeting offers and its hall has; of a women's session no hall."""
    hall = event.venue.features if event.venue and event.place_told else []
    return access_tags([*hall, *event.offers])


def language_words(codes: "tuple[str, ...] | list[str]") -> str:
    """Return the names of spoken languages in a row."""
    return comma(current()).join(_(LANGUAGES[code]) for code in codes if code in LANGUAGES)


def lines(rows: Iterable[Row], base: str, code: str, *, past: bool = False) -> Markup:
    """Return the rows of a list as drawn, one after the other; `base` is the address of meetings, to which the name is added.

    A list made anew has mostly the rows of before: each is drawn once for what it says, in each language.
    """
    mark = "past" if past else ""
    found = [_line(row, base, code, mark) for row in rows]
    for sign in {sign for _drawn, signs in found for sign in signs}:
        icon(sign)  # the page needs its symbol, whenever the row was drawn
    return Markup("".join([drawn for drawn, _signs in found]))  # noqa: S704 - each was escaped as it was drawn


@lru_cache(maxsize=2048)
def _line(row: Row, base: str, code: str, past: str) -> tuple[Markup, tuple[str, ...]]:
    under: tuple[Tag, ...] = ((None, row.wall_start[:4]),) if past else tags(row, code)
    macros: Any = current_app.jinja_env.get_template("macros/rows.html").module
    drawn = macros.event_row(
        base + row.ref,
        row.title,
        row.on,
        about(row, code),
        under,
        flag=flag(row, code),
        women=row.women,
        called_off=row.cancelled,
        language=row.language,
    )
    return drawn, tuple({sign for sign, _words in under if sign})


def flag(row: Row, code: str) -> str | None:
    """Return what stands out of a row: called off, or moved."""
    if row.cancelled:
        return _("Called off")
    return moved(row.moved_from, row.wall_start, code)


def moved(before: str | None, now: str, code: str) -> str | None:
    """Return from when a meeting was moved: the day, or the hour where the day stayed."""
    if not before or before == now:
        return None
    if before[:10] == now[:10]:
        return _("Moved from %(hour)s", hour=before[11:16])
    return _("Moved from %(day)s", day=day(date.fromisoformat(before[:10]), form="d MMM", code=code))


def chosen(names: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return filters in use that have words, with their key."""
    return [(key, str(words)) for key, words in names.items() if words]
