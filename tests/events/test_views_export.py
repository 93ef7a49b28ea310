"""A year of meetings as a file: one's own offices alone, and nothing in it that a spreadsheet would run."""

import csv
import io

import openpyxl
import pytest
import time_machine
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.events.exporting import DANGEROUS, safe
from engagement.events.rules import Kind, Side, State
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from tests.events.readers import read_by_all
from tests.factories import answers, organisation, people
from tests.factories.events import SOON, event
from tests.factories.events import SOON as HELD

FORMULA = '=HYPERLINK("http://example.org","Open")'


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(SOON, tick=False):
        yield


@pytest.fixture
def district(app):
    return organisation.office(slug="east")


@pytest.fixture
def supervisor(client, district):
    client.sign_in(people.person(holding=organisation.post(office=district, role=Role.SUPERVISOR)))
    return client


def _taken(client, office, sort, **given):
    answer = client.send("/events/export", office=office.ref, year="2026", sort=sort, **given)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].endswith(f'-2026.{sort}"')
    return answer.data


def _rows(body):
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_a_district_takes_the_year_of_its_stations_and_of_nobody_else(supervisor, district):
    station = organisation.station(district=district)
    event(office=station, title="Of a station")
    event(office=district, title="Of the district")
    event(office=station, title="A draft", state=State.DRAFT)
    event(office=station, title="Next year", starts_at=SOON.replace(year=2027))
    event(office=organisation.station(), title="Of another district")
    event(office=organisation.station(), title="A draft of another", state=State.DRAFT)
    wanted = ["A draft", "Of a station", "Of the district"]
    rows = _rows(_taken(supervisor, district, "csv"))
    assert sorted(row["title"] for row in rows) == wanted
    assert {row["start"] for row in rows} == {"2026-11-24T16:00"}
    calendar = read_by_all(_taken(supervisor, district, "ics"))
    assert sorted((one.title, one.status) for one in calendar.meetings) == [
        ("A draft", "TENTATIVE"),
        ("Of a station", "CONFIRMED"),
        ("Of the district", "CONFIRMED"),
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(_taken(supervisor, district, "xlsx"))).active
    assert sorted(row[5] for row in sheet.iter_rows(min_row=2, values_only=True)) == wanted
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "events.export").order_by(AuditEntry.id)
    ).all()
    assert [entry.facts for entry in entries] == [
        {"year": 2026, "sort": sort} for sort in ("csv", "ics", "xlsx")
    ]


def test_no_cell_is_a_formula_in_a_table_or_a_sheet(supervisor, district):
    event(office=district, title=FORMULA, words="+1 | line", place="@SUM(A1)")
    (row,) = _rows(_taken(supervisor, district, "csv"))
    assert (row["title"], row["details"], row["location"]) == (f"'{FORMULA}", "'+1 | line", "'@SUM(A1)")
    sheet = openpyxl.load_workbook(io.BytesIO(_taken(supervisor, district, "xlsx"))).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert f"'{FORMULA}" in {cell.value for cell in cells}
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(DANGEROUS)]


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_cell_that_begins_dangerously_is_quoted_and_no_other_is(first):
    assert safe(f"{first}1") == f"'{first}1"
    assert safe(f"1{first}") == f"1{first}"
    assert safe(-5) == -5


def test_a_womens_session_is_told_by_locality_and_a_small_count_is_not_told(supervisor, district):
    where = organisation.locality(office=district, names={"en": "Gulbahar"})
    one = event(
        office=district, locality=where, kind=Kind.WOMEN, place="Hidden house", state=State.HELD, capacity=90
    )
    answers.rsvp(event=one, party=9, arrived=9, arrived_at=HELD)
    (row,) = _rows(_taken(supervisor, district, "csv"))
    assert (row["location"], row["came"], row["taken"]) == ("Gulbahar", "", "")
    _tap(one)
    assert _rows(_taken(supervisor, district, "csv"))[0]["came"] == "10"
    for sort in ("csv", "ics", "xlsx"):
        assert b"Hidden house" not in _taken(supervisor, district, sort)


def _tap(one):
    from engagement.events.models import TallyEntry
    from tests.factories.saving import saved

    saved(
        TallyEntry(
            event_id=one.id, at=HELD, side=Side.RESIDENT, sex="woman", age_band="adult", disability="no",
            operation_id="tap",
        )
    )  # fmt: skip


def test_the_sheet_speaks_the_readers_language_from_right_to_left(supervisor, district):
    event(office=district, title="بڈھ بیر")
    body = supervisor.send("/events/export?lang=ur", office=district.ref, year="2026", sort="xlsx").data
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet.sheet_view.rightToLeft
    assert sheet["F2"].value == "بڈھ بیر"
    assert sheet["F1"].value == "عنوان"


def test_an_office_of_others_or_a_wrong_year_is_refused_with_what_was_typed(supervisor, district):
    other = organisation.station()
    assert supervisor.send("/events/export", office=other.ref, year="2026", sort="csv").status_code == 422
    sent = supervisor.send("/events/export", office=district.ref, year="1850", sort="csv")
    assert sent.status_code == 422
    assert 'value="1850"' in sent.get_data(as_text=True)
    assert db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "events.export")).all() == []


def test_a_year_is_read_in_as_many_statements_for_one_meeting_as_for_thirty(supervisor, district, statements):
    event(office=district)
    counts = []
    for _time in range(2):
        with statements() as ran:
            _taken(supervisor, district, "csv")
        counts.append(len([sql for sql in ran if sql.startswith("SELECT")]))
        for _each in range(29):
            event(office=district)
    assert counts[0] == counts[1]
