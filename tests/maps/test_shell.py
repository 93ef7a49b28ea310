"""The folium shell: no data, nothing foreign, the same script every time."""

import re

from engagement.maps.shell import shell

FOREIGN = re.compile(r"https?://")


def test_the_shell_names_files_of_ours_and_holds_no_data():  # 003.13
    found = shell()
    assert found.styles == (
        "vendor/leaflet/leaflet.css",
        "vendor/markercluster/MarkerCluster.css",
        "maps/map.css",
    )
    assert found.scripts == (
        "vendor/leaflet/leaflet.js",
        "vendor/markercluster/leaflet.markercluster.js",
        "maps/layers.js",
    )
    assert not FOREIGN.search(found.html + found.script)
    assert "<script" not in found.html
    assert "style" not in found.html
    assert len(found.html) + len(found.script) < 1_500


def test_the_digest_names_the_content_and_survives_a_restart():
    first = shell()
    shell.cache_clear()
    assert shell().digest == first.digest
    assert shell("https://tiles.example.org/{z}/{x}/{y}.png", "Somebody").digest != first.digest


def test_the_makers_of_tiles_are_named_as_text():
    script = shell("https://tiles.example.org/{z}/{x}/{y}.png", "A <b>map</b>").script
    assert "tiles.example.org" in script
    assert "<b>" not in script
