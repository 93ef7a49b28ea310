"""The front page: one real example, the next meetings, what was done, what is late; kept, and made anew."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from engagement.concerns.models import Concern
from engagement.events.actions import plan as planning
from engagement.events.models import Promise
from engagement.events.rules import State
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.kernel.wording import Wording
from engagement.organisation.models import Post
from engagement.problems.models import Problem, ProblemConcern
from engagement.problems.rules import Outcome, Stage
from tests.factories import concerns, events, people, problems
from tests.factories import organisation as org
from tests.factories.saving import saved
from tests.pages import PageClient

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, 09:00 in Karachi
Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sho(app: object) -> Post:
    """The head of a station that serves a place."""
    station = org.station()
    org.locality(office=station)
    return org.post(office=station, role=Role.COMMANDER)


def told(sho: Post, title: str, *, fixed: bool | None = True, reviewed: bool = True, **given: Any) -> Problem:
    """A closed problem, and what the one who raised it said."""
    where = org.locality(office=sho.office)
    concern = concerns.owned(concerns.concern(locality=where), sho, people.actor_at(sho))
    row = problems.problem(
        concern=concern,
        owner=sho,
        stage=Stage.CLOSED,
        closed_at=NOW,
        public_title=title,
        public_words="Two lamps were repaired.",
        wording=Wording.REVIEWED if reviewed else Wording.WRITTEN,
        **{"outcome": Outcome.DONE, **given},
    )
    with unit():
        link = db.session.scalars(select(ProblemConcern).where(ProblemConcern.problem_id == row.id)).one()
        link.fixed = fixed
    return row


def promised(
    sho: Post, words: str, *, reviewed: bool = True, days: int = 9, state: State = State.CLOSED
) -> Promise:
    event = events.event(office=sho.office, starts_at=NOW - timedelta(days=30), state=state)
    return saved(
        Promise(
            force_id=event.force_id,
            event_id=event.id,
            post_id=sho.id,
            words=f"private {words}",
            due_on=date(2026, 11, 23) - timedelta(days=days),
            created_at=NOW,
            public_words=words,
            wording=Wording.REVIEWED if reviewed else Wording.WRITTEN,
        )
    )


def front(client: PageClient) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_an_empty_installation_has_a_front_page(client: PageClient) -> None:
    html = front(client)
    assert "No meeting is planned." in html
    assert "Nothing is late today." in html


def test_the_example_is_one_that_its_raisers_closed(client: PageClient, sho: Post) -> None:
    told(sho, "Dark bus stand")
    told(sho, "Broken road", fixed=False)
    told(sho, "Loud market", fixed=None)
    told(sho, "Unread words", reviewed=False)
    html = front(client)
    assert '<h2 id="example"><span lang="en" dir="ltr">Dark bus stand</span></h2>' in html
    assert html.count("Dark bus stand") == 1
    assert "Broken road" in html
    assert "Loud market" in html
    assert "Unread words" not in html


def test_what_could_not_be_done_is_no_example_and_one_in_the_readers_language_goes_first(
    client: PageClient, sho: Post
) -> None:
    told(sho, "بس اڈے پر اندھیرا", public_language="ur")
    told(sho, "Dark bus stand")
    told(sho, "Broken pipe", outcome=Outcome.COULD_NOT)
    assert '<h2 id="example"><span lang="en" dir="ltr">Dark bus stand</span></h2>' in front(client)
    urdu = client.get("/?lang=ur").get_data(as_text=True)
    assert '<h2 id="example"><span lang="ur" dir="rtl">بس اڈے پر اندھیرا</span></h2>' in urdu


def test_nothing_of_the_raisers_own_words_is_on_it(client: PageClient, sho: Post) -> None:
    told(sho, "Dark bus stand")
    html = front(client)
    assert "The street light at the bus stand is out." not in html
    assert db.session.scalars(select(Concern)).one().ref not in html


def test_late_promises_stand_with_the_post_that_owes_them(client: PageClient, sho: Post) -> None:  # 000.5
    promised(sho, "Night patrol plan", days=9)
    promised(sho, "Answer on parking", days=2)
    promised(sho, "Not due yet", days=-1)
    html = front(client)
    assert html.index("Night patrol plan") < html.index("Answer on parking")
    assert "9 days late" in html
    assert sho.names["en"] in html
    assert "private" not in html
    assert "Not due yet" not in html


def test_a_late_promise_without_reviewed_words_is_late_all_the_same(client: PageClient, sho: Post) -> None:
    promised(sho, "Unread words", reviewed=False)
    html = front(client)
    assert "Unread words" not in html
    assert "Promised at the meeting of 24 October" in html


def test_a_promise_of_a_record_that_is_not_closed_does_not_stand_yet(client: PageClient, sho: Post) -> None:
    promised(sho, "Of an open record", state=State.HELD)
    assert "Nothing is late today." in front(client)


def test_late_tasks_stand_under_the_reviewed_title_of_their_problem(client: PageClient, sho: Post) -> None:
    row = told(sho, "Dark canal road")
    row.stage = Stage.RESPOND
    problems.task(problem=saved(row), post=sho, words="private task", due_on=date(2026, 11, 20))
    html = front(client)
    assert "3 days late" in html
    assert "private task" not in html


def test_the_kept_page_is_made_anew_when_a_meeting_is_called_off(client: PageClient, sho: Post) -> None:
    event = events.event(office=sho.office, title="Monthly meeting")
    assert "Monthly meeting" in front(client)
    with unit():
        row = db.session.merge(event)
        planning.cancel(actor=people.actor_at(sho), now=NOW, event=row, reason="Rain", language="en")
    assert "Called off" in front(client)


def test_an_rsvp_leaves_the_kept_page_true(client: PageClient, sho: Post) -> None:
    event = events.event(office=sho.office, capacity=2)
    assert "Places are free" in front(client)
    for party in (1, 1):
        sent = {
            "party": str(party),
            "need": "nothing",
            "operation_id": f"op-{len(front(client))}-{event.seats_taken}",
        }
        assert client.post(f"/events/{event.ref}/rsvp", data=sent).status_code == 303
        db.session.refresh(event)
        kept = front(client)
        client.application.extensions["kept"].shelf.empty()
        assert kept == front(client)
    assert "Full" in kept


def test_a_promise_becomes_late_at_midnight_on_the_forces_clock(client: PageClient, sho: Post) -> None:
    promised(sho, "Night patrol plan", days=0)
    assert "Night patrol plan" not in front(client)
    with time_machine.travel(datetime(2026, 11, 23, 19, 0, 1, tzinfo=UTC), tick=False):
        assert "Night patrol plan" in front(client)


def test_one_and_thirty_rows_cost_the_same_statements(
    client: PageClient, sho: Post, statements: Statements
) -> None:
    ran: list[int] = []
    for more in (1, 29):
        for n in range(more):
            told(sho, f"Told {more} {n}", fixed=None)
            promised(sho, "Night patrol plan")
            events.event(office=sho.office)
        told(sho, "Dark bus stand")
        client.application.extensions["kept"].shelf.empty()
        with statements() as one:
            front(client)
        ran.append(len(one))
    assert ran[0] == ran[1]


def test_robots_are_asked_to_leave_private_addresses(client: PageClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert "Disallow: /follow" in answer.get_data(as_text=True)
