"""The demo world, loaded once: it holds something of everything, tells two forces apart, and writes to nobody."""

import re
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as MailState
from engagement.concerns.models import Concern
from engagement.concerns.queries import concerns_visible_to
from engagement.concerns.rules import Door, Lane
from engagement.concerns.rules import State as ConcernState
from engagement.demo import loading, signing
from engagement.events.councils import ItemState
from engagement.events.invitations import Invited
from engagement.events.models import (
    AgendaItem,
    Council,
    CouncilItem,
    Delegate,
    Event,
    EventDay,
    Photo,
    Promise,
    Rsvp,
    Series,
)
from engagement.events.queries import agenda, events_visible_to
from engagement.events.queries import councils as council_queries
from engagement.events.queries import modules as module_queries
from engagement.events.queries.joining import without_code
from engagement.events.rules import Kind, PromiseState, RsvpState, State
from engagement.feedback import queries as poll_queries
from engagement.feedback.models import Poll
from engagement.home.queries import projects as project_queries
from engagement.kernel import pictures, sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation import queries
from engagement.organisation.models import Area, Force, Locality, Office, Post
from engagement.people.models import Contact, Person, Posting
from engagement.people.queries import demo_sign_ins, holder_of, person_by_email
from engagement.problems.models import Comment, Problem, ProblemConcern, Task
from engagement.problems.queries import problems_visible_to
from engagement.problems.rules import CommentState, Outcome, Stage, TaskState
from tests.factories.people import actor_at
from tests.fixtures import _empty

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)  # a Saturday, half past eleven in Peshawar


@pytest.fixture(scope="module")
def folder(whole_app: Flask) -> Iterator[Path]:
    """The demo world of a Saturday morning, with both forces whole."""
    data_dir: Path = whole_app.extensions["settings"].data_dir
    with whole_app.app_context():
        loading.load(now=NOW, data_dir=data_dir)
    yield data_dir
    with whole_app.app_context():
        db.session.rollback()
        _empty(whole_app)
        db.session.remove()


@pytest.fixture
def world(whole_app: Flask, folder: Path) -> Iterator[Path]:
    with whole_app.app_context():
        yield folder


def _counted(*columns: Any) -> dict[Any, int]:
    return {
        tuple(row[:-1]) if len(row) > 2 else row[0]: row[-1]
        for row in db.session.execute(select(*columns, func.count()).group_by(*columns))
    }


def _actor_of(email: str) -> Actor:
    person = person_by_email(email)
    assert person is not None
    held = [p.post for p in person.postings if p.ended_at is None]
    return actor_at(*held, person=person)


def test_meetings_of_every_kind_stand_at_every_state(world):
    states = _counted(Event.state)
    assert set(states) == set(State)
    assert sum(states.values()) > 130
    assert states[State.DRAFT] >= 4
    assert set(_counted(Event.kind)) == set(Kind)
    moved = db.session.scalars(select(Event.moved_from).where(Event.moved_from.is_not(None))).all()
    assert len(moved) >= 5
    called_off = db.session.scalars(select(Event).where(Event.state == State.CANCELLED)).all()
    assert all(event.cancel_reason for event in called_off)
    assert db.session.scalar(select(func.count()).where(Event.online_address != "")) >= 5


def test_two_councils_have_members_a_quorum_that_was_reached_and_missed_and_items_carried_over(world):
    rows = db.session.scalars(select(Council).order_by(Council.id)).all()
    assert [row.language for row in rows] == ["en", "sq"]
    for row in rows:
        seats = council_queries.seats(row, NOW.date())
        assert seats.total >= 8
        assert 0 < seats.women < seats.total
        met = council_queries.sittings(row)
        assert {True, False} <= {each.meeting.reached for each in met}
        assert council_queries.next_of(met, NOW) is not None
        assert council_queries.items_open(row) != []
    assert set(_counted(CouncilItem.state)) == set(ItemState)


def test_a_gathering_of_several_days_and_one_by_invitation_lie_ahead(world):
    days = select(EventDay.event_id).join(Event, Event.id == EventDay.event_id).where(Event.starts_at > NOW)
    assert len(set(db.session.scalars(days))) == 1
    invited = db.session.scalars(select(Event).where(Event.invite_only)).one()
    assert invited.starts_at > NOW
    states = set(db.session.scalars(select(Delegate.state).where(Delegate.event_id == invited.id)))
    assert states == {Invited.COMING, Invited.DECLINED, Invited.INVITED}


