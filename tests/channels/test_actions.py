"""A person at the outbox: what is stuck goes out once more, everything else is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels import actions, outbox
from engagement.channels.models import OutboxMessage, State
from engagement.kernel.actor import COMMAND, Actor, Kind
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SOMEBODY = Actor(Kind.PERSON, person_id=7)


def a_message(state: State) -> OutboxMessage:
    with unit():
        message = outbox.post("test.word", recipient_kind="tester", recipient_id=1, now=NOW)
        message.state, message.attempts = state, 8
        message.not_before = NOW + timedelta(days=1)
    return message


def again(message: OutboxMessage) -> OutboxMessage:
    with unit():
        return actions.send_again(actor=SOMEBODY, now=NOW, message=message)


@pytest.mark.parametrize("state", [State.FAILED, State.UNCERTAIN])
def test_a_stuck_message_is_due_at_once_with_its_old_message_id_and_fresh_tries(
    app: Flask, state: State
) -> None:
    message = a_message(state)
    known_as = message.message_id
    again(message)
    db.session.refresh(message)
    assert (message.state, message.not_before, message.attempts) == (State.DUE, NOW, 0)
    assert message.message_id == known_as


def test_the_worker_is_woken_and_the_audit_names_the_person_and_the_message(app: Flask) -> None:
    message = a_message(State.FAILED)
    app.extensions["jobs"].huey.flush()
    again(message)
    assert len(app.extensions["jobs"].huey) == 1
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject_kind, entry.subject_id) == (
        "channels.send_again",
        "outbox",
        message.id,
    )
    assert entry.person_id == SOMEBODY.person_id


@pytest.mark.parametrize("state", sorted(set(State) - {State.FAILED, State.UNCERTAIN}))
def test_no_other_message_is_sent_again(app: Flask, state: State) -> None:
    message = a_message(state)
    with pytest.raises(Refusal, match="failed or is uncertain"):
        again(message)
    db.session.refresh(message)
    assert message.state == state
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_the_command_line_may_send_again_too(app: Flask) -> None:
    message = a_message(State.FAILED)
    with unit():
        actions.send_again(actor=COMMAND, now=NOW, message=message)
    assert message.state == State.DUE
