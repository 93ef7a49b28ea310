"""Reads that others build on: the force of a request, stations by district, who serves whom."""

from datetime import date

import pytest
from sqlalchemy import inspect

from engagement.kernel.actor import Role
from engagement.kernel.database import unit
from engagement.organisation import present, queries
from engagement.organisation.models import LocalityService, Office
from engagement.organisation.rules import OfficeKind
from tests.factories import organisation as make
from tests.factories import people

DAY = date(2026, 11, 21)


def test_where_no_force_was_founded_the_settings_speak_for_one(app):
    with app.test_request_context("/"):
        force = queries.current_force()
    assert (force.emergency_number, force.zone) == ("15", "Asia/Karachi")
    assert inspect(force).transient


@pytest.mark.parametrize(
    ("address", "slug"), [("/", "first"), ("/?force=second", "second"), ("/?force=none", "first")]
)
def test_the_force_of_a_request_is_the_one_asked_for_else_the_first(app, address, slug):
    make.force(slug="first")
    make.force(slug="second")
    with app.test_request_context(address):
        assert queries.current_force().slug == slug


def test_a_page_that_enters_a_force_speaks_for_it(app):
    make.force(slug="first")
    second = make.force(slug="second")
    with app.test_request_context("/?force=first"):
        present.enter(second)
        assert queries.current_force() is second


def test_stations_stand_under_their_district_past_circles(app):
    head = make.office(kind=OfficeKind.FORCE)
    district = make.office(parent=head, kind=OfficeKind.DISTRICT)
    circle = make.office(parent=district, kind=OfficeKind.CIRCLE)
    beneath, deeper, alone = (
        make.office(parent=district),
        make.office(parent=circle),
        make.office(parent=head),
    )
    groups = {above.id: {one.id for one in rows} for above, rows in queries.stations_public(head.force)}
    assert groups == {district.id: {beneath.id, deeper.id}, head.id: {alone.id}}


def test_the_tree_shows_each_office_right_under_its_parent(app):
    head = make.office(kind=OfficeKind.FORCE)
    second, first = make.office(parent=head), make.office(parent=head, kind=OfficeKind.DISTRICT)
    under = make.office(parent=first)
    assert [one.id for one in queries.tree_of(head.force_id)] == [head.id, second.id, first.id, under.id]


def test_where_two_links_hold_the_newest_counts_everywhere(app):
    old, new = make.station(), None
    new = make.office(parent=old.parent)
    place = make.locality(office=old)
    with unit() as session:
        session.add(LocalityService(locality_id=place.id, office_id=new.id, valid_from=date(2026, 1, 1)))
    assert queries.serving(place, DAY).id == new.id
    assert queries.stations_of(old.force, DAY)[place.id].id == new.id
    assert queries.serving(place, date(2025, 12, 31)).id == old.id


def test_a_place_that_ended_is_no_longer_listed(app):
    station = make.station()
    make.locality(office=station, valid_to=date(2026, 1, 1))
    assert queries.localities_served(station, DAY) == []
    assert queries.places_named(station.force, "Locality", DAY) == []


def test_an_address_that_is_taken_gets_the_first_free_number(app):
    force = make.force()
    for slug in ("mardan", "mardan-2", "mardan-city"):
        make.office(force=force, slug=slug)
    assert queries.free_slug(Office, "mardan") == "mardan-3"
    assert queries.free_slug(Office, "swat") == "swat"


def test_posts_by_role_are_counted_for_one_force(app):
    head = make.office(kind=OfficeKind.FORCE)
    assert queries.administrators(head.force_id) == 0
    people.person(holding=make.post(office=head, role=Role.ADMINISTRATOR))
    make.post(office=make.office(), role=Role.ADMINISTRATOR)
    assert queries.administrators(head.force_id) == 1


def test_a_locality_is_read_without_its_outline(app, statements):
    place = make.locality()
    app.extensions["outlines"] = {}
    from engagement.kernel.database import db

    db.session.expunge_all()
    with statements() as ran:
        assert queries.locality(place.slug).names == place.names
    assert "outline" not in ran[0]
