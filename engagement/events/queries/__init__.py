"""Reads of meetings, of who comes, and of what was promised."""

from engagement.events.queries.meetings import event, events_visible_to

__all__ = ["event", "events_visible_to"]
