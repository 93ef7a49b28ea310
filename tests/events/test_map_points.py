"""Meetings as GeoJSON: what is told where, filters, boxes, cells."""

import json
import math
from datetime import UTC, datetime, timedelta

import pytest

from engagement.events import map_points
from engagement.events.map_points import View
from engagement.events.rules import Audience, Kind, State
from engagement.kernel.refusals import Refusal
from tests.factories import events as make_events
from tests.factories import organisation as make

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def place(app):
    station = make.station()
    return make.locality(office=station, longitude=71.55, latitude=34.05)


def meeting(place, **given):
    station = place.services[0].office
    return make_events.event(office=station, locality=place, **{"state": State.PUBLISHED, **given})


def points(client, query=""):
    answer = client.get(f"/events.geojson{query}")
    assert answer.mimetype == "application/geo+json"
    return json.loads(answer.data)["features"]


def test_a_meeting_stands_at_its_venue_with_at_most_six_decimals(client, place):
    venue = make.venue(locality=place, longitude=71.123456789, latitude=34.2)
    event = meeting(place, venue=venue)
    (feature,) = points(client)
    assert feature["id"] == event.ref
    assert feature["geometry"] == {"type": "Point", "coordinates": [71.123457, 34.2]}
    assert feature["properties"]["url"] == f"http://localhost/events/{event.ref}"


def test_of_a_womens_session_the_point_of_the_locality_alone_is_told(client, place):
    venue = make.venue(locality=place, longitude=71.1, latitude=34.2, names={"en": "Secret Hall"})
    meeting(place, kind=Kind.WOMEN, venue=venue, longitude=71.2, latitude=34.3)
    answer = client.get("/events.geojson")
    (feature,) = json.loads(answer.data)["features"]
    assert feature["geometry"]["coordinates"] == [71.55, 34.05]
    assert b"Secret" not in answer.data


def test_drafts_and_meetings_without_a_point_are_not_told(client, place):
    meeting(place, state=State.DRAFT)
    nowhere = make.locality(office=place.services[0].office, longitude=None, latitude=None)
    meeting(nowhere)
    assert points(client) == []


def test_any_site_may_read_the_points_and_kept_answers_follow_a_change(client, place):
    answer = client.get("/events.geojson")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["ETag"]
    assert client.get("/events.geojson", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?bbox=71,34,72,35", 1),
        ("?bbox=71.55,34.05,71.55,34.05", 1),
        ("?bbox=10,34,20,35", 0),
        ("?bbox=170,-10,72,40", 1),  # across the antimeridian
        ("?kind=coffee", 1),
        ("?kind=town_hall", 0),
        ("?audience=youth", 1),
        ("?audience=nobody", 0),
        ("?from=2026-11-24&to=2026-11-24", 1),
        ("?from=2026-11-25", 0),
        ("?to=2026-11-23", 0),
        ("?force=unknown", 0),
    ],
)
def test_a_view_is_asked_for_by_box_kind_audience_dates_and_force(client, place, query, count):
    meeting(
        place, kind=Kind.COFFEE, audience=Audience.YOUTH, starts_at=datetime(2026, 11, 24, 11, tzinfo=UTC)
    )
    assert len(points(client, query)) == count


@pytest.mark.parametrize(
    "query",
    ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,0,1,1", "bbox=0,50,1,40", "bbox=0,0,200,1", "bbox=1e400,0,1,1",
     "zoom=99", "zoom=-1", "zoom=x", "from=yesterday", "to=2026-13-01"],
)  # fmt: skip
def test_a_question_that_cannot_be_read_gets_a_sentence(client, place, query):
    answer = client.get(f"/events.geojson?{query}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["detail"].endswith(".")


def test_more_than_the_most_are_told_as_cells_that_add_up(client, place, monkeypatch):
    monkeypatch.setattr(map_points, "MOST", 5)
    east = make.locality(office=place.services[0].office, longitude=75.0, latitude=34.05)
    for _ in range(4):
        meeting(place)
    for _ in range(3):
        meeting(east)
    cells = points(client, "?zoom=6")
    assert sorted(cell["properties"]["count"] for cell in cells) == [3, 4]
    assert {tuple(cell["geometry"]["coordinates"]) for cell in cells} == {(71.55, 34.05), (75.0, 34.05)}
    assert [cell["properties"]["count"] for cell in points(client, "?zoom=1")] == [7]


def test_a_cell_is_the_web_mercator_one(app, place, monkeypatch):
    # By the other form of the projection, asinh(tan(latitude)), on 4 cells a tile.
    side = 2**10 * 4
    x = int((71.55 + 180) / 360 * side)
    y = int((1 - math.asinh(math.tan(math.radians(34.05))) / math.pi) / 2 * side)
    monkeypatch.setattr(map_points, "MOST", 0)
    meeting(place)
    (cell,) = map_points.collection(View(zoom=10), "")["features"]
    assert cell["id"] == f"10/{x}/{y}"


@pytest.mark.parametrize(
    ("box", "depth"), [(None, 3), ((71.0, 34.0, 72.0, 35.0), 10), ((-180.0, -90.0, 180.0, 90.0), 2)]
)
def test_the_zoom_follows_from_the_box_where_none_is_said(box, depth):
    assert View(box=box).depth == depth


def test_a_box_of_nothing_is_none():
    assert map_points.box_of("") is None
    with pytest.raises(Refusal):
        map_points.box_of("1,2,3,")


def test_a_locality_tells_its_last_and_next_meeting_and_no_ceremony(client, place, time_machine):  # 000.14
    time_machine.move_to(NOW, tick=False)
    for days, kind in ((-40, Kind.COFFEE), (-10, Kind.CEREMONY), (3, Kind.COFFEE), (9, Kind.COFFEE)):
        meeting(place, kind=kind, starts_at=NOW + timedelta(days=days))
    meeting(place, starts_at=NOW - timedelta(days=2), state=State.CANCELLED)
    (feature,) = json.loads(client.get("/localities.geojson").data)["features"]
    said = feature["properties"]
    assert (said["last_meeting"], said["next_meeting"]) == ("2026-10-12", "2026-11-24")


@pytest.mark.parametrize("asked", ["to=9999-12-31", "from=0001-01-01", "to=%00"])
def test_a_day_that_no_calendar_of_ours_holds_gets_a_sentence(client, asked):
    answer = client.get(f"/events.geojson?{asked}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")


def test_a_box_that_is_hardly_one_has_a_depth():
    assert View(box=(0.0, 0.0, 5e-324, 1.0)).depth == map_points.DEEPEST
