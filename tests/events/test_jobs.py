"""The clock's share of meetings: what is owed is drafted; a reminder goes through the outbox and arrives."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import select

from engagement.channels import delivery
from engagement.channels.email import Smtp
from engagement.events import jobs
from engagement.events.actions import attend
from engagement.events.models import Event
from engagement.events.rules import State
from engagement.kernel import clock
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from tests.channels.mailserver import mail_server
from tests.factories import answers
from tests.factories.events import SOON, event

HELD = datetime(2026, 9, 8, 11, tzinfo=UTC)
EARLY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_the_clock_drafts_what_is_owed_and_bears_running_twice(app):
    last = event(state=State.CLOSED, starts_at=HELD)
    with time_machine.travel(HELD + timedelta(days=76), tick=False):
        app.extensions["jobs"].tick()
        app.extensions["jobs"].tick()
    assert db.session.scalars(select(Event.state).where(Event.id != last.id)).all() == [State.DRAFT]


def test_a_reminder_arrives_once_by_mail_in_the_chosen_language(app):
    one = event(title="Badhber monthly")
    with unit():
        given = answers.given(one, address="amina@example.org", locale="ur")
        attend.answer(actor=VISITOR, now=EARLY, given=given)
    with mail_server() as mailbox:
        out = Smtp(mailbox.url, sender="chowk@example.org")
        for moment in (
            EARLY,
            SOON - timedelta(days=1),
            SOON - timedelta(hours=23),
            SOON + timedelta(hours=4),
        ):
            with time_machine.travel(moment, tick=False):
                jobs.remind()
                jobs.thank()
                for message_id in delivery.sweep(clock.now()):
                    delivery.deliver(message_id, out)
        subjects = [str(mail["Subject"]) for mail in mailbox.arrived]
    assert subjects == ["آپ کی جگہ محفوظ ہے", "یاد دہانی: Badhber monthly"]
