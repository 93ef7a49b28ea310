"""What waits, what is overdue, what can be gathered, through whose hands it went."""

from datetime import UTC, date, datetime, timedelta

from engagement.concerns import queries
from engagement.concerns.actions import chain, following
from engagement.concerns.clocks import LONGEST_STOP
from engagement.concerns.rules import Light, State
from engagement.kernel.actor import JOB, Actor
from engagement.kernel.database import db, unit
from tests.concerns.conftest import Town
from tests.factories import concerns, events, organisation, people

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def _refs(query: object) -> list[str]:
    return [row.ref for row in db.session.scalars(query)]  # type: ignore[call-overload]


def _listed(who: Actor, *, mine: bool = False) -> list[str]:
    found = db.session.execute(queries.desk(who, NOW.date(), NOW, mine=mine))
    return [row[0].ref for row in found]


def test_what_nobody_owns_waits_for_all_and_what_a_post_owns_for_its_holder(town: Town) -> None:
    sho, officer = town.acts(town.sho, town.sho_post), town.acts(town.officer, town.officer_post)
    new = concerns.concern(locality=town.place)
    mine = concerns.owned(concerns.concern(locality=town.place), town.sho_post, sho)
    assert _listed(sho) == [new.ref, mine.ref]
    assert _listed(sho, mine=True) == [mine.ref]
    assert _listed(officer, mine=True) == []


def test_work_stays_with_the_post_when_its_holder_is_moved(town: Town) -> None:  # C.5
    row = concerns.owned(
        concerns.concern(locality=town.place), town.sho_post, town.acts(town.sho, town.sho_post)
    )
    successor = people.actor_at(town.sho_post)
    assert _listed(successor, mine=True) == [row.ref]


def test_overdue_is_the_day_after_the_day_it_was_due(town: Town) -> None:
    sho = town.acts(town.sho, town.sho_post)
    row = concerns.concern(locality=town.place)
    for day, rank in ((row.due_on, 1), (row.due_on + timedelta(days=1), 0)):
        query = queries.desk(sho, day, NOW)
        assert queries.leaf(query, day, NOW, after=None, size=9) == [(row, rank)]


def test_a_clock_that_stands_is_not_overdue_at_the_desk_and_runs_again_after_two_weeks(town: Town) -> None:
    sho = town.acts(town.sho, town.sho_post)
    row = concerns.concern(locality=town.place)
    with unit():
        row.answered_at, row.stopped_at = NOW, NOW
    late = row.due_on + timedelta(days=1)
    for now, rank in ((NOW + LONGEST_STOP, 1), (NOW + LONGEST_STOP + timedelta(seconds=1), 0)):
        found = queries.leaf(queries.desk(sho, late, now), late, now, after=None, size=9)
        assert found == [(row, rank)]
        assert bool(queries.late(row, now, late)) == (rank == 0)


def test_only_owned_concerns_of_the_place_can_be_gathered(town: Town) -> None:
    sho = town.acts(town.sho, town.sho_post)
    concerns.concern(locality=town.place)
    row = concerns.owned(concerns.concern(locality=town.place), town.sho_post, sho)
    worked = concerns.owned(concerns.concern(locality=town.place), town.sho_post, sho)
    concerns.done(chain.work, actor=JOB, now=NOW, concern=worked)
    assert _refs(queries.unlinked_of(town.place, sho)) == [row.ref]


def test_lights_count_what_is_at_work(town: Town) -> None:
    concerns.concern(locality=town.place)
    concerns.concern(locality=town.place, now=NOW - timedelta(hours=2))
    concerns.concern(locality=town.place, now=NOW - timedelta(hours=3))
    lights = queries.lights_for(town.acts(town.sho, town.sho_post), NOW)
    assert lights == {Light.GREEN: 0, Light.RED: 1, Light.BLUE: 2}


def test_the_desk_lists_the_overdue_first(town: Town) -> None:
    new = concerns.concern(locality=town.place)
    late = concerns.concern(locality=town.place, now=NOW - timedelta(days=30))
    query = queries.desk(town.acts(town.sho, town.sho_post), NOW.date(), NOW)
    found = queries.leaf(query, NOW.date(), NOW, after=None, size=9)
    assert [(row.ref, rank) for row, rank in found] == [(late.ref, 0), (new.ref, 1)]
    rest = queries.leaf(query, NOW.date(), NOW, after=(0, late.id), size=9)
    assert [row.ref for row, _rank in rest] == [new.ref]


def test_what_was_opened_again_stands_with_the_overdue_and_its_days_begin_anew(town: Town) -> None:
    sho = town.acts(town.sho, town.sho_post)
    new = concerns.concern(locality=town.place)
    again = concerns.owned(concerns.concern(locality=town.place), town.sho_post, sho)
    concerns.done(chain.tell, actor=JOB, now=NOW, concern=again)
    concerns.done(following.reopen, actor=JOB, now=NOW + timedelta(days=30), concern=again)
    assert again.due_on == date(2027, 1, 5)
    found = queries.leaf(queries.desk(sho, NOW.date(), NOW), NOW.date(), NOW, after=None, size=9)
    assert [row.ref for row, _rank in found] == [again.ref, new.ref]


def test_custody_names_each_post_that_held_it(town: Town) -> None:  # 001.4
    sho = town.acts(town.sho, town.sho_post)
    row = concerns.owned(concerns.concern(locality=town.place), town.officer_post, sho)
    row = concerns.owned(row, town.sho_post, sho)
    steps = queries.custody_of(row)
    assert [(entry.verb, post.id if post else None) for entry, post in steps] == [
        ("concerns.own", town.officer_post.id),
        ("concerns.own", town.sho_post.id),
    ]


def test_a_supervisor_may_hand_to_every_station_beneath_an_officer_to_his_own(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    posts = {post.id for post in queries.posts_for(row, town.acts(town.officer, town.officer_post))}
    assert posts == {town.sho_post.id, town.officer_post.id}
    posts = {post.id for post in queries.posts_for(row, town.acts(town.dpo, town.dpo_post))}
    assert posts == {town.sho_post.id, town.officer_post.id, town.dpo_post.id, town.mattani_post.id}


def test_counts_of_a_meeting_by_state(town: Town) -> None:
    event = events.event(office=town.badhber, locality=town.place)
    concerns.concern(locality=town.place, event=event)
    assert queries.counts_of(event) == {State.RAISED: 1}
    assert (
        queries.counts_of(
            events.event(office=town.badhber, locality=organisation.locality(office=town.badhber))
        )
        == {}
    )
