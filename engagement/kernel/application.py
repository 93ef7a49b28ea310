"""The application: Flask, spared what it would find out anew for each answer though it never changes."""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.templating import Environment
from itsdangerous import URLSafeTimedSerializer

SIGNER = "session_signer"


class Templates(Environment):
    """Flask's, where a template holds the globals in one dict: their names are compared at each import of a macro."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of the start, and those given over them; none is added later."""
        return {**self.globals, **(d or {})}


class Sessions(SecureCookieSessionInterface):
    """Flask's, whose signer is made once."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs the cookies of sessions."""
        if SIGNER not in app.extensions:
            app.extensions[SIGNER] = super().get_signing_serializer(app)
        return app.extensions[SIGNER]  # type: ignore[no-any-return]


class Application(Flask):
    """Flask, whose functions are all plain ones."""

    jinja_environment = Templates
    session_interface = Sessions()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself: none here is a coroutine."""
        return func
