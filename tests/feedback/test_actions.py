"""Asking a poll: what stops, what is asked once."""

from datetime import date

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.events.actions import plan
from engagement.events.models import Event
from engagement.events.rules import State
from engagement.feedback import actions
from engagement.feedback.models import Poll
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from tests.factories import events
from tests.feedback.conftest import NOW, Town


def test_words_that_show_who_somebody_is_stop(town: Town):  # T13
    for given in ({"question": "Is 35201-1234567-1 right?"}, {"choices": ("Ring 0300 1234567", "No")}):
        with pytest.raises(Refusal):
            town.poll(out=False, **given)


def test_the_trail_says_of_how_many_pieces_the_writer_decided(town: Town):
    choices = ("Ring 0300 1234567", "No")
    town.poll(out=False, question="Is 35201-1234567-1 right?", choices=choices, names_nobody=True)
    said = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "feedback.ask")).one()
    assert said.facts["names_nobody"] == 2


def test_the_same_question_sent_twice_is_asked_once(town: Town):
    with unit():
        rows = [
            actions.ask(
                actor=town.writer, now=NOW, office=town.station, locality=town.place, event=None,
                question="Which?", choices=("A", "B"), language="en", closes_on=date(2026, 11, 30),
                names_nobody=False, operation_id="once",
            )
            for _twice in range(2)
        ]  # fmt: skip
    assert rows[0] is rows[1]


def test_a_draft_of_a_meeting_has_no_poll_before_it_is_public(town: Town):
    draft = events.event(office=town.station, locality=town.place, state=State.DRAFT)
    with pytest.raises(Refusal):
        town.poll(event=draft, out=False)
    meeting = events.event(office=town.station, locality=town.place)
    row = town.poll(event=meeting, out=False)
    with unit():
        db.session.get_one(Event, meeting.id).state = State.DRAFT
    with pytest.raises(Refusal), unit():
        actions.review(actor=town.reader, now=NOW, poll=db.session.get_one(Poll, row.id))


@pytest.mark.parametrize("out", [True, False])
def test_a_draft_that_is_deleted_takes_its_polls_along(town: Town, out: bool):
    meeting = events.event(office=town.station, locality=town.place)
    kept, _gone = town.poll(), town.poll(event=meeting, out=out)
    with unit():
        event = db.session.get_one(Event, meeting.id)
        event.state = State.DRAFT
        db.session.flush()
        plan.discard(actor=town.writer, now=NOW, event=event)
    assert db.session.get(Event, meeting.id) is None
    assert list(db.session.scalars(select(Poll.id))) == [kept.id]
