"""Taking a door along: who may not, and what a phone then holds."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend
from engagement.events.rules import State
from engagement.intake import door, queries
from engagement.kernel import inbound, sealing
from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal
from tests.factories import answers, events
from tests.factories.intake import Phone
from tests.factories.saving import saved

START = events.SOON
EVENING = START - timedelta(hours=20)
LATER = START + timedelta(hours=5)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(LATER, tick=False)


def minute(n: float):
    return START + timedelta(minutes=n)


def total(event: Event) -> int:
    return attend.attendance(event).total


class TestLeases:
    @pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.CLOSED])
    def test_no_phone_takes_a_door_that_is_none(self, event, officer, state):
        event.state = state
        saved(event)
        with pytest.raises(Refusal):
            Phone(event, officer, EVENING)
        db.session.rollback()

    def test_hashes_of_two_leases_differ(self, event, officer, phone):  # T17
        other = Phone(event, officer, EVENING)
        code = answers.rsvp(event=event).code
        one, two = (queries.hashed(queries.hash_key(each.lease), code) for each in (phone, other))
        assert one != two
        assert code not in one

    def test_a_phone_takes_along_only_the_names_of_those_who_agreed(self, event, phone):
        force = event.force.ref
        for name, agreed in (("Gul Rukh", True), ("Zarina", False)):
            answers.rsvp(
                event=event, name=sealing.store(name, force=force, lane="contacts"), door_name=agreed
            )
        parcel = door.parcel(phone.lease, phone.token, EVENING)
        assert [each["name"] for each in parcel["parties"]] == ["Gul Rukh", ""]
        assert not any(code in repr(parcel) for code in db.session.scalars(select(Rsvp.code)))

    def test_older_intake_keys_still_open_what_was_sealed_to_them(self, event, phone):
        raw = phone.walk_in(minute(1))
        before = inbound.public_key(event.force.ref)
        sealing.rotate(event.force.ref, inbound.LANE)
        assert inbound.public_key(event.force.ref) != before
        phone.send(raw, phone.walk_in(minute(2)), clock=LATER)
        assert total(event) == 2
