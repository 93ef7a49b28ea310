"""An answer in one stroke: the same rows as by the unit, or nothing at all."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import inspect, select

from engagement.audit.models import AuditEntry
from engagement.events.actions import at_once, attend
from engagement.events.models import Event, Rsvp
from engagement.events.rules import RsvpState, State
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.freshness import DataVersion
from tests.factories import answers, events
from tests.factories.answers import NOW

OF_ITS_OWN = {"id", "ref", "code", "operation_id", "subject_id", "seal"}


def at_once_or_not(event: Event, **more: Any) -> attend.Kept | None:
    return at_once.answer(actor=VISITOR, now=NOW, given=answers.given(event, **more))


def told(row: Any) -> dict[str, Any]:
    return {c.key: getattr(row, c.key) for c in inspect(row).mapper.column_attrs if c.key not in OF_ITS_OWN}


def numbers() -> dict[str, int]:
    db.session.rollback()
    return dict(db.session.execute(select(DataVersion.topic, DataVersion.number)).all())


def test_it_writes_what_the_unit_writes(app):
    event = events.event(capacity=10)
    before = numbers().get(f"event:{event.ref}", 0)
    quick = at_once_or_not(event, party=3, operation_id="quick")
    with unit():
        slow = attend.answer(
            actor=VISITOR, now=NOW, given=answers.given(event, party=3, operation_id="slow-one")
        )
    one, other = (db.session.get_one(Rsvp, kept.rsvp_id) for kept in (quick, slow))
    assert told(one) == told(other)
    assert len(one.code) == len(other.code)
    assert one.ref != other.ref
    entries = select(AuditEntry).where(AuditEntry.verb == "events.answer").order_by(AuditEntry.id)
    first, second = db.session.scalars(entries).all()
    assert told(first) == told(second)
    assert (first.subject_id, second.subject_id) == (one.id, other.id)
    assert numbers()[f"event:{event.ref}"] == before + 2
    assert db.session.get_one(Event, event.id, populate_existing=True).seats_taken == 6


def test_lists_are_told_when_it_took_the_last_place(app):
    event = events.event(capacity=4)
    before = numbers().get("events", 0)
    at_once_or_not(event, party=3, operation_id="first")
    assert numbers().get("events", 0) == before
    at_once_or_not(event, party=1, operation_id="last")
    assert numbers()["events"] == before + 1


@pytest.mark.parametrize(
    ("about", "party", "more"),
    [
        ({"capacity": 2}, 3, {}),
        ({"state": State.CANCELLED}, 1, {}),
        ({"starts_at": NOW}, 1, {}),
        ({}, 1, {"address": "a@example.org"}),
    ],
    ids=["full", "called off", "begun", "with a contact"],
)
def test_where_something_stands_in_the_way_it_does_nothing(app, about, party, more):
    event = events.event(**about)
    before = numbers()
    assert at_once_or_not(event, party=party, operation_id="no", **more) is None
    assert numbers() == before
    assert db.session.scalars(select(Rsvp)).all() == []
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "events.answer")).all() == []


def test_nobody_overtakes_who_waits(app):
    event = events.event(capacity=2)
    at_once_or_not(event, party=1, operation_id="seated")
    with unit():
        attend.answer(actor=VISITOR, now=NOW, given=answers.given(event, party=2, operation_id="waits"))
    assert at_once_or_not(event, party=1, operation_id="small") is None


def test_the_same_form_again_changes_nothing(app):
    event = events.event(capacity=9)
    at_once_or_not(event, operation_id="form")
    before = numbers()
    assert at_once_or_not(event, operation_id="form") is None
    assert numbers() == before
    assert db.session.get_one(Event, event.id, populate_existing=True).seats_taken == 1


def test_a_form_pressed_by_eight_threads_is_one_answer(app):
    event = events.event(capacity=50)
    given = answers.given(event, operation_id="pressed")

    def press(_n: int) -> bool:
        with app.app_context():
            return at_once.answer(actor=VISITOR, now=NOW, given=given) is not None

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(press, range(8)))
    assert kept.count(True) == 1
    db.session.rollback()
    assert db.session.scalars(select(Rsvp.state)).all() == [RsvpState.CONFIRMED]


def test_a_connection_that_was_cut_is_opened_anew_for_the_next(app):
    event = events.event(capacity=9)
    glances = app.extensions["glances"]
    at_once_or_not(event, operation_id="before")
    glances.cursor().connection.close()
    assert at_once_or_not(event, operation_id="while cut") is None
    assert at_once_or_not(event, operation_id="after") is not None
