"""RSVPs and contacts for tests."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from engagement.events.actions import attend
from engagement.events.models import Event, Rsvp
from engagement.events.rules import Need, RsvpState
from engagement.kernel.database import db, unit
from tests.factories.saving import saved

_numbers = count(1)
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def given(event: Event, **more: Any) -> attend.Answer:
    """An answer of one person who leaves no contact."""
    values = {
        "event_id": event.id,
        "reference": event.ref,
        "force": event.force,
        "office_id": event.office_id,
        "party": 1,
    }
    return attend.Answer(**{**values, **more})


def rsvp(*, event: Event, **more: Any) -> Rsvp:
    """A place kept for one person without a contact; the seats are counted as well."""
    values = {
        "event_id": event.id,
        "code": f"{next(_numbers):06d}",
        "party": 1,
        "need": Need.NOTHING,
        "locale": "en",
        "state": RsvpState.CONFIRMED,
        "created_at": NOW,
        "operation_id": uuid4().hex,
    }
    row = saved(Rsvp(**{**values, **more}))
    if row.state == RsvpState.CONFIRMED:
        with unit():
            db.session.refresh(event)
            event.seats_taken += row.party
    return row
