"""The desk: who acts, what waits, red first; how much it costs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from engagement.events.models import Photo, Promise
from engagement.events.rules import Kind, PhotoState, State
from engagement.kernel.actor import Role
from engagement.kernel.wording import Wording
from engagement.organisation.models import Office, Post
from engagement.organisation.rules import OfficeKind
from engagement.people.models import Person
from tests.factories import concerns, events, people, problems
from tests.factories import organisation as org
from tests.factories.saving import saved
from tests.pages import PageClient

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # 09:00 in Karachi
Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


def staff(role: Role = Role.COMMANDER, office: Office | None = None) -> tuple[Person, Post]:
    post = org.post(office=office or org.station(), role=role)
    return people.person(holding=post), post


def promise(event, post: Post, **given) -> Promise:
    values = {
        "force_id": event.force_id,
        "event_id": event.id,
        "post_id": post.id,
        "words": "Night patrol on the canal road",
        "language": "en",
        "due_on": date(2026, 11, 17),
        "created_at": NOW,
    }
    return saved(Promise(**{**values, **given}))


def filled(post: Post, rows: int, writer: Person) -> None:
    """Give a post's office as many rows of each sort as a desk may have to show."""
    where = org.locality(office=post.office)
    actor = people.actor_at(post)
    for n in range(rows):
        row = concerns.concern(locality=where, now=NOW - timedelta(hours=30 + n))
        owned = concerns.owned(concerns.concern(locality=where), post, actor)
        problem = problems.problem(concern=owned, owner=post)
        problems.task(problem=problem, post=post, due_on=date(2026, 11, 20))
        meeting = events.event(office=post.office, locality=where)
        events.event(office=post.office, locality=where, starts_at=NOW - timedelta(days=2 + n))
        promise(meeting, post)
        with_words = {"public_words": "A dark street", "wording": Wording.WRITTEN, "worded_by_id": writer.id}
        for key, value in with_words.items():
            setattr(row, key, value)
        saved(row)


def test_the_acting_post_is_named_and_since_when(client: PageClient) -> None:
    person, post = staff()
    client.sign_in(person)
    html = client.get("/desk").get_data(as_text=True)
    assert f"<h1>{post.names['en']}</h1>" in html
    assert "post held by you since 1 January 2020" in html


def test_who_waited_longest_stands_first_and_red(client: PageClient) -> None:
    person, post = staff()
    where = org.locality(office=post.office)
    new = concerns.concern(locality=where, now=NOW - timedelta(hours=3), words="New one")
    old = concerns.concern(locality=where, now=NOW - timedelta(days=20), words="Old one")
    client.sign_in(person)
    html = client.get("/desk").get_data(as_text=True)
    assert html.index(old.ref) < html.index(new.ref)
    assert "20 days" in html
    assert "3 hours" in html
    assert "6 days late" in html


def test_who_was_never_contacted_stands_before_who_waits_for_the_end(client: PageClient) -> None:
    person, post = staff()
    where = org.locality(office=post.office)
    late = concerns.owned(
        concerns.concern(locality=where, now=NOW - timedelta(days=20)), post, people.actor_at(post)
    )
    late.answered_at = NOW - timedelta(days=19)
    saved(late)
    red = concerns.concern(locality=where, now=NOW - timedelta(hours=27))
    client.sign_in(person)
    html = client.get("/desk").get_data(as_text=True)
    assert html.index(red.ref) < html.index(late.ref)


def test_what_is_due_and_what_waits_for_a_second_pair_of_eyes(client: PageClient) -> None:  # 002.8
    person, post = staff()
    writer, _post = staff(Role.OFFICER, post.office)
    filled(post, 1, writer)
    client.sign_in(person)
    html = client.get("/desk").get_data(as_text=True)
    for words in (
        "Repair two lamps",
        "Night patrol on the canal road",
        "A dark street",
        "3 days late",
        "6 days late",
    ):
        assert words in html
    client.sign_in(writer)
    assert "A dark street" not in client.get("/desk").get_data(as_text=True)


def test_a_wording_is_not_offered_for_review_to_its_writer(client: PageClient) -> None:
    person, post = staff()
    filled(post, 1, person)
    client.sign_in(person)
    assert "A dark street" not in client.get("/desk").get_data(as_text=True)


def test_an_administrator_sees_doors_and_no_word_of_a_raiser(client: PageClient) -> None:
    station = org.station()
    admin, _post = staff(Role.ADMINISTRATOR, station)
    concerns.concern(locality=org.locality(office=station), words="Dark bus stand")
    client.sign_in(admin)
    html = client.get("/desk").get_data(as_text=True)
    assert "Dark bus stand" not in html
    assert 'href="/people"' in html
    assert 'href="/outbox"' in html
    assert 'href="/concerns"' not in html


