"""Rows of the role × route table that were written from the field's needs alone, before this code was read.

`field.md` names are threats and journeys of the design; each row stands here with the answer that the product gives.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from engagement.concerns.models import Concern
from engagement.events.models import Event, Promise
from engagement.events.rules import Kind
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.organisation.models import Office, Post
from engagement.people.models import Person, Posting
from engagement.problems.models import Problem, Task
from engagement.problems.rules import Stage
from tests.factories import concerns, events, organisation, people, problems
from tests.pages import PageClient

CODE = "4820193755620914"
SIGN_IN = LED_ON = 302
NOT_FOUND, NOT_ALLOWED, SHOWN, UNKNOWN = 404, 403, 200, 422


@dataclass
class World:
    station: Office
    event: Event
    women: Event
    concern: Concern
    worded: Concern
    problem: Problem
    task: Task
    promise: Promise
    officer_post: Post
    supervisor_post: Post
    people: dict[str, Person]


@pytest.fixture
def world(app: Flask) -> World:
    district = organisation.office(kind="district")  # type: ignore[arg-type]
    station, other = organisation.station(district=district), organisation.station(district=district)
    elsewhere = organisation.office(parent=None, force=district.force, kind="district")  # type: ignore[arg-type]
    posts = {
        "officer": organisation.post(office=station, role=Role.OFFICER),
        "commander": organisation.post(office=station, role=Role.COMMANDER),
        "other officer": organisation.post(office=other, role=Role.OFFICER),
        "other commander": organisation.post(office=other, role=Role.COMMANDER),
        "supervisor": organisation.post(office=district, role=Role.SUPERVISOR),
        "other supervisor": organisation.post(office=elsewhere, role=Role.SUPERVISOR),
        "administrator": organisation.post(office=district, role=Role.ADMINISTRATOR),
        "oversight": organisation.post(office=district, role=Role.OVERSIGHT),
    }
    who = {role: people.person(holding=post) for role, post in posts.items()}
    place = organisation.locality(office=station)
    event = events.event(office=station, host_post_id=posts["commander"].id, locality=place)
    women = events.event(office=station, host_post_id=posts["commander"].id, locality=place, kind=Kind.WOMEN)
    concern = concerns.concern(locality=place, code=CODE)
    worded = concerns.concern(locality=place)
    with unit():
        worded = db.session.merge(worded)
        worded.word("It is dark at the bus stand.", "en", who["officer"].id)
    problem = problems.problem(concern=concern, owner=posts["commander"], stage=Stage.ASSESS)
    task = problems.task(problem=problem, post=posts["other officer"])
    with unit() as session:
        promise = Promise(
            force_id=station.force_id,
            event_id=event.id,
            post_id=posts["commander"].id,
            words="Night patrol",
            due_on=date(2026, 11, 30),
            created_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
        session.add(promise)
    return World(
        station,
        event,
        women,
        concern,
        worded,
        problem,
        task,
        promise,
        posts["officer"],
        posts["supervisor"],
        who,
    )


Where = Callable[[World], str]
ROWS: list[tuple[int, str, str, Where, int]] = [
    (1, "visitor", "GET", lambda w: f"/events/{w.women.ref}", SHOWN),
    (1, "visitor", "GET", lambda _w: "/events", SHOWN),
    (2, "visitor", "GET", lambda _w: "/you-said-we-did", SHOWN),
    (3, "visitor", "GET", lambda w: f"/events/{w.event.ref}/manage", SIGN_IN),
    (3, "visitor", "GET", lambda _w: "/events/ZZZZZZZZ/manage", SIGN_IN),
    (4, "other officer", "GET", lambda w: f"/events/{w.event.ref}/edit", NOT_ALLOWED),
    (4, "other officer", "GET", lambda w: f"/events/{w.event.ref}/record", NOT_ALLOWED),
    (5, "officer", "GET", lambda w: f"/events/{w.event.ref}/door", SHOWN),
    (6, "other officer", "GET", lambda w: f"/events/{w.event.ref}/door", NOT_ALLOWED),
    (7, "administrator", "GET", lambda w: f"/events/{w.event.ref}/door", NOT_ALLOWED),
    (8, "oversight", "GET", lambda w: f"/events/{w.event.ref}/door", NOT_ALLOWED),
    (9, "visitor", "GET", lambda _w: "/concerns/new", SHOWN),
    (12, "officer", "GET", lambda w: f"/concerns/{w.concern.ref}/work", SHOWN),
    (13, "other officer", "GET", lambda w: f"/concerns/{w.concern.ref}/work", NOT_FOUND),
    (15, "officer", "GET", lambda _w: "/concerns", SHOWN),
    (16, "supervisor", "GET", lambda w: f"/concerns/{w.concern.ref}/work", SHOWN),
    (17, "administrator", "GET", lambda w: f"/concerns/{w.concern.ref}/work", NOT_FOUND),
    (18, "other supervisor", "POST", lambda w: f"/concerns/{w.concern.ref}/triage", NOT_FOUND),
    (18, "other supervisor", "POST", lambda w: f"/concerns/{w.concern.ref}/reply", NOT_FOUND),
    (19, "officer", "POST", lambda w: f"/concerns/{w.worded.ref}/review", NOT_ALLOWED),
    (20, "commander", "GET", lambda w: f"/concerns/{w.worded.ref}/review", LED_ON),  # to where the button is
    (21, "visitor", "GET", lambda w: f"/concerns/{w.worded.ref}", NOT_FOUND),
    (22, "other commander", "POST", lambda w: f"/problems/{w.problem.ref}/close", NOT_FOUND),
    (23, "other officer", "GET", lambda w: f"/tasks/{w.task.ref}", SHOWN),
    (24, "commander", "GET", lambda w: f"/people/posts/{w.supervisor_post.ref}/invite", NOT_FOUND),
    (25, "administrator", "GET", lambda _w: "/organisation", SHOWN),
    (25, "administrator", "GET", lambda _w: "/people", SHOWN),
    (27, "other commander", "POST", lambda w: f"/promises/{w.promise.ref}/settle", NOT_FOUND),
    (28, "officer", "POST", lambda _w: "/follow/made-up", NOT_FOUND),
    (30, "visitor", "GET", lambda _w: "/metrics", NOT_FOUND),
]


@pytest.mark.parametrize(
    ("number", "role", "verb", "where", "expected"), ROWS, ids=lambda value: str(value)[:24]
)
def test_a_row_written_from_the_field_holds(
    world: World, client: PageClient, number: int, role: str, verb: str, where: Where, expected: int
) -> None:
    if role != "visitor":
        client.sign_in(world.people[role])
    address = where(world)
    answer = client.get(address) if verb == "GET" else client.send(address)
    assert answer.status_code == expected, f"row {number}: {role} {verb} {address}"


def test_row_10_and_29_the_code_opens_its_own_concern(world: World, client: PageClient) -> None:
    answer = client.post("/follow", data={"code": CODE})
    assert answer.status_code == SHOWN
    assert world.concern.ref in answer.get_data(as_text=True)


def test_row_11_wrong_and_never_issued_codes_look_alike(world: World, client: PageClient) -> None:
    answers = [
        client.post("/follow", data={"code": code}) for code in ("1111222233334444", "9999888877776666")
    ]
    first, second = (
        a.get_data(as_text=True).replace("1111222233334444", "").replace("9999888877776666", "")
        for a in answers
    )
    assert [a.status_code for a in answers] == [UNKNOWN, UNKNOWN]
    assert first == second


def test_row_26_an_ended_posting_is_shown_the_sign_in_page_at_the_next_request(
    world: World, client: PageClient
) -> None:
    # T16
    client.sign_in(world.people["officer"])
    assert client.get("/desk").status_code == SHOWN
    with unit() as session:
        posting = session.query(Posting).filter_by(person_id=world.people["officer"].id).one()
        posting.ended_at = datetime.now(UTC)
    answer = client.get("/desk")
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (SIGN_IN, "/sign-in")
    assert client.get("/desk", headers={"Accept": "application/json"}).status_code == 401
