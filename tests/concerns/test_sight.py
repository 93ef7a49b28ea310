"""Past the accused: to whom a sealed matter exists; the judgement on a row and the query agree for everybody."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.concerns import permissions, queries
from engagement.concerns.actions import sealed as actions
from engagement.concerns.models import Concern
from engagement.concerns.routing import Accused
from engagement.concerns.rules import Lane, State
from engagement.kernel.actor import COMMAND, JOB, VISITOR, Actor, Kind, Role
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.refusals import Refusal
from engagement.people.actions import invitations, postings
from tests.factories import organisation as org
from tests.factories import people
from tests.factories.concerns import concern, done
from tests.factories.sealed import EACH, RAISED, Force3, both, reader, served_before

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
THEN = date(2026, 11, 20)


@pytest.fixture
def here(app: object) -> Force3:
    return Force3()


def seen(row: Concern, *actors: Actor) -> list[bool]:
    """Judge one row for each, both ways; both must say the same."""
    found = []
    for who in actors:
        judged = permissions.READ.allows(who, row)
        listed = row.id in {each.id for each in db.session.scalars(queries.concerns_visible_to(who))}
        assert judged == listed
        found.append(judged)
    return found


def names_of(here: Force3, row: Concern) -> set[str]:
    return {name for name, each in here.everybody().items() if seen(row, each.actor) == [True]}


def test_the_same_text_in_each_lane_has_different_readers(here: Force3) -> None:
    # 001.2
    desk = {"sho", "officer", "dpo", "focal", "focal_above"}  # the focal posts answer at their desks as well
    assert names_of(here, concern(locality=here.place)) == desk
    assert names_of(here, here.complaint()) == {"focal", "oversight"}
    assert names_of(here, here.tip()) == {"focal"}
    assert names_of(here, here.threat()) == {"focal"}


def test_who_is_nobody_sees_nothing(here: Force3) -> None:
    bearer = Actor(Kind.BEARER, bears=frozenset({("concern", 1)}))
    for row in (here.complaint(), here.tip(), here.threat()):
        assert not any(seen(row, VISITOR, JOB, COMMAND, bearer, people.actor_at()))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("rung", ["head", "district", "station", "other"])
def test_no_role_alone_opens_a_sealed_lane(here: Force3, role: Role, rung: str) -> None:
    who = reader(getattr(here, rung), role=role).actor
    assert not any(seen(here.complaint(), who) + seen(here.tip(), who) + seen(here.threat(), who))


@pytest.mark.parametrize("rung", ["district", "head"])
def test_an_administrator_reads_no_sealed_lane_not_even_through_another_post(here: Force3, rung: str) -> None:
    let_in = reader(getattr(here, rung), *EACH)
    admin = reader(here.head, *EACH, role=Role.ADMINISTRATOR)
    for row in (here.complaint(), here.tip(), here.threat()):
        assert not any(seen(row, admin.actor, both(let_in, admin)))


def test_the_named_officer_and_the_station_see_nothing_and_the_focal_person_reads(here: Force3) -> None:
    # 001.19
    row = here.complaint()
    clerk = reader(here.station, *EACH)  # let in, and yet a colleague
    assert seen(row, here.sho.actor, here.officer.actor, clerk.actor) == [False, False, False]
    assert seen(row, here.focal.actor) == [True]


def test_who_held_the_post_on_that_day_is_barred_wherever_they_serve_now(here: Force3) -> None:
    # T3: the person, not the post
    gone = served_before(here.station, until=THEN)
    later = served_before(here.station, until=THEN - timedelta(days=1))
    row = here.complaint()
    risen, clean = (reader(here.district, *EACH, person=person) for person in (gone, later))
    assert seen(row, risen.actor, clean.actor) == [False, True]


def test_who_led_there_between_the_day_and_the_filing_is_barred_and_without_a_day_whoever_did_of_late(
    here: Force3,
) -> None:
    since = people.person()
    post, joined = org.post(office=here.station), THEN + timedelta(days=1)
    people.posting(person=since, post=post, starts_on=joined, ends_on=joined)
    week, years = (served_before(here.station, until=THEN - timedelta(days=n)) for n in (7, 1200))
    at = {each: reader(here.district, *EACH, person=each).actor for each in (since, week, years)}
    later = RAISED + timedelta(days=3)
    said = here.complaint(now=later)
    unsaid = here.complaint(Accused(here.station, here.sho.post, None), now=later)
    assert seen(said, *at.values()) == [False, True, True]
    assert seen(unsaid, *at.values()) == [False, False, True]
    assert unsaid.accused[0].on_day == later.date()


def test_who_served_there_while_it_was_open_stays_barred_after_moving_away(here: Force3) -> None:
    row, closed, others = here.complaint(), here.complaint(), here.complaint(Accused(here.other, None, THEN))
    with unit():
        fresh(closed).state = State.CONFIRMED
    boss, came, never = people.actor_at(here.sho.post), people.person(), people.person()
    given = {"actor": boss, "now": NOW, "post": org.post(office=here.station)}
    with unit():
        posting = postings.start(email=came.email, **given)
        to_come = postings.start(email=never.email, starts_on=NOW.date() + timedelta(days=9), **given)
    with unit():
        postings.end(actor=boss, now=NOW, posting=db.session.merge(posting))
        postings.end(actor=boss, now=NOW, posting=db.session.merge(to_come))
    db.session.expire_all()
    moved, kept = (reader(here.district, *EACH, person=each).actor for each in (came, never))
    assert [seen(each, moved, kept) for each in (row, others)] == [[False, True], [True, True]]
    assert came.id not in {each.person_id for each in closed.barred}
    assert not db.session.scalars(select(AuditEntry).where(AuditEntry.verb.contains("bar"))).all()


def test_who_takes_up_an_offered_post_there_is_barred_too(here: Force3) -> None:
    row = here.complaint()
    with unit():
        offer = invitations.invite(
            actor=COMMAND,
            now=NOW,
            post=db.session.merge(here.sho.post),
            name="A",
            email="a@example.org",
            locale="en",
        )
    with unit():
        came = invitations.accept(
            now=NOW, invitation=db.session.merge(offer), name="A", locale="en", password_hash="x"
        )
    db.session.expire_all()
    assert came.id in {each.person_id for each in row.barred}


def test_who_serves_there_when_it_is_raised_stays_barred_after_a_transfer(here: Force3) -> None:
    row = here.complaint(Accused(here.station, None, date(2019, 1, 1)))
    moved = reader(here.district, *EACH, person=here.officer.person)
    assert seen(row, moved.actor) == [False]


def test_who_comes_to_serve_there_later_is_barred_while_there(here: Force3) -> None:
    row = here.complaint()
    newcomer, focal = reader(here.station), here.focal
    assert seen(row, both(focal, newcomer)) == [False]
    assert seen(row, focal.actor) == [True]


def test_a_subordinate_unit_is_barred_with_the_office_above_it(here: Force3) -> None:
    circle = org.office(parent=here.station)
    below = reader(circle, *EACH)
    assert seen(here.complaint(), below.actor) == [False]


def test_a_superior_who_is_named_is_passed_over_and_all_beneath(here: Force3) -> None:
    row = here.complaint(
        Accused(here.station, here.sho.post, THEN), Accused(here.district, here.dpo.post, THEN)
    )
    assert names_of(here, row) == {"focal_above", "oversight"}
    assert row.office_id == here.head.id


def test_where_the_top_is_named_it_goes_to_oversight_alone(here: Force3) -> None:
    row = here.complaint(Accused(here.head, None, THEN))
    assert names_of(here, row) == {"oversight"}
    assert row.office_id == here.oversight.post.office_id


def test_oversight_itself_named_sees_nothing(here: Force3) -> None:
    row = here.complaint(Accused(here.station, None, THEN), Accused(here.station, here.oversight.post, THEN))
    assert names_of(here, row) == {"focal"}


def test_what_nobody_outside_the_command_may_read_is_refused(app: object) -> None:
    here = Force3()
    with pytest.raises(Refusal):
        here.complaint(Accused(here.head, here.oversight.post, THEN))


def test_a_reader_who_declares_a_conflict_loses_sight_for_good_and_it_goes_on(here: Force3) -> None:
    row = here.complaint()
    done(actions.take, actor=here.focal.actor, now=NOW, concern=row)
    done(actions.declare_conflict, actor=here.focal.actor, now=NOW, concern=row)
    assert names_of(here, row) == {"focal_above", "oversight"}
    again = reader(here.head, *EACH, person=here.focal.person)
    assert seen(row, again.actor) == [False]
    assert row.owner_post_id is None


def test_who_is_barred_cannot_declare_a_conflict_to_learn_that_it_exists(here: Force3) -> None:
    row = here.complaint()
    with pytest.raises(Refusal):
        done(actions.declare_conflict, actor=here.sho.actor, now=NOW, concern=row)


def test_oversight_reads_complaints_beneath_it_and_neither_tips_nor_threats(here: Force3) -> None:
    lanes = frozenset(EACH)
    held = replace(here.oversight.actor.holdings[0], lanes=lanes)
    who = replace(here.oversight.actor, holdings=(held,), acting=held)
    assert seen(here.complaint(), who) == [True]
    assert seen(here.tip(), who) + seen(here.threat(), who) == [False, False]


def test_lists_counts_and_lights_of_the_desk_hold_no_sealed_matter(here: Force3) -> None:
    # 001.21
    rows = [here.complaint(), here.tip(), here.threat()]
    at_desk = reader(here.district, *EACH, role=Role.SUPERVISOR).actor
    assert all(seen(row, at_desk) == [True] for row in rows)
    today = NOW.date()
    assert not db.session.execute(queries.desk(at_desk, today, NOW)).all()
    assert not any(queries.lights_for(at_desk, NOW).values())
    assert not db.session.scalars(queries.unlinked_of(here.place, at_desk)).all()
    assert {row.id for row, _rank in db.session.execute(queries.sealed_queue(at_desk, today, NOW))} == {
        row.id for row in rows
    }


def test_a_tip_keeps_no_place_and_no_lane_sealed_is_ever_shown(here: Force3) -> None:
    rows = [here.complaint(), here.tip(), here.threat()]
    assert here.tip().locality_id is None
    assert not any(permissions.SHOWN.allows(here.focal.actor, row) for row in rows)
    for verb in (permissions.TRIAGE, permissions.OWN, permissions.WORD, permissions.MISPLACE):
        assert not any(verb.allows(here.focal.actor, row) for row in rows)


def test_the_other_lanes_verbs_are_not_for_a_lane(here: Force3) -> None:
    who = here.focal.actor
    assert permissions.DECIDE.allows(who, here.complaint())
    assert not permissions.DECIDE.allows(who, here.tip())
    assert permissions.PASS_ON.allows(who, here.threat())
    assert not permissions.PASS_ON.allows(who, here.complaint())
    assert Lane.COMPLAINT in who.holdings[0].lanes
