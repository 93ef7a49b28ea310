"""Meetings from a CSV file: what is taken, what is refused and why."""

from datetime import UTC, datetime

import pytest

from engagement.events import importing
from engagement.events.importing import Found, Refused, Unreadable

HEAD = "row,station,start,end,title,location,details\n"


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
