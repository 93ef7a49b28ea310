"""What phones send from a door: once each, in any order, as who captured; what is uncertain waits for a person."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engagement.audit.models import AuditEntry
from engagement.concerns.models import Concern
from engagement.events.actions import checkin
from engagement.events.models import AgendaItem, Event, EventDay, Promise, TallyEntry
from engagement.events.queries import attend
from engagement.events.rules import Kind, State
from engagement.intake import door, queries
from engagement.intake.actions import decide as decisions
from engagement.intake.actions import lease as leases
from engagement.intake.actions.decide import Choice
from engagement.intake.models import DoorEntry
from engagement.intake.rules import Reason
from engagement.intake.rules import State as Stands
from engagement.kernel import sealing
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.refusals import Refusal
from tests.factories import answers, events, people
from tests.factories.intake import Phone
from tests.factories.saving import saved

START = events.SOON
EVENING = START - timedelta(hours=20)
LATER = START + timedelta(hours=5)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)


def minute(n: float):
    return START + timedelta(minutes=n)


def states(rows: list[DoorEntry]) -> list[tuple[str, str | None]]:
    return [(row.state, row.reason) for row in rows]


def total(event: Event) -> int:
    return attend.attendance(event).total


def decide(entry: DoorEntry, choice: Choice, who: Any, said: Any = None) -> None:
    said = said or door.envelopes.opened(entry.lease, entry.operation_id, entry.sealed)
    with unit():
        event = fresh(entry.lease.event)
        decisions.decide(
            actor=who, now=LATER, event=event, entry=fresh(entry), choice=choice, said=said, receipt=None
        )


class TestOnce:
    def test_what_was_written_down_is_taken_in_as_of_then(self, event, officer, phone):
        rsvp = answers.rsvp(event=event, party=3)
        sent = [phone.walk_in(minute(1)), phone.arrival(minute(2), rsvp.code, 2)]
        assert states(phone.send(*sent, clock=LATER)) == [(Stands.APPLIED, None)] * 2
        db.session.expire_all()
        assert (total(event), event.state, event.held_at) == (3, State.HELD, minute(1))
        assert db.session.scalars(select(TallyEntry)).one().at == minute(1)
        assert (rsvp.arrived, rsvp.arrived_at) == (2, minute(2))
        done = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "events.count")).one()
        assert (done.person_id, done.post_id, done.door) == (
            officer.person_id,
            officer.holdings[0].post_id,
            "door",
        )

    def test_sent_again_in_another_order_it_counts_once(self, event, phone):  # C.3
        taps = [phone.walk_in(minute(n)) for n in range(6)]
        phone.send(*taps[:4], clock=LATER)
        phone.send(*reversed(taps), clock=LATER)
        phone.send(*taps, clock=LATER)
        assert total(event) == 6
        assert db.session.scalar(select(func.count(DoorEntry.id))) == 6

    def test_a_replayed_check_in_changes_nothing(self, event, phone):
        rsvp = answers.rsvp(event=event, party=2)
        arrival = phone.arrival(minute(1), rsvp.code, 2)
        for _each in range(3):
            assert states(phone.send(arrival, clock=LATER)) == [(Stands.APPLIED, None)]
        assert total(event) == 2

    def test_a_party_is_found_by_its_keyed_hash(self, event, phone):
        rsvp = answers.rsvp(event=event, party=2)
        party = queries.hashed(queries.hash_key(phone.lease), rsvp.code)
        phone.send(phone.sealed("arrive", minute(1), party=party, n=1), clock=LATER)
        assert total(event) == 1

    def test_what_is_applied_is_kept_sealed_no_longer(self, phone):
        row = phone.send(phone.walk_in(minute(1)), clock=LATER)[0]
        assert (row.sealed, row.subject_kind) == (None, "tally_entries")

    def test_a_locality_visit_is_logged_without_a_network_and_syncs_once(self, officer, event):  # 001.11
        visit = events.event(office=event.office, kind=Kind.VISIT, title="Lane 4")
        phone = Phone(visit, officer, EVENING)
        log = [
            phone.walk_in(minute(1)),
            phone.sealed("concern", minute(2), category="water", words="Dry tap."),
        ]
        for _each in range(2):
            phone.send(*log, clock=LATER)
        assert total(visit) == 1
        assert db.session.scalars(select(Concern.event_id)).all() == [visit.id]


class TestUndo:
    @pytest.mark.parametrize("undo_first", [True, False])
    def test_a_tap_taken_back_stays_marked(self, event, phone, undo_first):
        tap = phone.walk_in(minute(1))
        undo = phone.undone(tap, minute(2))
        for raw in (undo, tap) if undo_first else (tap, undo):
            phone.send(raw, clock=LATER)
        assert total(event) == 0
        assert db.session.scalars(select(TallyEntry.undone_at)).one() is not None
        assert {row.state for row in db.session.scalars(select(DoorEntry))} == {
            Stands.TAKEN_BACK,
            Stands.APPLIED,
        }

    @pytest.mark.parametrize("undo_first", [True, False])
    def test_an_arrival_and_a_promise_and_a_tick_are_taken_back(self, event, phone, post, undo_first):
        rsvp = answers.rsvp(event=event, party=2)
        item = saved(AgendaItem(event_id=event.id, position=1, words="Last time", language="en"))
        did = [
            phone.arrival(minute(1), rsvp.code, 2),
            phone.sealed("promise", minute(2), words="A lamp.", post=post.ref, due="2026-12-01"),
            phone.sealed("tick", minute(3), item=item.id),
        ]
        undone = [phone.undone(raw, minute(4)) for raw in did]
        phone.send(*(undone + did if undo_first else did + undone), clock=LATER)
        db.session.expire_all()
        assert (total(event), rsvp.arrived_at, item.covered_at) == (0, None, None)
        assert db.session.scalar(select(func.count(Promise.id))) == 0

    def test_a_concern_taken_back_before_it_came_is_never_raised(self, phone):
        concern = phone.sealed("concern", minute(1), category="water", words="Dry tap.")
        phone.send(phone.undone(concern, minute(2)), clock=LATER)
        phone.send(concern, clock=LATER)
        assert db.session.scalar(select(func.count(Concern.id))) == 0
        assert db.session.scalars(select(DoorEntry.sealed)).all() == [None, None]

    def test_a_concern_that_was_taken_in_is_not_deleted_by_a_phone(self, event, phone):
        concern = phone.sealed("concern", minute(1), category="water", words="Dry tap.")
        phone.send(concern, clock=LATER)
        row = phone.send(phone.undone(concern, minute(2)), clock=LATER)[0]
        assert (row.state, row.reason) == (Stands.HELD, Reason.TAKEN_IN)
        assert db.session.scalar(select(func.count(Concern.id))) == 1


class TestEverything:
    def test_a_concern_gets_its_reference_and_the_receipt_that_the_phone_gave_out(self, event, phone):
        code = "4820193755620914"
        phone.send(
            phone.sealed("concern", minute(1), category="water", words="نل خشک ہے", receipt=code), clock=LATER
        )
        row = db.session.scalars(select(Concern)).one()
        assert (row.receipt, row.raised_at, row.by_proxy) == (sealing.receipt_digest(code), minute(1), True)
        assert (row.language, row.ref) == ("ur", row.ref)
        assert sealing.read(row.words or b"") == "نل خشک ہے"

    def test_a_receipt_code_that_was_given_out_before_waits_and_keeps_nothing_else_out(self, event, phone):
        told = {"category": "water", "words": "Dry.", "receipt": "4820193755620914"}
        rows = phone.send(
            *(phone.sealed("concern", minute(n), **told) for n in (1, 2)),
            phone.walk_in(minute(3)),
            clock=LATER,
        )
        assert [row.state for row in rows] == [Stands.APPLIED, Stands.HELD, Stands.APPLIED]
        assert (db.session.scalar(select(func.count(Concern.id))), total(event)) == (1, 1)

    def test_a_promise_has_its_post_and_day(self, event, phone, post):
        phone.send(
            phone.sealed("promise", minute(1), words="A lamp.", post=post.ref, due="2026-12-01"), clock=LATER
        )
        row = db.session.scalars(select(Promise)).one()
        assert (row.post_id, row.due_on, row.words, row.event_id) == (
            post.id,
            date(2026, 12, 1),
            "A lamp.",
            event.id,
        )

    def test_a_point_is_ticked_by_either_phone(self, event, officer, phone):
        item = saved(AgendaItem(event_id=event.id, position=1, words="Last time", language="en"))
        other = Phone(event, officer, EVENING)
        ticks = [each.sealed("tick", minute(3), item=item.id) for each in (phone, other)]
        for each, raw in zip((phone, other), ticks, strict=True):
            each.send(raw, clock=LATER)
        db.session.expire_all()
        assert item.covered_at == minute(3)
        phone.send(phone.undone(ticks[0], minute(4)), clock=LATER)
        db.session.expire_all()
        assert item.covered_at == minute(3)


class TestWaits:
    def test_one_party_seen_by_two_phones_is_shown_not_guessed(self, event, officer, phone):
        rsvp, other = answers.rsvp(event=event, party=4), Phone(event, officer, EVENING)
        phone.send(phone.arrival(minute(5), rsvp.code, 3), clock=LATER)
        row = other.send(other.arrival(minute(1), rsvp.code, 1), clock=LATER)[0]
        assert (row.state, row.reason, total(event)) == (Stands.HELD, Reason.ALREADY_IN, 3)
        decide(row, Choice.ADD, officer)
        assert total(event) == 4
        decide(row, Choice.TAKE, officer)  # decided once, it stays so
        assert (total(event), row.decided_by_id) == (4, officer.person_id)

    def test_when_the_first_takes_it_back_the_other_phone_is_believed(self, event, officer, phone):
        rsvp, other = answers.rsvp(event=event, party=4), Phone(event, officer, EVENING)
        first = phone.arrival(minute(5), rsvp.code, 3)
        phone.send(first, clock=LATER)
        row = other.send(other.arrival(minute(6), rsvp.code, 2), clock=LATER)[0]
        phone.send(phone.undone(first, minute(7)), clock=LATER)
        db.session.expire_all()
        assert (row.state, total(event)) == (Stands.APPLIED, 2)

    def test_a_code_of_another_meeting_waits_and_names_it(self, event, officer, phone):
        elsewhere = answers.rsvp(event=events.event(office=event.office), party=2)
        rows = phone.send(
            phone.arrival(minute(1), elsewhere.code, 2, meeting=elsewhere.event.ref),
            phone.arrival(minute(1), elsewhere.code, 2),
            clock=LATER,
        )
        assert states(rows) == [(Stands.HELD, Reason.OTHER_MEETING), (Stands.HELD, Reason.UNKNOWN_CODE)]
        assert elsewhere.arrived_at is None
        decide(rows[0], Choice.COUNT, officer)
        assert (total(event), attend.attendance(event).walked_in) == (2, 2)

    def test_a_clock_that_was_changed_meanwhile_waits_for_a_person(self, event, officer, phone):
        hour = timedelta(hours=1)
        row = phone.send(phone.walk_in(minute(1) + hour), clock=LATER + hour)[0]
        assert (row.state, row.reason, total(event)) == (Stands.HELD, Reason.CLOCK, 0)
        assert row.sealed is not None
        decide(row, Choice.TAKE, officer)
        assert total(event) == 1

    @pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-2)])
    def test_what_was_written_down_in_the_future_or_before_the_phone_had_the_door_waits(
        self, event, phone, off
    ):
        row = phone.send(phone.walk_in(LATER + off), clock=LATER)[0]
        assert (row.state, row.reason) == (Stands.HELD, Reason.CLOCK)

    def test_a_queue_from_a_revoked_phone_is_kept_sealed(self, event, officer, phone):  # T15
        with unit():
            leases.revoke(actor=officer, now=LATER, event=event, lease=phone.lease)
        rows = phone.send(phone.walk_in(minute(1)), phone.walk_in(minute(2)), clock=LATER)
        assert states(rows) == [(Stands.HELD, Reason.REVOKED)] * 2
        assert total(event) == 0
        decide(rows[0], Choice.TAKE, officer)
        decide(rows[1], Choice.LEAVE, officer)
        assert (total(event), [row.sealed for row in rows]) == (1, [None, None])

    def test_after_its_time_a_phone_no_longer_counts_by_itself(self, event, phone, time_machine):
        time_machine.move_to(event.ends_at + timedelta(hours=49), tick=False)
        row = phone.send(phone.walk_in(minute(1)), clock=event.ends_at + timedelta(hours=49))[0]
        assert (row.state, row.reason, total(event)) == (Stands.HELD, Reason.EXPIRED, 0)

    def test_a_meeting_called_off_meanwhile_says_so(self, event, officer, phone):
        event.state = State.CANCELLED
        saved(event)
        row = phone.send(phone.walk_in(minute(1)), clock=LATER)[0]
        assert (row.state, row.reason, bool(row.said)) == (Stands.HELD, Reason.REFUSED, True)
        with pytest.raises(Refusal):
            decide(row, Choice.TAKE, officer)
        db.session.rollback()
        assert fresh(row).state == Stands.HELD

    def test_another_force_or_a_changed_byte_opens_nothing(self, event, phone, officer):
        raw = phone.walk_in(minute(1))
        broken = door.Raw("broken", raw.sealed[:-1] + bytes([raw.sealed[-1] ^ 1]))
        stolen = door.Raw("another name", raw.sealed)
        rows = phone.send(broken, stolen, clock=LATER)
        assert states(rows) == [(Stands.HELD, Reason.UNREADABLE)] * 2
        with pytest.raises(Refusal):
            decide(rows[0], Choice.TAKE, officer)

    def test_what_says_nothing_known_waits_too(self, phone):
        rows = phone.send(
            phone.sealed("dance", minute(1)),
            phone.walk_in(minute(1), sex="robot"),
            phone.arrival(minute(1), "123", 999),
            phone.sealed("promise", minute(1), words="x", post="P", due="soon"),
            clock=LATER,
        )
        assert states(rows) == [(Stands.HELD, Reason.UNREADABLE)] * 4


class TestSeveralDays:
    def test_a_party_comes_on_each_day_once(self, officer, event):
        course = events.event(office=event.office, starts_at=START, ends_at=START + timedelta(hours=26))
        for number in (1, 2):
            begins = START + timedelta(days=number - 1)
            saved(
                EventDay(
                    event_id=course.id, number=number, starts_at=begins, ends_at=begins + timedelta(hours=2),
                    wall_start=f"2026-11-{23 + number}T16:00", wall_end=f"2026-11-{23 + number}T18:00",
                )
            )  # fmt: skip
        rsvp, phone = answers.rsvp(event=course, party=3), Phone(course, officer, EVENING)
        first, second = phone.arrival(minute(1), rsvp.code, 2), phone.arrival(minute(2), rsvp.code, 3)
        assert states(phone.send(first, second, clock=LATER))[1] == (Stands.HELD, Reason.ALREADY_IN)
        assert [each.total for each in attend.attendance(course).days] == [2, 0]
        assert not queries.is_in(course, rsvp, minute(24 * 60))
        phone.send(phone.undone(first, minute(3)), clock=LATER)
        assert [each.total for each in attend.attendance(course).days] == [3, 0]


def test_one_that_waits_keeps_none_of_its_batch_out(event, phone):
    taps = [phone.walk_in(minute(n)) for n in range(12)]
    rows = phone.send(*taps[:5], phone.arrival(minute(5), "00000000"), *taps[5:], *taps[:2], clock=LATER)
    assert [row.state for row in rows].count(Stands.APPLIED) == 12
    assert (total(event), queries.undecided(event)) == (12, 1)


class TestWho:
    def test_who_was_transferred_since_is_judged_by_the_post_of_that_time(self, event, post):
        officer = people.person()
        posting = people.posting(person=officer, post=post)
        who = people.actor_at(post, person=officer)
        phone = Phone(event, who, EVENING)
        tap, late = phone.walk_in(minute(1)), phone.walk_in(minute(60))
        posting.ended_at = minute(30)
        saved(posting)
        assert states(phone.send(tap, late, clock=LATER)) == [
            (Stands.APPLIED, None),
            (Stands.HELD, Reason.NOT_POSTED),
        ]
        assert total(event) == 1

    def test_a_commander_takes_in_what_a_transferred_officer_wrote(self, event, post, officer):
        somebody = people.person()
        posting = people.posting(person=somebody, post=post)
        phone = Phone(event, people.actor_at(post, person=somebody), EVENING)
        posting.ended_at = minute(-60)
        saved(posting)
        row = phone.send(phone.walk_in(minute(1)), clock=LATER)[0]
        assert (row.state, row.reason) == (Stands.HELD, Reason.NOT_POSTED)
        decide(row, Choice.TAKE, officer)
        assert total(event) == 1


def test_a_party_counted_on_the_page_of_the_door_is_not_counted_again(event, officer, phone):
    rsvp = answers.rsvp(event=event, party=2)
    with unit():
        checkin.arrive(actor=officer, now=minute(1), event=fresh(event), rsvp=fresh(rsvp), arrived=2)
    row = phone.send(phone.arrival(minute(2), rsvp.code, 2), clock=LATER)[0]
    assert (row.reason, total(event)) == (Reason.ALREADY_IN, 2)
