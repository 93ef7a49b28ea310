"""Counting oneself at the door: only with the word of this meeting, only while it lasts, once each."""

import re
from datetime import timedelta

import pytest

from engagement.events.actions import checkin
from engagement.events.models import Event
from engagement.events.queries import attend
from engagement.events.queries.here import word_of
from engagement.events.rules import Sex, State
from engagement.events.views import here as views
from engagement.kernel import clock
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from tests.factories import answers, events, organisation, people
from tests.pages import PageClient

START = events.SOON


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(START + timedelta(minutes=5), tick=False)


@pytest.fixture
def event(app) -> Event:
    return events.event(capacity=50)


def press(client: PageClient, event: Event, **fields: str) -> str:
    answer = client.post(f"/events/{event.ref}/here", data={"k": word_of(event), **fields})
    if answer.status_code == 303:
        answer = client.get(answer.headers["Location"])
    return answer.get_data(as_text=True)


def total(event: Event) -> int:
    return attend.attendance(event).total


class TestHere:
    def test_a_party_counts_itself_once(self, client, event):  # C.3
        rsvp = answers.rsvp(event=event, party=4)
        for number in ("3", "4"):  # the second press changes nothing
            page = press(client, event, do="party", **{"party-code": rsvp.code, "party-arrived": number})
            assert "You are counted: 3." in page
        assert total(event) == 3

    def test_who_came_without_an_answer_counts_once_a_form(self, client, event):
        page = client.get(f"/events/{event.ref}/here?k={word_of(event)}").get_data(as_text=True)
        operation = re.search(r'name="one-operation_id" value="(\w+)"', page)[1]
        for _each in range(2):
            said = press(client, event, do="one", **{"one-operation_id": operation, "one-sex": "woman"})
            assert "You are counted: 1." in said
        assert dict(attend.attendance(event).by_sex) == {"woman": 1}

    def test_who_counts_themselves_stands_apart_from_the_count_of_an_officer(self, app, client, event):
        press(client, event, do="one", **{"one-operation_id": "self", "one-sex": "woman"})
        chief = organisation.post(office=event.office, role=Role.COMMANDER)
        officer = people.actor_at(chief)
        with unit():
            tap = checkin.count(actor=officer, now=clock.now(), event=event, operation_id="tap", sex=Sex.MAN)
            key = tap.id
        found = attend.attendance(event)
        assert (found.walked_in, found.themselves) == (2, 1)
        press(client, event, do="one", **{"one-operation_id": "other", "one-sex": "man"})
        last = attend.last_tap(event)  # what the officer may take back is the officer's own
        assert (last.id, last.by_self) == (key, False)
        screen = app.test_client()
        screen.sign_in(people.person(holding=chief))
        assert "2 of them counted themselves" in screen.get(f"/events/{event.ref}/door").get_data(
            as_text=True
        )

    @pytest.mark.parametrize("code", ["00000000", "", "x"])
    def test_a_code_that_nobody_has_counts_nobody(self, client, event, code):
        press(client, event, do="party", **{"party-code": code, "party-arrived": "1"})
        assert total(event) == 0

    def test_the_code_of_another_meeting_counts_nobody(self, client, event):
        other = answers.rsvp(event=events.event(office=event.office))
        page = press(client, event, do="party", **{"party-code": other.code, "party-arrived": "1"})
        assert "No answer to this meeting has this code." in page
        assert other.arrived_at is None

    def test_the_word_of_another_meeting_opens_nothing(self, client, event):
        other = events.event(office=event.office)
        assert word_of(other) != word_of(event)
        page = press(client, event, k=word_of(other), do="one")
        assert "This is not the word of this meeting." in page
        assert total(event) == 0

    @pytest.mark.parametrize("minutes", [-5, 2 * 60 + 31])
    def test_before_and_after_the_meeting_the_door_is_shut(self, client, event, time_machine, minutes):
        time_machine.move_to(START + timedelta(minutes=minutes), tick=False)
        assert "The door is not open." in press(client, event, do="one")
        db.session.expire_all()
        assert (total(event), event.state) == (0, State.PUBLISHED)

    def test_the_officer_shows_it_and_the_public_reads_it_nowhere(self, client, event):
        address = f"/events/{event.ref}/here/square"
        assert client.get(address).status_code == 302
        for public in (f"/events/{event.ref}", f"/events/{event.ref}/here", f"/events/{event.ref}.ics"):
            assert word_of(event) not in client.get(public).get_data(as_text=True)
        client.sign_in(people.person(holding=organisation.post(office=event.office)))
        page = client.get(address).get_data(as_text=True)
        assert word_of(event) in page
        assert 'class="square"' in page
        client.sign_in(people.person(holding=organisation.post(office=event.office, role=Role.ADMINISTRATOR)))
        assert client.get(address).status_code == 403

    @pytest.mark.parametrize("word", ["ا", "کخګ", "é" * 8, "\U0001f600"])
    def test_a_word_in_other_letters_is_a_wrong_word(self, client, event, word):
        assert client.get(f"/events/{event.ref}/here", query_string={"k": word}).status_code == 200
        assert client.post(f"/events/{event.ref}/here", data={"k": word, "do": "one"}).status_code == 200
        assert total(event) == 0

    def test_a_hall_behind_one_address_counts_on_and_one_phone_does_not_fill_it(
        self, client, event, monkeypatch
    ):
        monkeypatch.setattr(views, "MOST", 3)
        rows = [answers.rsvp(event=event, party=2) for _each in range(4)]
        for row in rows[:3]:
            press(client, event, do="party", **{"party-code": row.code, "party-arrived": "2"})
        page = press(client, event, do="party", **{"party-code": rows[3].code, "party-arrived": "2"})
        assert "Too many tries" in page
        assert rows[3].code in page  # what was typed is kept
        assert total(event) == 6
