"""Minutes, decisions and promises; closing the meeting; what the public reads of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.events import permissions
from engagement.events.actions import checkin
from engagement.events.actions import record as keeping
from engagement.events.models import Decision, Event, Minutes, Promise
from engagement.events.queries import record as queries
from engagement.events.rules import PromiseState, State
from engagement.kernel import database, signals
from engagement.kernel.actor import VISITOR, Actor, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal, Stale
from engagement.organisation.models import Post
from tests.factories import events, organisation, people

START = events.SOON
LATER = START + timedelta(hours=2)
DUE = date(2026, 12, 1)


class World:
    """A station with an SHO and an officer, under a DPO, and its meeting."""

    def __init__(self) -> None:
        self.event = events.event()
        office = self.event.office
        self.sho_post = organisation.post(office=office, role=Role.COMMANDER)
        self.dpo_post = organisation.post(office=office.parent, role=Role.SUPERVISOR)
        self.officer = people.actor_at(organisation.post(office=office))
        self.sho = people.actor_at(self.sho_post)
        self.dpo = people.actor_at(self.dpo_post)

    def do(self, action: Any, who: Actor | None = None, **more: Any) -> Any:
        event = more.pop("event", self.event)
        now = more.pop("now", LATER)
        with unit():
            for row in (event, *more.values()):
                if isinstance(row, database.Base):
                    database.fresh(row)
            return action(actor=who or self.officer, now=now, event=event, **more)

    def write(
        self, words: str = "Forty people spoke.", decisions: Any = ("Lamps first.",), **more: Any
    ) -> Minutes:
        return self.do(keeping.write_minutes, words=words, language="en", decisions=decisions, **more)

    def promise(self, **more: Any) -> Promise:
        values = {
            "post_id": self.sho_post.id,
            "words": "Two lamps at the bus stand",
            "language": "en",
            "due_on": DUE,
        }
        return self.do(keeping.promise, **{**values, **more})

    def closed(self) -> Promise:
        self.write()
        made = self.promise()
        self.do(keeping.close)
        return made


@pytest.fixture
def world(app) -> World:
    return World()


class TestMinutes:
    def test_they_hold_words_and_decisions_in_order(self, world):  # C.7
        world.write(decisions=("One.", "Two."))
        assert [row.words for row in queries.decisions(world.event)] == ["One.", "Two."]
        assert world.event.state == State.HELD

    def test_writing_again_replaces_the_decisions(self, world):
        world.write(decisions=("One.", "Two."))
        world.write(decisions=("Two.",), version=1)
        assert [row.words for row in db.session.scalars(select(Decision))] == ["Two."]

    def test_who_saved_second_is_told(self, world):
        world.write()
        world.write(words="Fifty people spoke.", version=1)
        with pytest.raises(Stale):
            world.write(words="Thirty people spoke.", version=1)
        db.session.rollback()
        assert queries.minutes(world.event).words == "Fifty people spoke."

    def test_two_who_write_the_first_minutes_do_not_overwrite_each_other(self, world):
        world.write()
        with pytest.raises(Stale):
            world.write(words="Mine.", version=0)

    @pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.CLOSED])
    def test_no_minutes_where_no_meeting_is(self, world, state):
        other = events.event(state=state, office=world.event.office, locality=world.event.locality)
        with pytest.raises(Refusal):
            world.write(event=other)

    def test_no_minutes_before_the_start(self, world):
        with pytest.raises(Refusal):
            world.write(now=START - timedelta(minutes=1))

    def test_blank_minutes_are_refused(self, world):
        with pytest.raises(Refusal):
            world.write(words="  ")


class TestPublicWords:
    def word(self, world: World, version: int = 1) -> Minutes:
        row = queries.minutes(world.event)
        return world.do(
            keeping.word_minutes, minutes=row, words="Many spoke.", language="en", version=version
        )

    def test_nothing_is_shown_before_another_person_reviewed_it(self, world):
        world.write()
        row = self.word(world)
        assert row.shown == ""
        with pytest.raises(Refusal):
            world.do(keeping.review_minutes, minutes=row, version=2)
        world.do(keeping.review_minutes, world.sho, minutes=row, version=2)
        assert row.shown == "Many spoke."

    def test_a_reviewer_who_read_other_words_is_told(self, world):
        world.write()
        row = self.word(world)
        self.word(world, version=2)
        with pytest.raises(Stale):
            world.do(keeping.review_minutes, world.sho, minutes=row, version=2)

    def test_decisions_changed_after_the_review_are_reviewed_again(self, world):
        world.write()
        row = self.word(world)
        world.do(keeping.review_minutes, world.sho, minutes=row, version=2)
        world.write(version=3)
        assert row.shown == "Many spoke."
        world.write(decisions=("Other.",), version=4)
        assert row.shown == ""

    def test_who_wrote_the_decisions_does_not_review_them(self, world):
        world.write()
        row = self.word(world)
        world.do(keeping.review_minutes, world.sho, minutes=row, version=2)
        decided = {"words": "Forty people spoke.", "language": "en", "decisions": ("Other.",)}
        world.do(keeping.write_minutes, world.sho, **decided, version=3)
        with pytest.raises(Refusal):
            world.do(keeping.review_minutes, world.sho, minutes=row, version=row.version)
        world.do(keeping.review_minutes, world.dpo, minutes=row, version=row.version)
        assert row.shown == "Many spoke."

    def test_officers_do_not_review(self, world):
        assert not permissions.REVIEW.allows(world.officer, world.event)
        assert permissions.REVIEW.allows(world.sho, world.event)
        assert permissions.REVIEW.allows(world.dpo, world.event)


class TestPromises:
    def test_the_same_form_twice_promises_once(self, world):
        first = world.promise(operation_id="a form")
        assert world.promise(operation_id="a form").id == first.id
        assert len(queries.promises(world.event)) == 1

    def test_posts_of_the_host_of_those_above_and_of_those_beneath_promise(self, world):
        elsewhere = organisation.post(office=organisation.station())
        allowed = {post.id for post in queries.posts_that_may_promise(world.event)}
        assert {world.sho_post.id, world.dpo_post.id} <= allowed
        assert elsewhere.id not in allowed
        with pytest.raises(Refusal):
            world.promise(post_id=elsewhere.id)

    @pytest.mark.parametrize("due", [date(2026, 11, 23), date(2029, 1, 1)])
    def test_days_out_of_reason_are_refused(self, world, due):
        with pytest.raises(Refusal) as refused:
            world.promise(due_on=due)
        assert refused.value.field == "due_on"

    def test_one_written_by_mistake_is_taken_out_until_the_record_is_closed(self, world):
        world.do(keeping.drop_promise, promise=world.promise())
        assert queries.promises(world.event) == []
        made = world.closed()
        with pytest.raises(Refusal):
            world.do(keeping.drop_promise, promise=made)

    def test_late_is_a_matter_of_the_day(self, world):
        made = world.closed()
        assert queries.standing(made, date(2026, 12, 1)).late == 0
        assert queries.standing(made, date(2026, 12, 7)).late == 6
        assert queries.standing(made, date(2026, 12, 7)).overdue

    def test_late_ones_are_public_whatever_was_reviewed(self, world):  # 000.5
        made = world.closed()
        late = queries.promises_late_public(force_id=made.force_id, today=date(2026, 12, 7))
        assert [(each.promise.id, each.late, each.promise.shown) for each in late] == [(made.id, 6, "")]
        assert queries.promises_late_public(force_id=made.force_id, today=DUE) == []

    def test_promises_of_an_open_record_are_not_public(self, world):
        made = world.promise()
        assert queries.promises_late_public(force_id=made.force_id, today=date(2027, 1, 1)) == []

    def test_open_ones_are_found_by_place_and_by_owner(self, world):
        made = world.closed()
        assert [row.id for row in queries.promises_open_at(locality_id=world.event.locality_id)] == [made.id]
        assert [row.id for row in queries.promises_open_at(office_path=world.event.office.path)] == [made.id]
        assert [row.id for row in db.session.scalars(queries.promises_owned_by(world.sho))] == [made.id]
        assert db.session.scalars(queries.promises_owned_by(world.officer)).all() == []


class TestSettling:
    def settle(
        self, world: World, made: Promise, who: Actor, state: PromiseState = PromiseState.KEPT, **more: Any
    ):
        values = {"outcome": "Two lamps burn since Monday.", "language": "en", "version": made.version}
        return world.do(keeping.settle, who, promise=made, state=state, **{**values, **more})

    def test_kept_with_words(self, world):
        made = self.settle(world, world.closed(), world.sho, now=LATER + timedelta(days=10))
        assert (made.state, queries.standing(made, date(2027, 1, 1)).late) == (PromiseState.KEPT, 3)

    def test_never_in_silence(self, world):
        made = world.closed()
        for wrong in ({"outcome": " "}, {"state": PromiseState.OPEN}):
            with pytest.raises(Refusal):
                self.settle(world, made, world.sho, **wrong)

    def test_the_outcome_is_public_once_somebody_else_reviewed_it(self, world):
        made = world.closed()
        world.do(keeping.word_promise, promise=made, words="Lamps", language="en", version=made.version)
        self.settle(world, made, world.sho, PromiseState.COULD_NOT, outcome="No poles.")
        with pytest.raises(Refusal):
            world.do(keeping.review_promise, world.sho, promise=made, version=made.version)
        db.session.rollback()
        assert queries.standing(made, DUE).outcome == ""
        world.do(keeping.review_promise, world.dpo, promise=made, version=made.version)
        assert (made.shown, queries.standing(made, DUE).outcome) == ("Lamps", "No poles.")

    def test_whoever_holds_the_post_settles_and_who_stands_above(self, world):
        made = world.closed()
        judged = [
            permissions.SETTLE.allows(who, made) for who in (world.sho, world.dpo, world.officer, VISITOR)
        ]
        assert judged == [True, True, False, False]

    def test_the_trail_names_the_post(self, world):
        self.settle(world, world.closed(), world.sho)
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert (entry.verb, entry.post_id) == ("events.settle_promise", world.sho_post.id)


class TestClosing:
    def test_it_needs_minutes(self, world):
        with pytest.raises(Refusal):
            world.do(keeping.close)
        world.write()
        world.do(keeping.close)
        assert (world.event.state, world.event.closed_at) == (State.CLOSED, LATER)

    def test_it_is_announced_once(self, world):
        heard: list[Event] = []

        def hear(sender: Event, **_more: Any) -> None:
            heard.append(sender)

        world.write()
        with signals.event_closed.connected_to(hear):
            for _each in range(2):
                world.do(keeping.close)
        assert heard == [world.event]

    def test_afterwards_nothing_of_it_changes(self, world):
        world.closed()
        with pytest.raises(Refusal):
            world.write(words="Something else.", version=1)
        with pytest.raises(Refusal):
            world.promise()
        with pytest.raises(Refusal):
            world.do(checkin.count, operation_id="1")


class TestLastTime:
    def test_the_meeting_before_in_the_same_place_comes_first(self, world):
        office, where = world.event.office, world.event.locality
        elsewhere = organisation.locality(office=office)
        old = events.event(
            office=office, locality=where, starts_at=START - timedelta(days=60), state=State.CLOSED
        )
        events.event(
            office=office, locality=elsewhere, starts_at=START - timedelta(days=30), state=State.CLOSED
        )
        events.event(
            office=office, locality=where, starts_at=START - timedelta(days=9), state=State.CANCELLED
        )
        assert queries.last_meeting_before(world.event).id == old.id

    def test_else_the_one_before_at_the_same_office(self, world):
        elsewhere = organisation.locality(office=world.event.office)
        old = events.event(
            office=world.event.office,
            locality=elsewhere,
            starts_at=START - timedelta(days=30),
            state=State.HELD,
        )
        assert queries.last_meeting_before(world.event).id == old.id
        assert queries.last_meeting_before(old) is None


def test_the_rule_of_sight_and_its_query_agree(world):
    made = world.closed()
    other = World()
    theirs = other.closed()
    post: Post = organisation.post(office=world.event.office, role=Role.ADMINISTRATOR)
    actors = (world.officer, world.sho, world.dpo, other.officer, other.sho, VISITOR, people.actor_at(post))
    for who in actors:
        seen = {row.id for row in db.session.scalars(queries.promises_visible_to(who))}
        judged = {row.id for row in (made, theirs) if permissions.READ_PROMISE.allows(who, row)}
        assert seen == judged
