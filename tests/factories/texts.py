"""Phones of residents in tests: a gateway that keeps what is sent to them, and texts that come in by its token."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from engagement.channels import delivery
from engagement.intake.actions.texts import set_number
from engagement.kernel import clock
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, fresh, unit
from engagement.organisation.models import Office
from tests.channels.gateway import Phones, gateway
from tests.factories import organisation

TOKEN = "the gateway's own token"
AMINA = "03001234567"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_numbers = count(1)


def two_tiers(office: Office) -> tuple[Office, Office]:
    """Make an office and one beneath it in the force of `office`, each with an officer."""
    head = organisation.office(force=office.force)
    station = organisation.office(force=office.force, parent=head)
    for each in (head, station):
        organisation.post(office=each)
    return head, station


class Handset:
    """What residents text and get, through the app's own doors and worker."""

    def __init__(self, app: Flask, phones: Phones) -> None:
        self.app, self.phones = app, phones

    def post(
        self, words: str, *, sender: str = AMINA, to: str = "8484", given: str | None = None, token: str = TOKEN,
        **headers: str,
    ) -> TestResponse:  # fmt: skip
        """Hand a text to the app as Kannel does."""
        wide = not words.isascii()
        sent: dict[str, Any] = {
            "X-Kannel-From": sender,
            "X-Kannel-To": to,
            "X-Kannel-Coding": "2" if wide else "0",
            "Content-Type": f'text/plain; charset="{"UTF-16BE" if wide else "UTF-8"}"',
            "Authorization": "Basic " + b64encode(f"kannel:{token}".encode()).decode(),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        name = given if given is not None else f"text-{next(_numbers)}"
        body = words.encode("utf-16-be" if wide else "utf-8")
        return self.app.test_client().post(f"/sms/incoming?id={name}", data=body, headers=sent)

    def text(self, words: str, **given: Any) -> list[str]:
        """Text, let the worker work, and return what came back to that phone."""
        before = len(self.phones.arrived)
        assert self.post(words, **given).status_code == 202
        self.work()
        return [each.words for each in self.phones.arrived[before:]]

    def work(self) -> None:
        """Let the worker do what waits, and deliver what is due."""
        self.app.extensions["jobs"].drain()
        for message_id in delivery.sweep(clock.now()):
            delivery.deliver_due(message_id)
        db.session.rollback()


@contextmanager
def handset(app: Flask) -> Iterator[Handset]:
    """Give an app a gateway of its own for a while."""
    before = app.extensions["settings"]
    with gateway() as phones:
        app.extensions["settings"] = replace(before, sms_url=phones.url, gateway_token=TOKEN)
        try:
            yield Handset(app, phones)
        finally:
            app.extensions["settings"] = before


def numbered(digits: str, office: Office) -> None:
    """Lead texts to a number of ours to an office."""
    with unit():
        set_number(actor=COMMAND, now=NOW, number=digits, office=fresh(office))
