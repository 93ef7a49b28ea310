"""Reads of meetings, of who comes, and of what was promised."""

from engagement.events.queries.choices import (
    hosts,
    localities_of,
    venues_in,
)
from engagement.events.queries.entries import Entry, entries, entries_of, entry
from engagement.events.queries.listing import (
    SIZES,
    Asked,
    Listed,
    Row,
    day_of,
    listed_words,
    listing,
    locality_called,
    named,
    office_called,
    ours,
    owed_by,
    placed,
)
from engagement.events.queries.meetings import agenda, by_operation, day_at, days, event, events_visible_to

__all__ = [
    "SIZES",
    "Asked",
    "Entry",
    "Listed",
    "Row",
    "agenda",
    "by_operation",
    "day_at",
    "day_of",
    "days",
    "entries",
    "entries_of",
    "entry",
    "event",
    "events_visible_to",
    "hosts",
    "listed_words",
    "listing",
    "localities_of",
    "locality_called",
    "named",
    "office_called",
    "ours",
    "owed_by",
    "placed",
    "venues_in",
]
