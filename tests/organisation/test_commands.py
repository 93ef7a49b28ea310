"""`flask organisation import`: outlines from a file, good rows kept, bad ones named."""

import json
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engagement.kernel.database import db
from engagement.organisation import geometry
from engagement.organisation.commands import cli
from engagement.organisation.models import Area, Locality
from tests.factories import organisation as make

KOSOVO = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "kosovo_municipalities.geojson"


@pytest.fixture
def force(app):
    return make.force(slug="kosovo", locales=["sq", "sr", "en"], zone="Europe/Belgrade")


@pytest.fixture
def run(app, force, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def running(file, *options):
        return app.test_cli_runner().invoke(cli, ["import", str(file), *options])

    return running


def square(west, south=0.0, size=1.0):
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def written(folder, *features, encoding="utf-8", **more):
    file = folder / "places.geojson"
    file.write_text(
        json.dumps({"type": "FeatureCollection", "features": list(features), **more}), encoding=encoding
    )
    return file


def feature(shape, **properties):
    return {"type": "Feature", "properties": properties, "geometry": shape}


def last_line(result):
    return result.stdout.strip().splitlines()[-1]


@pytest.mark.skipif(not KOSOVO.exists(), reason="the municipalities of Kosovo are not here")
def test_the_municipalities_of_kosovo_come_in_whole_and_twice_is_once(run, force):
    first = run(KOSOVO)
    assert (first.exit_code, last_line(first)) == (0, "new 38, changed 0, unchanged 0, repeated 0, refused 0")
    again = run(KOSOVO)
    assert last_line(again) == "new 0, changed 0, unchanged 38, repeated 0, refused 0"
    assert db.session.scalar(select(func.count()).select_from(Area).where(Area.kind == "municipality")) == 38
    besiane = db.session.scalar(select(Locality).where(Locality.slug == "besiane"))
    assert (besiane.names, besiane.population) == ({"sq": "Besianë"}, 84223)
    assert geometry.locality_at(21.1586, 42.9488, force=force).id == besiane.id


def test_bad_features_are_named_by_number_and_the_good_ones_kept(run, tmp_path):
    file = written(
        tmp_path,
        feature(square(0), name="Good"),
        feature(square(500), name="Nowhere"),
        feature(None, name="Empty"),
        feature(square(3)),
        "nonsense",
        feature(square(5), name="Good"),
    )
    result = run(file)
    assert result.exit_code == 1
    assert last_line(result) == "new 1, changed 0, unchanged 0, repeated 0, refused 5"
    rows = (tmp_path / "places.geojson.refused.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["number", "2", "3", "4", "5", "6"]
    assert db.session.scalars(select(Locality.slug)).all() == ["good"]


def test_a_crossed_ring_is_mended_and_a_repetition_counted(run, tmp_path):
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    result = run(written(tmp_path, feature(bow, name="Bow"), feature(bow, name="Bow")))
    assert last_line(result) == "new 1, changed 0, unchanged 0, repeated 1, refused 0"


def test_a_new_outline_changes_the_locality_and_keeps_a_name_put_right_by_hand(run, force, tmp_path):
    place = make.locality(force=force, slug="peje", names={"sq": "Pejë", "sr": "Peć"})
    result = run(written(tmp_path, feature(square(20, 42), name="Pejë", name_sr="Wrong")))
    assert last_line(result) == "new 0, changed 1, unchanged 0, repeated 0, refused 0"
    db.session.refresh(place)
    assert place.names == {"sq": "Pejë", "sr": "Peć"}
    assert place.outline["coordinates"][0][0] == [20.0, 42.0]


def test_names_in_several_languages_are_kept_by_language(run, tmp_path):
    run(written(tmp_path, feature(square(0), NAME_1="Kosova", NAME_2="Prishtina", **{"name:sr": "Priština"})))
    assert db.session.scalar(select(Locality.names)) == {"sq": "Prishtina", "sr": "Priština"}


def test_the_name_may_be_in_a_property_of_any_name(run, tmp_path):
    file = written(tmp_path, feature(square(0), gemeinde="Ferizaj"))
    assert "--name-property" in run(file).stderr
    assert (
        last_line(run(file, "--name-property", "gemeinde"))
        == "new 1, changed 0, unchanged 0, repeated 0, refused 0"
    )


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_a_file_that_names_wgs_84_is_taken(run, tmp_path, name):
    file = written(tmp_path, feature(square(0), name="A"), crs={"type": "name", "properties": {"name": name}})
    assert run(file).exit_code == 0


def test_another_reference_system_is_refused_with_a_sentence(run, tmp_path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32642"}}
    result = run(written(tmp_path, feature(square(0), name="A"), crs=crs))
    assert result.exit_code == 1
    assert "EPSG::32642: convert it to WGS 84" in result.stderr
    assert db.session.scalar(select(func.count()).select_from(Locality)) == 0


def test_a_byte_order_mark_is_tolerated(run, tmp_path):
    assert run(written(tmp_path, feature(square(0), name="A"), encoding="utf-8-sig")).exit_code == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name,place\n", "cannot be read as JSON"),
        (b"\xff\xfe\x00", "not written in UTF-8"),
        (b"[]", "no FeatureCollection"),
        (b'{"type":"FeatureCollection","features":3}', "features are not a list"),
        (b"[" * 100_000, "cannot be read as JSON"),
        (b"", "cannot be read as JSON"),
    ],
)
def test_what_is_no_geojson_gets_one_clear_sentence(run, tmp_path, content, said):
    file = tmp_path / "bad.geojson"
    file.write_bytes(content)
    result = run(file)
    assert result.exit_code == 1
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_file_that_is_not_there_or_too_large_gets_a_sentence(run, tmp_path):
    assert "cannot be read: No such file" in run(tmp_path / "absent.geojson").stderr
    large = tmp_path / "large.geojson"
    with large.open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    assert "larger than 50 MB" in run(large).stderr


def test_the_force_must_be_named_where_there_are_several(run, tmp_path):
    make.force(slug="kp")
    file = written(tmp_path, feature(square(0), name="A"))
    assert "Forces here: kosovo, kp." in run(file).stderr
    assert run(file, "--force", "kp").exit_code == 0
