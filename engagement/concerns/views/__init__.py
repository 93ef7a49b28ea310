"""The pages of concerns: both doors, the raiser's own page, the desk, the public part."""

from engagement.concerns.views import (
    alike,
    categories,
    desk,
    emergencies,
    files,
    follow,
    meeting,
    moving,
    oversight,
    paper,
    public,
    ready,
    report,
    sealed,
)
from engagement.concerns.views.routes import blueprint

__all__ = [
    "alike",
    "blueprint",
    "categories",
    "desk",
    "emergencies",
    "files",
    "follow",
    "meeting",
    "moving",
    "oversight",
    "paper",
    "public",
    "ready",
    "report",
    "sealed",
]
