"""The numbers that people text, set from the command line; mails that a mail server pipes in."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from engagement.intake.actions import mails
from engagement.intake.models import MailIn
from engagement.intake.queries import texts as queries
from engagement.intake.rules import MOST_MAIL, MailState
from engagement.kernel.database import db
from tests.factories import organisation
from tests.intake.test_letters import mail


def test_a_number_is_led_to_an_office_and_stands_with_its_force(app: Flask) -> None:
    office = organisation.office(slug="mardan")
    said = app.test_cli_runner().invoke(args=["texts", "number", "8486", "mardan"])
    assert said.exit_code == 0, said.output
    found = queries.number_of("8486")
    assert found is not None
    assert found.office_id == office.id
    assert "8486" in found.force.short_codes


def test_an_office_that_is_not_there_and_words_for_a_number_are_refused(app: Flask) -> None:
    organisation.office(slug="mardan")
    run = app.test_cli_runner().invoke
    assert run(args=["texts", "number", "8486", "nowhere"]).exit_code == 1
    assert "digits" in run(args=["texts", "number", "words", "mardan"]).output


def _mail(app: Flask, given: bytes, *options: str) -> Any:
    return app.test_cli_runner().invoke(args=["mail", "receive", *options], input=given)


def test_a_mail_is_piped_in_kept_and_decided_upon(app: Flask) -> None:
    organisation.force()
    done = _mail(app, mail(), "--to", "reply+k7p2qx-x@chowk.example", "--from", "gul@example.org")
    assert (done.exit_code, done.output) == (0, "")
    db.session.expire_all()
    assert [row.state for row in db.session.scalars(select(MailIn))] == [MailState.LEFT]


def test_a_mail_larger_than_20_mb_goes_back_with_a_reason_and_one_that_cannot_be_kept_comes_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    organisation.force()
    large = _mail(app, b"x" * (MOST_MAIL + 1))
    assert (large.exit_code, "20 MB" in large.output) == (65, True)

    def broken(*_any: object, **_more: object) -> None:
        raise OSError

    monkeypatch.setattr(mails, "take_in", broken)
    assert _mail(app, mail()).exit_code == 75
    assert db.session.scalars(select(MailIn)).all() == []
