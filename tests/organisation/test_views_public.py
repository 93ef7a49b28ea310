"""Stations, localities and outlines as everybody sees them."""

import json
from datetime import date

import pytest

from engagement.kernel.actor import Role
from engagement.kernel.database import unit
from engagement.organisation.models import LocalityService
from engagement.organisation.rules import OfficeKind
from tests.factories import organisation as make


@pytest.fixture
def badhber(app):
    """A station in a district, which serves one locality."""
    force = make.force(slug="kp", names={"en": "KP Police"})
    district = make.office(force=force, kind=OfficeKind.DISTRICT, names={"en": "Peshawar", "ur": "پشاور"})
    station = make.office(
        parent=district,
        slug="badhber",
        names={"en": "Badhber Station", "ur": "تھانہ بڈھ بیر"},
        phone="091 2220000",
    )
    make.locality(
        office=station, slug="badhber-village", names={"en": "Badhber", "ur": "بڈھ بیر"}, aliases=["Budbher"]
    )
    make.post(office=station, role=Role.COMMANDER, names={"en": "SHO Badhber"})
    make.post(office=station, role=Role.ADMINISTRATOR, names={"en": "Admin Badhber"})
    return station


def test_stations_are_listed_by_district_with_names_in_both_languages(client, badhber):
    html = client.get("/stations").get_data(as_text=True)
    assert "Peshawar" in html
    assert 'href="/stations/badhber"' in html
    assert '<span lang="ur" dir="rtl">تھانہ بڈھ بیر</span>' in html


@pytest.mark.parametrize("typed", ["badh", "BUDBHER", "بڈھ بير", "بډھ بیر"])
def test_a_place_is_found_by_any_spelling_and_names_its_station(client, badhber, typed):
    html = client.get("/stations", query_string={"q": typed}).get_data(as_text=True)
    assert 'href="/localities/badhber-village"' in html
    assert "Served by" in html


def test_a_place_nobody_knows_gets_a_way_on(client, badhber):
    html = client.get("/stations?q=Atlantis").get_data(as_text=True)
    assert "No place of that name is known here." in html
    assert 'href="/stations/badhber"' in html


def test_a_station_shows_its_posts_phone_and_places_and_no_administrator(client, badhber):
    html = client.get("/stations/badhber").get_data(as_text=True)
    assert "SHO Badhber" in html
    assert "Admin Badhber" not in html
    assert '<bdi dir="ltr">091 2220000</bdi>' in html
    assert 'href="/localities/badhber-village"' in html


def test_a_locality_names_its_station_and_since_when(client, badhber):
    html = client.get("/localities/badhber-village").get_data(as_text=True)
    assert 'href="/stations/badhber"' in html
    assert "1 January 2020" in html


@pytest.mark.parametrize("address", ["/stations/nowhere", "/localities/nowhere"])
def test_what_is_not_there_is_a_404(client, badhber, address):
    assert client.get(address).status_code == 404


def test_a_position_leads_to_the_station_and_is_not_in_the_address(client, badhber):
    answer = client.get("/stations/near?lat=34.0501234&lon=71.5501234")
    assert (answer.status_code, answer.location) == (303, "/stations/badhber")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "query", ["lat=1&lon=2", "lat=x&lon=y", "", "lat=nan&lon=inf", "lat=999&lon=71", "lat=1e400&lon=1"]
)
def test_a_position_nobody_serves_leads_to_the_list(client, badhber, query):
    answer = client.get(f"/stations/near?{query}")
    assert (answer.status_code, answer.location) == (303, "/stations?near=none")
    assert "We know no station for that position" in client.get(answer.location).get_data(as_text=True)


def test_outlines_are_open_geojson_with_the_station_of_each(client, badhber):
    answer = client.get("/localities.geojson")
    assert answer.mimetype == "application/geo+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    (feature,) = json.loads(answer.data)["features"]
    assert feature["geometry"]["type"] == "Polygon"
    assert feature["properties"]["station"]["slug"] == "badhber"
    assert feature["properties"]["names"]["ur"] == "بڈھ بیر"


def test_outlines_of_one_force_leave_the_others_out(client, badhber):
    other = make.force(slug="other")
    make.locality(force=other)
    assert len(json.loads(client.get("/localities.geojson").data)["features"]) == 2
    assert len(json.loads(client.get("/localities.geojson?force=other").data)["features"]) == 1


def test_a_locality_that_moved_names_the_station_of_today(client, badhber, time_machine):
    force = badhber.force
    mathra = make.office(parent=badhber.parent, slug="mathra")
    place = make.locality(force=force, slug="moved")
    with unit() as session:
        session.add(
            LocalityService(
                locality_id=place.id,
                office_id=badhber.id,
                valid_from=date(2020, 1, 1),
                valid_to=date(2026, 5, 31),
            )
        )
        session.add(LocalityService(locality_id=place.id, office_id=mathra.id, valid_from=date(2026, 6, 1)))
    time_machine.move_to("2026-05-31T18:00:00Z", tick=False)  # 23:00 in Peshawar
    assert "/stations/badhber" in client.get("/localities/moved").get_data(as_text=True)
    time_machine.move_to("2026-05-31T19:00:00Z", tick=False)  # 00:00 of the next day there
    assert "/stations/mathra" in client.get("/localities/moved").get_data(as_text=True)


def test_the_page_of_a_station_belongs_to_its_own_force(client, badhber):
    kosovo = make.force(slug="kosovo", emergency_number="192")
    make.office(force=kosovo, slug="prizren")
    assert client.get("/stations/prizren").status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_lists_run_the_same_number_of_statements_however_many_rows(client, badhber, count, statements):
    for _ in range(count):
        place = make.office(parent=badhber.parent)
        make.locality(office=place)
    with statements() as ran:
        client.get("/stations?q=Locality")
    assert len(ran) == 3
