"""Taking in a concern: where it goes, what it leaves behind, what is refused."""

import pytest
from flask import current_app
from sqlalchemy import func, select

from engagement.audit.models import AuditEntry
from engagement.concerns import permissions, receipts
from engagement.concerns.actions import raising
from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Lane
from engagement.dialogue.models import Thread
from engagement.kernel import sealing
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal
from engagement.kernel.signals import concern_raised
from tests.concerns.conftest import Town
from tests.factories import concerns, events, organisation, people


@pytest.mark.parametrize("lane", [Lane.TIP, Lane.COMPLAINT, Lane.THREAT])
def test_a_sealed_lane_is_refused_at_the_open_door(town: Town, lane: Lane) -> None:
    with pytest.raises(Refusal):
        concerns.concern(locality=town.place, lane=lane)
    assert db.session.scalar(select(func.count(Concern.id))) == 0
    assert db.session.scalar(select(func.count(Thread.id))) == 0


@pytest.mark.parametrize("words", ["", "  \n ", "x" * 4001])
def test_empty_and_endless_words_are_refused(town: Town, words: str) -> None:
    with pytest.raises(Refusal) as said:
        concerns.concern(locality=town.place, words=words)
    assert said.value.field == "words"


def test_the_same_operation_is_one_concern(town: Town) -> None:
    one = concerns.concern(locality=town.place, operation_id="op-1")
    again = concerns.concern(locality=town.place, operation_id="op-1", words="Other words")
    assert again.id == one.id
    assert db.session.scalar(select(func.count(Concern.id))) == 1


def test_the_trail_says_who_and_where_and_holds_no_words(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.raise")).one()
    assert (entry.subject_id, entry.actor_kind, entry.person_id) == (row.id, "visitor", None)
    assert entry.facts == {
        "door": "web",
        "event_id": None,
        "lane": "concern",
        "office_id": town.badhber.id,
        "state": "raised",
    }


def test_upper_rooms_hear_of_it_inside_the_unit(town: Town) -> None:
    heard = []

    def listener(sender: Concern, **given: object) -> None:
        heard.append((sender.ref, given["actor"], db.session().info["unit"]))

    with concern_raised.connected_to(listener):
        row = concerns.concern(locality=town.place)
    assert heard == [(row.ref, VISITOR, True)]


def test_words_lie_in_an_envelope_of_their_lane_so_that_a_lane_can_be_sealed_later(town: Town) -> None:
    open_row = concerns.concern(locality=town.place, words="Readable")
    sealing.declare_sealed(Lane.CONCERN, app=current_app)
    try:
        row = concerns.concern(locality=town.place, words="Not readable")
        assert b"Not readable" not in row.words
        assert sealing.read(row.words) == "Not readable"
        assert sealing.read(open_row.words) == "Readable"
    finally:
        current_app.extensions["sealing"].lanes.discard(Lane.CONCERN)


def test_a_meeting_decides_where_no_place_is_named(town: Town) -> None:
    event = events.event(office=town.mattani, locality=organisation.locality(office=town.mattani))
    row = concerns.concern(office=town.district, event=event)
    assert raising.office_for(town.force, None, event, row.raised_at).id == town.mattani.id


def test_a_place_nobody_names_goes_where_somebody_reads_not_to_an_administrator(app: object) -> None:
    force = organisation.force()
    head = organisation.office(force=force, kind="region")
    organisation.post(office=head, role=Role.ADMINISTRATOR)
    one = organisation.office(parent=head, kind="district")
    other = organisation.office(parent=head, kind="district")
    organisation.post(office=organisation.office(parent=one), role=Role.COMMANDER)
    organisation.post(office=one, role=Role.PRO)
    led = organisation.post(office=other, role=Role.SUPERVISOR)
    chosen = raising.office_for(force, None, None, concerns.RAISED)
    assert chosen.id == other.id
    row = concerns.concern(locality=organisation.locality(force=force))
    assert row.office_id == other.id
    assert permissions.READ.allows(people.actor_at(led), row)


def test_a_station_without_a_post_that_reads_hands_up_to_the_nearest_that_has_one(town: Town) -> None:
    circle = organisation.office(parent=town.district, kind="circle")
    bare = organisation.office(parent=circle)
    organisation.post(office=bare, role=Role.ADMINISTRATOR)
    place = organisation.locality(office=bare)
    assert raising.office_for(town.force, place, None, concerns.RAISED).id == town.district.id
    organisation.post(office=circle)
    assert raising.office_for(town.force, place, None, concerns.RAISED).id == circle.id
    event = events.event(office=bare, locality=place)
    assert raising.office_for(town.force, None, event, concerns.RAISED).id == circle.id


def test_another_forces_posts_read_nothing_here(town: Town) -> None:
    empty = organisation.office(kind="region")
    with pytest.raises(Refusal):
        raising.office_for(empty.force, None, None, concerns.RAISED)


def test_a_force_without_offices_says_so(app: object) -> None:
    with pytest.raises(Refusal):
        raising.office_for(organisation.force(), None, None, concerns.RAISED)


def test_a_code_opens_its_concern_and_a_wrong_one_nothing(town: Town) -> None:
    code, digest = receipts.new()
    row = concerns.concern(locality=town.place, receipt=digest, category=Category.WATER)
    assert receipts.found(code).id == row.id
    assert receipts.found("0" * 16) is None


def never(_code: str) -> bool:
    return False


def test_words_without_a_code_stay_as_they_are() -> None:
    assert receipts.without_codes("no code, but 0300 1234567", None, never) == (
        "no code, but 0300 1234567",
        False,
    )


@pytest.mark.parametrize("between", ["", " ", "-", "\u2013", ". ", "\n", "\u200b", " - "])
def test_the_code_of_this_concern_is_taken_out_however_it_was_typed(app: object, between: str) -> None:
    code, digest = receipts.new()
    typed = between.join((code[:4], code[4:8], code[8:12], code[12:]))
    said = receipts.without_codes(f"a {typed} b 1111222233334444", digest, never)
    assert said == ("a […] b 1111222233334444", True)


def test_the_code_of_another_concern_is_taken_out_as_well(app: object) -> None:
    said = receipts.without_codes("mine is ۱۱۱۱۲۲۲۲۳۳۳۳۴۴۴۴", None, lambda code: code == "1111222233334444")
    assert said == ("mine is […]", True)


def test_past_five_that_look_like_codes_the_rest_is_taken_out_unread(app: object) -> None:
    tried: list[str] = []

    def tries(code: str) -> bool:
        tried.append(code)
        return False

    numbers = [f"{n}" * 16 for n in range(1, 9)]
    words, caught = receipts.without_codes(" ".join(numbers), None, tries)
    assert words == " ".join([*numbers[:5], "[…]", "[…]", "[…]"])
    assert (caught, tried) == (True, numbers[:5])
