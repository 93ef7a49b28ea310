"""Texts: handed over in headers and body, never resent blind, settled by their delivery report."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask

from engagement.channels import actions, delivery, delivery_reports
from engagement.channels.delivery_reports import Report
from engagement.channels.models import OutboxMessage, State
from engagement.channels.notice import Notice
from engagement.channels.sms import Kannel
from engagement.channels.transport import Handing
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import fresh, unit
from tests.channels.gateway import Phones, gateway
from tests.channels.test_delivery import a_message, row
from tests.pages import PageClient

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
NUMBER = "+923001234567"


@pytest.fixture
def phones() -> Iterator[Phones]:
    with gateway() as found:
        yield found


@pytest.fixture
def clock(app: Flask) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


def word(text: str = "Your place is kept.", locale: str = "en", **given: object) -> Notice:
    return Notice(NUMBER, locale, "", (), text=lambda: text, **given)  # type: ignore[arg-type]


def deliver(message_id: int, phones: Phones) -> State | None:
    return delivery.deliver(message_id, Kannel(phones.url, receipt=delivery_reports.address_for))


def test_english_goes_as_gsm_and_urdu_as_ucs_2_and_nothing_stands_in_the_address(
    clock: time_machine.Traveller, phones: Phones
) -> None:
    assert deliver(a_message(word(sender="8484")), phones) == State.SENT
    assert deliver(a_message(word("آپ کی جگہ ہے۔", "ur"), 2), phones) == State.SENT
    english, urdu = phones.arrived
    assert english.words == "Your place is kept."
    assert (english.headers["X-Kannel-Coding"], urdu.headers["X-Kannel-Coding"]) == ("0", "2")
    assert urdu.words == "آپ کی جگہ ہے۔"
    assert english.headers["X-Kannel-To"] == NUMBER
    assert english.headers["X-Kannel-From"] == "8484"
    assert {text.path for text in phones.arrived} == {"/cgi-bin/sendsms"}
    assert "923001234567" not in english.headers["X-Kannel-DLR-Url"]


def test_a_message_without_a_text_form_is_not_sent_to_a_phone(
    clock: time_machine.Traveller, phones: Phones
) -> None:
    assert deliver(a_message(Notice(NUMBER, "en", "A subject", ("Words.",))), phones) == State.DROPPED
    assert phones.arrived == []


def test_a_text_whose_answer_is_lost_is_uncertain_and_never_sent_again_blind(
    clock: time_machine.Traveller, phones: Phones
) -> None:
    phones.status = 0
    message_id = a_message(word())
    assert deliver(message_id, phones) == State.UNCERTAIN
    clock.shift(timedelta(days=1))
    assert deliver(message_id, phones) is None
    assert delivery.sweep(NOW + timedelta(days=1)) == []
    assert len(phones.arrived) == 1


def test_a_worker_killed_while_it_handed_a_text_over_leaves_it_uncertain(
    clock: time_machine.Traveller, phones: Phones
) -> None:
    class Killed(BaseException):
        pass

    class Dying(Kannel):
        def send(self, notice: Notice, *, message_id: str, handing: Handing) -> None:
            handing()
            raise Killed

    message_id = a_message(word())
    with pytest.raises(Killed):
        delivery.deliver(message_id, Dying(phones.url, receipt=delivery_reports.address_for))
    assert row(message_id).state == State.HANDED
    assert delivery.sweep(NOW + timedelta(minutes=5)) == []
    assert row(message_id).state == State.UNCERTAIN
    with unit():  # only a person sends it again
        actions.send_again(actor=COMMAND, now=NOW, message=fresh(row(message_id)))
    assert deliver(message_id, phones) == State.SENT


@pytest.mark.parametrize(("status", "state"), [(503, State.DUE), (403, State.DUE), (400, State.FAILED)])
def test_a_gateway_that_says_no_is_asked_later_or_never(
    clock: time_machine.Traveller, phones: Phones, status: int, state: State
) -> None:
    phones.status = status
    message_id = a_message(word())
    assert deliver(message_id, phones) == state
    assert row(message_id).reason == f"the SMS gateway answered {status}"


def test_a_gateway_that_is_down_for_an_hour_loses_nothing_and_each_text_goes_once(
    clock: time_machine.Traveller, phones: Phones
) -> None:
    down = Kannel("http://127.0.0.1:1/cgi-bin/sendsms", receipt=delivery_reports.address_for)
    ids = [a_message(word(), reader) for reader in (1, 2, 3)]
    for _ in range(12):
        for message_id in delivery.sweep(NOW + timedelta(days=9)):
            delivery.deliver(message_id, down)
        clock.shift(timedelta(minutes=5))
    assert {row(message_id).state for message_id in ids} == {State.DUE}
    clock.shift(timedelta(hours=1))
    for message_id in delivery.sweep(NOW + timedelta(days=9)):
        assert deliver(message_id, phones) == State.SENT
    assert len(phones.arrived) == 3


@pytest.mark.parametrize(
    ("before", "report", "after"),
    [
        (State.UNCERTAIN, Report.DELIVERED, State.SENT),
        (State.UNCERTAIN, Report.ACCEPTED, State.SENT),
        (State.HANDED, Report.DELIVERED, State.SENT),
        (State.SENT, Report.FAILED, State.FAILED),
        (State.UNCERTAIN, Report.REJECTED, State.FAILED),
        (State.UNCERTAIN, Report.QUEUED, State.UNCERTAIN),
        (State.DUE, Report.DELIVERED, State.DUE),
    ],
)
def test_a_delivery_report_settles_what_was_in_doubt(
    client: PageClient, clock: time_machine.Traveller, before: State, report: Report, after: State
) -> None:
    message = row(a_message(word()))
    with unit():
        fresh(message).state = before
    asked = urlsplit(delivery_reports.address_for(message.message_id).replace("%d", str(report.value)))
    assert client.get(f"{asked.path}?{asked.query}").status_code == 204
    assert row(message.id).state == after


def test_what_arrived_stays_so_whatever_is_said_later(
    client: PageClient, clock: time_machine.Traveller
) -> None:
    message = row(a_message(word()))
    with unit():
        fresh(message).state = State.SENT
        actions.settle(now=NOW, message=message, report=Report.DELIVERED)
        actions.settle(now=NOW, message=message, report=Report.FAILED)
    assert row(message.id).state == State.SENT
    assert row(message.id).arrived_at == NOW


def test_a_report_without_our_signature_changes_nothing(
    client: PageClient, clock: time_machine.Traveller
) -> None:
    message: OutboxMessage = row(a_message(word()))
    name = message.message_id.strip("<>").partition("@")[0]
    assert client.get(f"/sms/receipt?about={name}&state=1").status_code == 403
    assert row(message.id).state == State.DUE
