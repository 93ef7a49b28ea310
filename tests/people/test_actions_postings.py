"""Postings: begun, ended, moved; the work stays with the post."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from engagement.concerns.models import Concern
from engagement.kernel import signals
from engagement.kernel.actor import Actor, Kind, Role
from engagement.kernel.database import Base, db, unit
from engagement.kernel.refusals import Refusal
from engagement.people import queries
from engagement.people.actions import postings, taking_up
from engagement.people.models import Person, Posting, PostingOffer
from engagement.problems.models import Task
from tests.factories import organisation, people

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


@pytest.fixture
def post(app):
    return organisation.post(office=organisation.station())


@pytest.fixture
def boss(post):
    return people.actor_at(organisation.post(office=post.office, role=Role.COMMANDER))


def give(post, boss, person, **given):
    with unit():
        return postings.start(actor=boss, now=NOW, post=post, email=person.email, **given)


def end(posting, boss):
    with unit():
        postings.end(actor=boss, now=NOW, posting=posting)


def test_a_post_has_a_holder_from_its_first_day_and_none_once_it_ended(post, boss):
    posting = give(post, boss, people.person())
    assert queries.holder_of(post, NOW) == posting.person
    end(posting, boss)
    assert queries.holder_of(post, NOW) is None
    assert (posting.starts_on, posting.ends_on, posting.ended_at) == (
        date(2026, 11, 24),
        date(2026, 11, 24),
        NOW,
    )


def test_ending_signs_out_everywhere_and_says_so_upward(post, boss):
    person = people.person(holding=post)
    before, heard = person.fs_uniquifier, []
    listener = lambda sender, **_more: heard.append(sender)  # noqa: E731
    with signals.posting_ended.connected_to(listener):
        end(person.postings[0], boss)
    assert db.session.get(Person, person.id).fs_uniquifier != before
    assert heard == [person.postings[0]]


# What is a person's own for a day or two, or said of them: no work that somebody else takes over.
OWN = {
    "postings",
    "door_leases",
    "sign_ins",
    "barred_persons",
    "lane_offers",
    "posting_offers",
    "concern_openings",
    "reply_drafts",
    "passkeys",
    "concern_lists",
    "call_backs",  # who closed and who called: both are said of them
}


def test_ending_a_posting_moves_nobodys_work(post, boss):  # C.5
    """Nothing that belongs to a post names its holder, so there is nothing to move: the columns say so."""
    person = people.person(holding=post)
    end(person.postings[0], boss)
    for model in (Task, Concern):
        owners = {key.parent.name for key in model.__table__.foreign_keys if key.column.table.name == "posts"}
        assert any("post_id" in name for name in owners)
    moved = [
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in {"persons", "postings"} and table.name not in OWN
    ]
    assert moved == []


def offered(post, giver, person, **given):
    with unit():
        return taking_up.give(actor=giver, now=NOW, post=post, email=person.email, **given)


def test_who_holds_a_post_is_asked_before_whoever_leads_gives_them_another(post, boss):
    old = organisation.post(office=organisation.station())
    person = people.person(holding=old)
    offer = offered(post, boss, person, leaves_others=True, starts_on=date(2026, 11, 24))
    assert isinstance(offer, PostingOffer)
    assert (queries.holder_of(post, NOW), queries.holder_of(old, NOW)) == (None, person)
    with unit():
        taking_up.answer(actor=Actor(Kind.PERSON, person.id), now=NOW, offer=offer, yes=True)
    assert queries.holder_of(post, NOW) == person


def test_who_holds_none_or_is_given_one_by_an_administrator_is_not_asked(post, boss):
    assert isinstance(offered(post, boss, people.person()), Posting)
    admin = people.actor_at(organisation.post(office=post.office, role=Role.ADMINISTRATOR))
    there = people.person(holding=organisation.post(office=organisation.station()))
    assert isinstance(offered(post, admin, there), Posting)


def test_an_offer_falls_with_the_right_to_give_the_post(post):
    lead = organisation.post(office=post.office, role=Role.COMMANDER)
    chief = people.person(holding=lead)
    person = people.person(holding=organisation.post(office=organisation.station()))
    offer = offered(post, people.actor_at(lead, person=chief), person)
    end(chief.postings[0], people.actor_at(lead))
    with pytest.raises(Refusal), unit():
        taking_up.answer(actor=Actor(Kind.PERSON, person.id), now=NOW, offer=offer, yes=True)
    assert queries.holder_of(post, NOW) is None


def test_a_transfer_leaves_the_other_posts_of_the_force(post, boss):
    old = organisation.post(office=post.office)
    person = people.person(holding=old)
    give(post, boss, person, leaves_others=True)
    assert queries.holder_of(old, NOW) is None
    assert queries.holder_of(post, NOW) == person


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2000, 1, 1)])
def test_a_post_is_not_given_backwards(post, boss, day):
    with pytest.raises(Refusal) as refused:
        give(post, boss, people.person(), starts_on=day)
    assert refused.value.field == "starts_on"


def test_a_post_may_be_given_ahead(post, boss):
    give(post, boss, people.person(), starts_on=date(2026, 12, 1))
    assert queries.holder_of(post, NOW) is None


def test_who_is_not_here_or_holds_it_already_is_refused(post, boss):
    with pytest.raises(Refusal):
        give(post, boss, people.person(holding=post))
    with pytest.raises(Refusal):
        give(post, boss, Person(email="nobody@example.org"))


def test_a_posting_ends_once(post, boss):
    person = people.person(holding=post)
    end(person.postings[0], boss)
    with pytest.raises(Refusal):
        end(person.postings[0], boss)


def test_the_last_administrator_stays_until_there_is_another(app):
    office = organisation.station()
    first, second = (organisation.post(office=office, role=Role.ADMINISTRATOR) for _ in range(2))
    person = people.person(holding=first)
    who = people.actor_at(first, person=person)
    with pytest.raises(Refusal):
        end(person.postings[0], who)
    people.person(holding=second)
    end(person.postings[0], who)
    assert db.session.scalars(select(Person)).all() != []
