"""Who may see and change who holds which post: rules and queries agree over sampled actors."""

import pytest
from sqlalchemy import select

from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db
from engagement.organisation.models import Post
from engagement.organisation.rules import OfficeKind
from engagement.people import permissions, queries
from engagement.people.models import Invitation, Posting
from tests.factories import organisation, people
from tests.factories.invitations import invitation


@pytest.fixture
def world(app):
    """A district with two stations, and another force; a holder and an invitation for every post."""
    district = organisation.office(kind=OfficeKind.DISTRICT)
    offices = [district, *(organisation.station(district=district) for _ in range(2)), organisation.station()]
    posts = [organisation.post(office=office, role=role) for office in offices for role in Role]
    for post in posts:
        people.person(holding=post)
        invitation(post=post)
    return {(offices.index(post.office), Role(post.role)): post for post in posts}


def actors(world):
    return [VISITOR, *(people.actor_at(post) for post in world.values())]


def test_what_may_be_seen_is_what_is_listed(world):
    listed = {
        Post: queries.posts_visible_to,
        Posting: queries.postings_visible_to,
        Invitation: queries.invitations_visible_to,
    }
    for who in actors(world):
        for model, visible_to in listed.items():
            every = db.session.scalars(select(model)).all()
            allowed = {row.id for row in every if permissions.READ.allows(who, row)}
            assert {row.id for row in db.session.scalars(visible_to(who))} == allowed


@pytest.mark.parametrize(
    ("holder", "staffed"),
    [
        ((1, Role.OFFICER), set()),
        ((1, Role.COMMANDER), {(1, Role.OFFICER)}),
        ((0, Role.SUPERVISOR), {(n, r) for n in (0, 1, 2) for r in (Role.OFFICER, Role.COMMANDER, Role.PRO)}),
        ((0, Role.ADMINISTRATOR), {(n, r) for n in (0, 1, 2) for r in Role}),
        ((1, Role.ADMINISTRATOR), {(1, r) for r in Role}),
    ],
)
def test_each_role_gives_the_posts_beneath_it(world, holder, staffed):
    who = people.actor_at(world[holder])
    assert {place for place, post in world.items() if permissions.STAFF_POST.allows(who, post)} == staffed


def test_the_directory_is_for_those_who_lead(world):
    lead = {Role(post.role) for post in world.values() if permissions.DIRECTORY.allows(people.actor_at(post))}
    assert lead == {Role.COMMANDER, Role.SUPERVISOR, Role.ADMINISTRATOR}
    assert not permissions.DIRECTORY.allows(VISITOR)
