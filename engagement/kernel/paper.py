"""Sheets of paper: our own HTML as a PDF on A4. WeasyPrint loads when a process prints its first sheet.

A sheet asks nobody for anything: only files of static/ are read, and whatever else is named ends the printing.
"""

import atexit
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from flask import Flask, Response, make_response, request
from markupsafe import Markup

from engagement.kernel import locale
from engagement.kernel.icons import drawn
from engagement.kernel.refusals import N_, Refusal

STATIC = Path(__file__).resolve().parents[2] / "static"
LOOK = STATIC / "base" / "paper.css"
SPOKEN = ("en", "ur", "ps")  # languages in which sheets have words
LIBRARIES = {  # that set type, and the Debian package of each
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
CURE = f"apt-get install {' '.join(LIBRARIES.values())}"
MISSING = N_(
    "This server cannot print yet: a library is missing. Whoever runs it installs Pango (on Debian: %(command)s)."
)
PATIENCE = 3  # seconds
log = structlog.get_logger()
_one_at_a_time = threading.Lock()  # fonts are shared, and Pango's font maps are no thread's own


class CannotPrint(Refusal):
    """The machine lacks the libraries that set type."""

    status = 503

    def __init__(self) -> None:
        super().__init__(MISSING, command=CURE)


class PressIsBusy(Refusal):
    """Others are printing; whoever waits longer keeps those from the server who want no paper."""

    status = 503

    def __init__(self) -> None:
        super().__init__(N_("Many sheets are being printed. Please try again in a minute."))


class NoSuchLanguage(Refusal):
    """A sheet was asked for in a language in which the force prints none."""

    status = 400


@dataclass(frozen=True, slots=True)
class Press:
    """What every sheet is set with: fonts, look, and the one door to files."""

    html: Any
    fonts: Any
    look: Any
    fetcher: Any
    stranger: type[BaseException]  # how the fetcher says that something else was named


def missing_libraries() -> tuple[str, ...]:
    """Return the libraries without which nothing can be printed here; asks the system, so not for each request."""
    from ctypes.util import find_library  # noqa: PLC0415 - asked once, by the process that starts the others

    return tuple(name for name in LIBRARIES if find_library(name) is None)


def languages_of(locales: Iterable[str]) -> tuple[str, ...]:
    """Return the languages in which a force that speaks `locales` prints; English where it speaks none of ours."""
    return tuple(code for code in SPOKEN if code in set(locales)) or SPOKEN[:1]


def language_asked(locales: Iterable[str]) -> str:
    """Return the language that `?in=` asks for, else the present one where a sheet has words in it.

    Raises `NoSuchLanguage`.
    """
    offered, asked = languages_of(locales), request.args.get("in")
    if asked is None:
        return locale.current() if locale.current() in offered else offered[0]
    if asked not in offered:
        names = ", ".join(locale.OWN_NAMES[code] for code in offered)
        raise NoSuchLanguage(N_("This sheet is printed in: %(names)s."), names=names)
    return asked


def own_file(address: str) -> Path:
    """Return the file of static/ that an address names; raise ValueError for any other address."""
    parts = urlsplit(address)
    if parts.scheme != "file" or parts.netloc:
        raise ValueError(f"not a file of ours: {address}")
    path = Path(unquote(parts.path)).resolve()
    if not path.is_relative_to(STATIC) or not path.is_file():
        raise ValueError(f"not a file of ours: {address}")
    return path


@lru_cache(maxsize=1)
def _press() -> Press:
    """Make type ready; raise `CannotPrint` where the libraries that set it are missing."""
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - 50 MB that most web workers never need
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above
        from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415 - as above
    except OSError as problem:  # what ctypes says of a library that is not there
        log.warning("cannot print", problem=str(problem), cure=CURE)
        raise CannotPrint from None

    class OwnFiles(URLFetcher):
        """Reads files of static/ and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Read one file; end the printing for any other address."""
            try:
                path = own_file(url)
            except ValueError as problem:
                raise FatalURLFetchingError(str(problem)) from None
            return super().fetch(path.as_uri(), headers)

    fetcher = OwnFiles(allowed_protocols=("file",), allow_redirects=False)
    fonts = FontConfiguration()
    look = CSS(filename=str(LOOK), font_config=fonts, url_fetcher=fetcher)
    atexit.register(_press.cache_clear)  # fonts are let go while their library still stands
    return Press(HTML, fonts, look, fetcher, FatalURLFetchingError)


def pdf(*tries: str) -> bytes:
    """Return our own HTML as a PDF: of more than one, the first that fits on one leaf, else the last.

    Raises `CannotPrint`, `PressIsBusy`, and ValueError when the HTML names a file that is not ours.
    """
    if not _one_at_a_time.acquire(timeout=PATIENCE):
        raise PressIsBusy
    try:
        press = _press()
        try:
            return _set(press, tries)
        except press.stranger as problem:
            raise ValueError(str(problem)) from None
    finally:
        _one_at_a_time.release()


def _set(press: Press, tries: tuple[str, ...]) -> bytes:
    for html in tries:
        page = press.html(string=html, base_url=STATIC.as_uri() + "/", url_fetcher=press.fetcher)
        document = page.render(stylesheets=[press.look], font_config=press.fonts, pdf_tags=True)
        if len(document.pages) == 1:
            break
    return bytes(document.write_pdf(pdf_tags=True))


def answer(name: str, *tries: str) -> Response:
    """Return a printed sheet as an answer that a browser shows, and saves under `name`."""
    response = make_response(pdf(*tries))
    response.mimetype = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def square(address: str, *, mask: int | None = None) -> Markup:
    """Return the square that a phone's camera reads as `address`; `mask` spares looking for the best of eight."""
    import segno  # noqa: PLC0415 - only who prints draws squares

    code = segno.make(address, error="m", mask=mask, micro=False)
    svg = code.svg_inline(
        border=2, dark="#000", light="#fff", svgclass="square", lineclass=None, omitsize=True
    )
    return Markup(svg)  # noqa: S704 - segno's own


def square_png(words: str) -> bytes:
    """Return the square that a phone's camera reads as `words`, as a small picture; one mask for all, as it is quicker."""
    import segno  # noqa: PLC0415 - only who prints draws squares

    out = BytesIO()
    segno.make(words, error="m", mask=3, micro=False).save(out, kind="png", scale=6, border=4)
    return out.getvalue()


def shown_address(address: str) -> str:
    """Return an address as people type it: without its scheme."""
    return address.removeprefix("https://").removeprefix("http://")


def start(app: Flask) -> None:
    """Let templates of sheets draw squares and signs."""
    app.add_template_global(square)
    app.add_template_global(drawn)
    app.add_template_filter(shown_address)
