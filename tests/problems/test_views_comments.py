"""Comments of the public: written without an account, read by the station first, liked once from a browser."""

from typing import Any

import pytest
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.kernel import clock
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db
from engagement.kernel.sealing import is_sealed
from engagement.kernel.wording import Wording
from engagement.problems import permissions, queries
from engagement.problems.actions import hiding
from engagement.problems.models import COMMENTS, Comment, Problem
from engagement.problems.rules import LIKES_PER_ADDRESS, CommentState
from tests.factories import concerns, organisation, people
from tests.factories.saving import saved
from tests.pages import PageClient
from tests.problems.test_views import World, a_problem, world

__all__ = ["world"]
WORDS = "marker-comment-words"
TOLD: dict[str, Any] = {
    "public_title": "Dark bus stand",
    "public_words": "Two lamps were repaired.",
    "wording": Wording.REVIEWED,
}


@pytest.fixture
def told(world: World) -> Problem:
    return a_problem(world, **TOLD)


def write(client: PageClient, told: Problem, **fields: str) -> Any:
    given = {"words": WORDS, "agreed": "y", "operation_id": "op-1", **fields}
    return client.post(f"/you-said-we-did/{told.ref}/comment", data=given)


def row() -> Comment:
    db.session.expire_all()
    return db.session.scalars(select(Comment)).one()


def of(told: Problem) -> str:
    return f"/you-said-we-did/{told.ref}"


def station(client: PageClient, world: World) -> PageClient:
    fresh: Any = client.application.test_client()
    fresh.sign_in(world.sho)
    return fresh  # type: ignore[no-any-return]


def decide(reader: PageClient, do: str, **more: str) -> Any:
    return reader.send(f"/comments/{row().ref}/decision", do=do, **more)


def test_a_comment_needs_no_account_and_is_public_only_once_the_station_let_it_through(  # 001.23
    client: PageClient, world: World, told: Problem
) -> None:
    before = client.get(of(told)).get_data(as_text=True)
    answer = write(client, told, name="Gul")
    assert answer.status_code == 200
    assert client.get_cookie("session") is None
    assert client.get(of(told)).get_data(as_text=True) == before
    reader = station(client, world)
    assert WORDS in reader.get("/comments").get_data(as_text=True)
    assert "1 comment of the public waits" in reader.get("/problems").get_data(as_text=True)
    assert decide(reader, "publish").status_code == 303
    page = client.get(of(told)).get_data(as_text=True)
    assert WORDS in page
    assert "Gul" in page


def test_the_1501st_character_is_refused_by_the_server_and_a_break_counts_once(  # 001.23
    client: PageClient, told: Problem
) -> None:
    assert write(client, told, words="x" * 1501).status_code == 422
    assert db.session.scalars(select(Comment)).all() == []
    assert write(client, told, words="x\r\n" * 749 + "xx").status_code == 200
    assert len(queries.written(row())[1]) == 1500


@pytest.mark.parametrize("missing", ["words", "agreed"])
def test_what_is_needed_is_needed_on_the_server(  # 001.23
    client: PageClient, told: Problem, missing: str
) -> None:
    answer = write(client, told, name="marker-name", **{missing: ""})
    assert answer.status_code == 422
    assert "marker-name" in answer.get_data(as_text=True)
    assert db.session.scalars(select(Comment)).all() == []


def test_the_same_form_twice_is_one_comment_and_who_wrote_it_is_nobody(
    client: PageClient, told: Problem
) -> None:
    for _time in range(2):
        write(client, told)
    assert row().state == CommentState.WAITING
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "problems.comment")).one()
    assert (entry.person_id, entry.post_id) == (None, None)


def test_what_waits_is_sealed_and_what_was_refused_is_gone(
    client: PageClient, world: World, told: Problem
) -> None:
    assert is_sealed(COMMENTS)
    write(client, told, words=f"{WORDS} 4820 1937 5562 0914")
    assert WORDS not in repr(db.session.execute(text("SELECT * FROM comments")).all())
    assert "4820" not in queries.written(row())[1]  # a receipt code is taken out
    assert decide(station(client, world), "refuse").status_code == 303
    assert (row().state, row().sealed, row().words) == (CommentState.REFUSED, None, "")


def test_what_looks_like_a_card_or_a_phone_stops_until_the_reader_says_that_it_names_nobody(
    client: PageClient, world: World, told: Problem
) -> None:
    write(client, told, words="Ask 0300 1234567, he knows.")
    reader = station(client, world)
    stopped = decide(reader, "publish")
    assert "\u20680300 1234567\u2069. Refuse the comment" in stopped.text, "in its own order"
    assert row().state == CommentState.WAITING
    assert 'name="names_nobody"' in stopped.text
    decide(reader, "publish", names_nobody="y")
    assert row().state == CommentState.SHOWN
    found = select(AuditEntry).where(AuditEntry.verb == "problems.publish_comment")
    assert db.session.scalars(found).one().facts["names_nobody"] == 1  # who decided, of how many pieces


