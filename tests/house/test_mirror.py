"""The tests mirror the house: a drawer with logic has its test file at the same place."""

from pathlib import Path

from tests.house.tree import ROOT, name, rooms, tree

WITH_LOGIC = ("rules", "actions", "queries", "views", "forms", "jobs", "commands")

# A page test fills in the form that its page shows.
OR_WALKED_BY = {"forms": "views"}


def _drawers(room: Path) -> list[Path]:
    single = [room / f"{drawer}.py" for drawer in WITH_LOGIC]
    folders = [room / drawer for drawer in WITH_LOGIC]
    return [p for p in single if p.exists() and _has_logic(p)] + [p for p in folders if p.is_dir()]


def _has_logic(path: Path) -> bool:
    return any(hasattr(node, "body") for node in tree(path).body)


def _tested(room: Path, drawer: Path) -> bool:
    """Whether tests/<room>/test_<drawer>.py or, for a drawer that is a folder, test_<drawer>_<file>.py is there."""
    folder = ROOT / "tests" / room.name
    stems = {drawer.stem, OR_WALKED_BY.get(drawer.stem, drawer.stem)}
    return any([*folder.glob(f"test_{stem}.py"), *folder.glob(f"test_{stem}_*.py")] for stem in stems)


def test_each_drawer_with_logic_has_its_test_file():
    untested = [name(drawer) for room in rooms() for drawer in _drawers(room) if not _tested(room, drawer)]
    assert untested == [], "Write tests/<room>/test_<drawer>.py for: " + ", ".join(untested)


def test_each_folder_of_tests_belongs_to_something():
    known = {room.name for room in rooms()} | {
        "kernel",
        "demo",
        "house",
        "browser",
        "journeys",
        "factories",
        "bench",
    }
    strays = [
        p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name not in known | {"__pycache__"}
    ]
    assert strays == []
