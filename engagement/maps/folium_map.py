"""The process that draws the shell: folium and what it loads are 20 MB, which a web worker would keep for good."""

import json
import sys
from typing import Any

import folium
from markupsafe import escape

from engagement.maps import layers

CENTRE = (34.0, 71.6)  # until the outlines have come


def draw(tile_url: str, attribution: str) -> dict[str, object]:
    """Return the files that the map loads, its container and its script."""
    drawn = folium.Map(
        location=CENTRE, zoom_start=8, tiles=None, maxZoom=18, minZoom=3, zoomSnap=0.25, control_scale=True
    )
    drawn._id = "main"  # noqa: SLF001 - folium has no other way
    if tile_url:
        folium.TileLayer(tile_url, attr=str(escape(attribution))).add_to(drawn)
    layers.Meetings().add_to(drawn)
    layers.pin(drawn)
    root: Any = drawn.get_root()
    root.render()
    links = [element.url for element in root.header._children.values() if hasattr(element, "url")]  # noqa: SLF001
    return {"links": links, "html": root.html.render(), "script": root.script.render()}


if __name__ == "__main__":
    json.dump(draw(*json.load(sys.stdin)), sys.stdout)
