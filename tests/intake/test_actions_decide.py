"""What a person decides; and after the record was closed: no attendance is lost, and the meeting stays closed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engagement.concerns.models import Concern
from engagement.events.actions import record
from engagement.events.models import AgendaItem, Event, Promise
from engagement.events.queries import attend
from engagement.events.rules import State as MeetingState
from engagement.intake import door
from engagement.intake.actions import decide as decisions
from engagement.intake.actions import lease as leases
from engagement.intake.actions.decide import Choice
from engagement.intake.models import DoorEntry
from engagement.intake.rules import Reason, State
from engagement.kernel.database import db, fresh, unit
from tests.factories import answers, events
from tests.factories.saving import saved

START = events.SOON
CLOSED = START + timedelta(hours=2)
LATER = START + timedelta(hours=5)
HOUR = timedelta(hours=1)


def minute(n: float):
    return START + timedelta(minutes=n)


@pytest.fixture
def event(app, time_machine) -> Event:
    time_machine.move_to(LATER, tick=False)
    return events.event(capacity=200)


def close(event, officer) -> None:
    said = {"actor": officer, "now": CLOSED}
    with unit():
        words = {"words": "Many spoke.", "language": "en", "decisions": ()}
        record.write_minutes(**said, event=fresh(event), **words)
        record.close(**said, event=event)


def total(event) -> int:
    return attend.attendance(event).total


def take(row: DoorEntry, officer) -> None:
    said = door.envelopes.opened(row.lease, row.operation_id, row.sealed)
    receipt = door.envelopes.receipt_of(said)
    with unit():
        event = fresh(row.lease.event)
        decisions.decide(
            actor=officer,
            now=LATER,
            event=event,
            entry=fresh(row),
            choice=Choice.TAKE,
            said=said,
            receipt=receipt,
        )


def test_what_was_written_down_before_the_record_was_closed_counts(event, officer, phone, post):
    rsvp = answers.rsvp(event=event, party=3)
    item = saved(AgendaItem(event_id=event.id, position=1, words="Last time", language="en"))
    tap = phone.walk_in(minute(1))
    close(event, officer)
    rows = phone.send(
        tap,
        phone.walk_in(minute(2)),
        phone.arrival(minute(3), rsvp.code, 3),
        phone.sealed("tick", minute(4), item=item.id),
        phone.sealed("promise", minute(5), words="A lamp.", post=post.ref, due="2026-12-01"),
        phone.undone(tap, minute(6)),
        clock=LATER,
    )
    assert {row.state for row in rows} == {State.APPLIED, State.TAKEN_BACK}
    db.session.expire_all()
    assert (total(event), rsvp.arrived_at, item.covered_at) == (4, minute(3), minute(4))
    assert db.session.scalar(select(func.count(Promise.id))) == 1
    assert (event.state, event.closed_at) == (MeetingState.CLOSED, CLOSED)


def test_what_was_written_down_after_it_was_closed_waits_and_a_person_may_take_it_in(event, officer, phone):
    close(event, officer)
    row = phone.send(phone.walk_in(CLOSED + HOUR), clock=LATER)[0]
    assert (row.state, row.reason, "closed" in row.said, total(event)) == (
        State.HELD,
        Reason.REFUSED,
        True,
        0,
    )
    take(row, officer)
    assert (row.state, total(event), event.state) == (State.APPLIED, 1, MeetingState.CLOSED)


def test_a_lost_phone_keeps_no_record_open_and_what_it_sent_is_still_decided(event, officer, phone):
    with unit():
        leases.revoke(actor=officer, now=CLOSED, event=event, lease=phone.lease)
    close(event, officer)
    rows = phone.send(phone.walk_in(minute(1)), phone.arrival(minute(2), "00000000", 2), clock=LATER + HOUR)
    assert [row.reason for row in rows] == [Reason.REVOKED] * 2
    take(rows[0], officer)
    assert total(event) == 1


def test_an_uncertain_clock_loses_nobody_after_the_record_was_closed(event, officer, phone):
    close(event, officer)
    rows = phone.send(phone.walk_in(minute(1)), phone.arrival(LATER, "00000000", 2), clock=LATER + HOUR)
    assert [row.reason for row in rows] == [Reason.CLOCK] * 2
    take(rows[0], officer)
    assert (total(event), event.state) == (1, MeetingState.CLOSED)


def test_a_concern_whose_code_was_given_out_before_is_taken_in_without_it(officer, phone):
    told = {"category": "water", "receipt": "4820193755620914"}
    rows = phone.send(
        *(phone.sealed("concern", minute(n), words=f"Dry {n}.", **told) for n in (1, 2)), clock=LATER
    )
    take(rows[1], officer)
    assert rows[1].state == State.APPLIED
    found = db.session.scalars(select(Concern).order_by(Concern.id)).all()
    assert [each.receipt is None for each in found] == [False, True]
