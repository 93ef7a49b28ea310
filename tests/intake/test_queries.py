"""Who held which post when something was written down; phones and what they wait for."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engagement.intake import queries
from engagement.intake.models import DoorLease
from tests.factories import events, organisation, people
from tests.factories.intake import Phone
from tests.factories.saving import saved

START = events.SOON


@pytest.fixture
def event(app):
    return events.event()


def at(person, instant: datetime) -> tuple[str, ...]:
    return queries.actor_at(DoorLease(person_id=person.id, person=person), instant).paths()


def test_postings_count_by_the_day_of_their_force(event):
    person, post = people.person(), organisation.post(office=event.office)
    people.posting(person=person, post=post, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 25))
    # 20:00 UTC is already the next day in Karachi.
    assert at(person, datetime(2026, 11, 23, 18, tzinfo=UTC)) == ()
    assert at(person, datetime(2026, 11, 23, 20, tzinfo=UTC)) == (event.office.path,)
    assert at(person, datetime(2026, 11, 25, 18, tzinfo=UTC)) == (event.office.path,)
    assert at(person, datetime(2026, 11, 25, 20, tzinfo=UTC)) == ()


def test_a_posting_that_was_ended_counts_until_that_instant(event):
    person = people.person()
    posting = people.posting(person=person, post=organisation.post(office=event.office))
    posting.ended_at = START
    saved(posting)
    minute = timedelta(minutes=1)
    assert (at(person, START - minute), at(person, START)) == ((event.office.path,), ())


def test_the_newest_phone_stands_first_with_what_waits_of_it(event, time_machine):
    time_machine.move_to(START, tick=False)
    officer = people.actor_at(organisation.post(office=event.office))
    one, two = (Phone(event, officer, START - timedelta(hours=9), device=name) for name in ("one", "two"))
    one.send(one.walk_in(START), one.arrival(START, "00000000"), clock=START)
    found = [(lease.device, held) for lease, held in queries.leases_of(event)]
    assert found == [("two", 0), ("one", 1)]
    assert (queries.undecided(event), queries.held_by(one.lease), queries.held_by(two.lease)) == (1, 1, 0)


def test_the_list_of_phones_asks_once(event, statements, time_machine):
    time_machine.move_to(START, tick=False)
    officer = people.actor_at(organisation.post(office=event.office))
    ran = []
    for more in (1, 5):
        for _each in range(more):
            Phone(event, officer, START - timedelta(hours=9))
        with statements() as asked:
            queries.leases_of(event)
        ran.append(len(asked))
    assert ran == [1, 1]
