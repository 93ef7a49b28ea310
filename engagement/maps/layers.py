"""The folium elements of our maps. They say which script draws, never what is drawn. Imported where a shell is built."""

import folium
from branca.element import Element, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

# One place that re-homes every file: names under static/, in the order in which they load.
folium.Map.default_js = [("leaflet", "vendor/leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", "vendor/leaflet/leaflet.css")]


class Meetings(JSCSSMixin, MacroElement):
    """Outlines as the base map and meetings as points; both are fetched from this installation by `maps/layers.js`."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.chowkLayers({{ this._parent.get_name() }});{% endmacro %}"
    )
    default_js: list[tuple[str, str]] = [  # noqa: RUF012 - as folium declares it
        ("markercluster", "vendor/markercluster/leaflet.markercluster.js"),
        ("chowk_layers", "maps/layers.js"),
    ]
    default_css: list[tuple[str, str]] = [  # noqa: RUF012 - as folium declares it
        ("markercluster_css", "vendor/markercluster/MarkerCluster.css"),
        ("chowk_map", "maps/map.css"),
    ]

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Meetings"


def pin(element: Element, prefix: str = "m") -> None:
    """Give every element under `element` an id by its place, so that the script's digest does not change."""
    for number, child in enumerate(element._children.values()):  # noqa: SLF001 - folium has no other way
        child._id = f"{prefix}{number}"  # noqa: SLF001
        pin(child, f"{prefix}{number}_")
