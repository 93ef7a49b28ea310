"""Meetings taken in from a file again: what moved is told as a move by hand is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.events.actions import imports
from engagement.events.importing import Found
from engagement.events.models import Event, Rsvp
from engagement.events.rules import Kind, State
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, unit
from engagement.people.actions.contacts import contact_for
from tests.factories import answers, organisation

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
FOUND = Found(
    key="csv:one", office="", title="Beat meeting", location="Hall", details="", zone="Asia/Karachi",
    starts_at=datetime(2026, 11, 24, 11, tzinfo=UTC), ends_at=datetime(2026, 11, 24, 12, tzinfo=UTC), end_assumed=False,
)  # fmt: skip


def test_an_import_that_moves_a_meeting_says_from_when_and_reminds_anew(app):
    office = organisation.station()

    def take_in(found: Found) -> Event:
        with unit():
            imports.take_in(actor=COMMAND, now=NOW, force=office.force, batch=[found], language="en")
        db.session.rollback()
        return db.session.scalars(select(Event)).one()

    found = replace(FOUND, office=office.names["en"])
    one = take_in(found)
    with unit():
        contact = contact_for(force=office.force, address="amina@example.org", locale="en", now=NOW)
    rsvp = answers.rsvp(event=one, contact_id=contact.id, reminded_at=NOW)
    later = replace(
        found, starts_at=found.starts_at + timedelta(days=2), ends_at=found.ends_at + timedelta(days=2)
    )
    one = take_in(later)
    assert (one.moved_from, one.moved_at, one.sequence) == ("2026-11-24T16:00", NOW, 1)
    assert db.session.get_one(Rsvp, rsvp.id).reminded_at is None
    assert db.session.scalars(select(OutboxMessage.kind)).all() == ["events.changed"]
    longer = replace(later, ends_at=later.ends_at + timedelta(hours=1))
    one = take_in(longer)
    assert (one.moved_from, one.sequence) == ("2026-11-24T16:00", 2)  # the start stands


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"kind": Kind.WOMEN, "words": "Tea"}, "Tea"),  # T7: its place was taken out of the words
        ({"state": State.CLOSED, "words": "Signed"}, "Signed"),
        ({"state": State.CANCELLED, "words": "Called off"}, "Called off"),
        ({"words": "By hand"}, "At the Hall, street 5"),
    ],
    ids=["of a women's session", "closed", "called off", "any other"],
)
def test_words_of_a_file_come_in_again_where_they_may(app, about, words):
    office = organisation.station()
    row = replace(FOUND, office=office.names["en"], details="At the Hall, street 5")
    with unit():
        imports.take_in(actor=COMMAND, now=NOW, force=office.force, batch=[row], language="en")
    with unit():
        for name, value in about.items():
            setattr(db.session.scalars(select(Event)).one(), name, value)
    with unit():
        imports.take_in(actor=COMMAND, now=NOW, force=office.force, batch=[row], language="en")
    assert db.session.scalars(select(Event)).one().words == words
