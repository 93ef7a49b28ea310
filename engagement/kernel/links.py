"""Absolute links: from PUBLIC_URL alone, never from the Host header."""

from typing import Any

from flask import current_app


def absolute(endpoint: str, **values: Any) -> str:
    """Return the absolute address of a view."""
    base = str(current_app.config["PUBLIC_URL"])
    if current_app.config.get("SERVER_NAME"):
        raise RuntimeError("SERVER_NAME must stay unset: links come from PUBLIC_URL")
    # Bound to no host: a mail has several links, and Flask would make a whole request for each.
    return base + current_app.url_map.bind("").build(endpoint, values)
