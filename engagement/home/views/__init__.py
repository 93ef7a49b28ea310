"""Pages that mix rooms."""

from engagement.home.views import desk, front, help, map, media, outbox, profile, projects  # noqa: A004 - the addresses people remember
from engagement.home.views.routes import blueprint

__all__ = ["blueprint", "desk", "front", "help", "map", "media", "outbox", "profile", "projects"]