def test_a_room_is_full_with_a_line_and_a_door_opens_today(world):
    full = (
        db.session.scalars(
            select(Event)
            .join(Rsvp, Rsvp.event_id == Event.id)
            .where(Event.state == State.PUBLISHED, Rsvp.state == RsvpState.WAITING)
        )
        .unique()
        .all()
    )
    assert full
    today = [
        e
        for e in db.session.scalars(select(Event))
        if e.wall_start[:10] == "2026-11-21" and e.state == State.PUBLISHED
    ]
    assert any(0 < (e.starts_at - NOW).total_seconds() <= 3600 for e in today)


def test_seats_equal_the_parties_that_have_a_place(world):
    # 009 reconciliation: the counter on the meeting against its rows
    taken = (
        select(func.coalesce(func.sum(Rsvp.party), 0))
        .where(Rsvp.event_id == Event.id, Rsvp.state == RsvpState.CONFIRMED)
        .scalar_subquery()
    )
    assert (
        db.session.execute(
            select(Event.ref, Event.seats_taken, taken).where(Event.seats_taken != taken)
        ).all()
        == []
    )


def test_concerns_stand_at_every_link_through_both_doors_in_all_languages(world):
    assert set(_counted(Concern.state)) == set(ConcernState)
    assert set(_counted(Concern.door)) == set(Door)
    assert set(_counted(Concern.lane)) == set(Lane) - {Lane.SUGGESTION}
    languages = _counted(Concern.language)
    assert set(languages) == {"en", "ur", "ps", "sq", "sr"}
    assert min(languages["en"], languages["ur"], languages["ps"]) >= 20
    worded = db.session.scalars(select(Concern).where(Concern.wording == "reviewed")).all()
    assert worded
    assert all(row.worded_by_id != row.reviewed_by_id for row in worded)


def test_problems_stand_at_every_stage_and_those_who_raised_them_were_heard(world):
    assert set(_counted(Problem.stage)) == set(Stage)
    outcomes = _counted(Problem.outcome)
    assert outcomes[Outcome.DONE] > outcomes[Outcome.COULD_NOT] > 0
    assert set(_counted(ProblemConcern.fixed)) == {None, False, True}
    tasks = _counted(Task.state)
    assert set(tasks) == set(TaskState)
    late = select(func.count()).where(Task.state == TaskState.OPEN, Task.due_on < NOW.date())
    assert (db.session.scalar(late) or 0) >= 1


def test_promises_are_kept_open_late_and_not_kept_and_each_has_a_post(world):
    promises = _counted(Promise.state)
    assert set(promises) == set(PromiseState)
    assert promises[PromiseState.KEPT] > promises[PromiseState.COULD_NOT]
    late = select(func.count()).where(Promise.state == PromiseState.OPEN, Promise.due_on < NOW.date())
    assert (db.session.scalar(late) or 0) >= 3
    posts = set(db.session.scalars(select(Post.id)))
    assert {p.post_id for p in db.session.scalars(select(Promise))} <= posts
    settled = db.session.scalars(select(Promise).where(Promise.state != PromiseState.OPEN))
    assert all(p.outcome for p in settled)


def test_nothing_would_be_delivered(world, whole_app):
    waiting = {MailState.DUE, MailState.CLAIMED, MailState.HANDED}
    states = _counted(OutboxMessage.state)
    assert not waiting & set(states)
    assert states[MailState.SENT] > 100
    assert states[MailState.UNCERTAIN] >= 1
    assert whole_app.extensions["jobs"].huey.pending_count() == 0


def test_nobody_here_has_a_real_address(world):
    mailed = [sealing.read(contact.address) for contact in db.session.scalars(select(Contact))]
    assert len(mailed) > 50
    people = list(db.session.scalars(select(Person.email)))
    assert all(address.endswith("@example.org") for address in [*mailed, *people])


def test_a_post_was_handed_on_and_one_is_vacant(world):
    sho = db.session.scalars(select(Post).where(Post.slug == "sho-badhber")).one()
    assert db.session.scalar(select(func.count()).where(Posting.post_id == sho.id)) == 2
    holder = holder_of(sho, NOW)
    assert holder is not None
    assert holder.email == "sho@example.org"
    vacant = db.session.scalars(select(Post).where(Post.slug == "sho-paharipura")).one()
    assert holder_of(vacant, NOW) is None


def test_neither_force_sees_anything_of_the_other(world):
    forces = {force.slug: force.id for force in db.session.scalars(select(Force))}
    assert len(forces) == 3
    for email, slug in (("dpo@example.org", "kp-police"), ("komandant@example.org", "kosovo-police")):
        who = _actor_of(email)
        for visible in (concerns_visible_to, problems_visible_to):
            seen = db.session.scalars(visible(who)).unique().all()
            assert seen
            assert {row.force_id for row in seen} == {forces[slug]}
        drafts = [e for e in db.session.scalars(events_visible_to(who)).unique() if e.state == State.DRAFT]
        assert {e.force_id for e in drafts} <= {forces[slug]}


