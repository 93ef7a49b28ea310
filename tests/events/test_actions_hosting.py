"""A woman officer hosts a women's session or it is not public; no word for everybody names its place."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engagement.events.actions import plan as planning
from engagement.events.actions import record
from engagement.events.models import Event
from engagement.events.queries import womens
from engagement.events.rules import Kind, Plan, Point, State
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people.actions import postings
from engagement.people.models import Person, Posting
from tests.factories import organisation, people

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
STARTS = datetime(2026, 11, 24, 16, 0)  # noqa: DTZ001 - a wall time


class Station:
    """A station with a hall, a post, and who holds it."""

    def __init__(self, **held: Any) -> None:
        self.office = organisation.station()
        self.place = organisation.locality(office=self.office, names={"en": "Badhber", "ur": "بڈھ بیر"})
        self.hall = organisation.venue(
            locality=self.place, names={"en": "Girls' School Badhber", "ur": "گرلز سکول بڈھ بیر"}
        )
        self.post = organisation.post(office=self.office)
        self.holder = people.person()
        self.posting = people.posting(person=self.holder, post=self.post, **held)
        self.actor = people.actor_at(self.post, person=self.holder)

    def plan(self, **more: Any) -> Plan:
        facts: dict[str, Any] = {
            "title": "Women only", "starts": STARTS, "ends": STARTS + timedelta(hours=2), "kind": Kind.WOMEN,
            "host_post_id": self.post.id, "locality_id": self.place.id, "venue_id": self.hall.id,
        }  # fmt: skip
        return Plan(**{**facts, **more})

    def draft(self, **more: Any) -> Event:
        with unit():
            return planning.plan(actor=self.actor, now=NOW, office=self.office, plan=self.plan(**more))

    def public(self, **more: Any) -> Event:
        event = self.draft(**more)
        with unit():
            return planning.publish(actor=self.actor, now=NOW, event=event)

    def edit(self, event: Event, plan: Plan) -> Event:
        with unit():
            return planning.edit(actor=self.actor, now=NOW, event=event, plan=plan, version=event.version)


@pytest.fixture
def here(app: Any) -> Station:
    return Station(hosts_women=True)


def refused(work: Any) -> str | None:
    with pytest.raises(Refusal) as found:
        work()
    db.session.rollback()
    return found.value.field


def test_a_womens_session_is_public_only_with_a_woman_officer_as_host(app):  # T7
    bare = Station()
    assert refused(bare.public) == "host_post"
    with unit():
        postings.host_women(actor=bare.actor, now=NOW, posting=db.session.merge(bare.posting), hosts=True)
    assert bare.public().state == State.PUBLISHED
    assert Station().public(kind=Kind.MEETING).state == State.PUBLISHED  # of no other meeting it is asked


@pytest.mark.parametrize(
    ("held", "fits"),
    [
        ({}, True),
        ({"ends_on": date(2026, 11, 24)}, True),
        ({"ends_on": date(2026, 11, 23)}, False),
        ({"starts_on": date(2026, 11, 24)}, True),
        ({"starts_on": date(2026, 11, 25)}, False),
    ],
)
def test_she_holds_the_post_on_the_day_of_the_session(app, held, fits):
    station = Station(hosts_women=True, **held)
    if fits:
        assert station.public().state == State.PUBLISHED
    else:
        assert refused(station.public) == "host_post"


def test_whoever_was_shut_out_hosts_nothing(app):
    station = Station(hosts_women=True)
    with unit():
        db.session.get_one(Person, station.holder.id).active = False
    assert refused(station.public) == "host_post"


def test_a_public_session_is_not_given_to_another_host_than_a_woman(here):
    other = organisation.post(office=here.office)
    people.person(holding=other)
    event = here.public()
    assert refused(lambda: here.edit(event, here.plan(host_post_id=other.id))) == "host_post"


def test_a_session_whose_host_is_gone_is_flagged_and_not_passed_in_silence(here):  # T7
    supervisor = people.actor_at(organisation.post(office=here.office))
    event = here.public()
    assert womens.unhosted(supervisor, NOW) == []
    with unit():
        postings.end(actor=here.actor, now=NOW, posting=db.session.get_one(Posting, here.posting.id))
    assert [each.ref for each in womens.unhosted(supervisor, NOW)] == [event.ref]
    assert womens.unhosted(people.actor_at(organisation.post(office=organisation.station())), NOW) == []
    heir = people.posting(person=people.person(), post=here.post, hosts_women=True)
    assert womens.unhosted(supervisor, NOW) == []
    with unit():
        postings.host_women(
            actor=here.actor, now=NOW, posting=db.session.get_one(Posting, heir.id), hosts=False
        )
    assert [each.ref for each in womens.unhosted(supervisor, NOW)] == [event.ref]
    assert womens.unhosted(supervisor, event.ends_at) == []


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": "At the GIRLS' SCHOOL  Badhber"}),
        ("words", {"words": "ہم گرلز سكول بڈھ بیر میں ملیں گے۔"}),  # an Arabic kaf
        ("agenda", {"agenda": (Point("Meet at girls' school badhber"),)}),
        ("words", {"venue_id": None, "place": "House of Zarmina", "words": "In the house of Zarmina"}),
    ],
)
def test_words_for_everybody_do_not_name_the_place(here, field, given):  # T7
    assert refused(lambda: here.public(**given)) == field
    event = here.public()
    assert refused(lambda: here.edit(event, here.plan(**given))) == field


def test_the_name_of_the_locality_may_be_said(here):
    assert here.public(title="Women of Badhber", venue_id=None, place="Badhber").state == State.PUBLISHED


def test_the_reason_of_calling_off_does_not_name_the_place(here):  # T7
    event = here.public()

    def call_off(reason: str) -> Event:
        with unit():
            return planning.cancel(actor=here.actor, now=NOW, event=event, reason=reason, language="en")

    assert refused(lambda: call_off("Girls' School Badhber is closed")) == "reason"
    assert call_off("Rain").state == State.CANCELLED


def test_what_was_told_or_promised_is_not_turned_round(here):  # T7
    womens_own, meeting = here.public(), here.public(kind=Kind.MEETING)
    assert refused(lambda: here.edit(womens_own, here.plan(kind=Kind.MEETING))) == "kind"
    assert refused(lambda: here.edit(meeting, here.plan())) == "kind"
    draft = here.draft(kind=Kind.MEETING)
    assert here.edit(draft, here.plan()).kind == Kind.WOMEN
    assert here.edit(womens_own, replace(here.plan(), capacity=20)).capacity == 20


def test_what_the_public_reads_afterwards_does_not_name_the_place(here):  # T7
    event = here.public()
    later = event.ends_at
    common = {"actor": here.actor, "now": later, "event": event, "language": "en"}

    def minutes(*decisions: str) -> Any:
        with unit():
            return record.write_minutes(
                **common, words="At Girls' School Badhber, as ever", decisions=decisions
            )

    assert refused(lambda: minutes("A lamp at Girls' School Badhber")) == "decisions"
    own = minutes("A lamp at the bus stand")  # the station's own words may name it: nobody else reads them

    def word(words: str) -> Any:
        with unit():
            row = db.session.merge(own)
            return record.word_minutes(**common, minutes=row, words=words, version=row.version)

    assert refused(lambda: word("We met at Girls' School Badhber.")) == "public_words"
    assert word("Forty women came.").public_words == "Forty women came."

    def promise(words: str) -> Any:
        with unit():
            return record.promise(**common, post_id=here.post.id, words=words, due_on=later.date())

    assert refused(lambda: promise("A lamp at Girls' School Badhber")) == "words"
    assert promise("A lamp").words == "A lamp"
