"""Answering a meeting on the web: without an account, by e-mail or by a code on the screen."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import composer
from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as queries
from engagement.events.rules import RsvpState, State
from engagement.kernel.database import db
from engagement.people.models import Contact
from tests.factories import answers, events

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


def post(client: Any, event: Event, **fields: Any) -> Any:
    values = {"party": "2", "need": "nothing", "contact": "", "name": "", "operation_id": ""}
    return client.post(f"/events/{event.ref}/rsvp", data={**values, **fields})


def page_of(client: Any, response: Any) -> str:
    assert response.status_code == 303, response.get_data(as_text=True)
    return client.get(response.headers["Location"]).get_data(as_text=True)


def only() -> Rsvp:
    db.session.rollback()
    return db.session.scalars(select(Rsvp)).one()


class TestAnswering:
    def test_who_leaves_no_contact_gets_a_code_on_the_screen(self, client):  # C.6
        event = events.event(capacity=10)
        page = page_of(client, post(client, event))
        assert only().code in page
        assert "Your place is kept" in page

    def test_who_leaves_a_contact_reads_the_answer_in_the_message_alone(self, client):
        event = events.event(capacity=10)
        page = page_of(client, post(client, event, contact="amina@example.org", name="Amina"))
        assert "We wrote to you" in page
        assert only().code not in page
        assert "amina" not in page.lower()

    def test_who_leaves_a_phone_number_is_sent_to_the_texts_and_not_to_the_mail(self, client):
        app = client.application
        app.extensions["settings"] = replace(app.extensions["settings"], sms_url="http://127.0.0.1:1/")
        event = events.event(capacity=10)
        page = page_of(client, post(client, event, contact="0300 1234567"))
        assert "text message" in page
        assert "mail" not in page.split("<main")[1].split("</main")[0]
        assert "junk mail" in page_of(client, post(client, event, contact="amina@example.org"))

    def test_the_second_answer_of_a_contact_shows_the_same_page(self, client):
        event = events.event(capacity=10)
        pages = [page_of(client, post(client, event, contact="amina@example.org")) for _each in range(2)]
        assert pages[0] == pages[1]

    def test_the_answer_of_a_contact_looks_the_same_with_a_place_and_without(self, client):
        event = events.event(capacity=2)
        pages = [page_of(client, post(client, event, contact=f"{n}@example.org")) for n in range(2)]
        assert pages[0] == pages[1]

    def test_who_waits_reads_the_number_in_the_line(self, client):
        event = events.event(capacity=2)
        post(client, event)
        page = page_of(client, post(client, event))
        assert "You are number 1 in the line" in page
        assert "Once you have a place: say this code at the door" in page
        assert "Add to my calendar" not in page

    def test_who_comes_online_is_led_there_and_has_no_door_to_say_a_code_at(self, client):
        event = events.event(venue=None, place="", online_address="https://meet.example.org/412")
        page = page_of(client, post(client, event))
        assert 'href="https://meet.example.org/412"' in page
        assert "at the door" not in page
        own = re.search(r'href="(/rsvp/[^"]+)"', page)[1]
        assert "Join online" in client.get(own).get_data(as_text=True)
        event.state = State.CANCELLED
        db.session.commit()
        page = client.get(own).get_data(as_text=True)
        assert "This meeting was called off." in page
        assert "Join online" not in page

    def test_the_same_form_twice_is_one_answer(self, client):
        event = events.event(capacity=10)
        pages = [page_of(client, post(client, event, operation_id="abc")) for _each in range(2)]
        assert pages[0] == pages[1]
        assert only().party == 2

    def test_the_same_form_many_times_at_the_same_instant_is_one_answer(self, app):
        event = events.event(capacity=100)
        address = f"/events/{event.ref}/rsvp"
        fields = {"party": "2", "need": "nothing", "operation_id": "abc"}
        db.session.rollback()

        def press(_nth: int) -> int:
            return app.test_client().post(address, data=fields).status_code

        with ThreadPoolExecutor(8) as crowd:
            assert set(crowd.map(press, range(24))) == {303}
        assert (only().party, only().event.seats_taken) == (2, 2)

    def test_forms_without_an_operation_id_are_answers_of_their_own(self, client):
        event = events.event(capacity=10)
        pages = [page_of(client, post(client, event)) for _each in range(2)]
        assert pages[0] != pages[1]

    def test_no_cookie_and_nothing_is_stored_of_the_answer(self, client):
        event = events.event()
        answer = post(client, event)
        shown = client.get(answer.headers["Location"])
        assert "Set-Cookie" not in answer.headers
        assert "Set-Cookie" not in shown.headers
        assert (shown.headers["Cache-Control"], shown.headers["Referrer-Policy"]) == (
            "no-store",
            "no-referrer",
        )

    def test_names_are_sealed(self, client):
        post(client, events.event(), name="Amina Bibi")
        assert b"Amina" not in only().name

    def test_a_ticket_lapses(self, client, time_machine):
        answer = post(client, events.event())
        time_machine.shift(2 * 60 * 60 + 5)
        assert client.get(answer.headers["Location"]).status_code == 404

    def test_somebody_signed_out_cannot_answer_a_draft(self, client):
        assert post(client, events.event(state=State.DRAFT)).status_code == 404

    @pytest.mark.parametrize(
        "wrong",
        [
            {"party": "0"},
            {"party": "21"},
            {"party": "many"},
            {"party": ""},
            {"party": "9" * 400},
            {"need": "a horse"},
            {"contact": "nobody"},
            {"contact": "a@" + "b" * 400 + ".org"},
            {"name": "n" * 10_000},
            {"name": "null\x00byte"},
            {"operation_id": "x" * 41},
        ],
    )
    def test_a_wrong_answer_comes_back_with_what_was_typed(self, client, wrong):
        event = events.event()
        sent = post(client, event, **({"name": "Amina Bibi"} | wrong))
        assert sent.status_code == 422
        assert 'id="wrong"' in sent.get_data(as_text=True)
        assert ("Amina Bibi" in sent.get_data(as_text=True)) == ("name" not in wrong)
        db.session.rollback()
        assert db.session.scalars(select(Rsvp)).all() == []

    def test_urdu_digits_are_read(self, client):
        post(client, events.event(), party="۳")
        assert only().party == 3

    def test_a_form_that_came_back_carries_an_operation_id(self, client):
        sent = post(client, events.event(), party="0").get_data(as_text=True)
        assert re.search(r'name="operation_id"[^>]*value="[^"]{8}', sent)

    def test_another_site_cannot_answer(self, client):
        event = events.event()
        sent = client.post(
            f"/events/{event.ref}/rsvp", data={"party": "1"}, headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert sent.status_code == 403

    def test_a_meeting_that_began_says_so(self, client, time_machine):
        event = events.event()
        time_machine.move_to(event.starts_at, tick=False)
        assert "takes no more answers" in client.get(f"/events/{event.ref}/rsvp").get_data(as_text=True)
        assert post(client, event).status_code == 422


class TestOnTheMeetingsPage:
    def test_the_form_stands_there_without_token_or_id(self, client):
        event = events.event(capacity=60, seats_taken=29)
        shown = client.get(f"/events/{event.ref}").get_data(as_text=True)
        assert "29 of 60 places taken" in shown
        assert "csrf_token" not in shown
        assert 'name="operation_id" value=""' in shown

    def test_an_answer_changes_the_kept_page(self, client):
        event = events.event(capacity=60)
        client.get(f"/events/{event.ref}")
        post(client, event)
        assert "2 of 60 places taken" in client.get(f"/events/{event.ref}").get_data(as_text=True)

    def test_a_full_meeting_offers_the_line(self, client):
        event = events.event(capacity=2)
        post(client, event)
        post(client, event)
        shown = client.get(f"/events/{event.ref}").get_data(as_text=True)
        assert "1 party waits for a place already" in shown
        assert "Yes, I will wait for a place" in shown


class TestMine:
    def link(self, client: Any, **more: Any) -> str:
        answers.rsvp(event=events.event(capacity=5), **more)
        return f"/rsvp/{queries.link_token(only())}/mine"

    def test_opening_the_link_changes_nothing(self, client):
        event = events.event()
        post(client, event, contact="amina@example.org")
        link = f"/rsvp/{queries.link_token(only())}/mine"
        assert only().code in client.get(link).get_data(as_text=True)
        assert only().contact.verified_at is None

    def test_the_first_press_verifies_the_contact(self, client):
        post(client, events.event(), contact="amina@example.org")
        link = f"/rsvp/{queries.link_token(only())}/mine"
        client.post(link, data={"party": "2", "need": "nothing", "do": "change"})
        db.session.rollback()
        assert db.session.scalars(select(Contact)).one().verified_at == NOW

    def test_it_withdraws(self, client):
        link = self.link(client, party=2)
        page = page_of(client, client.post(link, data={"do": "withdraw"}))
        assert "Your answer was withdrawn" in page
        assert (only().state, only().event.seats_taken) == (RsvpState.WITHDRAWN, 0)

    def test_it_changes_the_party(self, client):
        link = self.link(client)
        page_of(client, client.post(link, data={"do": "change", "party": "3", "need": "step_free"}))
        assert (only().party, only().need, only().event.seats_taken) == (3, "step_free", 3)

    def test_more_than_fit_is_refused_and_kept(self, client):
        link = self.link(client)
        sent = client.post(link, data={"do": "change", "party": "9", "need": "nothing"})
        assert sent.status_code == 422
        assert 'value="9"' in sent.get_data(as_text=True)
        assert only().party == 1

    def test_after_the_start_it_only_shows(self, client, time_machine):
        link = self.link(client)
        time_machine.move_to(events.SOON, tick=False)
        assert "takes no more answers" in client.get(link).get_data(as_text=True)
        assert client.post(link, data={"do": "withdraw"}).status_code == 422

    def test_a_made_up_link_is_not_found(self, client):
        link = self.link(client)
        assert client.get(link.replace("/mine", "x/mine")).status_code == 404


class TestMessages:
    def compose(self) -> Any:
        db.session.rollback()
        message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        return composer(message.kind)(message)

    def test_the_kept_place_comes_with_code_link_and_calendar(self, client):
        post(client, events.event(title="Badhber monthly"), contact="amina@example.org")
        notice = self.compose()
        assert (notice.address, notice.code) == ("amina@example.org", only().code)
        assert notice.link == f"http://localhost/rsvp/{queries.link_token(only())}/mine"
        assert "Tuesday 24 November 2026, 16:00–18:00" in notice.paragraphs[1]
        assert notice.calendar.method == "REQUEST"

    def test_who_waits_reads_the_number(self, client):
        event = events.event(capacity=2)
        post(client, event)
        post(client, event, contact="amina@example.org")
        notice = self.compose()
        assert "number 1 in the line" in notice.paragraphs[0]
        assert (notice.code, notice.calendar) == ("", None)

    def test_a_withdrawn_answer_is_not_told_any_more(self, client):
        post(client, events.event(), contact="amina@example.org")
        client.post(f"/rsvp/{queries.link_token(only())}/mine", data={"do": "withdraw"})
        kept, gone = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert composer(kept.kind)(kept) is None
        notice = composer(gone.kind)(gone)  # but that it was withdrawn is, so that it leaves the calendar
        assert (notice.subject, notice.code, notice.calendar.method) == (
            "Your answer was withdrawn",
            "",
            "CANCEL",
        )
