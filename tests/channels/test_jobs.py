"""The worker's share: what is asked for goes out once; each minute, what a crash left behind."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from engagement.channels import jobs, notice, outbox
from engagement.channels.models import OutboxMessage, State
from engagement.channels.notice import Notice
from engagement.kernel.database import db, unit

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@notice.notice("test.minute")
def _compose(message: OutboxMessage) -> Notice:
    return Notice(f"reader{message.recipient_id}@example.org", "en", "A subject", ("One.",))


@notice.reads("clockwork")
def _language(_recipient_id: int) -> str:
    return "en"


def a_message(reader: int = 1, **given: object) -> OutboxMessage:
    with unit():
        return outbox.post(
            "test.minute",
            recipient_kind="clockwork",
            recipient_id=reader,
            now=NOW,
            **given,  # type: ignore[arg-type]
        )


def state_of(message: OutboxMessage) -> State:
    db.session.refresh(message)
    return message.state


@time_machine.travel(NOW, tick=False)
def test_a_message_asked_for_twice_goes_out_once(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    message = a_message()
    jobs.deliver(message.id)
    jobs.deliver(message.id)
    assert state_of(message) == State.SENT
    assert capsys.readouterr().out.count("reader1@example.org") == 1


@time_machine.travel(NOW, tick=False)
def test_asking_for_a_message_that_is_not_there_harms_nothing(app: Flask) -> None:
    jobs.deliver(404)


@time_machine.travel(NOW, tick=False)
def test_the_sweep_delivers_what_the_queue_lost_and_leaves_what_is_not_due(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    due, later = a_message(1), a_message(2, not_before=NOW + timedelta(hours=1))
    app.extensions["jobs"].huey.flush()  # a crash
    jobs.sweep()
    assert (state_of(due), state_of(later)) == (State.SENT, State.DUE)
    assert "reader2@example.org" not in capsys.readouterr().out


def test_the_sweep_takes_over_from_a_worker_that_died(app: Flask) -> None:
    with time_machine.travel(NOW, tick=False):
        message = a_message()
    with unit():
        message.state, message.token, message.lease = State.CLAIMED, "dead", NOW + timedelta(minutes=2)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        jobs.sweep()
        assert state_of(message) == State.CLAIMED, "its worker may still be at it"
    with time_machine.travel(NOW + timedelta(minutes=3), tick=False):
        jobs.sweep()
        assert state_of(message) == State.SENT


def test_the_clock_starts_the_sweep(app: Flask) -> None:
    with time_machine.travel(NOW, tick=False):
        message = a_message()
        app.extensions["jobs"].huey.flush()
        app.extensions["jobs"].tick()
        assert state_of(message) == State.SENT
