"""Delivery: nothing is lost, nothing is sent twice but by a crash, and then it says so."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from engagement.channels import delivery, jobs, notice, outbox
from engagement.channels.email import Smtp
from engagement.channels.models import OutboxMessage, State
from engagement.channels.notice import Calendar, Notice
from engagement.channels.transport import Handing
from engagement.kernel.database import db, unit
from tests.channels.mailserver import Mailbox, mail_server

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
READERS: dict[int, Notice | None] = {}


@notice.notice("test.word")
def _compose(message: OutboxMessage) -> Notice | None:
    return READERS[message.recipient_id]


@notice.reads("tester")
def _language(recipient_id: int) -> str | None:
    found = READERS[recipient_id]
    return found.locale if found else None


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def clock(app: Flask) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


def a_message(reader: Notice | None, recipient: int = 1) -> int:
    READERS[recipient] = reader
    with unit():
        message = outbox.post("test.word", recipient_kind="tester", recipient_id=recipient, now=NOW)
    return message.id


def a_message_and_then_a_fault() -> None:
    READERS[1] = word()
    with unit():
        outbox.post("test.word", recipient_kind="tester", recipient_id=1, now=NOW)
        raise ValueError("no")


def word(address: str = "amina@example.org", locale: str = "en", **given: object) -> Notice:
    return Notice(address, locale, "A subject", ("One.", "Two."), **given)  # type: ignore[arg-type]


def deliver(message_id: int, mailbox: Mailbox) -> State | None:
    return delivery.deliver(message_id, Smtp(mailbox.url, sender="chowk@example.org"))


def row(message_id: int) -> OutboxMessage:
    found = db.session.get(OutboxMessage, message_id, populate_existing=True)
    assert found is not None
    return found


def test_a_mail_arrives_once_with_its_message_id_and_a_second_worker_sends_nothing(
    clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    message_id = a_message(word())
    assert deliver(message_id, mailbox) == State.SENT
    assert deliver(message_id, mailbox) is None
    (mail,) = mailbox.arrived
    assert mail["Message-ID"] == row(message_id).message_id
    assert mail["To"] == "amina@example.org"


def test_a_mail_carries_text_html_and_calendar_as_alternatives(
    clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    body = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
    deliver(a_message(word(locale="ur", code="1234", calendar=Calendar("REQUEST", body))), mailbox)
    (mail,) = mailbox.arrived
    kinds = [part.get_content_type() for part in mail.iter_parts()]  # type: ignore[attr-defined]
    assert mail.get_content_type() == "multipart/alternative"
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    text, html, calendar = mail.iter_parts()  # type: ignore[attr-defined]
    assert "\u20661234\u2069" in text.get_content()
    assert '<html lang="ur" dir="rtl">' in html.get_content()
    assert calendar.get_param("method") == "REQUEST"


def test_a_busy_server_is_asked_again_later_and_for_ever_is_not_asked(
    clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    mailbox.replies["amina@example.org"] = "451 later"
    message_id = a_message(word())
    assert deliver(message_id, mailbox) == State.DUE
    assert row(message_id).not_before == NOW + timedelta(minutes=1)
    assert deliver(message_id, mailbox) is None, "not before its time"
    mailbox.replies.clear()
    clock.shift(timedelta(minutes=2))
    assert deliver(message_id, mailbox) == State.SENT
    assert len(mailbox.arrived) == 1


def test_it_gives_up_after_the_last_wait(clock: time_machine.Traveller, mailbox: Mailbox) -> None:
    mailbox.replies["amina@example.org"] = "451 later"
    message_id = a_message(word())
    states = []
    for _ in range(len(delivery.BACKOFF) + 1):
        states.append(deliver(message_id, mailbox))
        clock.shift(timedelta(days=2))
    assert states[-1] == State.FAILED
    assert set(states[:-1]) == {State.DUE}
    assert "amina" not in row(message_id).reason


def test_a_refused_address_fails_at_once(clock: time_machine.Traveller, mailbox: Mailbox) -> None:
    mailbox.replies["amina@example.org"] = "550 no such person"
    assert deliver(a_message(word()), mailbox) == State.FAILED


def test_a_server_that_is_gone_loses_nothing(clock: time_machine.Traveller) -> None:
    message_id = a_message(word())
    assert delivery.deliver(message_id, Smtp("smtp://127.0.0.1:1", sender="x@example.org")) == State.DUE


def test_a_line_cut_after_the_body_leaves_doubt_and_is_sent_once_more_under_the_same_id(
    clock: time_machine.Traveller, mailbox: Mailbox
) -> None:
    mailbox.after_body["amina@example.org"] = "hang up"
    message_id = a_message(word())
    assert deliver(message_id, mailbox) == State.DUE
    assert row(message_id).reason == delivery.DOUBT
    clock.shift(timedelta(minutes=2))
    assert deliver(message_id, mailbox) == State.UNCERTAIN
    clock.shift(timedelta(days=1))
    assert deliver(message_id, mailbox) is None
    assert delivery.sweep(NOW + timedelta(days=2)) == []
    assert len({mail["Message-ID"] for mail in mailbox.arrived}) == 1


class _Dying:
    """A worker that is killed just after it handed the body over, or before."""

    def __init__(self, *, after_handing: bool) -> None:
        self.after_handing = after_handing

    def send(self, _notice: Notice, *, message_id: str, handing: Handing) -> None:
        if self.after_handing:
            handing()
        raise SystemExit(message_id)


@pytest.mark.parametrize("after_handing", [False, True])
def test_what_a_dead_worker_held_is_found_by_the_sweep(
    clock: time_machine.Traveller, mailbox: Mailbox, *, after_handing: bool
) -> None:
    message_id = a_message(word())
    with pytest.raises(SystemExit):
        delivery.deliver(message_id, _Dying(after_handing=after_handing))
    assert delivery.sweep(NOW + timedelta(minutes=1)) == []
    clock.shift(delivery.LEASE + timedelta(seconds=1))
    assert delivery.sweep(NOW + delivery.LEASE + timedelta(seconds=1)) == [message_id]
    assert row(message_id).reason == (delivery.DOUBT if after_handing else "")
    assert deliver(message_id, mailbox) == State.SENT


def test_a_message_without_a_reader_is_dropped(clock: time_machine.Traveller, mailbox: Mailbox) -> None:
    assert deliver(a_message(None), mailbox) == State.DROPPED
    assert mailbox.arrived == []


def test_a_message_is_sent_soon_after_the_commit_and_not_at_all_after_a_rollback(
    app: Flask, clock: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValueError, match="no"):
        a_message_and_then_a_fault()
    assert app.extensions["jobs"].drain() == 0
    a_message(word())
    assert app.extensions["jobs"].drain() == 1
    assert "amina@example.org" in capsys.readouterr().out


def test_a_domain_in_other_letters_is_told_in_ascii(clock: time_machine.Traveller, mailbox: Mailbox) -> None:
    assert deliver(a_message(word(address="gul@exämple.org")), mailbox) == State.SENT
    assert mailbox.arrived[0]["To"] == "gul@xn--exmple-cua.org"


def test_a_message_that_cannot_be_made_does_not_hold_up_the_others(
    clock: time_machine.Traveller, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = a_message(
        word(address="gül@example.org"), 1
    )  # a server without SMTPUTF8 cannot be told this name
    with unit():
        unknown = outbox.post("test.of no room", recipient_kind="tester", recipient_id=1, now=NOW).id
    whole = a_message(word(), 2)
    monkeypatch.setattr(delivery, "transport", lambda: Smtp(mailbox.url, sender="chowk@example.org"))
    jobs.sweep()
    assert [row(each).state for each in (broken, unknown, whole)] == [State.DUE, State.DUE, State.SENT]
    for _retry in range(len(delivery.BACKOFF)):
        clock.shift(timedelta(days=2))
        jobs.sweep()
    assert [row(each).state for each in (broken, unknown)] == [State.FAILED, State.FAILED]
    assert "example.org" not in row(broken).reason
