"""The cadence: at day 75 without a meeting the next is drafted for the post that owes it; ceremonies do not count."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import update

from engagement.events.actions import cadence
from engagement.events.actions import plan as planning
from engagement.events.models import OwedPause
from engagement.events.queries.cadence import quiet_places
from engagement.events.rules import Kind, State, months_missed, owed_on
from engagement.kernel.actor import JOB, Role
from engagement.kernel.database import db, unit
from tests.factories import organisation, people
from tests.factories.events import event

HELD = datetime(2026, 9, 8, 11, tzinfo=UTC)  # a Tuesday, 16:00 in Karachi
DAY_74, DAY_76 = HELD + timedelta(days=74), HELD + timedelta(days=76)


def _run(now):
    with unit():
        return cadence.draft_owed(actor=JOB, now=now)


@pytest.fixture
def chief(host):
    return organisation.post(office=host, role=Role.COMMANDER)


@pytest.fixture
def last(host, chief):
    return event(
        office=host, state=State.CLOSED, starts_at=HELD, title="Open hour", place="Hall", capacity=40
    )


def test_at_75_days_the_next_meeting_is_drafted_like_the_last_for_the_post_that_owes_it(
    host, chief, last
):  # 004.9
    assert _run(DAY_74) == []
    (draft,) = _run(DAY_76)
    assert (draft.state, draft.host_post_id, draft.office_id) == (State.DRAFT, chief.id, host.id)
    assert (draft.title, draft.place, draft.capacity) == ("Open hour", "Hall", 40)
    assert draft.wall_start == "2026-12-08T16:00"  # 90 days later, hence 91: a Tuesday again


def test_running_again_drafts_nothing_twice(last):
    (draft,) = _run(DAY_76)
    assert _run(draft.starts_at - timedelta(hours=1)) == []


def test_a_draft_that_was_deleted_does_not_come_back_for_a_month(last):  # 004.9
    for _time in range(2):  # the second takes the place of the first
        (draft,) = _run(DAY_76)
        with unit():
            planning.discard(actor=JOB, now=DAY_76, event=draft)
        assert _run(DAY_76 + timedelta(hours=1)) == []
        assert _run(DAY_76 + timedelta(days=29)) == []
        with unit():
            db.session.execute(update(OwedPause).values(until=DAY_76))
    assert len(_run(DAY_76 + timedelta(days=31))) == 1


def test_a_draft_of_somebodys_own_that_was_deleted_pauses_nothing(host, last):
    own = event(office=host, locality=last.locality, state=State.DRAFT, starts_at=DAY_76 + timedelta(days=3))
    assert _run(DAY_76) == []
    with unit():
        planning.discard(actor=JOB, now=DAY_76, event=own)
    assert len(_run(DAY_76)) == 1


def test_a_womens_session_is_drafted_for_the_woman_who_hosts_it(host, chief):
    woman = organisation.post(office=host)
    event(office=host, state=State.CLOSED, starts_at=HELD, kind=Kind.WOMEN, host_post_id=woman.id)
    assert [draft.host_post_id for draft in _run(DAY_76)] == [woman.id]


def test_a_draft_that_nobody_took_up_does_not_end_the_cadence(last):
    (draft,) = _run(DAY_76)
    (next_one,) = _run(draft.ends_at + timedelta(days=1))
    assert next_one.starts_at > draft.ends_at + timedelta(days=1)


def test_a_meeting_that_is_coming_leaves_nothing_owed(host, last):
    event(office=host, locality=last.locality, starts_at=DAY_76 + timedelta(days=3))
    assert _run(DAY_76) == []


@pytest.mark.parametrize("state", [State.CLOSED, State.PUBLISHED])
def test_a_ceremony_never_counts_as_a_meeting(host, last, state):
    when = DAY_76 - timedelta(days=5) if state is State.CLOSED else DAY_76 + timedelta(days=5)
    event(office=host, locality=last.locality, starts_at=when, kind=Kind.CEREMONY, state=state)
    assert len(_run(DAY_76)) == 1


def test_a_meeting_that_was_called_off_was_no_meeting(host, last):
    event(office=host, locality=last.locality, starts_at=DAY_76 - timedelta(days=5), state=State.CANCELLED)
    assert len(_run(DAY_76)) == 1


def test_a_locality_that_never_met_is_owed_its_first_meeting(host, chief):
    organisation.locality(office=host, names={"en": "Badhber"})
    (draft,) = _run(DAY_76)
    assert (draft.title, draft.host_post_id, draft.wall_start[11:]) == ("Badhber", chief.id, "16:00")


def test_the_desk_names_the_months_that_a_locality_missed(client, last, chief):
    client.sign_in(people.person(holding=chief))
    with time_machine.travel(DAY_74, tick=False):
        assert "Months without a meeting" not in client.get("/desk").get_data(as_text=True)
    with time_machine.travel(DAY_76, tick=False):
        client.sign_in(people.person(holding=chief))
        assert "Months without a meeting" in client.get("/desk").get_data(as_text=True)


def test_another_stations_silence_is_not_on_the_desk(last):
    elsewhere = people.actor_at(organisation.post(office=organisation.station()))
    assert quiet_places(DAY_76, who=elsewhere, limit=9) == []


def test_days_and_months_are_counted_from_the_last_meeting():
    assert months_missed(date(2026, 9, 8), date(2026, 11, 23)) == 2
    assert owed_on(date(2026, 9, 8), date(2026, 11, 23)) == date(2026, 12, 8)
    assert owed_on(date(2025, 9, 9), date(2026, 11, 23)) == date(2026, 12, 8)  # long overdue: in 15 days
