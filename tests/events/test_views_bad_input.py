"""Bad input at the pages of planning: a clear sentence, what was typed stays, nothing is lost, nobody hears twice."""

from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.channels.models import OutboxMessage
from engagement.events.actions import attend
from engagement.events.models import Event, Rsvp
from engagement.events.rules import RsvpState
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from tests.events.test_views_manage import _typed
from tests.factories import answers, organisation, people
from tests.factories.events import event

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


class Planned:
    """A published meeting of ten places with five parties that left an address; an officer at the screen."""

    def __init__(self, client):
        self.host = organisation.station()
        self.post = organisation.post(office=self.host)
        self.event = event(office=self.host, capacity=10, host_post_id=self.post.id)
        self.client = client
        client.sign_in(people.person(holding=self.post))
        for n in range(5):
            with unit():
                given = answers.given(self.event, address=f"party{n}@example.org", locale="en", party=1)
                attend.answer(actor=VISITOR, now=NOW, given=given)
        db.session.commit()

    def edit(self, **typed):
        db.session.refresh(self.event)
        version = str(self.event.version)
        return self.client.send(
            f"/events/{self.event.ref}/edit", **_typed(self.host, self.post, version=version, **typed)
        )

    def told(self, kind):
        db.session.rollback()
        return db.session.scalar(select(func.count(OutboxMessage.id)).where(OutboxMessage.kind == kind))

    def standing(self):
        db.session.rollback()
        db.session.expire_all()
        states = db.session.scalars(select(Rsvp.state).where(Rsvp.event_id == self.event.id)).all()
        return [self.event.capacity, self.event.seats_taken, states.count(RsvpState.CONFIRMED)]


@pytest.fixture
def planned(client):
    return Planned(client)


# bad input: shrinking capacity below the confirmed
def test_fewer_places_than_are_promised_get_the_number_and_change_nothing(planned):
    answer = planned.edit(capacity="3", title="A smaller room")
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "5 places are promised already. Choose 5 or more." in shown
    assert "A smaller room" in shown
    assert planned.standing() == [10, 5, 5]
    assert planned.told("events.changed") == 0


# bad input: moving a meeting under its RSVPs
def test_moving_under_its_answers_keeps_each_place_and_tells_each_party_once(planned):
    assert planned.edit(capacity="10", starts="17:00", ends="19:00").status_code == 303
    assert planned.standing() == [10, 5, 5]
    assert planned.told("events.changed") == 5


# bad input: an end before its start across a change of clocks
@pytest.mark.parametrize(
    ("day", "starts", "ends"),
    [
        (
            "2027-10-31",
            "02:50",
            "02:10",
        ),  # the clock shows 02:10 again after 02:50, but nobody would know which
        ("2027-03-28", "01:30", "02:30"),  # the clock skips 02:30
        ("2027-03-28", "02:30", "04:00"),
    ],
)
def test_hours_that_a_change_of_the_clocks_makes_impossible_are_refused_by_name(client, day, starts, ends):
    force = organisation.force(zone="Europe/Belgrade")
    host = organisation.office(force=force)
    post = organisation.post(office=host)
    client.sign_in(people.person(holding=post))
    answer = client.send("/events/new", **_typed(host, post, day=day, starts=starts, ends=ends))
    assert answer.status_code == 422
    assert 'id="wrong"' in answer.get_data(as_text=True)
    assert starts in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(Event.id))) == 0


# bad input: a rule that never ends, 5,000 dates, a first date that is none of its rule
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"times": "", "until": ""}, "A series needs an end"),
        ({"times": "5000"}, None),
        ({"times": "", "until": "2099-12-31"}, "A series has at most 104 meetings."),
        ({"times": "4", "weekday": "0"}, "By this rule the first meeting is on"),
    ],
)
def test_a_series_that_cannot_be_gets_a_sentence_and_makes_no_meeting(client, wrong, sentence):
    host = organisation.station()
    post = organisation.post(office=host)
    client.sign_in(people.person(holding=post))
    typed = _typed(host, post, every="weekly", title="Every week", **wrong)
    answer = client.send("/events/new", **typed)
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence is None or sentence in shown
    assert "Every week" in shown
    assert db.session.scalar(select(func.count(Event.id))) == 0
