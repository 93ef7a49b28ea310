"""Founding, offices and posts, localities handed over, venues."""

import json
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.kernel.actor import COMMAND, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal, Stale
from engagement.organisation import present, queries
from engagement.organisation.actions import founding, offices, places, venues
from engagement.organisation.models import Force, Office
from engagement.organisation.rules import OfficeKind
from tests.factories import organisation as make
from tests.factories import people

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def head(app):
    return make.office(kind=OfficeKind.FORCE)


@pytest.fixture
def admin(head):
    return people.actor_at(make.post(office=head, role=Role.ADMINISTRATOR))


def done(action, **given):
    with unit():
        return action(now=NOW, **given)


def opened(admin, parent, kind=OfficeKind.STATION, **given):
    return done(
        offices.open_office, actor=admin, parent=parent, kind=kind, **{"names": {"en": "Badhber"}, **given}
    )


def test_the_first_force_is_founded_once_out_of_the_settings(app):
    post = done(founding.found, actor=COMMAND, seed=present.of_settings())
    again = done(founding.found, actor=COMMAND, seed=present.of_settings())
    assert again.id == post.id
    force = db.session.scalars(select(Force)).one()
    assert (force.emergency_number, post.role, post.office.kind) == (
        "15",
        Role.ADMINISTRATOR,
        OfficeKind.FORCE,
    )
    assert post.office.path == f"/{post.office_id}/"


def test_an_office_gets_its_path_an_address_and_an_entry_with_the_acting_post(admin, head):
    office = opened(admin, head)
    assert (office.path, office.slug) == (f"{head.path}{office.id}/", "badhber")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.subject_id == office.id)).one()
    assert (entry.verb, entry.post_id) == ("organisation.open_office", admin.acting.post_id)


def test_two_forces_may_have_a_station_of_one_name_at_two_addresses(admin, head):
    first = opened(admin, head)
    other = make.office(kind=OfficeKind.FORCE)
    assert opened(admin, other).slug == f"{first.slug}-2"


def test_the_same_form_twice_opens_one_office(admin, head):
    opened(admin, head)
    with pytest.raises(Refusal, match="of this name here already"):
        opened(admin, head)


def test_a_district_cannot_stand_under_a_station(admin, head):
    with pytest.raises(Refusal) as refused:
        opened(admin, opened(admin, head), kind=OfficeKind.DISTRICT, names={"en": "D"})
    assert refused.value.field == "kind"


def test_an_office_moves_with_all_beneath_it(admin, head):
    first = opened(admin, head, OfficeKind.DISTRICT, names={"en": "Peshawar"})
    second = opened(admin, head, OfficeKind.DISTRICT, names={"en": "Mardan"})
    circle = opened(admin, first, OfficeKind.CIRCLE, names={"en": "Saddar"})
    station = opened(admin, circle)
    done(offices.change_office, actor=admin, office=circle, version=1, names=circle.names, parent=second)
    moved = db.session.get(Office, station.id)
    assert moved.path == f"{second.path}{circle.id}/{station.id}/"


def test_an_office_cannot_stand_under_itself(admin, head):
    district = opened(admin, head, OfficeKind.DISTRICT)
    circle = opened(admin, district, OfficeKind.CIRCLE)
    with pytest.raises(Refusal) as refused:
        done(
            offices.change_office,
            actor=admin,
            office=district,
            version=1,
            names=district.names,
            parent=circle,
        )
    assert refused.value.field == "parent"


def test_the_second_of_two_editors_is_told(admin, head):
    office = opened(admin, head)
    done(offices.change_office, actor=admin, office=office, version=1, names={"en": "First"})
    with pytest.raises(Stale):
        done(offices.change_office, actor=admin, office=office, version=1, names={"en": "Second"})
    db.session.rollback()
    assert db.session.get(Office, office.id).names == {"en": "First"}


def test_the_last_administrators_post_keeps_its_role(admin, head):
    post = queries.posts_of(head)[0]
    with pytest.raises(Refusal) as refused:
        done(offices.change_post, actor=admin, post=post, version=1, role=Role.OFFICER, names={"en": "X"})
    assert refused.value.field == "role"


def test_a_locality_handed_over_is_served_by_the_old_office_until_the_day_before(admin, head):
    old, new = opened(admin, head), opened(admin, head, names={"en": "Mathra"})
    place = done(
        places.open_locality,
        actor=admin,
        force=head.force,
        names={"en": "Regi"},
        office=old,
        since=date(2026, 1, 1),
    )
    done(places.hand_over, actor=admin, locality=place, office=new, since=date(2026, 6, 1))
    days = (date(2025, 12, 31), date(2026, 5, 31), date(2026, 6, 1))
    assert [getattr(queries.serving(place, day), "id", None) for day in days] == [None, old.id, new.id]
    assert [row.id for row in queries.localities_served(new, date(2026, 6, 1))] == [place.id]


def test_a_hand_over_on_a_day_before_the_last_one_is_refused(admin, head):
    old, new = opened(admin, head), opened(admin, head, names={"en": "Mathra"})
    place = done(
        places.open_locality,
        actor=admin,
        force=head.force,
        names={"en": "R"},
        office=old,
        since=date(2026, 6, 1),
    )
    for since, office, field in ((date(2026, 6, 1), new, "since"), (date(2026, 7, 1), old, "office")):
        with pytest.raises(Refusal) as refused:
            done(places.hand_over, actor=admin, locality=place, office=office, since=since)
        assert refused.value.field == field
    assert queries.serving(place, date(2026, 6, 1)).id == old.id


def test_an_office_of_another_force_serves_nobody_here(admin, head):
    place = make.locality(force=head.force)
    with pytest.raises(Refusal):
        done(places.hand_over, actor=admin, locality=place, office=make.office(), since=date(2026, 1, 1))


def test_a_locality_with_an_outline_gets_a_point_inside_it(admin, head):
    place = done(
        places.open_locality,
        actor=admin,
        force=head.force,
        names={"en": "Regi"},
        outline=json.loads(json.dumps(make.SQUARE)),
    )
    assert 71.5 < place.longitude < 71.6


def test_officers_add_venues_in_the_places_they_serve_and_nowhere_else(head):
    station = make.office(parent=head)
    served, other = make.locality(office=station), make.locality(office=make.office(parent=head))
    officer = people.actor_at(make.post(office=station))
    venue = done(
        venues.add_venue,
        actor=officer,
        locality=served,
        names={"en": "Hall"},
        features=["childcare", "nonsense"],
    )
    assert venue.features == ["childcare"]
    with pytest.raises(Refusal) as refused:
        done(venues.add_venue, actor=officer, locality=other, names={"en": "Hall"}, features=[])
    assert refused.value.field == "locality"
