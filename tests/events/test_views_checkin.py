"""The door on a phone: plain buttons, one tap each."""

import re
from typing import Any

import pytest

from engagement.events.models import Event
from engagement.events.queries import attend as queries
from engagement.events.rules import State
from engagement.kernel import sealing
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from tests.factories import answers, events, organisation, people


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(events.SOON, tick=False)


@pytest.fixture
def event(app) -> Event:
    return events.event(capacity=50)


@pytest.fixture
def door(client, event):
    """Press a button of the door as an officer of its station; gives the page that follows."""
    client.sign_in(people.person(holding=organisation.post(office=event.office)))

    def press(**fields: Any) -> str:
        if not fields:
            return client.get(f"/events/{event.ref}/door").get_data(as_text=True)
        answer = client.send(f"/events/{event.ref}/door", **fields)
        if answer.status_code == 303:
            answer = client.get(answer.headers["Location"])
        return answer.get_data(as_text=True)

    return press


def total(page: str) -> int:
    return int(re.search(r'class="total"><b>(\d+)</b>', page)[1])


class TestTaps:
    def test_a_tap_counts_and_says_what_it_was(self, door):
        page = door(do="tap", sex="woman", operation_id="a")
        assert total(page) == 1
        assert "Take back “Women”" in page
        assert "16:00" in page

    def test_the_same_tap_twice_counts_once(self, door):
        door(do="tap", sex="woman", operation_id="a")
        assert total(door(do="tap", sex="woman", operation_id="a")) == 1

    def test_each_page_holds_a_new_operation_id(self, door):
        ids = {re.search(r'name="operation_id" value="(\w+)"', door())[1] for _each in range(2)}
        assert len(ids) == 2

    def test_undo_takes_back_the_tap_it_names(self, door):
        door(do="tap", sex="woman", operation_id="a")
        page = door(do="tap", sex="man", operation_id="b")
        tap = re.search(r'name="tap" value="(\d+)"', page)[1]
        page = door(do="undo", tap=tap)
        assert (total(page), "Take back “Women”" in page) == (1, True)

    def test_what_was_chosen_stays_for_the_next(self, door):
        page = door(
            do="tap", sex="woman", operation_id="a", age_band="child", disability="unknown", side="resident"
        )
        assert re.search(r'<input[^>]*checked[^>]*value="child"', page)
        assert "<details open>" in page

    @pytest.mark.parametrize(
        "wrong", [{"sex": "robot"}, {"sex": "woman", "side": "x"}, {"sex": "woman", "operation_id": "x" * 99}]
    )
    def test_nonsense_counts_nobody(self, door, event, wrong):
        door(do="tap", **{"operation_id": "a", **wrong})
        assert queries.attendance(event).total == 0

    @pytest.mark.parametrize("tap", ["", "0", "999999", "1" * 40, "x", "-1", "²"])
    def test_undoing_what_is_not_there_changes_nothing(self, door, tap):
        assert total(door(do="undo", tap=tap)) == 0

    def test_an_unknown_button_changes_nothing(self, door):
        assert total(door(do="dance")) == 0


class TestAnswers:
    def test_a_party_arrives_by_one_tap(self, door, event):
        rsvp = answers.rsvp(event=event, party=3)
        assert "All 3 came" in door()
        assert total(door(do="arrive", rsvp=rsvp.ref, arrived="3")) == 3
        assert total(door(do="not_arrived", rsvp=rsvp.ref)) == 0

    @pytest.mark.parametrize("arrived", ["", "0", "99", "all", "1" * 300])
    def test_a_wrong_number_is_told(self, door, event, arrived):
        rsvp = answers.rsvp(event=event, party=3)
        page = door(do="arrive", rsvp=rsvp.ref, arrived=arrived)
        assert 'id="wrong"' in page
        assert total(page) == 0

    def test_found_by_code_and_by_name(self, door, client, event):
        sealed = sealing.store("Amina Bibi", force=event.force.ref, lane="contacts")
        answers.rsvp(event=event, code="482193", name=sealed)
        answers.rsvp(event=event, code="111111")
        for words in ("482193", "۴۸۲۱۹۳", "482 193", "amina"):
            page = client.get(f"/events/{event.ref}/door", query_string={"find": words}).get_data(
                as_text=True
            )
            assert ("Amina Bibi" in page, "111111" in page) == (True, False), words

    def test_nobody_found_is_told(self, door, client, event):
        page = client.get(f"/events/{event.ref}/door?find=nobody").get_data(as_text=True)
        assert "No answer with that code, name or phone" in page

    def test_the_door_asks_as_often_for_thirty_answers_as_for_one(self, door, event, statements):
        answers.rsvp(event=event)
        door()
        with statements() as one:
            door()
        for _each in range(29):
            answers.rsvp(event=event)
        with statements() as thirty:
            door()
        assert len(one) == len(thirty)


class TestWhoMayStandThere:
    def test_signed_out_is_sent_to_sign_in(self, client, event):
        assert client.get(f"/events/{event.ref}/door").status_code == 302

    def test_another_station_may_not(self, client, event):
        client.sign_in(people.person(holding=organisation.post(office=organisation.station())))
        assert client.get(f"/events/{event.ref}/door").status_code == 403

    def test_an_administrator_may_not(self, client, event):
        client.sign_in(people.person(holding=organisation.post(office=event.office, role=Role.ADMINISTRATOR)))
        assert client.get(f"/events/{event.ref}/door").status_code == 403

    def test_the_door_of_a_closed_meeting_has_nothing_to_press(self, door, client, event):
        closed = events.event(state=State.CLOSED, office=event.office, locality=event.locality)
        page = client.get(f"/events/{closed.ref}/door").get_data(as_text=True)
        assert "Nothing is counted any more." in page
        assert f'action="/events/{closed.ref}/door"' not in page
        assert f'action="/events/{event.ref}/door"' in door()

    def test_a_closed_meeting_counts_nobody(self, door, client, event):
        closed = events.event(state=State.CLOSED, office=event.office, locality=event.locality)
        answer = client.send(f"/events/{closed.ref}/door", do="tap", sex="woman", operation_id="a")
        assert answer.status_code == 422
        assert queries.attendance(closed).total == 0

    def test_the_button_begins_the_meeting(self, door, event):
        assert "The meeting takes place" in door()
        page = door(do="begin")
        assert "The meeting takes place" not in page
        db.session.rollback()
        assert db.session.get_one(Event, event.id, populate_existing=True).state == State.HELD

    def test_the_hosts_page_leads_here(self, door, client, event):
        page = client.get(f"/events/{event.ref}/manage").get_data(as_text=True)
        assert f"/events/{event.ref}/door" in page