def test_sign_ins_and_receipt_codes_are_kept_for_this_user_alone(world):
    shown = demo_sign_ins(world)
    assert len(shown) == len({each.password for each in shown}) == len(loading.SHOWN)
    assert all(re.fullmatch(r"\d{6}", each.code) for each in shown)
    for name in ("demo_sign_ins.json", signing.RECEIPTS):
        assert stat.S_IMODE((world / name).stat().st_mode) == 0o600
    label, code = signing.receipts(world)[0]
    digest = sealing.receipt_digest(code)
    assert (
        db.session.scalars(select(Concern).where(Concern.receipt == digest)).one().state == ConcernState.TOLD
    ), label


def test_a_second_load_is_refused_and_changes_nothing(world, whole_app):
    before = loading.counts()
    ran = whole_app.test_cli_runner().invoke(args=["demo", "load"])
    assert ran.exit_code == 1
    assert "holds something already" in ran.output
    assert loading.counts() == before


def test_the_printed_sign_ins_name_each_part(world, whole_app):
    ran = whole_app.test_cli_runner().invoke(args=["demo", "sign-ins"])
    assert ran.exit_code == 0
    assert all(email in ran.output for *_rest, email in loading.SHOWN)


def test_a_zone_of_the_police_holds_workshops_with_modules_over_three_districts(
    world,
):  # 003.2, 003.3, 003.4, 003.5
    force = db.session.scalars(select(Force).where(Force.slug == "sindh-police")).one()
    zone = db.session.scalars(select(Office).where(Office.force_id == force.id, Office.kind == "zone")).one()
    areas = db.session.scalars(
        select(Area.names).join(Locality, Locality.area_id == Area.id).where(Area.force_id == force.id)
    ).all()
    assert {names["en"] for names in areas} == {"District Korangi", "District Malir", "District East"}
    series = db.session.scalars(select(Series).where(Series.office_id == zone.id)).one()
    meetings = db.session.scalars(select(Event).where(Event.series_id == series.id)).all()
    assert {each.state for each in meetings} == {State.CLOSED, State.PUBLISHED}
    progress = module_queries.progress(series.id)
    assert 0 < progress.covered < progress.total == 6
    coffee = db.session.scalars(
        select(AgendaItem).join(Event).where(Event.series_id == series.id, AgendaItem.came > 0)
    ).all()
    closed = [each for each in meetings if each.state == State.CLOSED]
    assert {each.words for each in coffee} == {"Coffee with a Cop"}
    assert all(each.minutes == 120 for each in coffee)
    assert len(coffee) == len(closed) > 2
    coming = min(
        (each for each in meetings if each.state == State.PUBLISHED), key=lambda each: each.starts_at
    )
    due = [row.module for row in agenda(coming) if row.module is not None]
    assert any(module.planned < coming.series_number for module in due)
    numbers = project_queries.numbers(queries.projects(force.id))
    assert numbers.reach.meetings == len(closed)


def test_people_can_text_the_demo(world):
    force = db.session.scalars(select(Force).where(Force.slug == "kp-police")).one()
    assert force.short_codes == ["8484", "8486", "8487"]
    assert without_code(NOW, 1) == []


def test_polls_stand_open_closed_and_waiting_and_a_closed_one_tells_what_was_said(world):
    today = NOW.date()
    rows = db.session.scalars(select(Poll)).all()
    assert {row.public_language for row in rows} == {"en", "ur", "sq"}
    assert {row.wording for row in rows} == {"written", "reviewed"}
    assert {row.closes_on < today for row in rows} == {True, False}
    assert any(row.event_id for row in rows)
    for row in rows:
        if row.closes_on < today:
            assert all(part.pressed for part in poll_queries.result_of(row).parts), row.public_words


def test_answers_carry_comments_that_were_let_through_and_some_wait(world):
    assert set(_counted(Comment.state)) == set(CommentState)
    shown = db.session.scalars(select(Comment).where(Comment.state == CommentState.SHOWN)).all()
    assert {row.language for row in shown} == {"en", "ur", "und"}
    assert any(row.likes for row in shown)


def test_meetings_have_drawings_for_photos_and_somebody_has_yet_to_look_at_some(world):
    rows = db.session.scalars(select(Photo)).all()
    assert {row.public for row in rows} == {True, False}
    for row in rows:
        assert row.whole
        assert pictures.file_of(row.ref).is_file()
