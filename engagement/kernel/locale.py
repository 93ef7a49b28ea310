"""The language of an answer: how it is chosen, how names and instants are shown in it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from typing import Any, cast
from urllib.parse import parse_qs, urlencode

from babel import Locale, localedata
from babel.core import get_global
from babel.dates import format_date
from babel.support import Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_translations
from flask_babel import gettext as _
from markupsafe import Markup, escape
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from engagement.kernel.clock import to_local
from engagement.kernel.refusals import Refusal

OWN_NAMES = {"en": "English", "ur": "اردو", "ps": "پښتو", "sq": "Shqip", "sr": "Srpski"}
RIGHT_TO_LEFT = frozenset({"ur", "ps", "ar", "sd"})
COOKIE = "lang"
# A phone, a code or a card in its groups; what is written from the right at all.
_GROUPS = re.compile(r"\+?\d{2,5}(?:[ -]\d{3,8})+")
_TEL = re.compile(r'(?<=href="tel:)[^"]*')
_FROM_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
babel = Babel()


def direction(code: str) -> str:
    """Return "rtl" or "ltr" for a language."""
    return "rtl" if code.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT else "ltr"


def choose(
    asked: str | None, remembered: str | None, accepted: str | None, *, offered: tuple[str, ...], default: str
) -> str:
    """Return the language of an answer: asked for in the address, else remembered, else what the browser accepts."""
    for code in (asked, remembered):
        if code in offered:
            return code
    for tag, quality in parse_accept_header(accepted, LanguageAccept):  # best first; ur-PK asks for ur
        code = tag.split("-")[0].lower()
        if quality > 0 and code in offered:
            return code
    return default


def choose_for(environ: Mapping[str, Any], *, offered: tuple[str, ...], default: str) -> str:
    """Return the language of an answer to a WSGI request; needs no Flask."""
    return choose(
        asked_in(environ),
        _cookie(environ.get("HTTP_COOKIE", "")),
        environ.get("HTTP_ACCEPT_LANGUAGE"),
        offered=offered,
        default=default,
    )


def asked_in(environ: Mapping[str, Any]) -> str | None:
    """Return what `?lang=` says, if anything."""
    query = environ.get("QUERY_STRING", "")
    if "lang=" not in query:
        return None
    try:
        return str((parse_qs(query, max_num_fields=50).get("lang") or [""])[-1]) or None
    except ValueError:  # more fields than any page of ours has
        return None


def _cookie(header: str) -> str | None:
    if COOKIE + "=" not in header:
        return None
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def current() -> str:
    """Return the language of the present answer, or of the reader for whom a message is composed."""
    try:
        return g.locale  # type: ignore[no-any-return]
    except AttributeError:  # the first word of this answer
        config = current_app.config
    if not has_request_context():
        return str(config["DEFAULT_LOCALE"])
    g.locale = choose_for(request.environ, offered=config["LOCALES"], default=config["DEFAULT_LOCALE"])
    return str(g.locale)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak `code` for a while: words, names and dates inside are in that language."""
    before = g.get("locale")
    g.locale = code
    try:
        with force_locale(code):
            yield
    finally:
        if before is None:
            g.pop("locale", None)
        else:
            g.locale = before


