"""Absolute links: from PUBLIC_URL alone, never from the Host header."""

from typing import Any

from flask import current_app, url_for


def absolute(endpoint: str, **values: Any) -> str:
    """Return the absolute address of a view."""
    base = str(current_app.config["PUBLIC_URL"])
    if current_app.config.get("SERVER_NAME"):
        raise RuntimeError("SERVER_NAME must stay unset: links come from PUBLIC_URL")
    with current_app.test_request_context(base_url=base):
        return base + url_for(endpoint, **values)
