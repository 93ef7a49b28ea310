"""The folium shell of a map: cached, without data. Its script is a file of its own, so that the strict policy holds.

Text that people wrote never passes through folium: its popups and tooltips are raw HTML.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

CENTRE = (34.0, 71.6)  # until the outlines have come
BEFORE = "L_NO_TOUCH=false;L_DISABLE_3D=false;\n"


@dataclass(frozen=True, slots=True)
class Shell:
    """What a page needs to show a map."""

    styles: tuple[str, ...]  # names under static/
    scripts: tuple[str, ...]
    html: Markup
    script: str
    digest: str


@lru_cache(maxsize=8)
def shell(tile_url: str = "", attribution: str = "") -> Shell:
    """Return the shell; without `tile_url` the outlines of localities are the base map."""
    import folium  # noqa: PLC0415 - heavy library, loaded where first used

    from engagement.maps import layers  # noqa: PLC0415 - it loads folium

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
    script = BEFORE + str(root.script.render())
    return Shell(
        styles=tuple(link for link in links if link.endswith(".css")),
        scripts=tuple(link for link in links if link.endswith(".js")),
        html=Markup(root.html.render()),  # noqa: S704 - folium's empty container
        script=script,
        digest=hashlib.sha256(script.encode()).hexdigest()[:16],
    )
