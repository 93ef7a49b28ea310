"""Who sees and plans which meeting; what may be read is what lists show."""

from datetime import UTC, datetime

import pytest

from engagement.events import permissions, queries
from engagement.events.models import Photo
from engagement.events.queries.photos import photos_visible_to
from engagement.events.rules import PhotoState, State
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db
from tests.factories import organisation, people
from tests.factories.events import event
from tests.factories.saving import saved


@pytest.fixture
def world(app):
    district = organisation.office()
    here, there = organisation.station(district=district), organisation.station(district=district)
    elsewhere = organisation.station()
    meetings = [
        event(office=host, state=state, invite_only=invite_only)
        for host in (here, there, elsewhere)
        for state in State
        for invite_only in (False, True)
    ]
    at = lambda office, role: people.actor_at(organisation.post(office=office, role=role))  # noqa: E731
    actors = [
        VISITOR,
        at(district, Role.SUPERVISOR),
        *(at(here, role) for role in Role),
        at(elsewhere, Role.OFFICER),
    ]
    return meetings, actors


def test_what_may_be_read_is_what_lists_show(world):
    meetings, actors = world
    for who in actors:
        listed = set(db.session.scalars(queries.events_visible_to(who)))
        assert listed == {one for one in meetings if permissions.READ.allows(who, one)}


def test_ours_are_the_meetings_that_one_may_plan(world):
    meetings, actors = world
    for who in actors:
        listed = set(db.session.scalars(queries.ours(who)))
        assert listed == {one for one in meetings if permissions.PLAN.allows(who, one)}


@pytest.mark.parametrize("role", list(Role))
def test_planning_belongs_to_officers_commanders_supervisors_and_pros_of_the_office(app, role):
    here = organisation.station()
    who = people.actor_at(organisation.post(office=here, role=role))
    own, other = event(office=here, state=State.DRAFT), event(state=State.DRAFT)
    may = role in {Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO}
    assert permissions.PLAN.allows(who, own) is may
    assert permissions.START.allows(who) is may
    assert not permissions.PLAN.allows(who, other)


def test_a_photo_of_a_meeting_by_invitation_is_never_public(app):  # 002.4
    given = {"state": PhotoState.READY, "agreed": True, "asked_by": "SHO", "credit": "SHO", "alt": "A hall"}
    everybody, invited = (
        saved(
            Photo(
                event_id=event(state=State.CLOSED, invite_only=invite_only).id,
                width=4,
                height=3,
                added_at=datetime(2026, 11, 20, tzinfo=UTC),
                reviewed_by_id=7,
                **given,
            )
        )
        for invite_only in (False, True)
    )
    assert list(db.session.scalars(photos_visible_to(VISITOR))) == [everybody]
    assert permissions.SEE_PHOTO.allows(VISITOR, everybody)
    assert not permissions.SEE_PHOTO.allows(VISITOR, invited)
