"""Each rule of sight agrees with its query, over sampled actors."""

import pytest
from sqlalchemy import select

from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db
from engagement.organisation import permissions, queries
from engagement.organisation.models import Locality, Office, Post, Venue
from engagement.organisation.rules import OfficeKind
from tests.factories import organisation as make
from tests.factories import people


@pytest.fixture
def actors(app):
    """Everybody: two forces, two stations in the first, each role at each office."""
    heads = [make.office(kind=OfficeKind.FORCE) for _ in range(2)]
    offices = [*heads, make.office(parent=heads[0]), make.office(parent=heads[0])]
    for office in offices:
        make.venue(locality=make.locality(office=office))
    posts = [make.post(office=office, role=role) for office in offices for role in Role]
    return [VISITOR, *(people.actor_at(post) for post in posts), people.actor_at(posts[1], posts[-1])]


@pytest.mark.parametrize(
    ("model", "visible"),
    [
        (Office, queries.offices_visible_to),
        (Post, queries.posts_visible_to),
        (Locality, queries.localities_visible_to),
        (Venue, queries.venues_visible_to),
    ],
)
def test_who_may_see_a_row_finds_it_in_the_list(actors, model, visible):
    rows = db.session.scalars(select(model)).all()
    for who in actors:
        seen = {row.id for row in db.session.scalars(visible(who))}
        assert seen == {row.id for row in rows if permissions.SEE.allows(who, row)}


def test_who_may_keep_a_venue_may_choose_its_place(actors):
    venues = db.session.scalars(select(Venue)).all()
    for who in actors:
        kept = {row.id for row in db.session.scalars(queries.localities_kept_by(who))}
        assert kept == {row.locality_id for row in venues if permissions.KEEP.allows(who, row)}


def test_offices_under_an_actor_are_those_over_which_a_post_is_held(actors):
    offices = db.session.scalars(select(Office)).all()
    for who in actors:
        for roles in ((), (Role.ADMINISTRATOR,), permissions.KEEPERS):
            found = {row[0] for row in db.session.execute(queries.offices_under(who, *roles))}
            assert found == {office.id for office in offices if who.over(office.path, *roles)}