class Remembering:
    """WSGI layer outside the kept pages: `?lang=ur` is remembered in a cookie of its own for the visit."""

    def __init__(
        self, inner: Callable[..., Iterable[bytes]], offered: tuple[str, ...], *, secure: bool
    ) -> None:
        self.inner = inner
        self.offered = offered
        self.tail = "; Path=/; SameSite=Lax; HttpOnly" + ("; Secure" if secure else "")

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as the inner application does, with the cookie when a known language was asked for."""
        asked = asked_in(environ)
        if asked not in self.offered:
            return self.inner(environ, start)

        def started(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start(status, [*headers, ("Set-Cookie", f"{COOKIE}={asked}{self.tail}")], exc_info)

        return self.inner(environ, started)


def in_language(names: Mapping[str, str] | None, code: str | None = None) -> str:
    """Return the name out of a locale map in `code` (none: the present language), else English, else any."""
    if not names:
        return ""
    code = code or current()
    return names.get(code) or names.get("en") or next(iter(names.values()), "")


def say(refusal: Refusal, code: str | None = None) -> str:
    """Return the words of a refusal in the present language (or `code`)."""
    if code is None:
        return str(_(refusal.message, **{name: _value(each) for name, each in refusal.values.items()}))
    with speaking(code):
        return say(refusal)


def _value(value: object) -> object:
    """Return what fills a place of a sentence: dates in words, a refusal inside another as its sentence."""
    if isinstance(value, Refusal):
        return say(value)
    return day(value) if isinstance(value, date) else value


def ltr(value: object) -> Markup:
    """Wrap a phone, code, date, time or range so that it keeps its order in right-to-left text."""
    return Markup(f'<bdi dir="ltr">{escape(value)}</bdi>')  # noqa: S704 - escaped here


def written(text: str | None, code: str | None) -> Markup:
    """Wrap words that a person wrote with their own language and direction; line breaks are kept by the sheet.

    Latin letters alone run from the left in any language; a number in groups, such as a phone's, keeps its order
    between words that run from the right.
    """
    if not code:
        return Markup('<bdi dir="auto">{}</bdi>').format(text or "")
    way, shown = direction(code), escape(text or "")
    if way == "rtl" and not _FROM_RIGHT.search(shown):
        way = "ltr"
    if way == "rtl":
        shown = Markup(_GROUPS.sub(r'<bdi dir="ltr">\g<0></bdi>', str(shown)))  # noqa: S704 - escaped above
    return Markup(f'<span lang="{escape(code)}" dir="{way}">{shown}</span>')  # noqa: S704 - escaped above


def contact(text: str | None) -> Markup:
    """Show an address past the police: its parts, set apart by dots or lines, each from its own side, a number to call."""
    parts = [escape(part.strip()) for part in re.split(r"[\n·]", text or "") if part.strip()]
    link = r'<a href="tel:\g<0>"><bdi dir="ltr">\g<0></bdi></a>'
    shown = [_TEL.sub(lambda tel: re.sub("[ -]", "", tel[0]), _GROUPS.sub(link, str(part))) for part in parts]
    shown = [each.replace("@", "@<wbr>") for each in shown]  # where a narrow page breaks it
    return Markup(" · ").join(Markup('<bdi dir="auto">{}</bdi>').format(Markup(each)) for each in shown)  # noqa: S704 - escaped above


@lru_cache
def _catalogue(code: str) -> Translations:
    with force_locale(code):
        return cast("Translations", get_translations())


def in_words(marked: str) -> str:
    """Return words of our own that are marked as such, in the present language.

    As the library does, without asking at each word which language it is and where its words are.
    """
    return _catalogue(current()).ugettext(marked)


@lru_cache
def babel_locale(code: str) -> Locale:
    """Return Babel's locale for a language of ours, with Western digits."""
    return Locale.parse(code)


def day(
    value: date | datetime, zone: str | None = None, *, form: str = "d MMMM yyyy", code: str | None = None
) -> str:
    """Return a date in words, in the present language, with digits 0–9."""
    if isinstance(value, datetime):
        value = to_local(value, zone or "UTC").date()
    return str(format_date(value, form, locale=babel_locale(code or current()))).translate(WESTERN)


def hour(value: datetime, zone: str) -> str:
    """Return a time of day such as 16:00 on the wall clock of `zone`."""
    return to_local(value, zone).strftime("%H:%M")


def languages() -> Iterator[tuple[str, str, str, bool]]:
    """Yield each language on offer: code, own name, address of this page in it, whether it is the present one.

    The address is relative, and an error page's holds no query either: missing and hidden must be the same bytes.
    """
    here = current()
    kept = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"] if "refused" not in g else []
    for code in current_app.config["LOCALES"]:
        yield code, OWN_NAMES[code], "?" + urlencode([*kept, ("lang", code)]), code == here


WESTERN = {ord(c): str(n % 10) for n, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}


# What Babel knows besides the words of dates and numbers: 5 MB, for two languages, of which no page asks anything.
WORLD = (
    "all_currencies", "currency_fractions", "likely_subtags", "meta_zones", "territory_aliases",
    "territory_currencies", "territory_languages", "territory_zones", "windows_zone_mapping", "zone_aliases",
)  # fmt: skip
NAMES = (
    "languages", "territories", "scripts", "variants", "time_zones", "meta_zones", "zone_formats", "unit_patterns",
    "unit_display_names", "compound_unit_patterns", "currency_names", "currency_names_plural", "currency_symbols",
    "compact_currency_formats", "compact_decimal_formats", "date_fields", "datetime_skeletons", "interval_formats",
    "list_patterns", "numbering_systems", "measurement_systems",
)  # fmt: skip


def keep_to_dates(codes: Iterable[str]) -> None:
    """Let go of what Babel reads about the world besides dates and numbers, for good: for workers that shall be small.

    Called before the rest is loaded, so that the rest takes its place.
    """
    for code in codes:
        babel_locale(code)
    for name in (*codes, "root"):
        data = localedata.load(name)
        for key in NAMES:
            data.pop(key, None)
    for key in WORLD:
        cast("dict[str, Any]", get_global(key)).clear()  # type: ignore[arg-type]


def start(app: Flask) -> None:
    """Attach translations and the filters that show words, dates and codes."""
    babel.init_app(app, locale_selector=current)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        in_words,
        lambda one, many, n: _catalogue(current()).ungettext(one, many, n),
        newstyle=True,
    )
    app.add_template_filter(in_language, "name")
    app.add_template_filter(ltr, "ltr")
    app.add_template_filter(written, "written")
    app.add_template_filter(contact, "contact")
    app.add_template_filter(day, "day")
    app.add_template_filter(hour, "hour")
