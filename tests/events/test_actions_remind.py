"""Reminders and thanks: each party once, in time, in its language; none of what moved, was called off, or was told since."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sent
from engagement.channels.notice import Notice, composer
from engagement.events import jobs
from engagement.events.actions import attend, remind
from engagement.events.actions import plan as planning
from engagement.events.models import Event, Rsvp
from engagement.events.rules import Kind, Plan, RsvpState, State
from engagement.kernel.actor import JOB, VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.locale import speaking
from engagement.kernel.refusals import Refusal
from tests.factories import answers, organisation, people
from tests.factories.events import SOON, event

EARLY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DUE = SOON - timedelta(days=1)  # both at 16:00 in Karachi
LATER = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(EARLY, tick=False)


def coming(one: Event, who: str = "amina", now: datetime = EARLY, **more: Any) -> Rsvp:
    with unit():
        given = answers.given(one, address=f"{who}@example.org", **more)
        kept = attend.answer(actor=VISITOR, now=now, given=given)
    found = db.session.get(Rsvp, kept.rsvp_id)
    assert found is not None
    return found


def told(kind: str) -> list[OutboxMessage]:
    db.session.rollback()
    query = select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    return list(db.session.scalars(query))


def said(kind: str, code: str = "en") -> list[Notice | None]:
    with speaking(code):
        return [composer(kind)(message) for message in told(kind)]


def sent_all() -> None:
    with unit():
        for message in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)):
            message.state = Sent.SENT


def move(one: Event, starts: datetime, now: datetime) -> None:
    post = organisation.post(office=one.office)
    plan = Plan(
        title=one.title, kind=Kind(one.kind), host_post_id=post.id, locality_id=one.locality_id,
        starts=starts, ends=starts + timedelta(hours=2),
    )  # fmt: skip
    with unit():
        planning.edit(actor=people.actor_at(post), now=now, event=one, plan=plan, version=None)


def at(time_machine: Any, moment: datetime) -> None:
    time_machine.move_to(moment, tick=False)
    jobs.remind()


def test_each_party_with_a_place_and_an_address_is_reminded_once_a_day_before(app, time_machine):
    one = event(capacity=3)
    first = coming(one, party=2)
    answers.rsvp(event=one)  # left no address
    coming(one, "gul")  # waits
    gone = coming(event(office=one.office), "zar")
    with unit():
        attend.withdraw(actor=VISITOR, now=EARLY, event=gone.event, rsvp=gone)
    at(time_machine, DUE - LATER)
    assert told("events.reminder") == []
    for minutes in (0, 0, 5, 60):
        at(time_machine, DUE + timedelta(minutes=minutes))
    (message,) = told("events.reminder")
    assert (message.recipient_id, message.about["rsvp"]) == (first.contact_id, first.id)
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "events.reminder")).all()
    assert [entry.facts["told"] for entry in entries] == [1]


def test_it_says_when_where_the_code_and_the_way_back_in_the_readers_language(app, time_machine):
    mine = coming(event(title="Badhber monthly", place="Hujra"))
    at(time_machine, DUE)
    (english,) = said("events.reminder")
    assert (english.address, english.subject) == ("amina@example.org", "Remember: Badhber monthly")
    assert "Badhber monthly. Tuesday 24 November 2026, 16:00–18:00." in english.paragraphs
    assert any("Hujra" in line for line in english.paragraphs)
    assert english.code == mine.code
    assert english.link.endswith("/mine")
    assert english.calendar is None
    (urdu,) = said("events.reminder", "ur")
    assert "نومبر" in " ".join(urdu.paragraphs)


def test_a_day_before_is_a_day_on_the_wall_clock(app):
    spring = datetime(
        2027, 3, 28, 8, 0, tzinfo=UTC
    )  # 10:00 in Belgrade, on the day when the clock is put forward
    one = event(starts_at=spring, zone="Europe/Belgrade")
    assert remind.due_at(one) == datetime(2027, 3, 27, 9, 0, tzinfo=UTC)  # 10:00 too: 23 hours before


def test_whoever_answered_after_the_reminder_was_due_is_not_reminded_of_what_was_just_told(app, time_machine):
    one = event()
    time_machine.move_to(DUE + LATER, tick=False)
    coming(one, now=DUE + LATER)
    at(time_machine, DUE + 2 * LATER)
    assert told("events.reminder") == []


def test_a_moved_meeting_is_reminded_at_its_new_time_alone(app, time_machine):  # C.1
    one = event()
    coming(one)
    move(one, datetime.fromisoformat("2026-11-26T16:00"), EARLY)
    sent_all()
    at(time_machine, DUE)
    assert told("events.reminder") == []
    at(time_machine, DUE + timedelta(days=2))
    assert len(told("events.reminder")) == 1


def test_news_of_a_move_that_has_not_gone_out_holds_the_reminder_back(app, time_machine):
    one = event()
    coming(one)
    move(one, datetime.fromisoformat("2026-11-24T18:00"), EARLY)
    due = DUE + timedelta(hours=2)
    at(time_machine, due)
    assert told("events.reminder") == []
    sent_all()
    at(time_machine, due + LATER)
    assert len(told("events.reminder")) == 1


def test_a_move_in_the_last_day_is_news_enough(app, time_machine):
    one = event()
    coming(one)
    moment = DUE + timedelta(hours=3)
    time_machine.move_to(moment, tick=False)
    move(one, datetime.fromisoformat("2026-11-24T17:00"), moment)
    sent_all()
    at(time_machine, moment + LATER)
    assert told("events.reminder") == []


def test_a_reminder_on_its_way_is_dropped_when_the_meeting_moves_is_called_off_or_begins(app, time_machine):
    one = event()
    mine = coming(one)
    at(time_machine, DUE)
    assert said("events.reminder") != [None]
    time_machine.move_to(SOON, tick=False)
    assert said("events.reminder") == [None]
    time_machine.move_to(DUE + LATER, tick=False)
    with unit():
        mine.state = RsvpState.WITHDRAWN
    assert said("events.reminder") == [None]
    with unit():
        mine.state = RsvpState.CONFIRMED
        one.sequence += 1
    assert said("events.reminder") == [None]
    with unit():
        one.sequence -= 1
        one.state = State.CANCELLED
    assert said("events.reminder") == [None]


def test_a_meeting_called_off_or_begun_reminds_nobody(app, time_machine):
    one = event()
    coming(one)
    with unit():
        one.state = State.CANCELLED
    at(time_machine, DUE + LATER)
    with unit():
        one.state = State.PUBLISHED
    at(time_machine, SOON)
    assert told("events.reminder") == []


def test_an_address_that_nobody_confirmed_hears_of_its_first_meeting_alone(app, time_machine):
    one = event()
    first, second = coming(one), coming(event(office=one.office), now=EARLY + LATER)
    assert first.contact_id == second.contact_id
    at(time_machine, DUE)
    assert [message.about["rsvp"] for message in told("events.reminder")] == [first.id]


def test_who_stopped_all_messages_is_not_reminded(app, time_machine):
    mine = coming(event())
    with unit():
        mine.contact.stopped_at = EARLY
    at(time_machine, DUE)
    assert told("events.reminder") == []


def test_a_host_chooses_another_time(app, time_machine):
    one = event()
    coming(one)
    who = people.actor_at(organisation.post(office=one.office))
    wall = datetime.fromisoformat("2026-11-22T09:00")
    with unit():
        remind.set_reminder(actor=who, now=EARLY, event=one, wall=wall)
    chosen = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
    at(time_machine, chosen - LATER)
    assert told("events.reminder") == []
    at(time_machine, chosen)
    at(time_machine, DUE + LATER)
    assert len(told("events.reminder")) == 1


@pytest.mark.parametrize(
    ("wall", "words"),
    [
        (datetime.fromisoformat("2026-11-20T13:00"), "This time is past. Choose a later one."),
        (datetime.fromisoformat("2026-11-24T16:00"), "Choose a time before the meeting begins."),
    ],
)
def test_a_time_that_is_past_or_after_the_start_is_refused(app, wall, words):
    one = event()
    who = people.actor_at(organisation.post(office=one.office))
    with pytest.raises(Refusal, match=words), unit():
        remind.set_reminder(actor=who, now=EARLY, event=one, wall=wall)


def test_more_than_a_batch_are_all_reminded_once(app, time_machine, monkeypatch):
    monkeypatch.setattr(remind, "BATCH", 2)
    one = event()
    everybody = {coming(one, f"p{n}").id for n in range(5)}
    at(time_machine, DUE)
    assert sorted(message.about["rsvp"] for message in told("events.reminder")) == sorted(everybody)


def test_whoever_came_is_thanked_once_after_a_held_meeting(app, time_machine):
    one = event(title="Badhber monthly")
    came = coming(one)
    coming(one, "gul")  # did not come
    with unit():
        came.arrived_at, came.arrived = SOON, 1
    time_machine.move_to(SOON + timedelta(hours=5), tick=False)
    jobs.thank()
    assert told("events.thanks") == []  # nobody said that it was held
    with unit():
        one.state = State.HELD
    for hours in (5, 6):
        time_machine.move_to(SOON + timedelta(hours=hours), tick=False)
        jobs.thank()
    (message,) = told("events.thanks")
    assert message.about["rsvp"] == came.id
    (thanks,) = said("events.thanks")
    assert (thanks.subject, thanks.code) == ("Thank you for coming: Badhber monthly", "")
    assert thanks.link.endswith(f"/events/{one.ref}")


def test_nobody_is_thanked_days_late(app, time_machine):
    one = event(state=State.HELD)
    known = coming(event(office=one.office)).contact_id
    answers.rsvp(event=one, contact_id=known, arrived_at=SOON, arrived=1)
    time_machine.move_to(SOON + timedelta(days=4), tick=False)
    jobs.thank()
    assert told("events.thanks") == []


def test_a_second_worker_reminds_nobody_again(app):
    one = event()
    coming(one)
    with unit():
        assert remind.remind(actor=JOB, now=DUE, event=one) == 1
        assert remind.remind(actor=JOB, now=DUE, event=one) == 0


def test_who_was_reminded_is_so_again_of_a_new_day_that_lies_ahead(app, time_machine):
    one = event()
    coming(one)
    sent_all()
    at(time_machine, DUE + LATER)
    sent_all()
    move(one, datetime.fromisoformat("2026-12-15T16:00"), now=DUE + 2 * LATER)
    sent_all()
    at(time_machine, datetime(2026, 12, 14, 11, 5, tzinfo=UTC))
    assert len(told("events.reminder")) == 2


def test_a_chosen_time_moves_with_the_meeting(app):
    one = event(remind_wall="2026-11-22T10:00")
    move(one, datetime.fromisoformat("2026-12-01T17:30"), now=EARLY)
    assert one.remind_wall == "2026-11-29T11:30"


def test_sending_ones_calendar_stands_on_the_trail(app):
    one = event()
    rsvp = coming(one)
    with unit():
        remind.send_calendar(actor=VISITOR, now=EARLY, rsvp=rsvp)
    assert "events.send_calendar" in db.session.scalars(select(AuditEntry.verb)).all()
