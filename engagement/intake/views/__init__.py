"""The doors of this room: `take` (the phone takes a door along), `app` (the app on the phone), `undecided` (what a person decides)."""

from engagement.intake.views import app, take, undecided
from engagement.intake.views.routes import blueprint

__all__ = ["app", "blueprint", "take", "undecided"]
