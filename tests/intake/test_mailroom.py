"""Mails, decided upon: read past the head only where their raiser wrote them, given up in time, sealed matters kept apart."""

from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.concerns import mailing
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.intake import jobs, mailroom
from engagement.intake.actions import mails as actions
from engagement.intake.jobs import sweep_mails
from engagement.intake.models import MailIn
from engagement.intake.rules import MOST_TRIES, Left, MailState
from engagement.kernel import clock
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Busy
from engagement.people.actions import contacts
from tests.intake.test_actions_mails import GUL, answers, came, notice_of, seal, talk
from tests.intake.test_letters import mail


def waits(concern: Concern, **heads: Any) -> MailIn:
    """A mail that arrived and waits."""
    there = mailing.address_for(concern)
    return mailroom.receive(mail(To=there, **heads), to=there, sender=GUL)


@pytest.mark.parametrize(
    "heads", [{"To": "x@chowk.example"}, {"From": "s@x.example"}, {"Precedence": "bulk"}]
)
def test_the_body_of_a_mail_that_is_not_its_raisers_is_never_read(
    here: Concern, heads: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailroom.letters, "read", lambda *_any, **_more: pytest.fail("was read"))
    to = "reply+x@chowk.example" if "To" in heads else None
    assert came(here, to=to, **heads).state == MailState.LEFT


def test_a_mail_whose_readers_are_ended_halfway_is_given_up_and_its_raiser_told(
    here: Concern, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_any: object, **_more: object) -> None:
        raise SystemExit

    monkeypatch.setattr(mailroom.letters, "read", ended)
    row = waits(here)
    for _time in range(MOST_TRIES):
        with pytest.raises(SystemExit):
            mailroom.read(row.id)
        db.session.rollback()
    assert answers() == []
    assert not mailroom.read(row.id)
    db.session.expire_all()
    assert (row.state, row.why, row.tries) == (MailState.FAILED, Left.UNREAD, MOST_TRIES)
    assert [each["what"] for each in answers()] == ["unread"]
    assert "could not be read" in notice_of(actions.ANSWER).paragraphs[0]


def test_a_try_that_only_found_the_database_busy_is_not_counted(
    here: Concern, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_any: object, **_more: object) -> None:
        raise Busy

    row = waits(here)
    with monkeypatch.context() as patch:
        patch.setattr(mailroom.letters, "read", busy)
        for _time in range(MOST_TRIES + 1):
            assert not mailroom.read(row.id)
    sweep_mails()
    assert len(talk(here)) == 1


def test_two_sweeps_never_read_side_by_side(here: Concern) -> None:
    row = waits(here)
    with jobs._one_sweep:
        sweep_mails()
        assert (row.tries, talk(here)) == (0, [])
    sweep_mails()
    assert len(talk(here)) == 1


def only_answer() -> OutboxMessage:
    """The one answer to mails."""
    return db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == actions.ANSWER)).one()


def test_the_raiser_of_a_matter_that_was_sealed_since_hears_once_that_the_page_is_the_way(  # T12
    here: Concern,
) -> None:
    there = mailing.address_for(here)
    seal(here)
    for n in range(3):
        came(here, to=there, Message_ID=f"<{n}@x.example>")
    came(here, to=there, Message_ID="<other@x.example>", From="sho@example.org")
    row = only_answer()
    assert (row.force_id, row.office_id, row.about["what"]) == (None, None, "page")
    made = notice_of(actions.ANSWER)
    assert (made.address, made.paragraphs, made.headers) == (GUL, ("Not taken. Write on your page.",), {})
    trail = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "intake.mail_left").order_by(AuditEntry.id)
    ).all()
    assert len(trail) == 4
    assert not any("concern_id" in entry.facts for entry in trail)


def test_a_stopped_address_a_program_and_the_womens_desk_are_told_nothing_of_what_was_sealed(
    here: Concern,
) -> None:
    there = mailing.address_for(here)
    seal(here)
    came(here, to=there, Message_ID="<1@x.example>", Auto_Submitted="auto-replied")
    came(here, to=there, Message_ID="<2@x.example>", From="sho@example.org")
    with unit():
        contacts.stop(here.contact, clock.now())
    came(here, to=there, Message_ID="<3@x.example>")
    with unit():
        contacts.resume(here.contact)
    seal(here, Lane.WOMEN)
    came(here, to=there, Message_ID="<4@x.example>")
    assert answers() == []


def test_what_is_sealed_while_a_mail_is_read_gets_nothing_of_it(
    here: Concern, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mailroom.letters.read

    def sealed_meanwhile(raw: bytes, **more: Any) -> Any:
        seal(here)
        return whole(raw, **more)

    monkeypatch.setattr(mailroom.letters, "read", sealed_meanwhile)
    row = came(here)
    assert (row.state, row.why, row.concern_id, talk(here)) == (MailState.LEFT, Left.ADDRESS, None, [])
    assert only_answer().office_id is None


def test_a_mail_that_could_not_be_read_about_what_was_sealed_meanwhile_stands_in_no_outbox(
    here: Concern, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailroom.letters, "read", lambda *_any, **_more: 1 // 0)
    row = waits(here)
    for _time in range(MOST_TRIES - 1):
        mailroom.read(row.id)

    def sealed_meanwhile(*_any: object, **_more: object) -> None:
        seal(here)
        raise ValueError

    monkeypatch.setattr(mailroom.letters, "read", sealed_meanwhile)
    mailroom.read(row.id)
    db.session.expire_all()
    assert (row.state, row.concern_id, only_answer().office_id) == (MailState.FAILED, None, None)
