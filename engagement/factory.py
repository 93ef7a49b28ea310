"""Builds the app: settings, extensions, rooms, error pages, in that order. The only place that knows every room."""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engagement import settings as settings_module
from engagement.home import navigation
from engagement.kernel import (
    access,
    database,
    errors,
    form_base,
    freshness,
    glances,
    headers,
    health,
    icons,
    jobs,
    limits,
    locale,
    logs,
    packed_files,
    pages,
    paper,
    sealing,
    slots,
    uploads,
)
from engagement.kernel.application import Application
from engagement.people import sign_in
from engagement.settings import Settings

ROOT = Path(__file__).parent.parent
ROOMS = (
    "audit",
    "channels",
    "maps",
    "organisation",
    "people",
    "events",
    "dialogue",
    "concerns",
    "problems",
    "feedback",
    "intake",
    "home",
    "demo",
)
REGISTERING = ("models", "notices", "jobs", "listeners", "panels")  # imported for what they register
WEB_WORKER = "CHOWK_WEB_PID"  # set by engagement/web_server.py
MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Return the whole product, ready to serve; raise `SettingsError` or `RuntimeError` with one sentence."""
    settings = settings or settings_module.load()
    app = Application("engagement", root_path=str(ROOT), template_folder="templates", static_folder="static")
    _configure(app, settings)
    _kernel(app, settings)
    for room in ROOMS:
        _mount(app, room)
    navigation.start(app)
    sign_in.start(app, settings)
    jobs.start(app, settings)
    _commands(app)
    _layers(app, settings)
    access.guard_foreign(app, "static", access.PUBLIC)
    access.check_doors(app)
    freshness.check_kept(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    app.extensions["settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key,
        PUBLIC_URL=settings.public_url,
        LOCALES=settings.locales,
        DEFAULT_LOCALE=settings.default_locale,
        BABEL_DEFAULT_LOCALE=settings.default_locale,
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "engagement" / "translations"),
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=500,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https"),
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # addresses carry the content's digest
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as the sign-in
        TEMPLATES_AUTO_RELOAD=False,
    )


def _kernel(app: Flask, settings: Settings) -> None:
    database.start(app, settings.database_url)
    glances.start(app)
    _migrations(app)
    sealing.start(app, settings)
    for start in (
        locale.start,
        pages.start,
        icons.start,
        paper.start,
        slots.start,
        errors.start,
        headers.start,
        packed_files.start,
        limits.start,
        uploads.start,
        form_base.start,
    ):
        start(app)


def _layers(app: Flask, settings: Settings) -> None:
    """Wrap the app, the innermost first: kept answers, the language cookie, the proxy's word, the log."""
    freshness.start(app)
    app.wsgi_app = locale.Remembering(  # type: ignore[method-assign, assignment]
        app.wsgi_app, settings.locales, secure=settings.public_url.startswith("https")
    )
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    logs.start(app, settings.log_file)
    health.start(app)


def _migrations(app: Flask) -> None:
    """Attach `flask db`, except in web workers: they never migrate, and Alembic is 9 MB."""
    if WEB_WORKER in os.environ:
        return
    from flask_migrate import Migrate  # noqa: PLC0415 - heavy, and not for web workers

    Migrate(app, database.db, directory=str(ROOT / "migrations"), render_as_batch=True)


def _mount(app: Flask, room: str) -> None:
    """Mount the drawers that a room has: what registers itself, its pages."""
    for drawer in REGISTERING:
        _drawer(room, drawer)
    views = _drawer(room, "views")
    if views is not None:
        for blueprint in getattr(views, "blueprints", None) or (views.blueprint,):
            app.register_blueprint(blueprint)


def _commands(app: Flask) -> None:
    """Attach the command line, except in web workers: nobody types there, and it is 3 MB."""
    if WEB_WORKER in os.environ:
        return
    for drawer in filter(None, (_drawer(room, "commands") for room in ROOMS)):
        for group in getattr(drawer, "clis", None) or (drawer.cli,):
            app.cli.add_command(group)
    import_module("engagement.commands").start(app)


def _drawer(room: str, drawer: str) -> ModuleType | None:
    name = f"engagement.{room}.{drawer}"
    return import_module(name) if find_spec(name) is not None else None
