"""The women's desk: who reads what is brought to it, where it goes where nobody may, and how its raiser is reached."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text

from engagement.channels.models import OutboxMessage
from engagement.concerns import jobs, permissions, queries, routing
from engagement.concerns.actions import breaking, desk, following, higher, moving, sealed, womens
from engagement.concerns.models import Concern
from engagement.concerns.reaching import safe_of
from engagement.concerns.rules import Lane, State
from engagement.concerns.safe import Hours, Safe, Wish, next_moment
from engagement.kernel import clock
from engagement.kernel.actor import VISITOR, Actor, Kind, Role
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.refusals import Refusal
from engagement.people.rules import is_trained, lanes_open
from tests.concerns.test_sight import seen
from tests.factories import organisation as org
from tests.factories import people
from tests.factories.concerns import concern, done
from tests.factories.sealed import MARKER, RAISED, TRAINED, Desk, Force3, reader

NOW = RAISED + timedelta(hours=2)
TODAY = date(2026, 11, 22)
WORDS_OF_THE_LANE = ("women", "woman", "harass", "desk", "police", "complaint", "concern", "chowk", "officer")


@pytest.fixture
def here(app: object) -> Desk:
    return Desk()


def readers_of(here: Desk, row: Concern) -> set[str]:
    return {name for name, each in here.everybody().items() if seen(row, each.actor) == [True]}


def reload(row: Concern) -> Concern:
    db.session.expire_all()
    found = queries.concern_by_id(row.id)
    assert found is not None
    return found


def test_only_a_trained_woman_of_the_nearest_roster_reads_it(here: Desk) -> None:
    # 002.9
    row = here.brought()
    assert (row.lane, row.office_id) == (Lane.WOMEN, here.district.id)
    assert readers_of(here, row) == {"woman"}
    assert not permissions.PASS_ON.allows(here.woman.actor, row)
    assert not permissions.OWN.allows(here.dpo.actor, row)


@pytest.mark.parametrize(
    ("roster", "on", "until", "opens"),
    [
        (True, date(2026, 1, 1), date(2026, 11, 22), True),
        (True, date(2026, 1, 1), date(2026, 11, 21), False),  # expired yesterday
        (True, date(2026, 11, 23), date(2027, 11, 23), False),  # still to come
        (True, None, None, False),  # none written down
        (False, date(2026, 1, 1), date(2027, 1, 1), False),  # a man let in by mistake
    ],
)
def test_the_roster_and_the_training_gate_the_lane_on_each_day(
    roster: bool, on: date | None, until: date | None, opens: bool
) -> None:
    # 002.10
    lanes = lanes_open("tip women", on_roster=roster, trained=is_trained(on, until, TODAY))
    assert lanes == ({"tip", "women"} if opens else {"tip"})


def test_the_untrained_and_the_man_let_in_by_mistake_are_passed_by_when_it_is_routed(app: object) -> None:
    # 002.9, 002.10
    here = Force3()
    for given, roster in (
        ({"trained_on": date(2020, 1, 1), "trained_until": date(2022, 1, 1)}, True),
        (TRAINED, False),
    ):
        who, post = people.person(**given), org.post(office=here.station, role=Role.OFFICER)
        people.posting(person=who, post=post, lanes="women", womens_desk=roster)
    assert Lane.WOMEN not in routing.sealed_lanes_of(here.force, NOW)
    with pytest.raises(Refusal) as said:
        Desk.brought(here)  # type: ignore[arg-type]
    assert said.value.message == sealed.NO_WOMAN
    assert db.session.scalars(select(Concern)).all() == []


def test_with_nobody_on_the_roster_it_goes_up_the_tree_and_never_aside(app: object) -> None:
    # 002.9
    here = Force3()
    reader(here.other, Lane.WOMEN)  # a roster, but beside the way up
    with pytest.raises(Refusal):
        Desk.brought(here)  # type: ignore[arg-type]
    above = reader(here.head, Lane.WOMEN)
    row = Desk.brought(here)  # type: ignore[arg-type]
    assert row.office_id == here.head.id
    assert seen(row, above.actor, here.dpo.actor, here.administrator.actor, here.oversight.actor) == [
        True,
        False,
        False,
        False,
    ]


def test_when_her_training_ends_she_sees_it_no_more_and_it_goes_up(here: Desk) -> None:
    # 002.10, 002.9
    row = here.brought()
    done(sealed.take, actor=here.woman.actor, now=NOW, concern=row)
    with unit():
        fresh(here.woman.person).trained_until = date(2026, 11, 20)
    done(sealed.find_reader, now=NOW, concern=row)
    row = reload(row)
    assert (row.office_id, row.owner_post_id, row.state) == (here.head.id, None, State.RAISED)
    with unit():
        fresh(here.woman_above.person).trained_until = date(2026, 11, 20)
    done(sealed.find_reader, now=NOW, concern=row)
    assert reload(row).office_id == here.head.id  # nobody is left: it stays where it is, and its page says so
    assert not routing.is_read(row, NOW)


def test_under_18_adds_the_child_protection_person_who_reads_and_answers_but_does_not_own(here: Desk) -> None:
    # 002.9
    grown, child = here.brought(), here.brought(under_18=True)
    assert readers_of(here, grown) == {"woman"}
    assert readers_of(here, child) == {"woman", "guard"}
    guard = here.guard.actor
    assert permissions.HANDLE.allows(guard, child)
    assert not permissions.TAKE.allows(guard, child)
    assert permissions.TAKE.allows(here.woman.actor, child)
    said = done(
        desk.reply, actor=guard, now=NOW, concern=child, words="We are here.", language="en", operation_id="g"
    )
    assert said.post_id == here.guard.post.id


def test_who_protects_children_follows_who_serves(here: Desk) -> None:
    child = here.brought(under_18=True)
    with unit():
        fresh(here.guard.person).trained_until = date(2026, 11, 20)
    done(womens.find_guard, now=NOW, concern=child)
    assert reload(child).child_office_id is None
    above = reader(here.head, "children")
    done(womens.find_guard, now=NOW, concern=child)
    assert reload(child).child_office_id == here.head.id
    assert seen(reload(child), above.actor, here.guard.actor) == [True, False]


def test_the_hour_finds_readers_and_guards(here: Desk) -> None:
    child = here.brought(under_18=True)
    with unit():
        fresh(here.woman.person).trained_until = fresh(here.guard.person).trained_until = date(2026, 11, 20)
    jobs.find_readers()
    assert (reload(child).office_id, reload(child).child_office_id) == (here.head.id, None)


def test_about_a_police_officer_all_of_that_office_are_shut_out(here: Desk) -> None:
    # T2
    colleague = reader(here.station, Lane.WOMEN)
    row = here.brought(accused=(routing.Accused(here.station, None, None),))
    assert row.office_id == here.district.id
    assert seen(row, colleague.actor, here.woman.actor) == [False, True]


def test_she_alone_closes_it_and_no_clock_does(here: Desk) -> None:
    row = here.brought()
    with pytest.raises(Refusal):  # nobody owns it yet
        done(
            desk.reply,
            actor=here.woman.actor,
            now=NOW,
            concern=row,
            words="a",
            language="en",
            operation_id="1",
            settles=True,
        )
    done(sealed.take, actor=here.woman.actor, now=NOW, concern=row)
    done(
        desk.reply,
        actor=here.woman.actor,
        now=NOW,
        concern=row,
        words="a",
        language="en",
        operation_id="2",
        settles=True,
    )
    assert row.state == State.TOLD
    jobs.find_readers()
    jobs.tell_of_dormant()
    assert reload(row).state == State.TOLD
    bearer = Actor(Kind.BEARER, bears=frozenset({("concern", row.id)}))
    done(following.reopen, actor=bearer, now=NOW, concern=row)
    assert row.state == State.OWNED  # type: ignore[comparison-overlap]
    done(
        desk.reply,
        actor=here.woman.actor,
        now=NOW,
        concern=row,
        words="b",
        language="en",
        operation_id="3",
        settles=True,
    )
    done(following.confirm, actor=bearer, now=NOW, concern=row)
    assert row.state == State.CONFIRMED


def test_what_she_takes_higher_goes_to_the_roster_above(here: Desk) -> None:
    row = here.brought()
    later = RAISED + timedelta(days=2)
    above = routing.next_rung(row, later)
    assert above is not None
    assert above.id == here.head.id
    done(higher.take_higher, actor=VISITOR, now=later, concern=row)
    assert readers_of(here, reload(row)) == {"woman_above"}


def test_no_step_of_the_chain_hands_it_to_a_mediator_or_another_unit(here: Desk) -> None:
    row = here.brought()
    done(sealed.take, actor=here.woman.actor, now=NOW, concern=row)
    with pytest.raises(Refusal):
        done(
            sealed.pass_on,
            actor=here.woman.actor,
            now=NOW,
            concern=row,
            post=None,
            data_taken="",
            agreed=True,
            outside="jirga",
        )
    assert "mediation" not in {wish.value for wish in Wish}
    assert not permissions.TRIAGE.allows(here.woman.actor, row)  # an agency is named at an open desk alone


def test_how_she_may_be_reached_lies_sealed(here: Desk) -> None:
    # T1
    row = here.brought(
        safe=Safe(reach=f"{MARKER} 0300", trusted=MARKER, wish=Wish.REFERRAL), address=f"{MARKER}@example.org"
    )
    done(womens.reach, actor=VISITOR, now=NOW, concern=row, safe=Safe(reach=f"{MARKER} 0301"), address="")
    kept = "".join(
        repr(tuple(each))
        for table in ("concerns", "messages", "contacts", "audit_entries", "outbox")
        for each in db.session.execute(text(f"SELECT * FROM {table}"))
    )
    assert MARKER not in kept
    assert "referral" not in kept
    assert safe_of(reload(row)).reach == f"{MARKER} 0301"
    assert reload(row).contact is not None


LOCAL = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "begins"),
    [(Hours.ANY, (22, 20)), (Hours.MORNING, (23, 8)), (Hours.AFTERNOON, (23, 12)), (Hours.EVENING, (22, 20))],
)
def test_a_message_waits_for_the_hours_that_she_set(hours: Hours, begins: tuple[int, int]) -> None:
    moment = next_moment(LOCAL, hours)
    assert (moment.day, moment.hour) == begins


def test_no_emergency_opens_it_to_anybody_but_a_trained_woman_of_the_roster(here: Desk) -> None:
    # 002.9, T4
    row = here.brought()
    man, over = here.dpo.actor, here.oversight.actor
    leads = reader(here.head, Lane.WOMEN, role=Role.SUPERVISOR)
    assert [permissions.ASK_OPENING.allows(who, row) for who in (man, over, leads.actor)] == [
        False,
        False,
        True,
    ]
    with unit():
        breaking.ask(
            actor=leads.actor,
            now=clock.now(),
            concern=fresh(row),
            reason="Its readers are ill, and she is in danger.",
        )
    (asked,) = reload(row).openings
    told = {each.recipient_id for each in db.session.scalars(select(OutboxMessage))}
    assert told == {here.woman.person.id, here.woman_above.person.id}
    assert not permissions.AGREE.allows(over, asked)
    assert permissions.AGREE.allows(here.woman.actor, asked)


def test_the_desk_of_a_station_moves_a_matter_to_the_womens_desk_and_sees_it_no_more(here: Desk) -> None:
    open_one = concern(locality=here.place, category="other", words=MARKER)
    assert seen(open_one, here.officer.actor, here.sho.actor) == [True, True]
    done(moving.seal, actor=here.officer.actor, now=NOW, concern=open_one, lane=Lane.WOMEN)
    assert seen(reload(open_one), here.officer.actor, here.sho.actor, here.woman.actor) == [
        False,
        False,
        True,
    ]


def test_who_took_it_on_gives_it_up_when_her_station_is_shut_out(here: Desk) -> None:
    near = reader(here.station, Lane.WOMEN)
    row = here.brought()
    assert row.office_id == here.station.id
    done(sealed.take, actor=near.actor, now=NOW, concern=row)
    by = Actor(kind=Kind.BEARER)
    done(womens.shut_out, actor=by, now=NOW, concern=reload(row), office=here.station)
    row = reload(row)
    assert (row.owner_post_id, row.state, row.office_id) == (None, State.RAISED, here.district.id)
    assert readers_of(here, row) == {"woman"}
    assert seen(row, near.actor) == [False]
    assert done(womens.shut_out, actor=by, now=NOW, concern=row, office=here.station).accused == row.accused