def test_where_a_matter_is_sealed_what_was_said_to_its_answer_is_gone(
    client: PageClient, world: World, told: Problem
) -> None:
    write(client, told)
    reader = station(client, world)
    decide(reader, "publish")
    write(client, told, operation_id="op-2")
    actor = people.actor_at(world.commander, person=world.sho)
    concerns.done(hiding.hide, actor=actor, now=clock.now(), concern=world.concern)
    db.session.expire_all()
    rows = db.session.scalars(select(Comment)).all()
    assert [(each.state, each.sealed, each.words) for each in rows] == [(CommentState.REFUSED, None, "")] * 2
    assert reader.send(f"/comments/{rows[1].ref}/decision", do="publish").status_code != 303
    again = db.session.get_one(Problem, told.id)
    again.public_title, again.public_words, again.wording = "A lamp", "It burns.", Wording.REVIEWED
    saved(again)
    page = client.get(of(told)).get_data(as_text=True)
    assert "It burns." in page
    assert WORDS not in page


def test_a_public_comment_is_taken_down_again(client: PageClient, world: World, told: Problem) -> None:
    write(client, told)
    reader = station(client, world)
    decide(reader, "publish")
    assert WORDS in reader.get("/comments?public=yes").get_data(as_text=True)
    assert decide(reader, "down").status_code == 303
    assert WORDS not in client.get(of(told)).get_data(as_text=True)
    assert decide(reader, "publish").status_code != 303  # its words are gone
    assert row().state == CommentState.REFUSED


def test_a_like_counts_once_from_a_browser_and_nobody_is_kept(  # 001.23
    client: PageClient, world: World, told: Problem
) -> None:
    write(client, told)
    url = f"/you-said-we-did/likes/{row().ref}"
    assert client.post(url).status_code == 404  # it waits
    decide(station(client, world), "publish")
    for _time in range(3):
        assert client.post(url).status_code == 303
    assert row().likes == 1
    assert "1 like" in client.get(of(told)).get_data(as_text=True)
    other = client.application.test_client()
    other.post(url)
    assert row().likes == 2
    liked = client.get_cookie("liked", path="/you-said-we-did")
    assert liked is not None
    assert (liked.value, liked.http_only) == (row().ref, True)
    assert {
        entry.person_id
        for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "problems.like_comment"))
    } == {None}


def test_without_a_cookie_one_connection_is_counted_five_times_a_day_at_most(
    client: PageClient, world: World, told: Problem
) -> None:
    write(client, told)
    decide(station(client, world), "publish")
    url = f"/you-said-we-did/likes/{row().ref}"
    codes = [client.application.test_client().post(url).status_code for _ in range(LIKES_PER_ADDRESS + 2)]
    assert codes == [303] * LIKES_PER_ADDRESS + [429] * 2
    assert row().likes == LIKES_PER_ADDRESS


def test_an_answer_that_was_not_reviewed_is_the_same_nothing_as_one_that_is_not_there(
    client: PageClient, told: Problem
) -> None:
    told.wording = Wording.WRITTEN
    saved(told)
    for tail in ("", "/comment"):
        hidden, missing = client.get(of(told) + tail), client.get(f"/you-said-we-did/ZZZZZZZZ{tail}")
        assert (hidden.status_code, hidden.data.replace(told.ref.encode(), b"ZZZZZZZZ")) == (
            404,
            missing.data,
        )


def test_officers_answer_in_reviewed_words_and_do_not_comment(
    client: PageClient, world: World, told: Problem
) -> None:
    reader = station(client, world)
    assert reader.get(f"{of(told)}/comment").status_code == 403
    assert "Write a comment" not in reader.get(of(told)).get_data(as_text=True)


def test_who_decides_upon_a_comment_is_who_sees_it_in_the_list(world: World, told: Problem) -> None:
    comment = saved(
        Comment(problem=told, state=CommentState.WAITING, language="en", at=told.opened_at, operation_id="a")
    )
    elsewhere = people.actor_at(organisation.post(office=organisation.station(), role=Role.COMMANDER))
    officer = people.actor_at(world.officer, person=world.constable)
    sho = people.actor_at(world.commander, person=world.sho)
    for who in (sho, officer, VISITOR, elsewhere):
        seen = db.session.scalars(queries.comments_visible_to(who)).all()
        assert (comment in seen) == permissions.JUDGE.allows(who, comment)
    assert permissions.JUDGE.allows(sho, comment)
    assert not permissions.JUDGE.allows(officer, comment)


def test_the_page_asks_the_database_as_much_at_one_comment_as_at_thirty(
    client: PageClient, told: Problem, statements: Any
) -> None:
    def more(count: int) -> None:
        for n in range(count):
            saved(
                Comment(
                    problem=told, state=CommentState.SHOWN, words=f"{n}", language="en", at=told.opened_at, operation_id=f"{count}-{n}",
                )
            )  # fmt: skip

    more(1)
    client.get(of(told) + "?after=")
    with statements() as few:
        client.get(of(told) + "?after=a")
    more(28)
    with statements() as many:
        client.get(of(told) + "?after=b")
    assert len(few) == len(many)
