"""At the door: who came with an answer, who walked in, and taps taken back."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.events.actions import checkin
from engagement.events.models import Event, TallyEntry
from engagement.events.queries import attend as queries
from engagement.events.rules import AgeBand, Disability, RsvpState, Sex, Side, State
from engagement.kernel import database
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from tests.factories import answers, events, organisation, people

START = events.SOON


def officer(event: Event) -> Actor:
    return people.actor_at(organisation.post(office=event.office))


def act(action: Any, event: Event, who: Actor, **more: Any) -> Any:
    now = more.pop("now", START)
    with unit():
        for row in (event, *more.values()):
            if isinstance(row, database.Base):
                database.fresh(row)
        return action(actor=who, now=now, event=event, **more)


@pytest.fixture
def event(app) -> Event:
    return events.event(capacity=50)


@pytest.fixture
def who(event) -> Actor:
    return officer(event)


class TestTally:
    def test_each_tap_is_a_row_without_a_name(self, event, who):  # C.3, 000.12, 003.1
        act(checkin.count, event, who, operation_id="1", sex=Sex.WOMAN)
        act(checkin.count, event, who, operation_id="2", sex=Sex.MAN, age_band=AgeBand.CHILD)
        act(checkin.count, event, who, operation_id="3", side=Side.POLICE, disability=Disability.YES)
        came = queries.attendance(event)
        assert (came.total, came.walked_in, came.with_answer) == (3, 3, 0)
        assert dict(came.by_sex) == {"woman": 1, "man": 1, "unknown": 1}
        assert dict(came.by_age) == {"unknown": 2, "child": 1}
        assert dict(came.by_side) == {"resident": 2, "police": 1}
        assert dict(came.by_disability) == {"unknown": 2, "yes": 1}

    def test_the_same_tap_sent_twice_counts_once(self, event, who):
        for _each in range(2):
            act(checkin.count, event, who, operation_id="one tap", sex=Sex.WOMAN)
        assert queries.attendance(event).total == 1

    def test_a_tap_taken_back_stays_marked(self, event, who):
        tap = act(checkin.count, event, who, operation_id="1", sex=Sex.WOMAN)
        for _each in range(2):
            act(checkin.take_back, event, who, tap=tap)
        assert queries.attendance(event).total == 0
        assert db.session.scalars(select(TallyEntry)).one().undone_at == START
        assert queries.last_tap(event) is None

    def test_a_tap_of_another_door_is_not_taken_back(self, event, who):
        other = events.event(office=event.office, locality=event.locality)
        tap = act(checkin.count, other, who, operation_id="1")
        with pytest.raises(Refusal):
            act(checkin.take_back, event, who, tap=tap)

    def test_the_trail_names_the_acting_post(self, event, who):
        act(checkin.count, event, who, operation_id="1")
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.verb for entry in entries] == ["events.hold", "events.count"]
        assert {entry.post_id for entry in entries} == {who.holdings[0].post_id}


class TestArrivals:
    def test_some_of_a_party_come(self, event, who):
        rsvp = answers.rsvp(event=event, party=4)
        act(checkin.arrive, event, who, rsvp=rsvp, arrived=3)
        assert queries.attendance(event).with_answer == 3
        act(checkin.arrive, event, who, rsvp=rsvp, arrived=4)
        assert queries.attendance(event).with_answer == 4

    def test_an_arrival_is_taken_back(self, event, who):
        rsvp = answers.rsvp(event=event, party=4)
        act(checkin.arrive, event, who, rsvp=rsvp, arrived=4)
        act(checkin.not_arrived, event, who, rsvp=rsvp)
        assert queries.attendance(event).total == 0

    def test_who_waited_and_came_counts(self, event, who):
        rsvp = answers.rsvp(event=event, state=RsvpState.WAITING)
        act(checkin.arrive, event, who, rsvp=rsvp, arrived=1)
        assert queries.attendance(event).with_answer == 1

    def test_who_withdrew_is_counted_as_walking_in(self, event, who):
        rsvp = answers.rsvp(event=event, state=RsvpState.WITHDRAWN)
        with pytest.raises(Refusal):
            act(checkin.arrive, event, who, rsvp=rsvp, arrived=1)

    @pytest.mark.parametrize("arrived", [0, -1, 21])
    def test_impossible_numbers_are_refused(self, event, who, arrived):
        with pytest.raises(Refusal):
            act(checkin.arrive, event, who, rsvp=answers.rsvp(event=event), arrived=arrived)

    def test_an_answer_to_another_meeting_is_refused(self, event, who):
        other = answers.rsvp(event=events.event(office=event.office, locality=event.locality))
        with pytest.raises(Refusal):
            act(checkin.arrive, event, who, rsvp=other, arrived=1)


class TestHeld:
    def test_the_first_person_begins_the_meeting(self, event, who):
        act(checkin.count, event, who, operation_id="1", now=START - timedelta(minutes=20))
        assert (event.state, event.held_at) == (State.HELD, START - timedelta(minutes=20))

    def test_the_button_begins_it_at_its_start(self, event, who):
        with pytest.raises(Refusal):
            act(checkin.begin, event, who, now=START - timedelta(minutes=1))
        act(checkin.begin, event, who)
        act(checkin.begin, event, who, now=START + timedelta(minutes=5))
        assert (event.state, event.held_at) == (State.HELD, START)

    def test_nobody_is_counted_long_before(self, event, who):
        with pytest.raises(Refusal):
            act(checkin.count, event, who, operation_id="1", now=START - timedelta(hours=4))
        assert queries.attendance(event).total == 0

    @pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.CLOSED])
    def test_nobody_is_counted_where_no_meeting_is(self, app, state):
        event = events.event(state=state)
        with pytest.raises(Refusal):
            act(checkin.count, event, officer(event), operation_id="1")


class TestPublicTotal:
    @pytest.mark.parametrize(("people_counted", "shown"), [(9, None), (10, 10), (23, 23)])
    def test_totals_are_public_from_ten_on(self, event, who, people_counted, shown):  # C.8
        for n in range(people_counted):
            act(checkin.count, event, who, operation_id=str(n))
        assert queries.public_attendance(event) == shown
