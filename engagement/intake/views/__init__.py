"""The doors of this room: `take`, `app` and `undecided` for phones at a meeting, `texts` for the SMS gateway, `held` for what waits."""

from engagement.intake.views import app, held, take, texts, undecided
from engagement.intake.views.routes import blueprint

__all__ = ["app", "blueprint", "held", "take", "texts", "undecided"]
