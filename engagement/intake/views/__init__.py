"""The doors of this room: `door_phones`, `door_app` and `undecided` for phones at a meeting, `texts` for the SMS gateway, `held` for what waits, `numbers` for where texts lead."""

from engagement.intake.views import door_app, door_phones, held, numbers, texts, undecided
from engagement.intake.views.routes import blueprint

__all__ = ["blueprint", "door_app", "door_phones", "held", "numbers", "texts", "undecided"]
