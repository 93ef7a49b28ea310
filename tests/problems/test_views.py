"""Pages of problems: what a person at the station presses, what the public reads, what nobody may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.concerns.actions import chain, desk
from engagement.concerns.models import Concern
from engagement.kernel.actor import JOB, Role
from engagement.kernel.database import db, unit
from engagement.kernel.sealing import receipt_digest
from engagement.kernel.wording import Wording
from engagement.organisation.models import Locality, Office, Post
from engagement.people.models import Person
from engagement.problems import permissions, queries
from engagement.problems.models import Problem, Task
from engagement.problems.rules import Stage, TaskState
from tests.factories import concerns, organisation, people
from tests.factories import problems as made
from tests.pages import PageClient

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
CODE = "4820193755620914"


@dataclass
class World:
    station: Office
    commander: Post
    officer: Post
    place: Locality
    sho: Person
    constable: Person
    concern: Concern


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    station = organisation.station()
    commander = organisation.post(office=station, role=Role.COMMANDER)
    officer = organisation.post(office=station, role=Role.OFFICER)
    place = organisation.locality(office=station)
    sho, constable = people.person(holding=commander), people.person(holding=officer)
    with time_machine.travel(NOW, tick=False):
        concern = concerns.concern(office=station, locality=place)
        concerns.done(
            desk.own, actor=people.actor_at(commander, person=sho), now=NOW, concern=concern, post=commander
        )
        yield World(station, commander, officer, place, sho, constable, concern)


def a_problem(world: World, **given: object) -> Problem:
    concerns.done(
        chain.work, actor=people.actor_at(world.commander, person=world.sho), now=NOW, concern=world.concern
    )
    return made.problem(concern=world.concern, owner=world.commander, **given)


def reread(row: Problem | Task) -> None:
    db.session.rollback()
    db.session.refresh(row)


def test_the_whole_way_from_a_concern_to_a_closed_problem_by_pages_alone(
    world: World, client: PageClient, app: Flask
) -> None:
    client.sign_in(world.constable)
    answer = client.send(
        f"/concerns/{world.concern.ref}/problem", title="Dark bus stand", operation_id="begin-1"
    )
    at = answer.headers["Location"]
    problem = queries.problem(at.rsplit("/", 1)[1])
    assert problem is not None
    for words in ("Scanned.", "Analysed."):
        client.send(f"{at}/note", **{"note-words": words, "note-version": str(problem.version)})
        reread(problem)
        client.send(f"{at}/advance", **{"note-version": str(problem.version)})
        reread(problem)
    given = {"task-words": "Two lamps", "task-post": str(world.officer.id), "task-due": "2026-11-30"}
    assert client.send(f"{at}/tasks", **given, **{"task-operation_id": "t1"}).status_code == 302
    (task,) = queries.tasks_of(problem)
    client.send(
        f"/tasks/{task.ref}/evidence",
        **{"evidence-words": "Lit.", "evidence-then": "finish", "evidence-version": "1"},
    )
    for words in ("Responded.", "Assessed."):
        reread(problem)
        client.send(f"{at}/note", **{"note-words": words, "note-version": str(problem.version)})
        reread(problem)
        if words == "Responded.":
            client.send(f"{at}/advance", **{"note-version": str(problem.version)})
            reread(problem)
    wording = {"wording-public_title": "It is dark", "wording-public_words": "Two lamps were repaired."}
    client.send(f"{at}/wording", **wording, **{"wording-version": str(problem.version)})
    chief = app.test_client()
    assert isinstance(chief, PageClient)
    chief.sign_in(world.sho)
    reread(problem)
    chief.send(f"{at}/review", **{"review-version": str(problem.version)})
    reread(problem)
    chief.send(f"{at}/close", **{"close-outcome": "done", "close-version": str(problem.version)})
    reread(problem)
    assert problem.stage == Stage.CLOSED
    page = app.test_client().get("/you-said-we-did").get_data(as_text=True)
    assert "It is dark" in page
    assert "Two lamps were repaired." in page


def test_going_on_writes_down_what_was_typed(world: World, client: PageClient) -> None:
    problem = a_problem(world)
    at = f"/problems/{problem.ref}"
    client.sign_in(world.constable)
    page = client.get(at).get_data(as_text=True)
    form = page.split(f'action="{at}/note"')[1].split("</form>")[0]
    assert f'formaction="{at}/advance"' in form
    answer = client.send(f"{at}/advance", **{"note-words": "Dark since May.", "note-version": "1"})
    assert answer.status_code == 302
    reread(problem)
    assert problem.stage == Stage.ANALYSE
    assert [(row.stage, row.words) for row in queries.notes_of(problem)] == [(Stage.SCAN, "Dark since May.")]


def test_going_on_without_words_takes_what_was_noted_before(world: World, client: PageClient) -> None:
    problem = a_problem(world)
    at = f"/problems/{problem.ref}"
    client.sign_in(world.constable)
    assert client.send(f"{at}/advance", **{"note-words": "", "note-version": "1"}).status_code == 422
    client.send(f"{at}/note", **{"note-words": "Dark since May.", "note-version": "1"})
    reread(problem)
    given = {"note-words": "", "note-version": str(problem.version)}
    assert client.send(f"{at}/advance", **given).status_code == 302
    reread(problem)
    assert problem.stage == Stage.ANALYSE
    assert len(queries.notes_of(problem)) == 1


@pytest.mark.parametrize("seen", ["stale", "present"])
def test_words_stay_on_the_page_when_going_on_is_refused(world: World, client: PageClient, seen: str) -> None:
    problem = a_problem(world, stage=Stage.RESPOND)
    made.task(problem=problem, post=world.officer)
    client.sign_in(world.constable)
    given = {"note-words": "Lamps came.", "note-version": "1" if seen == "present" else "0"}
    answer = client.send(f"/problems/{problem.ref}/advance", **given)
    assert answer.status_code == (422 if seen == "present" else 409)
    assert "Lamps came.</textarea>" in answer.get_data(as_text=True)
    reread(problem)
    assert problem.stage == Stage.RESPOND
    assert len(queries.notes_of(problem)) == 0


def test_another_station_cannot_tell_a_problem_from_a_missing_one(world: World, client: PageClient) -> None:
    problem = a_problem(world)
    stranger = people.person(holding=organisation.post(office=organisation.station(), role=Role.COMMANDER))
    client.sign_in(stranger)
    hidden = client.get(f"/problems/{problem.ref}")
    missing = client.get("/problems/ZZZZZZZZ")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.data == missing.data


def test_an_officer_cannot_close(world: World, client: PageClient) -> None:
    problem = a_problem(world, stage=Stage.ASSESS)
    client.sign_in(world.constable)
    assert client.send(f"/problems/{problem.ref}/close", **{"close-outcome": "done"}).status_code == 403


def test_signed_out_people_are_sent_to_sign_in_before_anything_is_looked_up(
    world: World, client: PageClient
) -> None:
    answers = [client.get(f"/problems/{ref}") for ref in (a_problem(world).ref, "ZZZZZZZZ")]
    assert [answer.status_code for answer in answers] == [302, 302]


@pytest.mark.parametrize("due", ["1900-01-01", "9999-12-31", "tomorrow", "", "2026-02-30"])
def test_a_bad_due_day_is_refused_beside_its_field_and_what_was_typed_stays(
    world: World, client: PageClient, due: str
) -> None:
    problem = a_problem(world)
    client.sign_in(world.constable)
    answer = client.send(
        f"/problems/{problem.ref}/tasks",
        **{"task-words": "Two lamps", "task-post": str(world.officer.id), "task-due": due},
    )
    assert answer.status_code == 422
    assert 'value="Two lamps"' in answer.get_data(as_text=True)
    assert queries.tasks_of(problem) == []


def test_the_second_of_two_editors_sees_both_texts(world: World, client: PageClient) -> None:
    problem = a_problem(world)
    client.sign_in(world.constable)
    first = {"wording-public_title": "Said first", "wording-public_words": "Did first"}
    client.send(f"/problems/{problem.ref}/wording", **first, **{"wording-version": "1"})
    second = {"wording-public_title": "Said second", "wording-public_words": "Did second"}
    answer = client.send(f"/problems/{problem.ref}/wording", **second, **{"wording-version": "1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Did first" in page
    assert "Did second" in page
    assert 'name="wording-version" type="hidden" value="2"' in page


def test_a_late_task_says_by_how_many_days(world: World, client: PageClient) -> None:
    problem = a_problem(world)
    made.task(problem=problem, post=world.officer, due_on=date(2026, 11, 18))
    client.sign_in(world.constable)
    assert "6 days late" in client.get(f"/problems/{problem.ref}").get_data(as_text=True)


def test_who_holds_a_tasks_post_sees_the_task_and_not_the_problem(world: World, client: PageClient) -> None:
    problem = a_problem(world)
    elsewhere = organisation.post(office=organisation.station(), role=Role.OFFICER)
    task = made.task(problem=problem, post=elsewhere)
    client.sign_in(people.person(holding=elsewhere))
    assert client.get(f"/tasks/{task.ref}").status_code == 200
    assert client.get(f"/problems/{problem.ref}").status_code == 404


def test_sight_of_problems_and_tasks_is_the_same_by_rule_and_by_query(world: World) -> None:
    problem = a_problem(world)
    task = made.task(problem=problem, post=world.officer)
    other = organisation.station()
    district = organisation.post(office=world.station.parent, role=Role.SUPERVISOR)  # type: ignore[arg-type]
    posts = [world.commander, world.officer, district]
    posts += [organisation.post(office=world.station, role=role) for role in Role]
    posts += [organisation.post(office=other, role=role) for role in Role]
    for post in posts:
        who = people.actor_at(post)
        seen = problem in db.session.scalars(queries.problems_visible_to(who)).unique().all()
        assert seen == permissions.READ.allows(who, problem), post.role
        seen = task in db.session.scalars(queries.tasks_visible_to(who)).unique().all()
        assert seen == permissions.READ_TASK.allows(who, task), post.role


@pytest.mark.parametrize("field", ["public_title", "public_words"])
def test_public_words_that_may_name_somebody_stop_until_their_writer_decides(
    world: World, client: PageClient, field: str
) -> None:
    problem = a_problem(world)
    client.sign_in(world.constable)
    words = {"public_title": "It is dark", "public_words": "Lamps came."} | {field: "Ring 0300-1234567."}
    given = {f"wording-{name}": value for name, value in words.items()} | {"wording-version": "1"}
    stopped = client.send(f"/problems/{problem.ref}/wording", **given)
    page = stopped.get_data(as_text=True)
    assert (stopped.status_code, "Ring 0300-1234567." in page, "wording-names_nobody" in page) == (
        422,
        True,
        True,
    )
    reread(problem)
    assert problem.wording == Wording.NONE
    client.send(f"/problems/{problem.ref}/wording", **given, **{"wording-names_nobody": "y"})
    reread(problem)
    assert (problem.wording, getattr(problem, field)) == (Wording.WRITTEN, "Ring 0300-1234567.")
    said = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "problems.word")).one()
    assert said.facts["names_nobody"] == 1


def test_unreviewed_words_stand_on_no_public_page(world: World, client: PageClient) -> None:
    a_problem(world, public_title="Hidden", public_words="Hidden", wording=Wording.WRITTEN)
    assert "Hidden" not in client.get("/you-said-we-did").get_data(as_text=True)


@pytest.mark.parametrize(
    ("language", "frame", "asked"),
    [("en", "What was done", "They say it is fixed. Is it?"), ("ur", 'dir="rtl"', "پولیس کے مطابق")],
)
def test_the_raiser_reads_what_was_done_before_being_asked_about_it(
    world: World, client: PageClient, language: str, frame: str, asked: str
) -> None:  # 001.20
    with unit():
        world.concern.receipt = receipt_digest(CODE)
    problem = a_problem(
        world, stage=Stage.ASSESS, public_words="Two lamps were repaired.", wording=Wording.WRITTEN
    )
    opened = f"/follow?lang={language}"
    before = client.post(opened, data={"code": CODE}).get_data(as_text=True)
    assert "Two lamps were repaired." not in before
    with unit():
        problem.stage, problem.wording = Stage.CLOSED, Wording.REVIEWED
    concerns.done(chain.tell, actor=JOB, now=NOW, concern=world.concern)
    html = client.post(opened, data={"code": CODE}).get_data(as_text=True)
    assert frame in html
    assert html.index("Two lamps were repaired.") < html.index(asked)


def test_lists_run_the_same_number_of_statements_at_1_and_30_rows(
    world: World, client: PageClient, statements: object
) -> None:
    shown = {"public_title": "Said", "public_words": "Did", "wording": Wording.REVIEWED}
    problem = a_problem(world, **shown)
    client.sign_in(world.sho)
    ran: dict[str, list[int]] = {}
    for rows in (1, 30):
        while db.session.query(Problem).count() < rows:
            made.problem(
                concern=concerns.concern(office=world.station, locality=world.place),
                owner=world.commander,
                **shown,
            )
            made.task(problem=problem, post=world.officer, state=TaskState.OPEN)
        for address in ("/problems", "/you-said-we-did?after=x", f"/problems/{problem.ref}"):
            db.session.expire_all()
            with statements() as counted:  # type: ignore[operator]
                assert client.get(address).status_code == 200
            ran.setdefault(address, []).append(len(counted))
    for address, (one, thirty) in ran.items():
        assert one == thirty, address


def test_the_problem_and_its_concern_say_what_is_needed_before_the_people_are_told(
    world: World, client: PageClient
) -> None:
    problem = a_problem(world)
    made.task(problem=problem, post=world.officer)
    client.sign_in(world.constable)
    line = (
        "still needed: write down the stages: Scan, Analyse, Respond, Assess; finish or drop 1 task; "
        "write the public words, and have them reviewed by somebody else. "
    )
    for address in (f"/problems/{problem.ref}", f"/concerns/{world.concern.ref}/work"):
        page = client.get(address).get_data(as_text=True)
        assert line in page
        assert f"{world.commander.names['en']} closes it" in page


def test_a_concern_without_a_place_says_what_keeps_it_from_a_problem(
    world: World, client: PageClient
) -> None:
    row = concerns.concern(office=world.station)
    client.sign_in(world.sho)
    page = client.get(f"/concerns/{row.ref}/work").get_data(as_text=True)
    assert "say in which place it is" in page
    assert "It needs an owner first." in page
    assert 'href="#triage-locality"' in page
    assert 'id="triage-locality"' in page
    assert "Make it part of a problem" not in page
    page = client.get(f"/concerns/{world.concern.ref}/work").get_data(as_text=True)
    assert "Make it part of a problem" in page
    assert "say in which place it is" not in page
