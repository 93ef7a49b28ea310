"""The pages of meetings: browsing, planning, RSVP, the door, the record."""

from importlib import import_module
from importlib.util import find_spec

from engagement.events.views.routes import blueprint

for _name in ("browse", "manage", "rsvp", "checkin", "record", "feeds"):
    if find_spec(f"{__name__}.{_name}"):
        import_module(f"{__name__}.{_name}")

__all__ = ["blueprint"]
