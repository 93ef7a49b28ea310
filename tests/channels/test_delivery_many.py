"""Many messages at once: one connection, a few claimed together, each tried once, none taken along by another's fate."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from engagement.channels import delivery
from engagement.channels.email import Smtp
from engagement.channels.models import OutboxMessage, State
from engagement.kernel.database import db
from tests.channels.mailserver import Mailbox, mail_server
from tests.channels.test_delivery import NOW, a_message, clock, row, word

__all__ = ["clock"]


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


def some(number: int) -> list[int]:
    return [a_message(word(f"reader{n}@example.org"), recipient=n) for n in range(100, 100 + number)]


def deliver_due(mailbox: Mailbox, first: int) -> int:
    return delivery.deliver_due(first, Smtp(mailbox.url, sender="chowk@example.org"))


def states(ids: list[int]) -> list[str]:
    return [row(each).state for each in ids]


def readers(mailbox: Mailbox) -> list[str]:
    return [str(mail["To"]) for mail in mailbox.arrived]


def test_what_is_due_goes_over_one_connection_once_each(clock, mailbox):
    ids = some(45)
    assert deliver_due(mailbox, ids[0]) == 45
    assert states(ids) == [State.SENT] * 45
    assert sorted(readers(mailbox)) == sorted(f"reader{n}@example.org" for n in range(100, 145))
    assert len(mailbox.callers) == 1
    assert deliver_due(mailbox, ids[0]) == 0


def test_the_one_that_was_asked_for_is_among_the_first(clock, mailbox):
    ids = some(45)
    deliver_due(mailbox, ids[-1])
    assert readers(mailbox).index("reader144@example.org") < delivery.AT_ONCE


def test_one_that_is_refused_or_put_off_takes_no_other_along(clock, mailbox):
    mailbox.replies = {"reader101@example.org": "550 no", "reader103@example.org": "451 later"}
    ids = some(6)
    deliver_due(mailbox, ids[0])
    assert states(ids) == [State.SENT, State.FAILED, State.SENT, State.DUE, State.SENT, State.SENT]
    assert row(ids[3]).not_before == NOW + timedelta(minutes=1)
    assert [row(each).attempts for each in ids] == [1] * 6


def test_a_server_that_hangs_up_after_a_body_leaves_that_one_in_doubt_alone(clock, mailbox):
    mailbox.after_body = {"reader102@example.org": "hang up"}
    ids = some(5)
    deliver_due(mailbox, ids[0])
    assert states(ids) == [State.SENT, State.SENT, State.DUE, State.SENT, State.SENT]
    assert row(ids[2]).reason == delivery.DOUBT
    assert len(mailbox.arrived) == 5


def test_one_that_nobody_should_get_any_more_is_dropped(clock, mailbox):
    ids = [*some(2), a_message(None, recipient=7)]
    deliver_due(mailbox, ids[0])
    assert states(ids) == [State.SENT, State.SENT, State.DROPPED]


def test_a_worker_that_is_stopped_gives_back_what_it_had_not_tried(clock, mailbox, monkeypatch):
    ids, real = some(5), delivery._try

    def stopped(message: OutboxMessage, *rest: Any) -> Any:
        if message.id == ids[2]:
            raise KeyboardInterrupt
        return real(message, *rest)

    monkeypatch.setattr(delivery, "_try", stopped)
    with pytest.raises(KeyboardInterrupt):
        deliver_due(mailbox, ids[0])
    assert states(ids) == [State.SENT, State.SENT, State.DUE, State.DUE, State.DUE]
    assert [row(each).attempts for each in ids] == [1, 1, 0, 0, 0]
    monkeypatch.undo()
    assert deliver_due(mailbox, ids[2]) == 3
    assert len(mailbox.arrived) == 5


def test_two_workers_take_different_ones(clock, mailbox):
    ids = some(30)
    first = delivery._claim_some(ids[0], "one", NOW)
    second = delivery._claim_some(ids[0], "two", NOW)
    assert (len(first), len(second)) == (20, 10)
    assert {m.id for m in first}.isdisjoint({m.id for m in second})
    db.session.rollback()
    delivery._give_back("one")
    delivery._give_back("two")
    assert deliver_due(mailbox, ids[0]) == 30


def test_what_a_killed_worker_had_claimed_lapses(clock, mailbox):
    ids = some(3)
    delivery._claim_some(ids[0], "gone", NOW)
    db.session.rollback()
    assert deliver_due(mailbox, ids[0]) == 0
    clock.shift(delivery.LEASE + timedelta(seconds=1))
    assert deliver_due(mailbox, ids[0]) == 3
    assert len(mailbox.arrived) == 3
