"""`flask events import`: each meeting once, what was refused in a file, the golden numbers of a real list."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.events.models import Event
from engagement.events.rules import Kind, State
from engagement.kernel.database import db
from engagement.organisation.models import Office
from engagement.organisation.rules import OfficeKind
from tests.factories import organisation

REAL = Path(__file__).parents[3] / "shared" / "data" / "chicago_caps_events.csv"
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
HEAD = "row,station,start,end,title,location,details\n"
GOOD = HEAD + (
    "1,Badhber,2026-11-24T16:00,2026-11-24T18:00,Monthly meeting,Union hall,All welcome\n"
    "2,Badhber,2026-11-25T16:00,,Coffee with a cop,Khyber Cafe,\n"
    "3,Tehkal,2026-01-10T16:00,2026-01-10T17:00,Last winter,Hall,\n"
    "4,Tehkal,2026-11-26T16:00,2026-11-26T17:00,CANCELLED: Town hall,Hall,\n"
)


def _file(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "meetings.csv"
    path.write_bytes(text.encode(encoding))
    return path


def _refused(path):
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def _run(app, *arguments):
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["events", "import", *map(str, arguments)])


def _counted(result):
    return result.stdout.strip().splitlines()[-1]


def test_a_small_file_is_taken_in_once(app, tmp_path):
    owner = organisation.force()
    head = organisation.office(force=owner, kind=OfficeKind.FORCE)
    organisation.office(parent=head, names={"en": "Badhber"}, slug="badhber")
    path = _file(tmp_path, GOOD)
    with time_machine.travel(NOW, tick=False):
        first, second = _run(app, path), _run(app, path)
    assert _counted(first) == "new 4, changed 0, unchanged 0, repeated 0, refused 0"
    assert first.exit_code == 0
    assert _counted(second) == "new 0, changed 0, unchanged 4, repeated 0, refused 0"
    states = dict(db.session.execute(select(Event.title, Event.state)).all())
    assert states == {
        "Monthly meeting": State.PUBLISHED,
        "Coffee with a cop": State.PUBLISHED,
        "Last winter": State.HELD,
        "CANCELLED: Town hall": State.CANCELLED,
    }
    coffee = db.session.scalar(select(Event).where(Event.kind == Kind.COFFEE))
    assert coffee.end_assumed
    unmatched = db.session.scalars(select(Office).where(Office.kind == OfficeKind.UNMATCHED)).all()
    assert [office.names["en"] for office in unmatched] == ["Tehkal"]
    assert unmatched[0].path.startswith(head.path)


def test_a_row_that_says_something_else_now_is_changed(app, tmp_path):
    organisation.office(kind=OfficeKind.FORCE)
    with time_machine.travel(NOW, tick=False):
        _run(app, _file(tmp_path, GOOD))
        result = _run(app, _file(tmp_path, GOOD.replace("T18:00", "T19:00")))
    assert _counted(result) == "new 0, changed 1, unchanged 3, repeated 0, refused 0"
    moved = db.session.scalar(select(Event).where(Event.title == "Monthly meeting"))
    assert (moved.wall_end, moved.sequence) == ("2026-11-24T19:00", 1)


def test_what_is_refused_stands_in_a_file_by_number_and_reason(app, tmp_path):
    organisation.office(kind=OfficeKind.FORCE)
    target = tmp_path / "refused.csv"
    result = _run(
        app,
        _file(tmp_path, GOOD + "77,Badhber,2026-11-24T16:00,2026-11-24T15:00,Odd,,\n"),
        "--refused",
        target,
    )
    assert result.exit_code == 1
    assert _counted(result).endswith("repeated 0, refused 1")
    rows = _refused(target)
    assert rows == [
        {"place": "5", "number": "77", "title": "Odd", "reason": "It ends at or before its start."}
    ]


def test_with_several_forces_the_command_asks_which(app, tmp_path):
    organisation.force(slug="one"), organisation.force(slug="two")
    result = _run(app, _file(tmp_path, GOOD))
    assert result.exit_code == 1
    assert "Name the force with --force. Forces here: one, two." in result.output


@pytest.mark.skipif(not REAL.exists(), reason="the real list is not here")
def test_the_real_list_of_3844_meets_its_golden_numbers(app, tmp_path):
    organisation.office(kind=OfficeKind.FORCE)
    options = (REAL, "--timezone", "America/Chicago", "--refused", tmp_path / "refused.csv")
    first, second = _run(app, *options), _run(app, *options)
    assert _counted(first) == "new 3801, changed 0, unchanged 0, repeated 3, refused 40"
    assert _counted(second) == "new 0, changed 0, unchanged 3801, repeated 3, refused 40"
    count = lambda *where: db.session.scalar(select(func.count(Event.id)).where(*where))  # noqa: E731
    assert count() == 3801
    assert count(Event.state == State.CANCELLED) == 2
    assert count(Event.state == State.HELD) == 3799
    assert count(Event.kind == Kind.COFFEE) == 18
    assert 612 <= count(Event.end_assumed) <= 615
    assert count(Event.zone == "America/Chicago") == 3801
    unmatched = select(func.count(Office.id)).where(Office.kind == OfficeKind.UNMATCHED)
    assert db.session.scalar(unmatched) == 22
    refused = _refused(tmp_path / "refused.csv")
    assert {row["reason"] for row in refused} == {"It ends at or before its start."}
    assert all(row["number"].isdigit() for row in refused)
