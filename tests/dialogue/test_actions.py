"""Saying something in a thread, and erasing what was said."""

from datetime import UTC, datetime

import pytest
from flask import current_app
from sqlalchemy import func, select, text

from engagement.audit.models import AuditEntry
from engagement.dialogue import actions, queries
from engagement.dialogue.models import Message, Thread
from engagement.dialogue.rules import Speaker
from engagement.kernel import sealing
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Force
from tests.factories import organisation

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def force(app: object) -> Force:
    """A force."""
    return organisation.force()


@pytest.fixture
def thread(force: Force) -> Thread:
    """An open thread."""
    with unit():
        return actions.open_thread(force_id=force.id, lane="concern", now=NOW)


def say(thread: Thread, force: Force, words: str, operation: str) -> Message:
    """The raiser says something."""
    with unit():
        return actions.say(
            thread=thread,
            force=force,
            speaker=Speaker.RAISER,
            words=words,
            language="en",
            post=None,
            actor=VISITOR,
            now=NOW,
            operation_id=operation,
        )


def test_what_was_said_is_read_back_in_order(thread: Thread, force: Force) -> None:
    say(thread, force, "One", "a")
    say(thread, force, "Two", "b")
    assert [queries.words_of(message) for message in queries.messages_of(thread)] == ["One", "Two"]


def test_the_same_operation_speaks_once(thread: Thread, force: Force) -> None:
    first = say(thread, force, "One", "a")
    assert say(thread, force, "Other", "a").id == first.id
    assert db.session.scalar(select(func.count(Message.id))) == 1


@pytest.mark.parametrize("words", ["", " ", "x" * 4001])
def test_empty_and_endless_words_are_refused(thread: Thread, force: Force, words: str) -> None:
    with pytest.raises(Refusal):
        say(thread, force, words, "a")
    assert queries.messages_of(thread) == []


def test_erasing_leaves_the_number_and_no_words(thread: Thread, force: Force) -> None:
    say(thread, force, "Marker of a secret", "a")
    say(thread, force, "Two", "b")
    with unit():
        assert actions.erase(thread=db.session.merge(thread), actor=VISITOR, now=NOW) == 2
    assert db.session.execute(text("SELECT count(*) FROM messages")).scalar() == 0
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "dialogue.erase")).one()
    assert entry.facts == {"messages": 2}


def test_the_words_of_a_sealed_lane_are_not_in_the_table(thread: Thread, force: Force) -> None:
    sealing.declare_sealed("concern", app=current_app)
    try:
        message = say(thread, force, "Marker of a secret", "a")
        assert b"Marker" not in message.words
        assert queries.words_of(message) == "Marker of a secret"
    finally:
        current_app.extensions["sealing"].lanes.discard("concern")


def test_the_same_operation_in_another_thread_is_another_one(thread: Thread, force: Force) -> None:
    first = say(thread, force, "Here.", "op-1")
    with unit():
        other = actions.open_thread(force_id=force.id, lane="concern", now=NOW)
    second = say(other, force, "There.", "op-1")
    assert (second.thread_id, second.id != first.id) == (other.id, True)
