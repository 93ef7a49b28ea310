"""The record's sheet while the room sits: who is here, last time read out, three priorities by hands."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from engagement.events.models import PaperCount, Promise, ReadBack
from engagement.events.queries import attend, record, room
from engagement.events.rules import PromiseState, State
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.kernel.wording import Wording
from tests.factories import concerns, events, organisation, people, problems
from tests.factories.saving import saved

LATER = events.SOON + timedelta(hours=2)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)


class Room:
    """A meeting four weeks after another at the same place, where a promise was made; its SHO at the screen."""

    def __init__(self, app: Any) -> None:
        self.before = events.event(state=State.CLOSED, starts_at=events.SOON - timedelta(weeks=4))
        office, locality = self.before.office, self.before.locality
        self.post = organisation.post(office=office, role=Role.COMMANDER)
        self.event = events.event(office=office, locality=locality, host_post_id=self.post.id)
        self.promise = saved(
            Promise(
                force_id=office.force_id, event_id=self.before.id, post_id=self.post.id, words="Two lamps",
                due_on=date(2026, 11, 20), created_at=LATER,
            )
        )  # fmt: skip
        self.client, self.visitor = app.test_client(), app.test_client()
        self.client.sign_in(people.person(holding=self.post))
        self.address = f"/events/{self.event.ref}/record"

    def page(self) -> str:
        return self.client.get(self.address).get_data(as_text=True)

    def sheet(self) -> dict[str, str]:
        """What a browser would send of the sheet as it stands."""
        html = self.page().split('id="sheet"')[1].split("</form>")[0]
        sent: dict[str, str] = {}
        for tag in re.findall(r"<input[^>]+>", html):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and value and name[1] != "csrf_token" and ('type="radio"' not in tag or "checked" in tag):
                sent[name[1]] = value[1]
        for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
            chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(
                r'value="([^"]*)"', options
            )
            sent[name] = chosen[1]
        sent |= {
            n: w.strip()
            for n, w in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', html)
        }
        return sent

    def press(self, do: str, **typed: Any) -> Any:
        answer = self.client.send(self.address, do=do, **{**self.sheet(), **typed})
        db.session.rollback()
        db.session.expire_all()
        return answer


@pytest.fixture
def meeting(app) -> Room:
    return Room(app)


def answered(row: Promise, how: str, word: str = "") -> dict[str, str]:
    return {f"last-answer_promise_{row.ref}": how, f"last-word_promise_{row.ref}": word}


class TestLastTime:
    def test_done_and_said_by_its_own_post_is_kept_and_waits_for_review(self, meeting):
        assert (
            meeting.press("last", **answered(meeting.promise, "yes", "Both stand since Monday.")).status_code
            == 303
        )
        row = record.promise(meeting.promise.ref)
        assert (row.state, row.outcome, row.outcome_reviewed_by_id) == (
            PromiseState.KEPT, "Both stand since Monday.", None,
        )  # fmt: skip
        assert [(r.answer, r.words) for r in db.session.query(ReadBack)] == [
            ("yes", "Both stand since Monday.")
        ]

    def test_not_yet_needs_a_word_and_keeps_the_promise_open(self, meeting):
        refused = meeting.press("last", **answered(meeting.promise, "not_yet"))
        assert refused.status_code == 422
        assert "Say in a word why not." in refused.get_data(as_text=True)
        assert (
            meeting.press("last", **answered(meeting.promise, "not_yet", "No poles came")).status_code == 303
        )
        assert record.promise(meeting.promise.ref).state == PromiseState.OPEN

    def test_the_last_word_stands(self, meeting):
        meeting.press("last", **answered(meeting.promise, "not_yet", "Later"))
        meeting.press("last", **answered(meeting.promise, "yes"))
        assert [row.answer for row in db.session.query(ReadBack)] == ["yes"]

    def test_an_officer_may_say_that_another_post_kept_it_but_does_not_settle_it(self, app, meeting):
        meeting.client = app.test_client()
        meeting.client.sign_in(people.person(holding=organisation.post(office=meeting.event.office)))
        meeting.press("last", **answered(meeting.promise, "yes"))
        assert record.promise(meeting.promise.ref).state == PromiseState.OPEN
        assert db.session.query(ReadBack).count() == 1

    def test_what_was_raised_is_read_in_reviewed_words_and_tasks_with_their_post(self, app, meeting):
        raised = concerns.concern(
            office=meeting.before.office, locality=meeting.before.locality, event=meeting.before, words="secret-words",
            now=LATER - timedelta(weeks=4),
        )  # fmt: skip
        concerns.owned(raised, meeting.post, people.actor_at(meeting.post), LATER)
        problem = problems.problem(concern=raised, owner=meeting.post)
        task = problems.task(problem=problem, post=meeting.post, words="Ask the council for poles")
        assert "secret-words" not in meeting.page()
        raised.public_words, raised.wording = "The street is dark.", Wording.REVIEWED
        saved(raised)
        shown = meeting.page()
        assert "The street is dark." in shown
        assert "Ask the council for poles" in shown
        meeting.press(
            "last", **{f"last-answer_task_{task.ref}": "yes", f"last-answer_concern_{raised.ref}": "yes"}
        )
        assert {row.kind for row in db.session.query(ReadBack)} == {"task", "concern"}

    def test_the_public_reads_numbers_alone_and_only_after_closing(self, meeting):
        meeting.press("last", **answered(meeting.promise, "not_yet", "marker-word"))
        public = f"/events/{meeting.event.ref}"
        assert "read out" not in meeting.visitor.get(public).get_data(as_text=True)
        meeting.press("minutes", **{"minutes-words": "We met."})
        assert meeting.press("close").status_code == 303
        told = meeting.visitor.get(public).get_data(as_text=True)
        assert "1 thing from last time was read out." in told
        assert "marker-word" not in told


class TestPaper:
    def test_numbers_join_those_counted_at_the_door(self, meeting):  # C.3, 003.1
        meeting.client.send(f"/events/{meeting.event.ref}/door", do="tap", sex="woman", operation_id="one")
        typed = {
            "paper-people": "80",
            "paper-sex_woman": "29",
            "paper-side_police": "6",
            "paper-disability_yes": "3",
        }
        assert meeting.press("paper", **typed).status_code == 303
        counted = attend.attendance(meeting.event)
        assert counted.total == 81
        assert (counted.by_sex["woman"], counted.by_sex["unknown"]) == (30, 51)
        assert sum(counted.by_side.values()) == sum(counted.by_age.values()) == 81
        assert attend.public_attendance(meeting.event) == 81

    def test_urdu_digits_are_read(self, meeting):
        assert meeting.press("paper", **{"paper-people": "۸۰"}).status_code == 303
        assert room.paper_count(meeting.event).people == 80

    def test_twenty_offices_without_a_name_are_a_record(self, meeting):  # 004.4
        assert meeting.press("paper", **{"paper-offices": "20"}).status_code == 303
        meeting.press("minutes", **{"minutes-words": "Twenty offices met."})
        assert meeting.press("close").status_code == 303
        told = meeting.visitor.get(f"/events/{meeting.event.ref}").get_data(as_text=True)
        assert "20 offices took part." in told

    def test_names_of_offices_are_never_public(self, meeting):
        meeting.press("paper", **{"paper-named": "marker-office | 3"})
        meeting.press("minutes", **{"minutes-words": "We met."})
        meeting.press("close")
        assert "marker-office" not in meeting.visitor.get(f"/events/{meeting.event.ref}").get_data(
            as_text=True
        )

    def test_wrong_sums_come_back_with_what_was_typed(self, meeting):
        answer = meeting.press(
            "paper", **{"paper-people": "8", "paper-sex_woman": "9", "minutes-words": "Forty spoke."}
        )
        assert answer.status_code == 422
        shown = answer.get_data(as_text=True)
        assert "Here it is 9 people, but 8 together." in shown
        assert 'value="9"' in shown
        assert "Forty spoke." in shown
        assert db.session.query(PaperCount).count() == 0

    def test_a_number_that_cannot_be_read_is_not_lost_by_another_button(self, meeting):
        answer = meeting.press("minutes", **{"paper-people": "many", "minutes-words": "We met."})
        assert answer.status_code == 422
        assert 'value="many"' in answer.get_data(as_text=True)

    def test_who_types_second_is_told(self, meeting):
        stale = meeting.sheet()
        meeting.press("paper", **{"paper-people": "80"})
        answer = meeting.client.send(meeting.address, do="paper", **{**stale, "paper-people": "70"})
        assert answer.status_code == 409
        assert room.paper_count(meeting.event).people == 80


def wanted(n: int, words: str, hands: str, **more: str) -> dict[str, str]:
    return {f"priorities-words_{n}": words, f"priorities-hands_{n}": hands} | {
        f"priorities-{name}_{n}": value for name, value in more.items()
    }


class TestPriorities:
    def test_words_and_hands_are_enough_and_hands_make_the_order(self, meeting):
        rows = (
            wanted(1, "Street lights", "12")
            | wanted(2, "The canal", "34")
            | wanted(3, "Dogs", "3", due="2026-12-01")
        )
        assert meeting.press("priorities", **rows).status_code == 303
        made = record.promises(meeting.event)
        assert [(p.rank, p.words, p.hands) for p in made] == [
            (1, "The canal", 34), (2, "Street lights", 12), (3, "Dogs", 3),
        ]  # fmt: skip
        assert {p.post_id for p in made} == {meeting.post.id}
        assert [p.due_on for p in made] == [date(2026, 12, 22), date(2026, 12, 22), date(2026, 12, 1)]

    def test_the_same_sheet_twice_is_once(self, meeting):
        sent = {**meeting.sheet(), **wanted(1, "Street lights", "12")}
        for _each in range(2):
            meeting.client.send(meeting.address, do="priorities", **sent)
        db.session.rollback()
        assert len(record.promises(meeting.event)) == 1

    def test_hands_are_asked_for(self, meeting):
        answer = meeting.press("priorities", **wanted(1, "Street lights", ""))
        assert answer.status_code == 422
        assert record.promises(meeting.event) == []

    def test_a_fourth_is_refused_and_nothing_of_the_sheet_is_kept(self, meeting):
        first = meeting.sheet()
        meeting.press("priorities", **wanted(1, "One", "9") | wanted(2, "Two", "8"))
        sent = (
            {**first, "priorities-operation_id": "another"} | wanted(1, "Three", "7") | wanted(2, "Four", "6")
        )
        answer = meeting.client.send(meeting.address, do="priorities", **sent)
        db.session.rollback()
        assert answer.status_code == 422
        assert [p.words for p in record.promises(meeting.event)] == ["One", "Two"]

    def test_one_taken_out_makes_room_and_the_rest_move_up(self, meeting):
        meeting.press("priorities", **wanted(1, "One", "9") | wanted(2, "Two", "8") | wanted(3, "Three", "7"))
        first = record.promises(meeting.event)[0]
        meeting.press(f"drop {first.ref}")
        assert [(p.rank, p.words) for p in record.promises(meeting.event)] == [(1, "Two"), (2, "Three")]
        assert "priorities-words_1" in meeting.sheet()

    def test_the_public_reads_rank_and_large_numbers_of_hands_alone(self, meeting):
        meeting.press("priorities", **wanted(1, "One", "34") | wanted(2, "Two", "9"))
        meeting.press("minutes", **{"minutes-words": "We met."})
        meeting.press("close")
        told = meeting.visitor.get(f"/events/{meeting.event.ref}").get_data(as_text=True)
        assert "Priority 1 of the room" in told
        assert "34 hands" in told
        assert "9 hands" not in told


def test_one_button_keeps_everything_typed(meeting):
    everything = {
        "paper-people": "80", "minutes-words": "Forty spoke.", **answered(meeting.promise, "yes"),
        **wanted(1, "Street lights", "12"),
    }  # fmt: skip
    assert meeting.press("all", **everything).status_code == 303
    assert room.paper_count(meeting.event).people == 80
    assert record.minutes(meeting.event).words == "Forty spoke."
    assert [p.words for p in record.promises(meeting.event)] == ["Street lights"]
    assert db.session.query(ReadBack).count() == 1


def test_nothing_typed_changes_nothing(meeting):
    meeting.press("all")
    assert (db.session.query(ReadBack).count(), db.session.query(PaperCount).count()) == (0, 0)
    assert record.minutes(meeting.event) is None
