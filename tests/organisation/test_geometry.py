"""Point to locality, and outlines put right."""

import json
from datetime import date

import pytest

from engagement.kernel.database import unit
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import Refusal
from engagement.organisation import geometry
from tests.factories import organisation as make


def square(west, south, east, north):
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


@pytest.fixture
def force(app):
    return make.force()


def test_a_point_is_in_the_locality_whose_outline_holds_it(force):
    make.locality(force=force, outline=square(71.5, 34.0, 71.6, 34.1))
    east = make.locality(force=force, outline=square(71.6, 34.0, 71.7, 34.1))
    assert geometry.locality_at(71.65, 34.05, force=force).id == east.id


def test_a_point_on_a_shared_boundary_is_in_the_first_of_both(force):
    west = make.locality(force=force, outline=square(71.5, 34.0, 71.6, 34.1))
    make.locality(force=force, outline=square(71.6, 34.0, 71.7, 34.1))
    assert geometry.locality_at(71.6, 34.05, force=force).id == west.id


def test_a_point_in_a_gap_is_in_the_nearest_within_two_kilometres(force):
    make.locality(force=force, outline=square(71.5, 34.0, 71.6, 34.1))
    east = make.locality(force=force, outline=square(71.61, 34.0, 71.7, 34.1))
    assert geometry.locality_at(71.608, 34.05, force=force).id == east.id


@pytest.mark.parametrize(("longitude", "inside"), [(71.4795, True), (71.4775, False)])
def test_the_gap_is_measured_in_metres_and_not_in_degrees(force, longitude, inside):
    # A degree of longitude is 92 km at 34° north: 2 km are 0.0217°.
    make.locality(force=force, outline=square(71.5, 34.0, 71.6, 34.1))
    assert (geometry.locality_at(longitude, 34.05, force=force) is not None) is inside


def test_another_force_and_another_day_are_not_asked(force):
    other = make.force()
    make.locality(force=other, outline=square(71.5, 34.0, 71.6, 34.1))
    make.locality(
        force=force,
        outline=square(71.5, 34.0, 71.6, 34.1),
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 1, 31),
    )
    assert geometry.locality_at(71.55, 34.05, force=force, on=date(2026, 1, 31)) is not None
    assert geometry.locality_at(71.55, 34.05, force=force, on=date(2026, 2, 1)) is None


def test_a_new_outline_counts_at_once(force):
    place = make.locality(force=force, outline=square(71.5, 34.0, 71.6, 34.1))
    assert geometry.locality_at(75.0, 34.05, force=force) is None
    with unit():
        place.outline = square(74.9, 34.0, 75.1, 34.1)
        bump(geometry.TOPIC)
    assert geometry.locality_at(75.0, 34.05, force=force).id == place.id


def test_a_ring_that_crosses_itself_is_mended():
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    mended = geometry.put_right(bow)
    assert mended["type"] == "MultiPolygon"
    assert len(mended["coordinates"]) == 2


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "POINT(1 1)",
        {"type": "Point", "coordinates": [1, 1]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"], [1, 1], [1, 0], ["a", "b"]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [None, 1], [1, 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": {"x": 1}},
        square(700_000, 3_700_000, 700_100, 3_700_100),  # metres, not degrees
        square(10, 80, 20, 95),
    ],
)
def test_what_is_no_outline_is_refused_with_a_sentence(broken):
    with pytest.raises(Refusal) as refused:
        geometry.put_right(broken)
    assert refused.value.message.endswith(".")


def test_heights_are_left_out_and_six_decimals_kept():
    given = {
        "type": "Polygon",
        "coordinates": [[[0.12345678, 0, 5], [1, 0, 5], [1, 1, 5], [0.12345678, 0, 5]]],
    }
    assert geometry.put_right(given)["coordinates"][0][0] == [0.123457, 0.0]


def test_an_outline_may_be_pasted_as_geometry_feature_or_collection_of_one():
    shape = square(0, 0, 1, 1)
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    for given in (shape, feature, {"type": "FeatureCollection", "features": [feature]}):
        assert geometry.read_outline("\ufeff" + json.dumps(given))["type"] == "Polygon"


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", '{"type":"FeatureCollection","features":[]}', "x" * 300_000, "[" * 50_000]
)
def test_a_paste_that_is_no_outline_is_refused(text):
    with pytest.raises(Refusal) as refused:
        geometry.read_outline(text)
    assert refused.value.field == "outline"


def test_the_point_of_a_crescent_lies_inside_it():
    from shapely import Point, from_geojson

    crescent = {
        "type": "Polygon",
        "coordinates": [[[0, 0], [3, 0], [3, 3], [0, 3], [0, 2], [2, 2], [2, 1], [0, 1], [0, 0]]],
    }
    assert from_geojson(json.dumps(crescent)).contains(Point(*geometry.point_in(crescent)))
