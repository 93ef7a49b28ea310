"""Invitations: offered by those above, taken up once, within seven days."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people import queries
from engagement.people.actions import invitations
from engagement.people.models import Invitation, Person
from tests.factories import organisation, people
from tests.factories.invitations import MADE, invitation


@pytest.fixture
def station(app):
    return organisation.station()


def offer(post, *, by, email="gul@example.org"):
    with unit():
        return invitations.invite(actor=by, now=MADE, post=post, email=email, name="Gul", locale="ur")


def take_up(offered, now=MADE):
    with unit():
        return invitations.accept(
            now=now, invitation=offered, name="Gul Rukh", locale="ur", password_hash="hash"
        )


def test_an_invitation_leaves_by_the_outbox_and_the_trail_holds_ids_alone(station):
    post = organisation.post(office=station)
    boss = people.actor_at(organisation.post(office=station, role=Role.COMMANDER))
    offered = offer(post, by=boss)
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.recipient_kind, message.recipient_id, message.about) == (
        "people.invited",
        "invitation",
        offered.id,
        {},
    )
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "people.invite")).one()
    assert (entry.post_id, entry.facts) == (boss.acting.post_id, {"offered": post.id})


def test_a_post_that_is_not_theirs_to_give_is_refused(station):
    boss = people.actor_at(organisation.post(office=organisation.station(), role=Role.COMMANDER))
    with pytest.raises(Refusal):
        offer(organisation.post(office=station), by=boss)


def test_who_has_an_account_is_not_invited(station):
    people.person(email="gul@example.org")
    boss = people.actor_at(organisation.post(office=station, role=Role.COMMANDER))
    with pytest.raises(Refusal) as refused:
        offer(organisation.post(office=station), by=boss, email="GUL@example.org")
    assert refused.value.field == "email"


def test_a_second_offer_ends_the_first(station):
    post = organisation.post(office=station)
    boss = people.actor_at(organisation.post(office=station, role=Role.COMMANDER))
    first, second = offer(post, by=boss), offer(post, by=boss, email="Gul@Example.org")
    assert [invitations.is_open(db.session.get(Invitation, each.id), MADE) for each in (first, second)] == [
        False,
        True,
    ]


def test_taking_it_up_opens_an_account_and_gives_the_post_from_today(station):
    post = organisation.post(office=station)
    person = take_up(invitation(post=post, email="gul@example.org"))
    assert (person.email, person.locale, person.password) == ("gul@example.org", "ur", "hash")
    assert [(p.post_id, p.starts_on.isoformat(), p.ends_on) for p in person.postings] == [
        (post.id, "2026-11-24", None)
    ]
    assert queries.holder_of(post, MADE) == person


def test_it_is_taken_up_once(station):
    offered = invitation(post=organisation.post(office=station))
    take_up(offered)
    with pytest.raises(Refusal):
        take_up(offered)
    assert len(db.session.scalars(select(Person)).all()) == 1


@pytest.mark.parametrize(
    "given", [{"withdrawn_at": MADE}, {"made": MADE - timedelta(days=7)}], ids=["withdrawn", "seven days old"]
)
def test_one_that_no_longer_holds_is_refused(station, given):
    with pytest.raises(Refusal):
        take_up(invitation(post=organisation.post(office=station), **given))
