"""Problems gather concerns, go through every stage, tell their raisers, and hear what they say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.concerns.actions import desk, following
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel.actor import Actor, Kind, Role
from engagement.kernel.database import db, fresh, unit
from engagement.kernel.refusals import Refusal, Stale
from engagement.organisation.models import Locality, Office, Post
from engagement.problems import queries
from engagement.problems.actions import tasks, telling, working
from engagement.problems.models import Problem
from engagement.problems.rules import Outcome, Stage, TaskState, Word
from tests.factories import concerns, organisation, people

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BEARER = Actor(Kind.BEARER)


@dataclass
class World:
    station: Office
    commander: Post
    officer: Post
    place: Locality
    sho: Actor
    constable: Actor


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    station = organisation.station()
    commander = organisation.post(office=station, role=Role.COMMANDER)
    officer = organisation.post(office=station, role=Role.OFFICER)
    with time_machine.travel(NOW, tick=False):
        yield World(
            station,
            commander,
            officer,
            organisation.locality(office=station),
            people.actor_at(commander),
            people.actor_at(officer),
        )


def do(action: Callable[..., Any], *, now: datetime = NOW, **given: Any) -> Any:
    """Run an action as a form does: in a unit, on rows read again."""
    with unit():
        for row in given.values():
            if isinstance(row, Concern | Problem):
                fresh(row)
        return action(now=now, **given)


def an_owned_concern(world: World, **given: Any) -> Concern:
    row = concerns.concern(office=world.station, locality=world.place, **given)
    return do(desk.own, actor=world.sho, concern=row, post=world.commander)  # type: ignore[no-any-return]


def a_problem(world: World, concern: Concern | None = None) -> Problem:
    row = concern or an_owned_concern(world)
    return do(  # type: ignore[no-any-return]
        working.begin,
        actor=world.constable,
        concern=row,
        title="Dark bus stand",
        language="en",
        operation_id=f"begin-{row.id}",
    )


def worked_through(world: World, problem: Problem) -> Problem:
    """Take a problem to an assessed one with reviewed words."""
    for _ in range(3):
        do(working.note, actor=world.constable, problem=problem, words="Found.", language="en")
        do(working.advance, actor=world.constable, problem=problem)
    do(working.note, actor=world.constable, problem=problem, words="It is lit.", language="en")
    do(
        working.word,
        actor=world.constable,
        problem=problem,
        public_title="It is dark at the bus stand",
        public_words="Two lamps were repaired.",
        language="en",
    )
    do(working.review, actor=world.sho, problem=problem)
    return problem


def test_a_concern_is_under_one_problem_at_a_time(world: World) -> None:
    first = an_owned_concern(world)
    problem = a_problem(world, first)
    with pytest.raises(Refusal):
        do(
            working.begin,
            actor=world.sho,
            concern=first,
            title="Again",
            language="en",
            operation_id="another",
        )
    other = a_problem(world, an_owned_concern(world))
    with pytest.raises(Refusal):
        do(working.gather, actor=world.sho, problem=other, concern=first)
    assert [link.concern_id for link in queries.gathered(problem)] == [first.id]


def test_a_problem_begins_with_an_owned_concern_once(world: World) -> None:
    concern = an_owned_concern(world)
    problem = a_problem(world, concern)
    assert a_problem(world, concern) is problem
    assert concern.state == State.WORKED
    assert problem.owner_post_id == world.commander.id
    assert [link.concern_id for link in queries.gathered(problem)] == [concern.id]


def test_a_problem_does_not_begin_without_owner_or_place(world: World) -> None:
    for row in (
        concerns.concern(office=world.station, locality=world.place),
        concerns.concern(office=world.station, locality=None),
    ):
        with pytest.raises(Refusal):
            a_problem(world, row)
    assert db.session.scalar(select(Problem)) is None


def test_a_problem_gathers_concerns_of_its_own_place_only(world: World) -> None:
    problem = a_problem(world)
    near = an_owned_concern(world)
    do(working.gather, actor=world.constable, problem=problem, concern=near)
    elsewhere = concerns.concern(office=world.station, locality=organisation.locality(office=world.station))
    do(desk.own, actor=world.sho, concern=elsewhere, post=world.commander)
    with pytest.raises(Refusal):
        do(working.gather, actor=world.constable, problem=problem, concern=elsewhere)
    assert len(queries.gathered(problem)) == 2
    do(working.release, actor=world.constable, problem=problem, concern=near)
    assert near.state == State.OWNED


def test_no_stage_is_skipped(world: World) -> None:
    # 003.9
    problem = a_problem(world)
    with pytest.raises(Refusal):
        do(working.advance, actor=world.constable, problem=problem)
    with pytest.raises(Refusal):
        do(telling.close, actor=world.sho, problem=problem, outcome=Outcome.DONE)
    assert problem.stage == Stage.SCAN


def test_a_task_belongs_to_a_post_and_stays_when_its_holder_leaves(world: World) -> None:
    # C.5
    problem = a_problem(world)
    given = {
        "actor": world.sho,
        "problem": problem,
        "post": world.officer,
        "words": "Repair two lamps",
        "language": "en",
        "due": date(2026, 11, 30),
        "operation_id": "give-1",
    }
    task, again = do(tasks.give, **given), do(tasks.give, **given)
    assert again is task
    successor = people.actor_at(world.officer)
    assert [row.id for row in db.session.scalars(queries.tasks_due(successor))] == [task.id]


def test_a_task_ends_with_evidence_and_then_takes_no_more(world: World) -> None:
    problem = a_problem(world)
    given = {"actor": world.sho, "problem": problem, "post": world.officer, "language": "en"}
    task = do(tasks.give, **given, words="Patrol", due=date(2026, 11, 30), operation_id="give-2")
    seen = task.version
    do(tasks.finish, actor=world.constable, task=task, words="Done.", language="en", version=seen)
    assert task.state == TaskState.DONE
    assert [note.words for note in queries.notes_on(task)] == ["Done."]
    with pytest.raises(Refusal):
        do(tasks.note, actor=world.constable, task=task, words="More.", language="en")


def test_the_second_of_two_editors_is_told(world: World) -> None:
    problem = a_problem(world)
    seen = problem.version
    wording = {"public_title": "Said", "public_words": "Did", "language": "en", "version": seen}
    do(working.word, actor=world.constable, problem=problem, **wording)
    with pytest.raises(Stale):
        do(working.word, actor=world.sho, problem=problem, **wording)


def test_nobody_reviews_their_own_words(world: World) -> None:
    problem = a_problem(world)
    do(
        working.word,
        actor=world.sho,
        problem=problem,
        public_title="Said",
        public_words="Did",
        language="en",
    )
    with pytest.raises(Refusal):
        do(working.review, actor=world.sho, problem=problem)
    assert problem.shown == ""


def test_closing_tells_each_raiser_who_left_an_address_once(world: World) -> None:
    with_mail = an_owned_concern(world, address="amina@example.org")
    do(following.allow_mail, actor=BEARER, concern=with_mail)
    problem = a_problem(world, with_mail)
    silent = an_owned_concern(world)
    do(working.gather, actor=world.constable, problem=problem, concern=silent)
    worked_through(world, problem)
    do(telling.close, actor=world.sho, problem=problem, outcome=Outcome.DONE)
    messages = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "problems.told").order_by(OutboxMessage.id)
    ).all()
    assert [message.about["concern_id"] for message in messages] == [with_mail.id]
    assert {with_mail.state, silent.state} == {State.TOLD}
    with pytest.raises(Refusal):
        do(telling.close, actor=world.sho, problem=problem, outcome=Outcome.DONE)


def test_a_yes_confirms_and_is_read_under_you_said_we_did(world: World) -> None:
    # 000.10
    concern = an_owned_concern(world)
    problem = worked_through(world, a_problem(world, concern))
    do(telling.close, actor=world.sho, problem=problem, outcome=Outcome.DONE)
    assert [row.word for row in queries.newest_told(5)] == [Word.ASKED]
    do(following.confirm, actor=BEARER, concern=concern)
    assert [row.word for row in queries.newest_told(5)] == [Word.CONFIRMED]


def test_a_no_reopens_the_concern_and_the_problem_can_be_worked_again(world: World) -> None:
    concern = an_owned_concern(world)
    problem = worked_through(world, a_problem(world, concern))
    do(telling.close, actor=world.sho, problem=problem, outcome=Outcome.DONE)
    do(following.reopen, actor=BEARER, concern=concern)
    assert concern.state == State.OWNED
    assert [row.word for row in queries.newest_told(5)] == [Word.REOPENED]
    do(telling.reopen, now=NOW + timedelta(hours=1), actor=world.sho, problem=problem)
    assert (problem.stage, concern.state) == (Stage.ANALYSE, State.WORKED)
    with pytest.raises(Refusal):
        do(working.advance, actor=world.constable, problem=problem)


def test_unreviewed_words_are_never_public(world: World) -> None:
    # 000.10
    problem = a_problem(world)
    do(
        working.word,
        actor=world.constable,
        problem=problem,
        public_title="Said",
        public_words="Did",
        language="en",
    )
    assert queries.newest_told(5) == []


def test_the_trail_names_the_acting_post_and_holds_no_words(world: World) -> None:
    worked_through(world, a_problem(world))
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb.startswith("problems.")).order_by(AuditEntry.id)
    ).all()
    assert {entry.post_id for entry in entries} == {world.commander.id, world.officer.id}
    assert not any("lamps" in str(entry.facts) or "Dark" in str(entry.facts) for entry in entries)
