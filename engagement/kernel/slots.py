"""Places in a lower room's page that upper rooms fill from their panels."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import current_app
from markupsafe import Markup

Panel = Callable[..., str | None]


def fill(name: str) -> Callable[[Panel], Panel]:
    """Register a panel for the slot `name`; panels show in the order in which rooms are mounted."""

    def wrap(panel: Panel) -> Panel:
        if panel not in _waiting[name]:
            _waiting[name].append(panel)
        return panel

    return wrap


def slot(name: str, **subject: Any) -> Markup:
    """Return what upper rooms show in the slot `name` about `subject`; a template calls it.

    Where the page is kept, a panel first names the topics that it depends on (`freshness.keep_topics`).
    """
    panels = current_app.extensions["slots"].get(name, ())
    return Markup("").join(Markup(shown) for panel in panels if (shown := panel(**subject)))  # noqa: S704 - panels render templates


def start(app: Any) -> None:
    """Make `slot` known to the templates."""
    app.extensions["slots"] = _waiting
    app.add_template_global(slot)


_waiting: dict[str, list[Panel]] = defaultdict(list)
