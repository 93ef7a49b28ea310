"""The folium shell of a map: cached, without data. Its script is a file of its own, so that the strict policy holds.

Text that people wrote never passes through folium: its popups and tooltips are raw HTML.
"""

import hashlib
import json
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

BEFORE = "L_NO_TOUCH=false;L_DISABLE_3D=false;\n"
SECONDS = 60  # a drawing takes about one


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
    """Return the shell, drawn once in a process of its own; without `tile_url` the outlines of localities are the base map."""
    drawn = _drawn(tile_url, attribution)
    script = BEFORE + drawn["script"]
    return Shell(
        styles=tuple(link for link in drawn["links"] if link.endswith(".css")),
        scripts=tuple(link for link in drawn["links"] if link.endswith(".js")),
        html=Markup(drawn["html"]),  # noqa: S704 - folium's empty container
        script=script,
        digest=hashlib.sha256(script.encode()).hexdigest()[:16],
    )


def _drawn(*given: str) -> dict[str, Any]:
    import subprocess  # noqa: PLC0415 - heavy, for the first map alone

    done = subprocess.run(
        [sys.executable, "-m", "engagement.maps.folium_map"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
        cwd=Path(__file__).parents[2],
        start_new_session=True,  # what ends the web server's group does not end a drawing half-way
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]
