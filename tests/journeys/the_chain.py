"""The chain as actions, one after another: everything that changes what the public reads."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import time_machine

from engagement.concerns.actions import desk, following, raising
from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Lane
from engagement.events.actions import attend, checkin, councils, sittings
from engagement.events.actions import plan as planning
from engagement.events.actions import record as keeping
from engagement.events.councils import Charter, CouncilKind, Person, QuorumBy, Seat
from engagement.events.models import Event, Promise, Rsvp
from engagement.events.rules import PromiseState, Sex
from engagement.kernel import clock
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db, unit
from engagement.organisation.actions import offices, places, venues
from engagement.people.actions import postings
from engagement.problems.actions import comments, tasks, telling, working
from engagement.problems.models import Problem
from engagement.problems.rules import Outcome
from tests.factories import answers, people
from tests.journeys.house import House

SOON, LATER = datetime(2026, 11, 24, 16, 0), datetime(2026, 12, 8, 16, 0)  # noqa: DTZ001 - on the wall in Karachi
DAY = timedelta(days=1)


def do(action: Any, **facts: Any) -> Any:
    """Carry out an action as a form does: its rows read anew, in a unit of its own."""
    db.session.expire_all()
    with unit():
        return action(now=clock.now(), **facts)


class Journey:
    """The chain as actions; each step says what it did."""

    def __init__(self, house: House, time: time_machine.Traveller) -> None:
        self.house, self.time = house, time

    def walk(self) -> Iterator[str]:
        """Go through everything that changes what the public reads."""
        yield from self.a_meeting_is_planned()
        yield from self.a_council_meets()
        yield from self.people_answer()
        yield from self.the_house_changes()
        yield from self.it_takes_place()
        yield from self.concerns_are_worked()
        yield from self.it_is_closed()
        yield from self.the_problem_is_solved()
        yield from self.the_end()

    def a_meeting_is_planned(self) -> Iterator[str]:
        house = self.house
        event = do(planning.plan, actor=house.officer, office=house.station, plan=house.plan(SOON))
        house.events.append(event)
        yield "planned"
        do(planning.publish, actor=house.officer, event=event)
        yield "published"
        do(
            planning.edit,
            actor=house.officer,
            event=event,
            plan=house.plan(SOON + timedelta(hours=1)),
            version=None,
        )
        yield "moved by an hour"
        after = do(planning.plan, actor=house.officer, office=house.station, plan=house.plan(LATER))
        house.events.append(do(planning.publish, actor=house.officer, event=after))
        yield "the next one published"

    def a_council_meets(self) -> Iterator[str]:
        house = self.house
        charter = Charter(CouncilKind.LIAISON, "Council", "en", QuorumBy.SHARE, 50)
        council = do(councils.found, actor=house.officer, office=house.station, charter=charter)
        house.councils.append(council)
        yield "a council opened"
        person = Person("Gul", house.place.id, Seat.MEMBER, Sex.MAN, clock.now().date())
        do(councils.add, actor=house.officer, council=council, person=person)
        yield "a member added"
        do(sittings.link, actor=house.officer, council=council, event=house.events[1])
        yield "a meeting linked"

    def answer(self, address: str = "") -> Rsvp:
        """Answer the first meeting."""
        given = answers.given(self.house.events[0], address=address, operation_id=uuid4().hex)
        kept = do(attend.answer, actor=VISITOR, given=given)
        row = db.session.get(Rsvp, kept.rsvp_id)
        assert row is not None
        return row

    def people_answer(self) -> Iterator[str]:
        event = self.house.events[0]
        first = self.answer("amina@example.org")
        yield "answered"
        self.answer()
        yield "full"
        self.answer("chaman@example.org")
        yield "waiting"
        do(attend.withdraw, actor=VISITOR, event=event, rsvp=first)
        yield "withdrawn, promoted"
        do(
            planning.edit,
            actor=self.house.officer,
            event=event,
            plan=self.house.plan(SOON + timedelta(hours=1), capacity=9),
            version=None,
        )
        yield "a larger room"

    def the_house_changes(self) -> Iterator[str]:
        house, names = self.house, {"en": "New name", "ur": "نیا نام"}
        chief = house.administrator
        do(offices.change_office, actor=chief, office=house.station, version=None, names=names, phone="091 1")
        yield "the station renamed"
        do(offices.change_post, actor=chief, post=house.post, version=None, role=Role.OFFICER, names=names)
        yield "the post renamed"
        do(
            offices.open_post,
            actor=chief,
            office=house.station,
            role=Role.PRO,
            names={"en": "PRO", "ur": "پی آر او"},
        )
        yield "a post set up"
        yield from self.its_places_change(names)
        who = people.person()
        do(
            postings.start,
            actor=chief,
            post=house.chief,
            email=who.email,
            starts_on=None,
            leaves_others=False,
        )
        yield "a posting begun"

    def its_places_change(self, names: dict[str, str]) -> Iterator[str]:
        house = self.house
        do(
            venues.change_venue,
            actor=house.officer,
            venue=house.venue,
            version=None,
            locality=house.place,
            names=names,
            features=["childcare"],
            directions="",
            directions_language="en",
        )
        yield "the venue renamed"
        do(
            places.change_locality,
            actor=house.administrator,
            locality=house.place,
            version=None,
            names=names,
            aliases=["Bazaar"],
            outline=None,
            longitude=71.5,
            latitude=34.0,
            population=100,
            valid_to=None,
        )
        yield "the locality renamed"

    def it_takes_place(self) -> Iterator[str]:
        house, event = self.house, self.house.events[0]
        self.time.move_to(event.starts_at - timedelta(seconds=1))
        yield "a second before it begins"
        self.time.shift(timedelta(seconds=1))
        yield "begun, by time alone"
        for number in range(11):
            do(checkin.count, actor=house.officer, event=event, operation_id=f"tap {number}")
            if number in {0, 8, 9, 10}:
                yield f"{number + 1} counted"
        self.time.move_to(event.ends_at + timedelta(minutes=5))
        yield "over, by time alone"

    def concerns_are_worked(self) -> Iterator[str]:
        house = self.house
        facts: dict[str, Any] = {"words": "No light.", "language": "en", "category": Category.STREET_LIGHT}
        told = do(
            raising.capture,
            actor=house.officer,
            event=house.events[0],
            receipt=None,
            operation_id="a" * 20,
            **facts,
        )
        house.concerns.append(told)
        yield "captured at the meeting"
        asked = do(
            raising.raise_concern,
            actor=VISITOR,
            force=house.force,
            locality=house.place,
            event=None,
            lane=Lane.CONCERN,
            locale="en",
            address="hina@example.org",
            receipt=None,
            operation_id="b" * 20,
            **facts,
        )
        house.concerns.append(asked)
        for concern in house.concerns:
            do(desk.own, actor=house.officer, concern=concern, post=house.post, due=date(2026, 11, 25))
            do(desk.word, actor=house.officer, concern=concern, words="A lamp is out.", language="en")
            yield "worded"
            do(desk.review, actor=house.commander, concern=concern)
            yield "reviewed"
        yield from self.they_are_sorted(told, asked)

    def they_are_sorted(self, told: Concern, asked: Concern) -> Iterator[str]:
        house = self.house
        do(desk.refer, actor=house.officer, concern=told, agency="The municipality")
        yield "referred"
        sorted_as = {"actor": house.officer, "lane": Lane.CONCERN, "locality": house.place}
        do(desk.triage, concern=asked, category=Category.WATER, **sorted_as)
        yield "of another category"
        do(desk.triage, concern=told, category=Category.NOISE, **sorted_as)
        yield "the meeting's, of another category"

    def it_is_closed(self) -> Iterator[str]:
        house, event = self.house, self.house.events[0]
        minutes = do(
            keeping.write_minutes,
            actor=house.officer,
            event=event,
            words="They came.",
            language="en",
            decisions=("A count",),
        )
        yield "minutes"
        do(
            keeping.word_minutes,
            actor=house.officer,
            event=event,
            minutes=minutes,
            words="A lamp.",
            language="en",
            version=minutes.version,
        )
        do(
            keeping.review_minutes,
            actor=house.commander,
            event=event,
            minutes=minutes,
            version=minutes.version,
        )
        yield "minutes reviewed"
        given = self.promised(event)
        yield "promised"
        do(keeping.close, actor=house.officer, event=event)
        yield "closed"
        do(keeping.review_promise, actor=house.commander, event=event, promise=given, version=given.version)
        yield "the promise reviewed"
        self.time.shift(4 * DAY)
        yield "late, by time alone"
        yield from self.it_is_settled(event, given)

    def promised(self, event: Event) -> Promise:
        """Promise a lamp, and word it for the public."""
        house = self.house
        given: Promise = do(
            keeping.promise,
            actor=house.officer,
            event=event,
            post_id=house.post.id,
            words="A lamp",
            language="en",
            due_on=date(2026, 11, 26),
        )
        do(
            keeping.word_promise,
            actor=house.officer,
            event=event,
            promise=given,
            words="A lamp",
            language="en",
            version=given.version,
        )
        return given

    def it_is_settled(self, event: Event, given: Promise) -> Iterator[str]:
        house = self.house
        do(
            keeping.settle,
            actor=house.officer,
            event=event,
            promise=given,
            state=PromiseState.KEPT,
            outcome="It stands.",
            language="en",
            version=given.version,
        )
        yield "the promise kept"
        do(keeping.review_promise, actor=house.commander, event=event, promise=given, version=given.version)
        yield "its outcome reviewed"

    def the_problem_is_solved(self) -> Iterator[str]:
        house = self.house
        told, asked = house.concerns
        problem = do(
            working.begin, actor=house.officer, concern=told, title="Dark", language="en", operation_id="p"
        )
        do(working.gather, actor=house.officer, problem=problem, concern=asked)
        yield "a problem"
        for stage in range(3):
            do(working.note, actor=house.officer, problem=problem, words="Seen.", language="en")
            if stage == 2:
                yield from self.a_task(problem)
            do(working.advance, actor=house.officer, problem=problem)
            yield "a stage on"
        do(working.note, actor=house.officer, problem=problem, words="Lit.", language="en")
        do(
            working.word,
            actor=house.officer,
            problem=problem,
            public_title="It was dark",
            public_words="Now lit.",
            language="en",
        )
        yield "the answer worded"
        do(working.review, actor=house.commander, problem=problem)
        yield "the answer reviewed"
        house.problems.append(problem)
        yield from self.the_public_says(problem)
        do(telling.close, actor=house.commander, problem=problem, outcome=Outcome.DONE)
        yield "closed and told"
        do(following.confirm, actor=VISITOR, concern=asked)
        yield "one says yes"
        do(following.reopen, actor=VISITOR, concern=told)
        yield "one says no"
        do(telling.reopen, actor=house.commander, problem=problem)
        yield "worked again"

    def the_public_says(self, problem: Problem) -> Iterator[str]:
        comment = do(comments.say, problem=problem, words="Thanks.", name="", language="en", operation_id="c")
        yield "a comment waits"
        do(comments.publish, actor=self.house.commander, comment=comment)
        yield "a comment let through"
        do(comments.like, actor=VISITOR, comment=comment)
        yield "a comment liked"

    def a_task(self, problem: Problem) -> Iterator[str]:
        house = self.house
        task = do(
            tasks.give,
            actor=house.officer,
            problem=problem,
            post=house.post,
            words="A lamp",
            language="en",
            due=clock.now().date() + DAY,
            operation_id="t",
        )
        yield "a task"
        self.time.shift(3 * DAY)
        yield "a late task, by time alone"
        do(tasks.move, actor=house.officer, task=task, due=clock.now().date() + 2 * DAY)
        yield "a task moved"
        do(tasks.finish, actor=house.officer, task=task, words="Done.", language="en")
        yield "a task done"

    def the_end(self) -> Iterator[str]:
        house = self.house
        do(desk.misplace, actor=house.officer, concern=house.concerns[0])
        yield "a concern that does not belong here"
        do(planning.cancel, actor=house.officer, event=house.events[1], reason="Rain", language="en")
        yield "called off"
        today = clock.now().date()
        facts: dict[str, Any] = {"actor": house.administrator, "locality": house.place}
        do(places.hand_over, office=house.other, since=today + DAY, **facts)
        yield "to be handed over"
        self.time.shift(DAY)
        yield "handed over, by time alone"
