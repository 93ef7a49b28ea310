"""Meetings from a CSV file: what is taken, what is refused and why, the same file twice."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.events import importing
from engagement.events.importing import Found, Refused, Unreadable
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


def _read(tmp_path, text, zone="Asia/Karachi", encoding="utf-8"):
    return list(importing.read(importing.sheet_in(_file(tmp_path, text, encoding)), zone=zone))


def _reason(tmp_path, start, end, title="A title", office="Badhber"):
    (row,) = _read(tmp_path, HEAD + f"9,{office},{start},{end},{title},,\n")
    assert isinstance(row, Refused)
    assert (row.place, row.number) == (1, "9")
    return row.reason


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("2026-11-24T16:00", "2026-11-24T16:00", "It ends at or before its start."),
        ("2026-11-24T16:00", "2026-11-24T15:00", "It ends at or before its start."),
        ("1900-01-01T10:00", "", "Its start is not between 2000 and 2099."),
        ("2026-11-24T16:00", "9999-12-31T10:00", "Its end is not between 2000 and 2099."),
        ("next Tuesday", "", "Its start is no date and time such as 2026-11-24T16:00."),
        ("", "", "Its start is no date and time such as 2026-11-24T16:00."),
    ],
)
def test_impossible_times_are_refused_with_a_sentence(tmp_path, start, end, reason):
    assert _reason(tmp_path, start, end) == reason


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"title": ""}, "It has no title."),
        ({"office": " "}, "It names no office."),
        ({"title": "x" * 10_000}, "Its title is longer than 200 characters."),
        ({"title": "bad\x00byte"}, "It holds characters that cannot be read."),
    ],
)
def test_bad_words_are_refused_with_a_sentence(tmp_path, given, reason):
    assert _reason(tmp_path, "2026-11-24T16:00", "2026-11-24T17:00", **given) == reason


def test_a_time_that_the_clocks_skip_is_refused(tmp_path):
    (row,) = _read(
        tmp_path, HEAD + "1,Seventh,2026-03-08T02:30,2026-03-08T04:00,Night walk,,\n", "America/Chicago"
    )
    assert row.reason == "The clocks skip that time on that day. Choose an hour later."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_other_encodings_and_marks_are_read(tmp_path, encoding, mark):
    text = (HEAD + "1,Café,2026-11-24T16:00,2026-11-24T17:00,Réunion,Hall,\n").replace(",", mark)
    (row,) = _read(tmp_path, text, encoding=encoding)
    assert (row.office, row.title) == ("Café", "Réunion")


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"start,title\n2026-01-01,x\n", "meetings.csv has no column called office or station"),
        (b"", "meetings.csv has no column called start"),
        (b'start,title,office\n"2026,x,y\n', "meetings.csv is broken at line"),
        (b"start,title,office\n\x81\x8d\x8f\xff,x,y\n", "unknown encoding"),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(tmp_path, raw, sentence):
    path = tmp_path / "meetings.csv"
    path.write_bytes(raw)
    with pytest.raises(Unreadable, match=sentence):
        importing.sheet_in(path)


def test_a_missing_end_is_one_hour_and_marked(tmp_path):
    (row,) = _read(tmp_path, HEAD + "1,Badhber,2026-11-24T16:00,,Meeting,,\n")
    assert isinstance(row, Found)
    assert row.walls == ("2026-11-24T16:00", "2026-11-24T17:00")
    assert row.end_assumed


def test_the_zone_of_the_row_goes_before_the_zone_of_the_command(tmp_path):
    text = "station,start,title,zone\nA,2026-11-24T16:00,One,Europe/Belgrade\nA,2026-11-24T16:00,Two,\nA,2026-11-24T16:00,Three,Mars/Base\n"
    one, two, three = _read(tmp_path, text)
    assert one.starts_at == datetime(2026, 11, 24, 15, tzinfo=UTC)
    assert two.starts_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert three.reason == "Mars/Base is no IANA time zone, such as Asia/Karachi."


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
