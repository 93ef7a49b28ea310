"""The pages of meetings: browsing, planning, RSVP, the door, the record, the points of the map."""

from engagement.events.views import (
    browse,
    checkin,
    export,
    feeds,
    here,
    imports,
    invitations,
    manage,
    paper,
    photos,
    programme,
    promises,
    record,
    rsvp,
    series,
    told,
    womens,
)
from engagement.events.views.routes import blueprint

__all__ = [
    "blueprint",
    "browse",
    "checkin",
    "export",
    "feeds",
    "here",
    "imports",
    "invitations",
    "manage",
    "paper",
    "photos",
    "programme",
    "promises",
    "record",
    "rsvp",
    "series",
    "told",
    "womens",
]
