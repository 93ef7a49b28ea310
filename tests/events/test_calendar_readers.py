"""Calendars written by others read what we publish and mail, and agree: UID, time, status, title."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
import time_machine
from sqlalchemy import select

from engagement.channels import delivery
from engagement.channels.email import Smtp
from engagement.channels.models import OutboxMessage, State
from engagement.events.actions import attend
from engagement.events.actions import plan as planning
from engagement.events.models import Event, Rsvp
from engagement.events.rules import Kind, Plan
from engagement.events.rules import State as Stage
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from tests.channels.mailserver import Mailbox, mail_server
from tests.events.readers import Read, read_by_all
from tests.factories import organisation, people
from tests.factories.events import event

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TITLE = "بڈھ بیر میں کھلی کچہری، خواتین اور نوجوانوں کے ساتھ؛ سڑک، پانی اور بجلی پر بات"  # folded, with marks to escape


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


def _urdu(**given: object) -> Event:
    return event(title=TITLE, language="ur", **given)  # type: ignore[arg-type]


def _feed(client, address: str = "/events.ics") -> Read:
    return read_by_all(client.get(address).data)


def _coming(one: Event, locale: str = "ur") -> None:
    with unit():
        given = attend.Answer(
            event_id=one.id, reference=one.ref, force=one.force, office_id=one.office_id, party=2,
            address="amina@example.org", locale=locale,
        )  # fmt: skip
        attend.answer(actor=VISITOR, now=NOW, given=given)
    for contact in db.session.scalars(select(Rsvp)):
        with unit():
            contact.contact.verified_at = NOW


def _moved(one: Event, hour: int) -> None:
    post = organisation.post(office=one.office)
    plan = Plan(
        title=one.title, language="ur", kind=Kind(one.kind), host_post_id=post.id, locality_id=one.locality_id,
        starts=datetime(2026, 11, 24, hour), ends=datetime(2026, 11, 24, hour + 2),  # noqa: DTZ001
    )  # fmt: skip
    with unit():
        planning.edit(actor=people.actor_at(post), now=NOW, event=one, plan=plan, version=None)


def _called_off(one: Event) -> None:
    who = people.actor_at(organisation.post(office=one.office))
    with unit():
        planning.cancel(actor=who, now=NOW, event=one, reason="ہال میں پانی ہے۔", language="ur")


def _mail(kind: str, mailbox: Mailbox) -> EmailMessage:
    (message_id,) = db.session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == kind)).all()
    db.session.rollback()
    out = Smtp(mailbox.url, sender="chowk@example.org")
    assert delivery.deliver(message_id, out) == State.SENT
    return mailbox.arrived[-1]


def _parts(mail: EmailMessage) -> tuple[str, Read]:
    """Return the method that the mail's header names and what its calendar part says, of exactly three parts."""
    assert mail.get_content_type() == "multipart/alternative"
    text, html, calendar = mail.iter_parts()
    if html.get_content_type() == "multipart/related":  # a confirmation shows its code as a picture
        html, _picture = html.iter_parts()
    kinds = [part.get_content_type() for part in (text, html, calendar)]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    assert text.get_content().strip()
    assert '<html lang="ur" dir="rtl"' in html.get_content()
    return calendar.get_param("method"), read_by_all(calendar.get_payload(decode=True))


def test_four_readers_agree_on_a_feed_and_on_one_meeting(client):  # C.1, 001.15
    winter = _urdu(sequence=3)
    event(office=winter.office, title="A summer meeting", starts_at=datetime(2027, 7, 6, 5, 30, tzinfo=UTC))
    feed = _feed(client)
    first, second = feed.meetings
    assert feed.method == "PUBLISH"
    assert (first.uid, first.sequence, first.status) == (f"{winter.ref}@localhost", 3, "CONFIRMED")
    assert (first.title, first.attendees) == (TITLE, 0)
    assert (first.karachi, first.ends) == ("2026-11-24 16:00", "2026-11-24 18:00")
    assert first.belgrade == "2026-11-24 12:00"
    assert (second.karachi, second.belgrade) == ("2027-07-06 10:30", "2027-07-06 07:30")
    assert _feed(client, f"/events/{winter.ref}.ics") == Read("PUBLISH", (first,))


