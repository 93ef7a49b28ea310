"""Coming to a meeting: seats, the line of those who wait, the second answer of one contact."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.events.actions import attend, waitlist
from engagement.events.models import Event, Rsvp
from engagement.events.rules import Need, RsvpState, State
from engagement.kernel import database
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people.models import Contact
from tests.factories import answers, events
from tests.factories.answers import NOW

CONFIRMED, WAITING, WITHDRAWN = RsvpState.CONFIRMED, RsvpState.WAITING, RsvpState.WITHDRAWN


def answer(event: Event, **more: Any) -> attend.Kept:
    at = more.pop("now", NOW)
    with unit():
        return attend.answer(actor=VISITOR, now=at, given=answers.given(event, **more))


def act(action: Any, event: Event, **more: Any) -> Any:
    """Do something to a meeting's answers as a view does: meeting first, then answer, both read again."""
    with unit():
        for row in (event, *more.values()):
            if isinstance(row, database.Base):
                database.fresh(row)
        return action(actor=VISITOR, now=more.pop("now", NOW), event=event, **more)


def states(event: Event) -> list[tuple[str, int]]:
    rows = db.session.execute(
        select(Rsvp.state, Rsvp.party).where(Rsvp.event_id == event.id).order_by(Rsvp.id)
    )
    return [(state, party) for state, party in rows]


def seats(event: Event) -> int:
    db.session.rollback()
    return db.session.scalar(select(Event.seats_taken).where(Event.id == event.id))


def told() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def one(kept: attend.Kept) -> Rsvp:
    db.session.rollback()
    return db.session.get_one(Rsvp, kept.rsvp_id, populate_existing=True)


@pytest.fixture
def verified(app: Flask) -> Iterator[Any]:
    def make(address: str) -> None:
        with unit():
            db.session.execute(update(Contact).values(verified_at=NOW))

    return make


class TestSeats:
    def test_a_party_with_room_has_its_places(self, app):  # C.6
        event = events.event(capacity=10)
        kept = answer(event, party=3)
        assert (states(event), seats(event)) == ([(CONFIRMED, 3)], 3)
        assert not kept.told
        assert len(one(kept).code) == 8

    def test_without_a_bound_everybody_has_a_place(self, app):
        event = events.event(capacity=None)
        for _each in range(3):
            answer(event, party=20)
        assert seats(event) == 60

    def test_a_party_that_does_not_fit_waits(self, app):
        event = events.event(capacity=4)
        answer(event, party=3)
        answer(event, party=2)
        assert (states(event), seats(event)) == ([(CONFIRMED, 3), (WAITING, 2)], 3)

    def test_a_small_party_does_not_overtake_a_large_one(self, app):
        event = events.event(capacity=4)
        answer(event, party=3)
        answer(event, party=2)
        answer(event, party=1)
        assert states(event) == [(CONFIRMED, 3), (WAITING, 2), (WAITING, 1)]

    def test_a_party_larger_than_the_room_is_refused(self, app):
        event = events.event(capacity=4)
        with pytest.raises(Refusal) as refused:
            answer(event, party=5)
        assert (refused.value.field, refused.value.values) == ("party", {"n": 4})
        assert states(event) == []

    @pytest.mark.parametrize("party", [0, -1, 21, 10_000])
    def test_impossible_parties_are_refused(self, app, party):
        event = events.event(capacity=None)
        with pytest.raises(Refusal):
            answer(event, party=party)

    @pytest.mark.parametrize("state", [State.DRAFT, State.HELD, State.CLOSED, State.CANCELLED])
    def test_only_published_meetings_take_answers(self, app, state):
        event = events.event(state=state)
        with pytest.raises(Refusal):
            answer(event)

    def test_a_meeting_that_began_takes_no_answers(self, app):
        event = events.event()
        with pytest.raises(Refusal):
            answer(event, now=event.starts_at)
        answer(event, now=event.starts_at - timedelta(seconds=1))
        assert seats(event) == 1

    def test_five_statements_of_ours_and_the_topic(self, app, statements):
        event = events.event(capacity=9)
        _office = event.force.ref
        with statements() as ran:
            answer(event)
        assert [sql.split()[0] for sql in ran if not sql.startswith(("BEGIN", "SELECT"))] == [
            "UPDATE",
            "INSERT",
            "INSERT",
            "INSERT",
        ]


