"""Projects: written down with their days and places; which of them work where on a day."""

from datetime import UTC, date, datetime

import pytest

from engagement.kernel.actor import Role
from engagement.kernel.database import unit
from engagement.kernel.refusals import Refusal
from engagement.organisation import permissions, queries
from engagement.organisation.actions import projects as actions
from engagement.organisation.models import Area
from tests.factories import organisation, people
from tests.factories.saving import saved

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def force(app):
    return organisation.force()


@pytest.fixture
def admin(force):
    head = organisation.office(force=force, kind="force")
    return people.actor_at(organisation.post(office=head, role=Role.ADMINISTRATOR))


def _do(action, **given):
    with unit():
        return action(**{"now": NOW, **given})


def _project(admin, force, name="Rule of Law", **given):
    values = {"funder": "EU", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), **given}
    return _do(actions.open_project, actor=admin, force=force, names={"en": name}, **values)


def test_a_project_works_in_its_areas_with_all_beneath_them(
    admin, force
):  # 002.3: the merged districts are in it
    province = saved(Area(force_id=force.id, kind="province", slug="kp", names={"en": "KP"}))
    merged = saved(
        Area(force_id=force.id, kind="district", slug="khyber", names={"en": "Khyber"}, parent_id=province.id)
    )
    inside = organisation.locality(force=force, area_id=merged.id)
    outside, single = organisation.locality(force=force), organisation.locality(force=force)
    wide = _project(admin, force, areas=[province], localities=[single])
    everywhere = _project(admin, force, name="Everywhere", ends_on=None)
    assert set(queries.projects_at(force.id, inside, DAY)) == {wide, everywhere}
    assert set(queries.projects_at(force.id, single, DAY)) == {wide, everywhere}
    assert queries.projects_at(force.id, outside, DAY) == [everywhere]
    assert queries.projects_at(force.id, None, DAY) == [everywhere]


def test_a_project_works_between_its_days(admin, force):
    one = _project(admin, force)
    assert queries.projects_at(force.id, None, date(2026, 12, 31)) == [one]
    assert queries.projects_at(force.id, None, date(2027, 1, 1)) == []
    assert queries.projects_at(force.id, None, date(2025, 12, 31)) == []


def test_what_cannot_be_a_project_or_a_partner_is_refused(admin, force):
    _project(admin, force)
    _do(actions.add_partner, actor=admin, force=force, names={"en": "UNDP"})
    for wrong in ({}, {"name": ""}, {"name": "Late", "ends_on": date(2025, 1, 1)}):
        with pytest.raises(Refusal):
            _project(admin, force, **wrong)
    with pytest.raises(Refusal):
        _do(actions.add_partner, actor=admin, force=force, names={"en": "undp"})


def test_a_new_link_ends_the_old_one(admin, force):
    one = _project(admin, force)
    old = queries.project_token(one)
    assert queries.project_by_token(old) is one
    _do(actions.renew_link, actor=admin, project=one)
    assert queries.project_by_token(old) is None
    assert queries.project_by_token(queries.project_token(one)) is one
    assert queries.project_by_token("never") is None


def test_projects_belong_to_their_force_and_its_administrator(admin, force):
    one = _project(admin, force)
    station = organisation.office(force=force)
    officer = people.actor_at(organisation.post(office=station))
    stranger = people.actor_at(organisation.post(office=organisation.station(), role=Role.ADMINISTRATOR))
    assert [permissions.SEE.allows(who, one) for who in (admin, officer, stranger)] == [True, True, False]
    assert [permissions.CHANGE_PROJECT.allows(who, one) for who in (admin, officer, stranger)] == [
        True,
        False,
        False,
    ]
