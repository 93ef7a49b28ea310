"""The worker's share of texts: what a crash left, parts that come late, codes of meetings, what is deleted."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.concerns import queries as concerns
from engagement.concerns.models import Concern
from engagement.events.models.joining import JoinCode
from engagement.intake import jobs
from engagement.intake.actions import answers, texts
from engagement.intake.models import TextIn
from engagement.kernel.database import db
from engagement.organisation.models import Office
from tests.factories import events
from tests.factories.texts import Handset
from tests.intake.test_views_texts import only_concern


def test_a_part_that_never_comes_loses_nothing(texting: Handset, office: Office, frozen: Any) -> None:
    texting.text("and the culvert is broken", X_Kannel_UDH="%06%08%04%01%02%02%02")
    assert db.session.scalar(select(func.count(Concern.id))) == 0
    frozen.shift(timedelta(minutes=6))
    jobs.sweep()
    assert concerns.words_of(only_concern()) == " […] and the culvert is broken"


def test_what_came_lies_sealed_and_is_deleted_after_thirty_days(  # T14
    texting: Handset, office: Office, frozen: Any
) -> None:
    texting.text("HELP")
    row = db.session.scalars(select(TextIn)).one()
    assert b"HELP" not in row.sealed
    assert b"3001234567" not in row.sealed
    frozen.shift(timedelta(days=31))
    jobs.purge()
    assert db.session.scalar(select(func.count(TextIn.id))) == 0


def test_all_that_is_old_goes_at_once_and_how_many_nobody_decided_is_known(
    texting: Handset, office: Office, frozen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "BATCH", 2)
    for turn in range(5):
        texting.text(f"You have won prize {turn}", sender="JAZZ")
    frozen.shift(timedelta(days=31))
    jobs.purge()
    assert db.session.scalar(select(func.count(TextIn.id))) == 0
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "intake.purge_held")).all()
    assert sum(each.facts["texts"] for each in entries) == 5
    assert {each.force_id for each in entries} == {office.force_id}


def test_a_worker_killed_while_it_reads_leaves_each_text_once(
    texting: Handset, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: Any, **__: Any) -> None:
        raise Killed

    real = answers.audit.record
    monkeypatch.setattr(answers.audit, "record", dies)
    texting.post("Street light out at the bus stand")
    with pytest.raises(Killed):
        jobs.route()
    db.session.rollback()
    monkeypatch.setattr(answers.audit, "record", real)
    jobs.sweep()
    texting.work()
    assert db.session.scalar(select(func.count(Concern.id))) == 1
    assert len(texting.phones.arrived) == 1
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == 1


def test_announced_meetings_get_their_codes_from_the_clock(texting: Handset, office: Office) -> None:
    found = events.event(office=office)
    jobs.give_codes()
    code = db.session.scalars(select(JoinCode).where(JoinCode.event_id == found.id)).one().code
    assert texting.text(f"JOIN {code}")[0].startswith(f"Meeting {code}: your place is kept.")


def test_two_machines_do_not_talk_for_ever(texting: Handset, office: Office, frozen: Any) -> None:
    answers = 0
    for _ in range(60):
        answers += len(texting.text("ok"))
        frozen.shift(timedelta(seconds=40))
    assert answers <= 21
