"""The doors of this room: `take`, `app` and `undecided` for phones at a meeting, `texts` for the SMS gateway, `held` for what waits, `numbers` for where texts lead."""

from engagement.intake.views import app, held, numbers, take, texts, undecided
from engagement.intake.views.routes import blueprint

__all__ = ["app", "blueprint", "held", "numbers", "take", "texts", "undecided"]
