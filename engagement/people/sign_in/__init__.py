"""Sign-in: who stands behind a request, and which posts they hold today."""

from flask import Flask

from engagement.people.sign_in import presence
from engagement.settings import Settings


def start(app: Flask, settings: Settings) -> None:
    """Attach sign-in to `app`."""
    del settings
    presence.start(app)
