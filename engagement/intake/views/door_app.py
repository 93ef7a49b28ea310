"""The app on the phone: its one page, its worker, its manifest; and the address to which it sends what it sealed."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns.rules import CATEGORY_SIGNS, CATEGORY_WORDS
from engagement.events.rules import AGE_WORDS, DISABILITY_WORDS, SEX_WORDS, SIDE_WORDS
from engagement.intake import door, envelopes, queries
from engagement.intake.rules import MOST_AT_ONCE
from engagement.intake.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.freshness import kept
from engagement.kernel.limits import limit
from engagement.kernel.locale import current, direction
from engagement.kernel.pages import asset, page
from engagement.organisation import present

SCRIPTS = ("intake/store.js", "intake/scan.js", "intake/app.js")
SHEETS = ("base/ground.css", "vendor/pico.min.css", "base/components.css", "base/pages.css", "intake/app.css")
LIBRARIES = ("vendor/hpke/hpke.js", "vendor/qr/decode.js")
WRITING = ("vendor/fonts/naskh-400.woff2", "vendor/fonts/naskh-700.woff2")
headers.allow("intake.app", camera=True, worker=True)
headers.allow("intake.take", worker=True)


@blueprint.get("/door/app")
@kept(lambda: ("organisation",))
@requires(PUBLIC)
def app() -> ResponseReturnValue:
    """Show the app: the same for everybody, nothing of a meeting in it; what it shows lies sealed on the phone."""
    return page(
        scripts=SCRIPTS,
        oversight=present.current_force().oversight_address,
        sex_words=SEX_WORDS,
        age_words=AGE_WORDS,
        side_words=SIDE_WORDS,
        disability_words=DISABILITY_WORDS,
        category_words=CATEGORY_WORDS,
        category_signs=CATEGORY_SIGNS,
    )


@blueprint.get("/door/worker.js")
@requires(PUBLIC)
def worker() -> ResponseReturnValue:
    """Serve the worker that keeps the app on the phone; its mark changes with whatever it keeps."""
    script = render_template("intake/worker.js", keeps=json.dumps(_keeps()), mark=_mark())
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _keeps() -> list[str]:
    """Return what the worker keeps: the app in each language, and its files."""
    locales = current_app.config["LOCALES"]
    shells = [url_for("intake.app", lang=code) for code in locales]
    files = [asset(name) for name in (*SHEETS, *SCRIPTS, *LIBRARIES, "base/mark.svg", "base/frieze.svg")]
    fonts = [url_for("static", filename=name, v="1") for name in WRITING] if _needs_naskh(locales) else []
    return [*shells, *files, _reader(), *fonts, url_for("intake.manifest")]


@lru_cache
def _reader() -> str:
    """Return the address by which decode.js asks for the rest of its library; see script/assets."""
    listed = json.loads((Path(current_app.root_path) / "package.json").read_text())
    return f"/static/vendor/qr/index.js?v={listed['dependencies']['qr']}"


def _mark() -> str:
    """Return a name for all that is kept: other files, other words or another page give another one."""
    root = Path(current_app.root_path)
    catalogues = root / "engagement" / "translations"
    made_of = [root / "templates" / "intake" / "app.html", root / "templates" / "intake" / "worker.js"]
    made_of += [catalogues / code / "LC_MESSAGES" / "messages.mo" for code in current_app.config["LOCALES"]]
    return _digest_of(tuple((str(p), p.stat().st_mtime) for p in made_of if p.is_file()), tuple(_keeps()))


@lru_cache(maxsize=8)
def _digest_of(files: tuple[tuple[str, float], ...], kept: tuple[str, ...]) -> str:
    found = hashlib.sha256(json.dumps(kept).encode())
    for path, _changed in files:
        found.update(Path(path).read_bytes())
    return found.hexdigest()[:12]


def _needs_naskh(locales: tuple[str, ...]) -> bool:
    return any(direction(code) == "rtl" for code in locales)


@blueprint.get("/door/app.webmanifest")
@requires(PUBLIC)
def manifest() -> ResponseReturnValue:
    """Say how the app is called where it is installed."""
    said = {
        "name": _("The door"),
        "short_name": _("The door"),
        "start_url": url_for("intake.app", lang=current()),
        "scope": "/door/",
        "display": "standalone",
        "background_color": "#faf5eb",
        "theme_color": "#073f45",
        "icons": [{"src": asset("base/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return Response(json.dumps(said, ensure_ascii=False), mimetype="application/manifest+json")


@blueprint.post("/door/sync")
@limit("240 per minute")
@requires(PUBLIC)
def sync() -> ResponseReturnValue:
    """Take in entries by the token of a lease, not by a sign-in; answers one by one."""
    headers.private()
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        return {"wrong": "body"}, 400
    lease = queries.lease_by_token(str(sent.get("token") or ""))
    if lease is None:
        return {"wrong": "token"}, 401
    raws = door.raw_entries(sent.get("entries"))
    if raws is None or len(raws) > MOST_AT_ONCE:
        return {"wrong": "entries"}, 400
    received = door.receive(lease, raws, envelopes.at_of(sent.get("now")))
    return {
        "answers": [door.answer_of(row) for row in received],
        "revoked": lease.revoked_at is not None,
        "now": clock.now().isoformat(),
        "held": queries.held_by(lease),
        "here": door.here(lease.event),
    }