def test_each_desk_without_a_station_says_what_its_own_post_is_for(client: PageClient) -> None:
    head = org.office(kind=OfficeKind.FORCE)
    said = {}
    for role in (Role.ADMINISTRATOR, Role.OVERSIGHT):
        theirs = client.application.test_client()
        theirs.sign_in(staff(role, head)[0])
        said[role] = theirs.get("/desk").get_data(as_text=True)
    assert ["You keep the house" in html for html in said.values()] == [True, False]
    assert ["You watch over the police" in html for html in said.values()] == [False, True]
    assert "Nobody has let you into sealed matters yet" in said[Role.OVERSIGHT]


def test_a_new_installation_says_what_to_do_first_until_a_station_can_answer(client: PageClient) -> None:
    head = org.office(kind=OfficeKind.FORCE)
    admin, _post = staff(Role.ADMINISTRATOR, head)
    client.sign_in(admin)

    def shown() -> str:
        return client.get("/desk").get_data(as_text=True)

    assert shown().count("Do it") == 2  # a station, a place; the post and its holder come after
    station = org.office(parent=head, kind=OfficeKind.STATION)
    assert f'href="/organisation/offices/{station.ref}/posts/new"' in shown()
    post = org.post(office=station, role=Role.COMMANDER)
    assert f'href="/people/posts/{post.ref}/invite"' in shown()
    org.locality(office=station)
    people.person(holding=post)
    assert "First steps" not in shown()


def test_another_stations_work_is_not_on_the_desk(client: PageClient) -> None:
    person, _post = staff()
    _other, elsewhere = staff()
    row = concerns.concern(locality=org.locality(office=elsewhere.office))
    meeting = events.event(office=elsewhere.office, state=State.DRAFT)
    client.sign_in(person)
    html = client.get("/desk").get_data(as_text=True)
    assert row.ref not in html
    assert meeting.ref not in html


def test_a_visitor_is_sent_to_sign_in(client: PageClient) -> None:
    answer = client.get("/desk")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in?next=/desk")


def test_one_and_thirty_rows_cost_the_same_statements(client: PageClient, statements: Statements) -> None:
    person, post = staff()
    writer, _post = staff(Role.OFFICER, post.office)
    ran: list[int] = []
    client.sign_in(person)
    for more in (1, 29):
        filled(post, more, writer)
        with statements() as one:
            assert client.get("/desk").status_code == 200
        ran.append(len(one))
    assert ran[0] == ran[1]
    assert ran[1] <= 12, "\n\n".join(one)


def test_a_womens_session_whose_host_left_stands_on_the_desk(client: PageClient) -> None:  # T7
    person, post = staff()
    client.sign_in(person)
    session = events.event(office=post.office, kind=Kind.WOMEN, host_post_id=post.id, title="Women only")
    page = client.get("/desk").get_data(as_text=True)
    assert "Women's sessions without a woman officer as host" in page
    managed = client.get(f"/events/{session.ref}/manage").get_data(as_text=True)
    assert "No woman officer hosts this women's session now." in managed
    people.posting(person=people.person(), post=post, hosts_women=True)
    for address in ("/desk", f"/events/{session.ref}/manage"):
        assert "woman officer" not in client.get(address).get_data(as_text=True)


def test_the_meeting_of_today_stands_first_also_while_it_is_held(client: PageClient):
    person, post = staff()
    events.event(office=post.office, title="Tomorrow", starts_at=NOW + timedelta(days=1))
    events.event(office=post.office, title="On now", starts_at=NOW - timedelta(hours=1), state=State.HELD)
    client.sign_in(person)
    page = client.get("/desk").get_data(as_text=True)
    at = [page.index(words) for words in (">Today</h2>", "On now", "Answer first", "Tomorrow")]
    assert at == sorted(at)
    assert page.count("On now") == 1


def test_photos_that_are_whole_wait_for_the_eyes_of_somebody_else(client: PageClient):
    person, post = staff()
    meeting = events.event(office=post.office, state=State.HELD, starts_at=NOW - timedelta(days=1))
    womens = events.event(
        office=post.office, kind=Kind.WOMEN, state=State.HELD, starts_at=NOW - timedelta(days=1)
    )
    whole = {
        "state": PhotoState.READY, "width": 4, "height": 3, "agreed": True, "asked_by": "SHO", "credit": "PRO",
        "added_at": NOW,
    }  # fmt: skip
    for alt, event, more in (
        ("People in a circle", meeting, {}),
        ("My own words", meeting, {"worded_by_id": person.id}),
        ("Nobody agreed", meeting, {"agreed": False}),
        ("Of women", womens, {}),
    ):
        saved(Photo(event_id=event.id, alt=alt, **{**whole, **more}))
    client.sign_in(person)
    page = client.get("/desk").get_data(as_text=True)
    shown = [alt in page for alt in ("People in a circle", "My own words", "Nobody agreed", "Of women")]
    assert shown == [True, False, False, False]