def test_a_confirmation_an_update_and_a_cancellation_follow_one_meeting_by_mail_and_feed(
    client, mailbox
):  # C.1
    one = _urdu()
    _coming(one)
    method, asked = _parts(_mail("events.rsvp_kept", mailbox))
    (first,) = asked.meetings
    assert (method, asked.method) == ("REQUEST", "REQUEST")
    assert (first.title, first.karachi, first.attendees, first.sequence) == (TITLE, "2026-11-24 16:00", 1, 0)

    _moved(one, 18)
    method, asked = _parts(_mail("events.changed", mailbox))
    (moved,) = asked.meetings
    assert (method, asked.method) == ("REQUEST", "REQUEST")
    assert (moved.uid, moved.sequence, moved.status) == (first.uid, 1, "CONFIRMED")
    assert (moved.karachi, moved.belgrade, moved.ends) == (
        "2026-11-24 18:00",
        "2026-11-24 14:00",
        "2026-11-24 20:00",
    )
    assert [(m.uid, m.sequence, m.karachi) for m in _feed(client).meetings] == [
        (first.uid, 1, "2026-11-24 18:00")
    ]

    _called_off(one)
    method, told = _parts(_mail("events.cancelled", mailbox))
    (off,) = told.meetings
    assert (method, told.method) == ("CANCEL", "CANCEL")
    assert (off.uid, off.sequence, off.status, off.attendees) == (first.uid, 2, "CANCELLED", 1)
    assert off.title == f"منسوخ: {TITLE}"
    (left,) = _feed(client, "/events.ics?lang=ur").meetings
    assert (left.uid, left.sequence, left.status, left.title) == (first.uid, 2, "CANCELLED", off.title)


def test_who_withdraws_is_taken_out_of_the_meeting_and_the_meeting_stands(client, mailbox):  # C.1
    one = _urdu(sequence=2)
    _coming(one)
    rsvp = db.session.scalars(select(Rsvp)).one()
    with unit():
        attend.withdraw(actor=VISITOR, now=NOW, event=one, rsvp=rsvp)
    method, told = _parts(_mail("events.rsvp_withdrawn", mailbox))
    (out,) = told.meetings
    assert (method, told.method) == ("CANCEL", "CANCEL")
    assert (out.uid, out.sequence, out.attendees) == (f"{one.ref}@localhost", 2, 1)
    assert (out.title, out.karachi) == (TITLE, "2026-11-24 16:00")
    assert out.status == "None"  # RFC 5546 §3.2.5: who leaves is named; the meeting is not called off
    (left,) = _feed(client).meetings
    assert (left.uid, left.sequence, left.status) == (out.uid, 2, "CONFIRMED")


def test_who_only_waited_or_answered_again_gets_no_cancellation(app, mailbox):
    one = _urdu(capacity=2)
    _coming(one)
    with unit():
        given = attend.Answer(
            event_id=one.id, reference=one.ref, force=one.force, office_id=one.office_id, party=1,
            address="zarmina@example.org", locale="ur",
        )  # fmt: skip
        waits = attend.answer(actor=VISITOR, now=NOW, given=given)
    has, waiting = db.session.scalars(select(Rsvp).order_by(Rsvp.id)).all()
    assert waiting.id == waits.rsvp_id
    for rsvp in (waiting, has):
        with unit():
            attend.withdraw(actor=VISITOR, now=NOW, event=db.session.merge(one), rsvp=db.session.merge(rsvp))
    assert _kinds().count("events.rsvp_withdrawn") == 1
    _coming(one)
    (message_id,) = db.session.scalars(
        select(OutboxMessage.id).where(OutboxMessage.kind == "events.rsvp_withdrawn")
    ).all()
    db.session.rollback()
    assert (
        delivery.deliver(message_id, Smtp(mailbox.url, sender="chowk@example.org")) == State.DROPPED
    )  # else it would take the new answer out


def _kinds() -> list[str]:
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_the_word_for_a_cancelled_meeting_is_the_readers(client):
    _urdu(state=Stage.CANCELLED, cancelled_at=NOW)
    assert [one.title for one in _feed(client, "/events.ics?lang=en").meetings] == [f"Cancelled: {TITLE}"]
    assert [one.title for one in _feed(client, "/events.ics?lang=ur").meetings] == [f"منسوخ: {TITLE}"]


def test_words_alone_raise_no_sequence_and_tell_nobody(app):
    one = _urdu()
    _coming(one)
    db.session.execute(select(OutboxMessage)).all()
    _moved(one, 16)
    assert one.sequence == 0
    assert db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "events.changed")).all() == []


def test_a_later_mail_of_one_revision_is_stamped_later(app):
    from engagement.events import calendar

    one = _urdu()
    stamps = []
    for minutes in (0, 5):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            part = calendar.request_part(one, address="a@example.org", sequence=0)
            stamps.append(
                next(line for line in part.body.decode().splitlines() if line.startswith("DTSTAMP"))
            )
    assert stamps == ["DTSTAMP:20261120T060000Z", "DTSTAMP:20261120T060500Z"]
