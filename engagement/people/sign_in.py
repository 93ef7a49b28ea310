"""Sign-in: who stands behind a request, and which posts they hold today."""

from flask import Flask

from engagement.kernel.actor import VISITOR, Actor, Kind
from engagement.kernel.locale import current
from engagement.settings import Settings


def start(app: Flask, settings: Settings) -> None:
    """Attach sign-in to `app`."""
    del settings
    app.extensions["actor_loader"] = _load


def _load() -> Actor:
    return Actor(Kind.VISITOR, locale=current()) if VISITOR.kind else VISITOR
