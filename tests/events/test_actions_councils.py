"""Councils: the register, their meetings with quorum, what is carried over; who reads names."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.events import permissions
from engagement.events.actions import councils as keeping
from engagement.events.actions import plan as planning
from engagement.events.actions import record, sittings
from engagement.events.councils import Charter, CouncilKind, ItemState, Person, QuorumBy, Seat
from engagement.events.models import Council, CouncilItem, CouncilMember, CouncilPresence, Event
from engagement.events.queries import councils as queries
from engagement.events.rules import Sex, State
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import Base, db, fresh, unit
from engagement.kernel.refusals import Refusal, Stale
from tests.factories import councils, events, organisation, people

START = events.SOON
LATER = START + timedelta(hours=1)
DAY = date(2026, 11, 24)
DUE = date(2026, 12, 10)


class World:
    """A station with two localities, its council of four (one a woman), and a meeting of it."""

    def __init__(self) -> None:
        self.office = organisation.station()
        self.place = organisation.locality(office=self.office, slug="bala")
        self.other = organisation.locality(office=self.office, slug="payan")
        self.post = organisation.post(office=self.office)
        self.officer = people.actor_at(self.post)
        self.council = councils.council(office=self.office)
        add = lambda where, **more: councils.member(council=self.council, locality=where, **more)  # noqa: E731
        self.members = [
            add(self.place, name="Gul Khan", seat=Seat.CHAIR, sex=Sex.MAN),
            add(self.place, name="Zarmina", sex=Sex.WOMAN),
            add(self.other, name="Malik Ahmad", sex=Sex.MAN),
            add(self.other, name="Left Early", until_on=date(2026, 3, 1)),
            add(self.other, name="Bibi Noor", sex=Sex.UNKNOWN),
        ]
        self.event = events.event(office=self.office, locality=self.place)
        self.meeting = councils.linked(self.council, self.event)

    def do(self, action: Any, **more: Any) -> Any:
        now = more.pop("now", LATER)
        with unit():
            for row in more.values():
                if isinstance(row, Base):
                    fresh(row)
            return action(actor=more.pop("actor", self.officer), now=now, **more)

    def count(self, *came: CouncilMember, event: Event | None = None, **more: Any) -> Any:
        event = event or self.event
        meeting = queries.sitting(event.ref).meeting
        refs = [row.ref for row in came]
        said = {"version": None, **more}
        return self.do(sittings.count, event=event, meeting=meeting, came=refs, **said)

    def take_up(self, words: str = "Lamps at the bus stand", **more: Any) -> CouncilItem:
        said = {"words": words, "language": "en", "post_id": self.post.id, "due_on": DUE, **more}
        return self.do(sittings.take_up, event=self.event, meeting=self.meeting, **said)

    def settle(self, item: CouncilItem, event: Event, **more: Any) -> CouncilItem:
        said = {
            "state": ItemState.SETTLED,
            "outcome": "Two stand.",
            "language": "en",
            "version": item.version,
        }
        meeting = queries.sitting(event.ref).meeting
        return self.do(sittings.settle, event=event, meeting=meeting, item=item, **{**said, **more})


@pytest.fixture
def world(app) -> World:
    return World()


class TestRegister:
    def test_names_and_phones_are_sealed_and_opened_for_the_page(self, world):
        added = councils.member(
            council=world.council, locality=world.place, name="Hakim Shah", phone="0300 1234567", agreed=True
        )
        stored = db.session.execute(text("SELECT name, phone FROM council_members")).all()
        assert not any(b"Hakim" in bytes(name) or b"0300" in bytes(phone or b"") for name, phone in stored)
        assert (queries.opened(added).name, queries.opened(added).phone) == ("Hakim Shah", "03001234567")

    def test_without_agreement_the_phone_is_forgotten(self, world):
        row = councils.member(
            council=world.council, locality=world.place, name="Hakim", phone="03001234567", agreed=True
        )
        person = Person("Hakim", world.place.id, Seat.MEMBER, Sex.MAN, date(2026, 1, 5))
        world.do(keeping.correct, member=row, person=person, version=row.version)
        assert queries.opened(row).phone == ""

    def test_a_place_that_the_office_does_not_serve_and_an_identity_card_are_refused(self, world):
        elsewhere = organisation.locality(office=organisation.station())
        for locality, name, field in (
            (elsewhere, "Gul", "locality"),
            (world.place, "17301-1234567-1", "name"),
        ):
            person = Person(name, locality.id, Seat.MEMBER, Sex.MAN, DAY)
            with pytest.raises(Refusal) as refusal:
                world.do(keeping.add, council=world.council, person=person)
            assert refusal.value.field == field

    def test_the_same_form_sent_twice_writes_one_and_the_second_editor_is_told(self, world):
        person = Person("Gul", world.place.id, Seat.MEMBER, Sex.MAN, DAY)
        rows = [world.do(keeping.add, council=world.council, person=person, operation_id="a") for _ in (1, 2)]
        assert rows[0].id == rows[1].id
        with pytest.raises(Stale):
            world.do(keeping.correct, member=rows[0], person=person, version=7)
        charter = Charter(CouncilKind.LOCAL, "Committee", "en", QuorumBy.NUMBER, 3)
        made = [
            world.do(keeping.found, office=world.office, charter=charter, operation_id="c") for _ in (1, 2)
        ]
        assert made[0].id == made[1].id

    def test_seats_count_who_sits_on_the_day_by_locality_and_women(self, world):
        seats = queries.seats(world.council, DAY)
        assert (seats.total, seats.women, seats.share, seats.needed) == (4, 1, 25, 2)
        assert [(place.slug, number) for place, number in seats.by_locality] == [("bala", 2), ("payan", 2)]

    def test_the_trail_names_the_post_and_no_name(self, world):
        world.do(
            keeping.add,
            council=world.council,
            person=Person("Secret Name", world.place.id, Seat.MEMBER, Sex.MAN, DAY),
        )
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (entry.verb, entry.post_id) == ("events.add_member", world.post.id)
        assert "Secret" not in str(entry.facts)


class TestMeetings:
    def test_the_quorum_is_computed_from_the_members_of_the_day(self, world):
        gul, zarmina, *_rest = world.members
        counted = world.count(gul)
        assert (counted.seats, counted.needed, counted.present, counted.reached) == (4, 2, 1, False)
        counted = world.count(gul, zarmina)
        assert (counted.present, counted.women, counted.reached) == (2, 1, True)
        assert queries.present(world.event.id) == {gul.id, zarmina.id}
        assert world.event.state == State.HELD

    def test_who_does_not_sit_on_that_day_cannot_have_come(self, world):
        with pytest.raises(Refusal):
            world.count(world.members[3])

    def test_the_second_of_two_who_count_is_told(self, world):
        world.count(world.members[0], version=world.meeting.version)
        with pytest.raises(Stale):
            world.count(world.members[1], version=1)

    def test_nothing_is_counted_before_the_meeting_or_after_its_record_is_closed(self, world):
        with pytest.raises(Refusal):
            world.count(world.members[0], now=START - timedelta(hours=1))
        world.do(record.write_minutes, event=world.event, words="We met.", language="en", decisions=())
        world.do(record.close, event=world.event)
        with pytest.raises(Refusal):
            world.count(world.members[0])

    def test_an_erased_member_leaves_the_numbers_of_past_meetings(self, world):
        gul, zarmina, *_rest = world.members
        world.count(gul, zarmina)
        world.do(keeping.erase, member=gul)
        found = queries.sitting(world.event.ref).meeting
        assert (found.seats, found.present, found.reached) == (4, 2, True)
        assert db.session.scalars(select(CouncilPresence.member_id)).all() == [zarmina.id]

    def test_a_changed_quorum_does_not_change_what_was(self, world):
        world.count(*world.members[:2])
        charter = Charter(CouncilKind.LIAISON, "Council", "en", QuorumBy.SHARE, 100)
        world.do(keeping.change, council=world.council, charter=charter, version=None)
        assert queries.sitting(world.event.ref).meeting.reached is True

    def test_a_meeting_of_a_series_brings_the_others(self, world):
        series = events.series(office=world.office, locality=world.place, meetings=2)
        first = db.session.scalar(select(Event).where(Event.series_id == series.id).order_by(Event.id))
        for _time in (1, 2):
            world.do(sittings.link, council=world.council, event=first)
        assert len(queries.sittings(world.council)) == 4

    def test_a_meeting_of_another_office_or_council_is_refused(self, world):
        second = councils.council(office=world.office, name="Second")
        for council, event in ((second, world.event), (world.council, events.event())):
            with pytest.raises(Refusal):
                world.do(sittings.link, council=council, event=event)

    def test_what_was_written_down_stays_a_meeting_of_the_council(self, world):
        empty = events.event(office=world.office, locality=world.place)
        linked = councils.linked(world.council, empty)
        world.do(sittings.unlink, event=empty, meeting=linked)
        assert queries.council_of(empty) is None
        world.count(world.members[0])
        with pytest.raises(Refusal):
            world.do(sittings.unlink, event=world.event, meeting=world.meeting)

    def test_the_next_one_is_a_draft_like_the_last_and_is_discarded_with_its_link(self, world):
        starts = datetime.fromisoformat("2026-12-22T15:00")
        said = {"council": world.council, "starts": starts, "ends": starts + timedelta(hours=2)}
        drafts = [world.do(sittings.plan_next, operation_id="n", **said) for _time in (1, 2)]
        assert drafts[0].id == drafts[1].id
        assert (drafts[0].state, drafts[0].title, drafts[0].locality_id) == (
            State.DRAFT, world.event.title, world.place.id,
        )  # fmt: skip
        assert queries.council_of(drafts[0]).id == world.council.id
        world.do(planning.discard, event=drafts[0])
        assert [row.event.id for row in queries.sittings(world.council)] == [world.event.id]


class TestItems:
    def following(self, world: World) -> Event:
        later = events.event(office=world.office, locality=world.place, starts_at=START + timedelta(days=28))
        councils.linked(world.council, later)
        return later

    def test_an_item_comes_back_at_each_meeting_until_it_is_settled(self, world):
        item = world.take_up()
        later, last = self.following(world), None
        assert [row.id for row in queries.items_at(world.council, later)] == [item.id]
        moment = later.starts_at + timedelta(hours=1)
        world.settle(item, later, now=moment)
        last = events.event(office=world.office, locality=world.place, starts_at=START + timedelta(days=56))
        assert queries.items_at(world.council, last) == []
        assert [row.id for row in queries.items_at(world.council, later)] == [item.id]
        assert [row.id for row in queries.items_at(world.council, world.event)] == [item.id]
        assert queries.items_open(world.council) == []

    def test_it_has_an_owner_of_the_house_and_a_day_that_lies_ahead(self, world):
        stranger = organisation.post(office=organisation.station())
        for said, field in (({"post_id": stranger.id}, "post"), ({"due_on": date(2026, 11, 1)}, "due_on")):
            with pytest.raises(Refusal) as refusal:
                world.take_up(**said)
            assert refusal.value.field == field
        assert world.take_up(operation_id="x").id == world.take_up(operation_id="x").id

    def test_nothing_is_let_go_without_words_or_by_another_council(self, world):
        item = world.take_up()
        with pytest.raises(Refusal):
            world.settle(item, world.event, outcome=" ")
        with pytest.raises(Refusal):
            world.settle(item, world.event, state=ItemState.OPEN)
        second = councils.council(office=world.office, name="Second")
        other = events.event(office=world.office, locality=world.place)
        councils.linked(second, other)
        with pytest.raises(Refusal):
            world.settle(item, other)
        assert world.settle(item, world.event, state=ItemState.DROPPED).outcome == "Two stand."


def test_who_keeps_a_register_is_whom_the_list_shows_it_to(world):
    district = world.office.parent
    stranger = organisation.station(district=district)
    of = lambda office, role: people.actor_at(organisation.post(office=office, role=role))  # noqa: E731
    actors = [VISITOR, of(district, Role.SUPERVISOR), of(stranger, Role.OFFICER)]
    actors += [of(world.office, role) for role in Role]
    councils.council(office=stranger, name="Theirs")
    every = set(db.session.scalars(select(Council)))
    for who in actors:
        listed = set(db.session.scalars(queries.councils_kept_by(who)))
        assert listed == {row for row in every if permissions.KEEP_COUNCIL.allows(who, row)}


def test_a_register_of_councils_is_dated(world):
    assert world.council.created_at.astimezone(UTC) == councils.NOW
    world.do(
        keeping.change, council=world.council, version=None,
        charter=Charter(CouncilKind.LIAISON, "Council", "en", QuorumBy.SHARE, 50, ended_on=DAY),
    )  # fmt: skip
    assert queries.councils_of(world.office, DAY) != []
    assert queries.councils_of(world.office, DAY + timedelta(days=1)) == []
