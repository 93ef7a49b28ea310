"""Polls: two people before the public, one answer a browser, a result once closed."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.events.rules import State
from engagement.feedback import queries
from engagement.feedback.models import Poll, PollAnswer
from engagement.feedback.rules import ANSWERS_PER_ADDRESS
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from tests.factories import events, organisation, polls
from tests.feedback.conftest import CLOSED, Town
from tests.pages import PageClient


def test_a_poll_is_asked_read_answered_and_its_result_is_public(town: Town, time_machine: Any):  # 004.7
    town.officer.send(
        "/polls/new", locality=town.place.ref, public_words="What comes first?", choice_1="A lamp",
        choice_2="A patrol", closes_on="2026-11-30",
    )  # fmt: skip
    row = db.session.scalars(select(Poll)).one()
    address = f"/polls/{row.ref}"
    assert town.visitor.get(address).status_code == 404
    assert town.officer.send(f"{address}/review").status_code == 403  # its writer
    assert "The public does not see this yet." in town.text(row, town.head)
    town.head.send(f"{address}/review")
    assert "What comes first?" in town.visitor.get(f"/localities/{town.place.slug}").get_data(as_text=True)
    polls.pressed(row, 12, 20)
    assert "What people said" not in town.text(row)  # nothing is told while it is open
    time_machine.move_to(CLOSED, tick=False)
    text = town.text(row)
    assert "What people said" in text
    result = queries.result_of(row)
    assert [(part.words, part.pressed) for part in result.parts] == [("A lamp", 10), ("A patrol", 20)]
    assert "lane=suggestion" in text


def test_the_link_to_suggestions_chooses_that_lane(town: Town):
    page = town.visitor.get(f"/concerns/new?locality={town.place.slug}&lane=suggestion").get_data(
        as_text=True
    )
    (chosen,) = [line for line in page.splitlines() if 'name="lane"' in line and "checked" in line]
    assert 'value="suggestion"' in chosen


def test_a_form_without_an_answer_is_told_what_to_do(town: Town):
    sent = town.visitor.post(f"/polls/{town.poll().ref}/answer", data={"operation_id": "a"})
    assert (sent.status_code, "Choose one of these." in sent.text) == (422, True)


def test_one_browser_answers_once_and_its_cookie_ends_with_the_poll(town: Town):
    row = town.poll()
    first = town.visitor.post(f"/polls/{row.ref}/answer", data={"choice": "1", "operation_id": "a"})
    cookie = first.headers["Set-Cookie"]
    for words in ("answered=1", "HttpOnly", "SameSite=Lax", f"Path=/polls/{row.ref}", "30 Nov 2026 19:00:00"):
        assert words in cookie
    town.visitor.post(f"/polls/{row.ref}/answer", data={"choice": "1", "operation_id": "b"})
    other: PageClient = town.app.test_client()
    for _twice in range(2):
        other.delete_cookie("answered", path=f"/polls/{row.ref}")
        other.post(f"/polls/{row.ref}/answer", data={"choice": "0", "operation_id": "c"})
    assert sorted(queries.pressed(row).values()) == [1, 1]
    assert "Your answer is counted." in town.text(row)


def test_without_a_cookie_one_connection_answers_a_poll_twenty_times_a_day_at_most(town: Town):
    row, other = town.poll(), town.poll(operation_id="other")
    sent: list[int] = []
    for number in range(ANSWERS_PER_ADDRESS + 2):
        data = {"choice": "0", "operation_id": f"n-{number}"}
        sent.append(town.app.test_client().post(f"/polls/{row.ref}/answer", data=data).status_code)
    assert sent == [303] * ANSWERS_PER_ADDRESS + [429] * 2
    assert sum(queries.pressed(row).values()) == ANSWERS_PER_ADDRESS
    data = {"choice": "0", "operation_id": "elsewhere"}
    assert town.visitor.post(f"/polls/{other.ref}/answer", data=data).status_code == 303


def test_an_answer_says_nothing_of_who_gave_it(town: Town):
    row = town.poll()
    before = db.session.query(AuditEntry).count()
    town.visitor.post(f"/polls/{row.ref}/answer", data={"choice": "0", "operation_id": "a"})
    assert set(PollAnswer.__table__.columns.keys()) == {"id", "choice_id", "operation_id"}
    assert db.session.query(AuditEntry).count() == before


def test_hands_are_told_apart_from_what_was_pressed(town: Town, time_machine: Any):
    row = town.poll()
    polls.pressed(row, 10, 10)
    sent = {"hands-choice_1": "31", "hands-choice_2": "12"}
    assert town.visitor.post(f"/polls/{row.ref}/hands", data=sent).status_code == 302
    town.officer.send(f"/polls/{row.ref}/hands", **sent)
    time_machine.move_to(CLOSED, tick=False)
    assert [(part.pressed, part.hands) for part in queries.result_of(row).parts] == [(10, 30), (10, 10)]
    assert "Counted by hand, in the room or on paper" in town.text(row)


def test_what_is_closed_takes_no_answer_and_another_choice_is_refused(town: Town, time_machine: Any):
    row = town.poll()
    assert town.visitor.post(f"/polls/{row.ref}/answer", data={"choice": "7"}).status_code == 422
    time_machine.move_to(CLOSED, tick=False)
    town.visitor.post(f"/polls/{row.ref}/answer", data={"choice": "0"})
    assert queries.pressed(row) == {}


def test_a_poll_of_a_meeting_is_read_by_whoever_reads_of_the_meeting(town: Town):
    meeting = events.event(office=town.station, locality=town.place)
    row = town.poll(event=meeting)
    assert row.shown in town.visitor.get(f"/events/{meeting.ref}").get_data(as_text=True)
    with unit():
        db.session.merge(meeting).state = State.DRAFT
    assert town.visitor.get(f"/polls/{row.ref}").status_code == 404
    with pytest.raises(Refusal):
        town.poll(event=events.event(office=town.station, invite_only=True))


def test_only_what_the_public_has_not_read_is_deleted(town: Town):
    out, draft = town.poll(), town.poll(out=False)
    town.officer.send(f"/polls/{draft.ref}/discard")
    assert town.officer.send(f"/polls/{out.ref}/discard").status_code == 403
    assert set(db.session.scalars(select(Poll.id))) == {out.id}


def test_another_station_s_place_cannot_be_asked(town: Town):
    far = organisation.locality(office=organisation.station())
    answer = town.officer.send(
        "/polls/new", locality=far.ref, public_words="Which?", choice_1="A", choice_2="B",
        closes_on="2026-11-30",
    )  # fmt: skip
    assert answer.status_code == 422
    assert db.session.query(Poll).count() == 0


def test_a_meeting_is_asked_for_without_what_the_database_cannot_read(town: Town, monkeypatch: Any):
    asked: list[str] = []
    monkeypatch.setattr("engagement.events.queries.event", asked.append)
    assert town.officer.send("/polls/new", event="AB\0CD").status_code == 404
    assert asked == ["ABCD"]


def test_the_list_asks_as_much_at_thirty_polls_as_at_one(town: Town, statements: Any):
    town.poll()
    town.officer.get("/polls")
    with statements() as few:
        town.officer.get("/polls")
    for _each in range(29):
        town.poll(operation_id=uuid4().hex)
    with statements() as many:
        town.officer.get("/polls")
    assert len(many) == len(few)


def test_a_poll_that_waits_stands_on_the_desk_of_who_reads_it(town: Town):
    row = town.poll(out=False)
    assert f"/polls/{row.ref}" in town.head.get("/desk").get_data(as_text=True)
    assert f"/polls/{row.ref}" not in town.officer.get("/desk").get_data(as_text=True)