class TestLine:
    def test_withdrawing_promotes_in_the_order_of_joining(self, app):
        event = events.event(capacity=4)
        first = answer(event, party=3)
        for party in (2, 1, 1):
            answer(event, party=party)
        act(attend.withdraw, event, rsvp=one(first))
        assert states(event) == [(WITHDRAWN, 3), (CONFIRMED, 2), (CONFIRMED, 1), (CONFIRMED, 1)]
        assert seats(event) == 4

    def test_promotion_ends_at_the_first_that_does_not_fit(self, app):
        event = events.event(capacity=4)
        answer(event, party=2)
        second = answer(event, party=2)
        for party in (1, 3, 1):
            answer(event, party=party)
        act(attend.withdraw, event, rsvp=one(second))
        assert states(event)[2:] == [(CONFIRMED, 1), (WAITING, 3), (WAITING, 1)]
        assert seats(event) == 3

    def test_a_smaller_party_frees_places(self, app):
        event = events.event(capacity=3)
        first = answer(event, party=3)
        answer(event, party=2)
        act(attend.change, event, rsvp=one(first), party=1, need=Need.STEP_FREE)
        assert (states(event), seats(event)) == ([(CONFIRMED, 1), (CONFIRMED, 2)], 3)
        assert one(first).need == Need.STEP_FREE

    def test_a_larger_party_needs_free_places(self, app):
        event = events.event(capacity=3)
        first = answer(event, party=1)
        with pytest.raises(Refusal):
            act(attend.change, event, rsvp=one(first), party=4, need=Need.NOTHING)
        act(attend.change, event, rsvp=one(first), party=3, need=Need.NOTHING)
        assert seats(event) == 3

    def test_a_larger_party_does_not_overtake_the_line(self, app):
        event = events.event(capacity=3)
        first = answer(event, party=2)
        answer(event, party=2)
        with pytest.raises(Refusal):
            act(attend.change, event, rsvp=one(first), party=3, need=Need.NOTHING)
        assert states(event) == [(CONFIRMED, 2), (WAITING, 2)]

    def test_a_waiting_party_that_shrinks_to_fit_moves_up(self, app):
        event = events.event(capacity=3)
        answer(event, party=2)
        second = answer(event, party=2)
        act(attend.change, event, rsvp=one(second), party=1, need=Need.NOTHING)
        assert (states(event), seats(event)) == ([(CONFIRMED, 2), (CONFIRMED, 1)], 3)

    def test_a_raised_capacity_promotes(self, app):
        event = events.event(capacity=2)
        for party in (2, 2, 2):
            answer(event, party=party)
        with unit():
            database.fresh(event)
            event.capacity = 5
            db.session.flush()
            moved = waitlist.promote(event=event, actor=VISITOR, now=NOW)
        assert [rsvp.party for rsvp in moved] == [2]
        assert seats(event) == 4

    def test_a_party_for_which_the_room_became_too_small_holds_up_nobody(self, app):
        event = events.event(capacity=6)
        for party in (3, 5):
            answer(event, party=party)
        with unit():
            database.fresh(event)
            event.capacity = 4
        answer(event, party=1)
        assert states(event) == [(CONFIRMED, 3), (WAITING, 5), (CONFIRMED, 1)]

    def test_withdrawing_twice_frees_places_once(self, app):
        event = events.event(capacity=5)
        first = answer(event, party=2)
        answer(event, party=1)
        for _each in range(2):
            act(attend.withdraw, event, rsvp=one(first))
        assert seats(event) == 1

    def test_a_withdrawn_answer_is_not_changed(self, app):
        event = events.event(capacity=5)
        first = answer(event, party=2)
        act(attend.withdraw, event, rsvp=one(first))
        with pytest.raises(Refusal):
            act(attend.change, event, rsvp=one(first), party=1, need=Need.NOTHING)
        assert seats(event) == 0

    def test_nobody_moves_up_once_the_meeting_began(self, app):
        event = events.event(capacity=1)
        answer(event)
        answer(event)
        with unit():
            database.fresh(event)
            event.capacity = 2
            db.session.flush()
            assert waitlist.promote(event=event, actor=VISITOR, now=event.starts_at) == []

    def test_who_is_promoted_is_told(self, app):
        event = events.event(capacity=1)
        first = answer(event)
        answer(event, address="waits@example.org")
        act(attend.withdraw, event, rsvp=one(first))
        assert told() == ["events.rsvp_waiting", "events.rsvp_promoted"]


