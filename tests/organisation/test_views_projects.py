"""Pages of projects and partners in the administrator's workspace."""

from datetime import date

import pytest
from sqlalchemy import select

from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.organisation import queries
from engagement.organisation.models import Partner, Project, ProjectPlace
from tests.factories import organisation, people


@pytest.fixture
def force(app):
    return organisation.force()


@pytest.fixture
def admin(client, force):
    head = organisation.office(force=force, kind="force")
    client.sign_in(people.person(holding=organisation.post(office=head, role=Role.ADMINISTRATOR)))
    return client


def test_a_partner_and_a_project_are_written_down_and_changed(admin, force):  # 000.2, 000.4
    assert admin.send("/organisation/partners", name_en="UNDP").status_code == 303
    partner = db.session.scalar(select(Partner))
    place = organisation.locality(force=force)
    said = {
        "name_en": "Rule of Law Programme", "funder": "EU", "partner": partner.ref, "starts_on": "2026-01-01",
        "ends_on": "2026-12-31", "localities": place.ref,
    }  # fmt: skip
    assert admin.send("/organisation/projects/new", **said).status_code == 303
    one = db.session.scalar(select(Project))
    assert (one.funder, one.partner_id, one.ends_on) == ("EU", partner.id, date(2026, 12, 31))
    assert db.session.scalars(select(ProjectPlace.locality_id)).all() == [place.id]
    address = f"/organisation/projects/{one.ref}/edit"
    assert 'value="EU"' in admin.get(address).get_data(as_text=True)
    del said["localities"]
    assert admin.send(address, **{**said, "funder": "EU and UNDP", "version": "1"}).status_code == 303
    db.session.expire_all()
    assert db.session.scalar(select(Project.funder)) == "EU and UNDP"
    assert db.session.scalars(select(ProjectPlace)).all() == []


def test_what_is_wrong_gets_a_sentence(admin):
    said = {"name_en": "Rule of Law", "starts_on": "2026-01-01", "ends_on": "2025-01-01"}
    answer = admin.send("/organisation/projects/new", **said)
    assert answer.status_code == 422
    assert "It cannot end before it began." in answer.get_data(as_text=True)
    assert admin.send("/organisation/partners", name_en="").status_code == 422


def test_a_new_link_is_given_by_one_press(admin):
    admin.send("/organisation/projects/new", name_en="Rule of Law", starts_on="2026-01-01")
    one = db.session.scalar(select(Project))
    old = queries.project_token(one)
    assert admin.send(f"/organisation/projects/{one.ref}/renew").status_code == 303
    db.session.expire_all()
    assert queries.project_by_token(old) is None
