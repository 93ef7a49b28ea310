"""The mails of the women's desk: neutral, in the hours that were set, never lost, told apart by nothing."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
import time_machine
from sqlalchemy import select
from structlog.testing import capture_logs

from engagement.channels import delivery, email
from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sent
from engagement.channels.transport import Later
from engagement.concerns import queries
from engagement.concerns.actions import desk, womens
from engagement.concerns.models import Concern
from engagement.concerns.reaching import number_of
from engagement.concerns.safe import Hours, Neutral, Safe
from engagement.kernel.actor import Actor, Kind
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.refusals import Refusal
from engagement.people.models import Contact
from tests.factories.concerns import done
from tests.factories.sealed import MARKER, RAISED, Desk

NOW = RAISED + timedelta(hours=2)
WORDS_OF_THE_LANE = ("women", "woman", "harass", "desk", "police", "complaint", "concern", "chowk", "officer")


@pytest.fixture
def here(app: object) -> Desk:
    return Desk()


def reload(row: Concern) -> Concern:
    db.session.expire_all()
    found = queries.concern_by_id(row.id)
    assert found is not None
    return found


def mail_of(row: Concern) -> tuple[OutboxMessage, EmailMessage]:
    message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert message is not None
    notice = delivery.compose(message)
    assert notice is not None
    mail = email.build(notice, message_id="<1@chowk>", sender="Chowk Women's Desk <post@example.org>")
    return message, message_from_bytes(mail.as_bytes(), policy=policy.default)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("neutral", list(Neutral))
@pytest.mark.parametrize("locale", ["en", "ur"])
def test_no_word_of_the_lane_stands_in_a_mail_its_subject_or_its_sender(
    here: Desk, neutral: Neutral, locale: str
) -> None:
    row = here.brought(address="someone@example.org", locale=locale, safe=Safe(neutral=neutral))
    message, mail = mail_of(row)
    parts = [str(part.get_content()) for part in mail.walk() if not part.is_multipart()]
    said = " ".join([str(mail["Subject"]), str(mail["From"]), *parts]).lower()
    assert mail["From"] == "post@example.org"
    assert "http" not in said
    assert row.ref.lower() not in said
    assert [
        word
        for word in (*WORDS_OF_THE_LANE, "خواتین", "ہراس", "پولیس")
        if word in said.replace("example.org", "")
    ] == []
    assert number_of(row) in said
    assert (message.force_id, message.office_id) == (None, None)  # on no office's list of messages
    assert MARKER.lower() not in said + mail.as_string().replace(message.message_id, "").lower()


def test_a_mail_outside_her_hours_waits_and_none_follows_before_the_number_was_typed(here: Desk) -> None:
    row = here.brought(address="someone@example.org", safe=Safe(hours=Hours.EVENING))
    (message,) = db.session.scalars(select(OutboxMessage)).all()
    assert message.not_before == datetime(2026, 11, 21, 12, tzinfo=UTC)  # 17:00 in Peshawar
    done(desk.reply, actor=here.woman.actor, now=NOW, concern=row, words="a", language="en", operation_id="1")
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1
    bearer = Actor(Kind.BEARER, bears=frozenset({("concern", row.id)}))
    with pytest.raises(Refusal):
        done(womens.allow_mail, actor=bearer, now=NOW, concern=row, number="000 000 1")
    done(
        womens.allow_mail,
        actor=bearer,
        now=NOW,
        concern=row,
        number=f" {number_of(row)[:3]} {number_of(row)[3:]}",
    )
    done(desk.reply, actor=here.woman.actor, now=NOW, concern=row, words="b", language="en", operation_id="2")
    assert {each.kind for each in db.session.scalars(select(OutboxMessage))} == {"concerns.quiet"}
    done(womens.drop_mail, actor=bearer, now=NOW, concern=row)
    assert delivery.compose(message) is None


def test_a_phone_number_is_no_address_and_no_text_is_ever_sent(here: Desk) -> None:
    with pytest.raises(Refusal):
        here.brought(address="0300 1234567")
    row = here.brought(address="someone@example.org")
    with unit():
        fresh(db.session.scalars(select(Contact)).one()).channel = "sms"
    (message,) = db.session.scalars(select(OutboxMessage)).all()
    assert delivery.compose(message) is None
    done(
        desk.reply,
        actor=here.woman.actor,
        now=NOW,
        concern=reload(row),
        words="a",
        language="en",
        operation_id="1",
    )
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1


def test_a_mail_that_is_late_waits_for_the_next_hours(here: Desk) -> None:
    here.brought(address="someone@example.org", safe=Safe(hours=Hours.EVENING))
    (message,) = db.session.scalars(select(OutboxMessage)).all()
    with time_machine.travel("2026-11-21T18:00:00Z", tick=False), pytest.raises(Later):  # 23:00 in Peshawar
        delivery.compose(message)
    with time_machine.travel("2026-11-22T13:00:00Z", tick=False):
        assert delivery.compose(message) is not None


def test_a_mail_that_missed_its_hours_a_hundred_times_is_never_given_up(here: Desk) -> None:
    here.brought(address="someone@example.org", safe=Safe(hours=Hours.EVENING))
    message_id = db.session.scalars(select(OutboxMessage.id)).one()
    for day in range(1, 13):
        with time_machine.travel(datetime(2026, 12, day, 18, tzinfo=UTC), tick=False):  # 23:00 in Peshawar
            assert delivery.deliver(message_id) == Sent.DUE
            db.session.expire_all()
            message = db.session.get(OutboxMessage, message_id)
            assert message is not None
            assert message.attempts == 0
            assert message.not_before == datetime(2026, 12, day + 1, 12, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 12, 14, 12, tzinfo=UTC), tick=False):
        assert delivery.deliver(message_id) == Sent.SENT


def test_a_change_of_how_she_is_reached_sends_nothing_unless_the_address_is_another(here: Desk) -> None:
    row = here.brought(address="someone@example.org")
    bearer = Actor(Kind.BEARER, bears=frozenset({("concern", row.id)}))
    done(womens.allow_mail, actor=bearer, now=NOW, concern=row, number=number_of(row))

    def change(address: str) -> int:
        done(womens.reach, actor=bearer, now=NOW, concern=row, safe=Safe(silent=True), address=address)
        return len(db.session.scalars(select(OutboxMessage)).all())

    assert [change(""), change("someone@example.org"), change("other@example.org")] == [1, 1, 2]


def test_neither_a_log_nor_the_minute_of_a_mail_tells_of_which_door_it_comes(here: Desk) -> None:
    here.brought(address="someone@example.org", now=RAISED.replace(minute=47))
    (message,) = db.session.scalars(select(OutboxMessage)).all()
    assert (message.created_at.minute, message.not_before.minute) == (0, 0)
    with time_machine.travel(NOW, tick=False), capture_logs() as lines:
        assert delivery.deliver(message.id) == Sent.SENT
    assert [line["kind"] for line in lines if line["event"] == "message"] == ["door"]
