"""The pages of concerns: both doors, the raiser's own page, the desk, the public part."""

from engagement.concerns.views import (
    alike,
    bulk,
    categories,
    desk,
    emergencies,
    files,
    follow,
    meeting,
    moving,
    near,
    oversight,
    paper,
    public,
    ready,
    report,
    sealed,
    womens,
)
from engagement.concerns.views.routes import blueprint

__all__ = [
    "alike",
    "blueprint",
    "bulk",
    "categories",
    "desk",
    "emergencies",
    "files",
    "follow",
    "meeting",
    "moving",
    "near",
    "oversight",
    "paper",
    "public",
    "ready",
    "report",
    "sealed",
    "womens",
]