class TestAgain:
    def test_the_same_form_sent_twice_is_one_answer(self, app):
        event = events.event(capacity=10)
        kept = [answer(event, party=2, operation_id="the-same-form") for _each in range(2)]
        assert kept[0] == kept[1]
        assert (seats(event), len(states(event))) == (2, 1)

    def test_a_form_sent_again_to_another_meeting_is_refused(self, app):
        event, other = events.event(), events.event()
        answer(event, operation_id="the-same-form")
        with pytest.raises(Refusal):
            answer(other, operation_id="the-same-form")

    def test_the_same_form_with_another_address_is_another_answer(self, app):
        event = events.event()
        answer(event, operation_id="a-form", address="wrng@example.org")
        answer(event, operation_id="a-form", address="right@example.org")
        assert (len(states(event)), told()) == (2, ["events.rsvp_kept"] * 2)

    def test_a_refusal_does_not_tell_whether_an_address_answered_before(self, app):
        event = events.event(capacity=4)
        answer(event, address="amina@example.org")
        for address in ("amina@example.org", "stranger@example.org"):
            with pytest.raises(Refusal):
                answer(event, address=address, party=5)
            with pytest.raises(Refusal):
                answer(event, address=address, now=event.starts_at)

    def test_the_same_contact_gets_the_first_answer(self, app):  # C.6
        event = events.event(capacity=10)
        first = answer(event, party=2, address="Amina@example.org")
        second = answer(event, party=5, address="amina@EXAMPLE.org")
        assert first == second
        assert (seats(event), told()) == (2, ["events.rsvp_kept"])

    def test_a_verified_contact_is_told_once_a_day_that_somebody_answered_again(self, app, verified):
        event = events.event(capacity=10)
        answer(event, address="amina@example.org")
        verified("amina@example.org")
        for hours in (1, 2, 30):
            answer(event, address="amina@example.org", now=NOW + timedelta(hours=hours))
        assert told() == ["events.rsvp_kept", "events.rsvp_again", "events.rsvp_again"]

    def test_a_doubled_form_tells_a_verified_contact_nothing_more(self, app, verified):
        event = events.event(capacity=10)
        answer(event, address="amina@example.org")
        verified("amina@example.org")
        other = events.event(office=event.office, locality=event.locality)
        for _each in range(2):
            answer(other, address="amina@example.org", operation_id="a-form")
        assert told() == ["events.rsvp_kept", "events.rsvp_kept"]

    def test_an_unverified_contact_gets_one_first_message(self, app):
        event = events.event()
        other = events.event(office=event.office, locality=event.locality)
        answer(event, address="amina@example.org")
        answer(other, address="amina@example.org", now=NOW + timedelta(hours=1))
        assert told() == ["events.rsvp_kept"]

    def test_what_waited_for_the_first_press_is_told_then(self, app):
        event = events.event()
        other = events.event(office=event.office, locality=event.locality)
        first = answer(event, address="amina@example.org")
        second = answer(other, address="amina@example.org", now=NOW + timedelta(hours=1))
        rsvp = one(first)
        act(attend.change, event, rsvp=rsvp, party=1, need=Need.NOTHING)
        messages = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert [message.about["rsvp"] for message in messages] == [first.rsvp_id, second.rsvp_id]
        assert one(first).contact.verified_at is not None

    def test_who_withdrew_and_answers_again_waits_at_the_end(self, app):
        event = events.event(capacity=1)
        first = answer(event, address="amina@example.org")
        answer(event, party=1)
        act(attend.withdraw, event, rsvp=one(first))
        again = answer(event, address="amina@example.org")
        assert again.rsvp_id != first.rsvp_id
        assert states(event) == [(WITHDRAWN, 1), (CONFIRMED, 1), (WAITING, 1)]

    def test_the_trail_and_the_outbox_hold_no_words_or_addresses(self, app):
        event = events.event()
        answer(event, address="amina@example.org", name=b"\x00Amina")
        entry = db.session.scalars(select(AuditEntry)).one()
        message = db.session.scalars(select(OutboxMessage)).one()
        assert entry.facts == {"event": event.id, "party": 1, "state": "confirmed"}
        assert (entry.verb, list(message.about)) == ("events.answer", ["rsvp"])


def test_three_hundred_at_once_for_a_hundred_places(app):
    """Exactly 100 have a place, 200 wait in order; seats equal rows; nobody is turned away by an error."""
    event = events.event(capacity=100)
    given = [answers.given(event) for _each in range(300)]
    _loaded = event.force.ref

    def press(one_answer: attend.Answer) -> None:
        with app.app_context():
            try:
                with unit():
                    attend.answer(actor=VISITOR, now=NOW, given=one_answer)
            finally:
                db.session.remove()

    db.session.rollback()
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(press, given))
    found = states(event)
    assert [state for state, _party in found].count(CONFIRMED) == 100
    assert [state for state, _party in found].count(WAITING) == 200
    assert seats(event) == 100
    last_seated = db.session.scalar(select(func.max(Rsvp.id)).where(Rsvp.state == CONFIRMED))
    first_waiting = db.session.scalar(select(func.min(Rsvp.id)).where(Rsvp.state == WAITING))
    assert last_seated < first_waiting
