"""Checking in by oneself: the word that changes by the meeting, and when it is taken."""

import hmac
from datetime import datetime, timedelta

from engagement.events.models import Event
from engagement.events.rules import State
from engagement.kernel import codes

HERE_AFTER = timedelta(minutes=30)  # after the end of the meeting


def is_open(event: Event, now: datetime) -> bool:
    """Whether people count themselves: once the officer has begun the meeting or its hour has come, until after its end.

    A stranger's press must not begin a meeting before its time.
    """
    begun = event.state == State.HELD or (event.state == State.PUBLISHED and now >= event.starts_at)
    return begun and now <= event.ends_at + HERE_AFTER


def word_of(event: Event) -> str:
    """Return the word that stands at the door of this meeting alone; no page of the public says it."""
    return codes.keyed("here", event.ref)


def is_word(event: Event, typed: str) -> bool:
    """Whether somebody stands at the door of this meeting."""
    return hmac.compare_digest(word_of(event).encode(), codes.reference_of(typed).encode(errors="replace"))
