"""Reads of problems: who sees which, what is late, what the public is told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select

from engagement.kernel.actor import VISITOR, Actor, Role
from engagement.kernel.database import db, unit
from engagement.kernel.wording import Wording
from engagement.organisation.models import Office, Post
from engagement.problems import permissions, queries
from engagement.problems.models import Problem, ProblemConcern, StageNote
from engagement.problems.rules import Outcome, Stage, TaskState, Word
from tests.factories import concerns, organisation, people
from tests.factories import problems as made

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
REVIEWED = {"public_title": "Said", "public_words": "Did", "wording": Wording.REVIEWED}


@pytest.fixture
def district(app: Flask) -> Office:
    return organisation.station().parent


def a_post(office: Office, role: Role = Role.OFFICER) -> Post:
    return organisation.post(office=office, role=role)


def a_problem(office: Office, **given: object) -> Problem:
    place, owner = organisation.locality(office=office), a_post(office, Role.COMMANDER)
    return made.problem(
        concern=concerns.concern(office=office, locality=place),
        owner=owner,
        **given,
    )


def refs(rows: Select[Any]) -> set[str]:
    return {row.ref for row in db.session.scalars(rows)}


def everybody(district: Office, station: Office, other: Office) -> list[Actor]:
    at = people.actor_at
    offices = [(station, role) for role in Role] + [(district, role) for role in Role]
    return [VISITOR, at(), *(at(a_post(*held)) for held in offices), at(a_post(other, Role.COMMANDER))]


def test_the_query_and_the_rule_say_the_same_of_every_actor_problem_and_task(district: Office) -> None:
    here, there = organisation.station(district=district), organisation.station(district=district)
    problems = [a_problem(here), a_problem(there), a_problem(here, stage=Stage.CLOSED)]
    lent = a_post(there)
    tasks = [made.task(problem=problems[0], post=lent), made.task(problem=problems[1], post=a_post(there))]
    for who in [*everybody(district, here, there), people.actor_at(lent)]:
        assert refs(queries.problems_visible_to(who)) == {
            row.ref for row in problems if permissions.READ.allows(who, row)
        }
        assert refs(queries.tasks_visible_to(who)) == {
            row.ref for row in tasks if permissions.READ_TASK.allows(who, row)
        }


def test_the_post_that_was_given_a_task_elsewhere_sees_the_task_alone(district: Office) -> None:
    here, there = organisation.station(district=district), organisation.station(district=district)
    lent = a_post(there)
    task = made.task(problem=a_problem(here), post=lent)
    who = people.actor_at(lent)
    assert refs(queries.tasks_visible_to(who)) == {task.ref}
    assert refs(queries.problems_visible_to(who)) == set()


def test_closed_problems_are_not_worked_and_their_tasks_not_due(district: Office) -> None:
    here = organisation.station(district=district)
    open_, closed = a_problem(here), a_problem(here, stage=Stage.CLOSED)
    for problem in (open_, closed):
        made.task(problem=problem, post=a_post(here))
    made.task(problem=open_, post=a_post(here), state=TaskState.DONE)
    who = people.actor_at(a_post(here))
    assert refs(queries.worked_by(who)) == {open_.ref}
    assert [task.problem_id for task in db.session.scalars(queries.tasks_due(who))] == [open_.id]
    assert [row.ref for row in queries.open_at(who, open_.locality_id)] == [open_.ref]
    assert queries.open_at(who, closed.locality_id) == []


def test_a_task_is_late_from_the_day_after_it_was_due(district: Office) -> None:
    here = organisation.station(district=district)
    problem = a_problem(here)
    for due in (date(2026, 11, 23), TODAY, date(2026, 11, 25)):
        made.task(problem=problem, post=a_post(here), due_on=due)
    made.task(problem=problem, post=a_post(here), due_on=date(2026, 1, 1), state=TaskState.DONE)
    who = people.actor_at(a_post(here))
    assert queries.late_tasks(TODAY, who) == 1
    assert queries.late_tasks(TODAY, VISITOR) == 0
    assert queries.open_tasks(problem) == 3
    days = [task.due_on for task in db.session.scalars(queries.tasks_due(who))]
    assert days == [date(2026, 11, 23), TODAY, date(2026, 11, 25)]


def test_notes_of_a_stage_count_again_only_after_the_problem_was_opened_again(district: Office) -> None:
    problem = a_problem(organisation.station(district=district), opened_at=NOW)
    with unit() as session:
        for stage, at in ((Stage.SCAN, datetime(2026, 11, 1, tzinfo=UTC)), (Stage.ANALYSE, NOW)):
            session.add(StageNote(problem_id=problem.id, stage=stage, words="Seen.", language="en", at=at))
    assert queries.noted(problem) == {Stage.ANALYSE}
    assert [note.stage for note in queries.notes_of(problem)] == [Stage.SCAN, Stage.ANALYSE]


def test_posts_for_a_task_are_the_workers_beneath_the_office_and_beneath_the_giver(district: Office) -> None:
    here, there = organisation.station(district=district), organisation.station(district=district)
    problem = a_problem(here)
    near, far, elsewhere = a_post(here), a_post(there), a_post(organisation.station())
    a_post(here, Role.ADMINISTRATOR)
    of_station = {post.id for post in queries.posts_for(problem, people.actor_at(near))}
    of_district = {
        post.id for post in queries.posts_for(problem, people.actor_at(a_post(district, Role.SUPERVISOR)))
    }
    assert of_station == {near.id, problem.owner_post_id}
    assert {near.id, far.id} < of_district
    assert elsewhere.id not in of_district


def test_the_public_reads_reviewed_words_alone(district: Office) -> None:
    here = organisation.station(district=district)
    shown = a_problem(here, **REVIEWED)
    a_problem(here, **{**REVIEWED, "wording": Wording.WRITTEN})
    a_problem(here, **{**REVIEWED, "public_title": ""})
    a_problem(here)
    assert refs(queries.public()) == {shown.ref}


def test_what_is_told_carries_the_word_of_those_who_raised_it(district: Office, statements: object) -> None:
    here = organisation.station(district=district)
    closed = {**REVIEWED, "stage": Stage.CLOSED, "outcome": Outcome.DONE}
    said = {True: Word.CONFIRMED, False: Word.REOPENED, None: Word.ASKED}
    rows = {answer: a_problem(here, **closed) for answer in said}
    with unit() as session:
        for answer, row in rows.items():
            link = session.query(ProblemConcern).filter_by(problem_id=row.id).one()
            link.fixed = answer
    could_not = a_problem(here, **{**closed, "outcome": Outcome.COULD_NOT})
    with statements() as ran:  # type: ignore[operator]
        told = queries.newest_told(10)
    assert len(ran) == 2
    assert [row.problem.id for row in told] == sorted((row.problem.id for row in told), reverse=True)
    assert {row.problem.id: row.word for row in told} == {
        **{rows[answer].id: word for answer, word in said.items()},
        could_not.id: Word.ASKED,
    }
    assert [row.problem.id for row in told if row.could_not] == [could_not.id]


def test_the_newest_told_stay_within_the_force_and_the_place_that_were_asked_for(district: Office) -> None:
    here = organisation.station(district=district)
    ours, elsewhere = a_problem(here, **REVIEWED), a_problem(organisation.station(), **REVIEWED)
    again = a_problem(here, **REVIEWED)
    assert [row.problem.ref for row in queries.newest_told(10, force_id=district.force_id)] == [
        again.ref,
        ours.ref,
    ]
    assert [row.problem.ref for row in queries.newest_told(1, force_id=district.force_id)] == [again.ref]
    assert [row.problem.ref for row in queries.newest_told(10, locality_id=elsewhere.locality_id)] == [
        elsewhere.ref
    ]
