"""The doors of this room: `take`, `app` and `undecided` for phones at a meeting, `texts` for the SMS gateway."""

from engagement.intake.views import app, take, texts, undecided
from engagement.intake.views.routes import blueprint

__all__ = ["app", "blueprint", "take", "texts", "undecided"]
