"""Taking the door along: who may, what the phone gets, how a lost phone is revoked, and what its address takes in."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest

from engagement.events.models import Event
from engagement.events.queries import attend
from engagement.events.rules import State
from engagement.intake import queries
from engagement.intake.models import DoorLease
from engagement.intake.rules import MOST_AT_ONCE, Reason
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from tests.factories import answers, events, organisation, people
from tests.factories.intake import Phone

START = events.SOON
LATER = START + timedelta(hours=5)
DATA = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)


@pytest.fixture
def event(app) -> Event:
    return events.event(capacity=50)


@pytest.fixture
def officer(event):
    return people.person(holding=organisation.post(office=event.office))


@pytest.fixture
def phone(event, officer) -> Phone:
    actor = queries.actor_at(DoorLease(person_id=officer.id, person=officer), START)
    return Phone(event, actor, START - timedelta(hours=20), device="Gul's phone")


def body(phone: Phone, *raws: Any, **more: Any) -> dict[str, Any]:
    entries = [{"id": raw.operation_id, "sealed": b64encode(raw.sealed).decode()} for raw in raws]
    return {"token": phone.token, "now": LATER.isoformat(), "entries": entries, **more}


class TestTaking:
    def test_the_officer_takes_the_door_along_and_the_phone_gets_no_code(self, client, event, officer):
        code = answers.rsvp(event=event, party=3).code
        client.sign_in(officer)
        told = client.post(
            f"/door/{event.ref}", data={"csrf_token": client.token(), "device": "Blue"}, headers=DATA
        )
        parcel = told.get_json()
        assert (told.status_code, told.headers["Cache-Control"]) == (200, "no-store")
        assert (parcel["meeting"]["ref"], [each["n"] for each in parcel["parties"]]) == (event.ref, [3])
        assert code not in told.get_data(as_text=True)
        lease = queries.lease_by_token(parcel["token"])
        assert (lease.person_id, lease.device, lease.ref) == (officer.id, "Blue", parcel["lease"])
        assert parcel["token"] not in repr(vars(lease))

    def test_without_a_name_of_the_phone_nothing_is_taken(self, client, event, officer):
        client.sign_in(officer)
        told = client.post(f"/door/{event.ref}", data={"csrf_token": client.token()}, headers=DATA)
        assert (told.status_code, told.get_json()["wrong"]) == (422, ["Please fill this in."])

    @pytest.mark.parametrize(("role", "status"), [(Role.OFFICER, 200), (Role.ADMINISTRATOR, 403)])
    def test_only_who_runs_the_meeting_may(self, client, event, role, status):
        client.sign_in(people.person(holding=organisation.post(office=event.office, role=role)))
        assert client.get(f"/door/{event.ref}").status_code == status

    def test_the_door_shows_its_phones_and_revokes_a_lost_one(self, client, event, officer, phone):  # T15
        client.sign_in(officer)
        assert "Gul&#39;s phone" in client.get(f"/events/{event.ref}/door").get_data(as_text=True)
        client.send(f"/door/phones/{phone.lease.ref}/revoke")
        assert "Revoked" in client.get(f"/events/{event.ref}/door").get_data(as_text=True)
        answer = client.application.test_client().post("/door/sync", json=body(phone, phone.walk_in(START)))
        said = answer.get_json()
        assert (said["revoked"], said["held"]) == (True, 1)
        assert said["answers"][0]["reason"] == Reason.REVOKED
        assert attend.attendance(event).total == 0


class TestSending:
    def test_a_phone_sends_by_its_lease_and_not_by_a_sign_in(self, client, event, phone):
        answer = client.post("/door/sync", json=body(phone, phone.walk_in(START), phone.walk_in(START)))
        said = answer.get_json()
        assert [each["state"] for each in said["answers"]] == ["applied", "applied"]
        assert (said["here"]["total"], said["held"], said["revoked"]) == (2, 0, False)
        assert "Set-Cookie" not in answer.headers
        db.session.expire_all()
        assert phone.lease.last_sync_at == LATER

    def test_a_token_that_is_none_opens_nothing(self, client, phone):
        assert client.post("/door/sync", json=body(phone, token="x")).status_code == 401

    @pytest.mark.parametrize(
        "wrong",
        [
            {"entries": "all"},
            {"entries": [{"id": "a"}]},
            {"entries": [{"id": "a b", "sealed": "AA=="}]},
            {"entries": [{"id": "a", "sealed": "!"}]},
            {"entries": [{"id": "a", "sealed": "A" * 40_000}]},
            {"entries": [{"id": f"a{n}", "sealed": "AA=="} for n in range(MOST_AT_ONCE + 1)]},
        ],
    )
    def test_what_no_phone_of_ours_sends_is_refused_whole(self, client, phone, wrong):
        assert client.post("/door/sync", json=body(phone, **wrong)).status_code == 400

    def test_without_the_time_of_the_phone_its_entries_wait(self, client, phone):
        answer = client.post("/door/sync", json=body(phone, phone.walk_in(START), now="noon"))
        assert answer.get_json()["answers"][0]["state"] == "held"

    @pytest.mark.parametrize("sent", [b"", b"[]", b"{", b"\xff"])
    def test_what_is_no_request_is_refused(self, client, sent):
        told = client.post("/door/sync", data=sent, content_type="application/json")
        assert told.status_code == 400

    def test_who_forgot_the_passphrase_hands_over_what_is_sealed(self, client, event, officer, phone):
        raw = phone.walk_in(START)
        sent = {"entries": body(phone, raw)["entries"], "now": LATER.isoformat()}
        address = f"/door/phones/{phone.lease.ref}/hand-over"
        client.sign_in(officer)
        assert client.post(address, json=sent).status_code == 400  # without the token of the sign-in
        answer = client.post(address, json=sent, headers={"X-CSRF-Token": client.token()})
        assert answer.get_json()["answers"][0]["state"] == "applied"
        assert attend.attendance(event).total == 1

    @pytest.mark.parametrize("said", [{}, {"now": (LATER + timedelta(hours=1)).isoformat()}])
    def test_what_is_handed_over_waits_where_the_clock_is_not_certain(
        self, client, event, officer, phone, said
    ):
        sent = {"entries": body(phone, phone.walk_in(START))["entries"], **said}
        client.sign_in(officer)
        answer = client.post(
            f"/door/phones/{phone.lease.ref}/hand-over", json=sent, headers={"X-CSRF-Token": client.token()}
        )
        assert answer.get_json()["answers"][0]["reason"] == Reason.CLOCK
        assert attend.attendance(event).total == 0


class TestDeciding:
    def test_what_waits_is_shown_and_decided(self, client, event, officer, phone):
        rsvp = answers.rsvp(event=event, party=3)
        phone.send(phone.arrival(START, rsvp.code, 2), clock=LATER)
        phone.send(phone.arrival(START, rsvp.code, 1), clock=LATER)
        phone.send(
            phone.sealed("concern", LATER + timedelta(days=1), category="water", words="secret words"),
            clock=LATER,
        )
        client.sign_in(officer)
        assert "2 entries to be decided" in client.get(f"/events/{event.ref}/door").get_data(as_text=True)
        page = client.get(f"/door/{event.ref}/undecided").get_data(as_text=True)
        assert "This party was counted already" in page
        assert "counted before: 2" in page
        assert "secret words" not in page
        assert "Water" in page
        row = queries.to_be_decided(event)[0]
        client.send(f"/door/{event.ref}/undecided", entry=row.operation_id, do="add")
        assert attend.attendance(event).total == 3

    def test_all_of_one_kind_are_decided_at_once(self, client, event, officer, phone):
        hour = timedelta(hours=1)
        phone.send(*(phone.walk_in(START + hour) for _each in range(5)), clock=LATER + hour)
        client.sign_in(officer)
        said = client.send(
            f"/door/{event.ref}/undecided", lease=phone.lease.ref, reason=Reason.CLOCK.value, do="take"
        )
        assert said.status_code == 303
        assert attend.attendance(event).total == 5
        assert "Nothing waits." in client.get(f"/door/{event.ref}/undecided").get_data(as_text=True)

    def test_what_still_cannot_be_done_says_why_and_waits_on(self, client, event, officer, phone):
        phone.send(phone.arrival(START, "00000000", 2), clock=LATER)
        row = queries.to_be_decided(event)[0]
        client.sign_in(officer)
        event.state = State.CANCELLED
        from tests.factories.saving import saved

        saved(event)
        page = client.send(f"/door/{event.ref}/undecided", entry=row.operation_id, do="count")
        assert (page.status_code, "called off" in page.get_data(as_text=True)) == (422, True)
        assert queries.undecided(event) == 1
