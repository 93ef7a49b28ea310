"""Pages of polls."""

from engagement.feedback.views import polls
from engagement.feedback.views.routes import blueprint

__all__ = ["blueprint", "polls"]
