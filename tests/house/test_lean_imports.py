"""Heavy libraries load where they are first used: a web worker stays small and starts quickly."""

import subprocess
import sys

from tests.house.tree import ROOT

HEAVY = ("folium", "shapely", "icalendar", "recurring_ical_events", "numpy", "weasyprint", "PIL", "pandas", "fontTools",
         "flask_migrate", "alembic", "faker")  # fmt: skip
LATER_ANYWAY = ("flask_migrate", "alembic")  # the factory needs Flask-Migrate for `flask db`
PROGRAM = """
import sys
from engagement.factory import create_app
from engagement.settings import load
create_app(load({"DATA_DIR": sys.argv[1]}))
print(*sorted({m.partition(".")[0] for m in sys.modules}))
"""


def test_building_the_app_loads_no_heavy_library(tmp_path):
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(said.stdout.split()) & (set(HEAVY) - set(LATER_ANYWAY))
    assert loaded == set(), f"Import inside the function that uses it, with a listed reason: {loaded}"
