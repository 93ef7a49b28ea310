"""Pages of problems and tasks, what the public reads of them, and what it says to that."""

from engagement.problems.views import comments, working
from engagement.problems.views.routes import blueprint

__all__ = ["blueprint", "comments", "working"]
