"""The clock's share of meetings."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import select

from engagement.events.models import Event
from engagement.events.rules import State
from engagement.kernel.database import db
from tests.factories.events import event

HELD = datetime(2026, 9, 8, 11, tzinfo=UTC)


def test_the_clock_drafts_what_is_owed_and_bears_running_twice(app):
    last = event(state=State.CLOSED, starts_at=HELD)
    with time_machine.travel(HELD + timedelta(days=76), tick=False):
        app.extensions["jobs"].tick()
        app.extensions["jobs"].tick()
    assert db.session.scalars(select(Event.state).where(Event.id != last.id)).all() == [State.DRAFT]
