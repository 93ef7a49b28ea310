"""Records that nobody closed: who is asked, when, and once each."""

from datetime import timedelta

import pytest
import time_machine as clock_of
from sqlalchemy import select

from engagement.channels import delivery
from engagement.channels.models import OutboxMessage
from engagement.events import jobs
from engagement.events.models import Event
from engagement.events.rules import State, chase_due
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from tests.factories import events, organisation, people

ENDED = events.SOON + timedelta(hours=2)


class Owed:
    """A held meeting hosted by an officer's post, under its SHO."""

    def __init__(self, **given):
        self.event = events.event(state=State.HELD, **given)
        office = self.event.office
        self.post = organisation.post(office=office)
        self.head = organisation.post(office=office, role=Role.COMMANDER)
        self.host, self.sho = (people.person(holding=post) for post in (self.post, self.head))
        self.event.host_post_id = self.post.id
        db.session.commit()

    def asked(self) -> list[tuple[int, int]]:
        """Who was asked, and for which day."""
        db.session.rollback()
        rows = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "events.unclosed").order_by(OutboxMessage.id)
        )
        return [(row.about["days"], row.recipient_id) for row in rows]


@pytest.fixture
def owed(app) -> Owed:
    return Owed()


def days_later(days: float) -> None:
    with clock_of.travel(ENDED + timedelta(days=days, minutes=1), tick=False):
        jobs.chase_unclosed()
        jobs.chase_unclosed()


def test_the_host_then_who_is_above_once_each(owed):
    for days in (0, 2, 3, 4, 7, 10, 14, 20, 40):
        days_later(days)
    assert owed.asked() == [(3, owed.host.id), (7, owed.host.id), (7, owed.sho.id), (14, owed.sho.id)]


def test_after_a_long_silence_one_day_asks_and_not_three(owed):
    days_later(15)
    assert owed.asked() == [(14, owed.sho.id)]


def test_a_closed_record_is_asked_of_nobody(owed):
    days_later(3)
    owed.event.state = State.CLOSED
    db.session.commit()
    days_later(7)
    assert owed.asked() == [(3, owed.host.id)]


def test_history_taken_from_a_list_is_owed_by_nobody(app):
    owed = Owed(published_at=events.SOON, source_key="csv:1")
    days_later(3)
    assert owed.asked() == []


def test_a_vacant_post_loses_nothing_the_next_day_asks_who_is_above(app):
    event = events.event(state=State.PUBLISHED)
    organisation.post(office=event.office)
    head = organisation.post(office=event.office, role=Role.COMMANDER)
    sho = people.person(holding=head)
    days_later(3)
    rows = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "events.unclosed").order_by(OutboxMessage.id)
    ).all()
    assert [row.recipient_id for row in rows] == [sho.id]  # no host was named: its head owes it


def test_the_message_says_where_and_nothing_once_it_is_closed(owed):
    days_later(3)
    message = db.session.scalar(select(OutboxMessage).where(OutboxMessage.kind == "events.unclosed"))
    notice = delivery.compose(message)
    assert notice.address == owed.host.email
    assert notice.link.endswith(f"/events/{owed.event.ref}/record")
    assert "3 days ago" in " ".join(notice.paragraphs)
    db.session.get(Event, owed.event.id).state = State.CLOSED
    db.session.commit()
    assert delivery.compose(message) is None


def test_the_desk_shows_it_as_late_from_the_third_day(app, owed):
    client = app.test_client()
    client.sign_in(owed.sho)
    for days, late in ((2, False), (5, True)):
        with clock_of.travel(ENDED + timedelta(days=days), tick=False):
            shown = (
                client.get("/desk").get_data(as_text=True).split('id="unclosed"')[1].split("</section>")[0]
            )
        assert (f"{days} days late" in shown) is late


@pytest.mark.parametrize(("days", "due"), [(0, 0), (2.9, 0), (3, 3), (6.9, 3), (7, 7), (14, 14), (400, 14)])
def test_the_days_on_which_it_is_due(days, due):
    assert chase_due(ENDED, ENDED + timedelta(days=days)) == due
