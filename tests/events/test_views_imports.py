"""Bringing meetings in: the file, its preview, columns, the job, what was refused, our own files coming back."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from engagement.events import exporting, jobs
from engagement.events.actions import supervise
from engagement.events.files import ImportState
from engagement.events.models import Event, MeetingImport
from engagement.events.permissions import SUPERVISE_IMPORT
from engagement.events.queries import imports, years
from engagement.events.rules import Kind, State
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db
from tests.events.test_calendar_reading import calendar, one
from tests.factories import events, organisation, people

HEAD = "title,start,end,location\n"
ROW = "Open hour,2026-12-01T16:00,2026-12-01T18:00,School\n"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(events.SOON, tick=False)


class Desk:
    """A commander with a file."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.office = organisation.station()
        self.post = organisation.post(office=self.office, role=Role.COMMANDER)
        self.client = app.test_client()
        self.client.sign_in(people.person(holding=self.post))

    def send(self, raw: bytes | str, name: str = "list.csv", **more: str) -> Any:
        content = raw.encode() if isinstance(raw, str) else raw
        fields = {"office": self.office.ref, "language": "en", **more}
        self.client.get("/events/import")
        return self.client.send("/events/import", file=(io.BytesIO(content), name), **fields)

    def row(self) -> MeetingImport:
        db.session.rollback()
        db.session.expire_all()
        row = db.session.scalar(select(MeetingImport).order_by(MeetingImport.id.desc()))
        assert row is not None
        return row

    def page(self) -> str:
        return self.client.get(f"/events/import/{self.row().ref}").get_data(as_text=True)

    def start(self, **columns: str) -> Any:
        chosen = {f"column_{ours}": str(n) for ours, n in self.row().columns.items()}
        named = {f"column_{ours}": n for ours, n in columns.items()}
        self.page()
        return self.client.send(f"/events/import/{self.row().ref}", do="start", **{**chosen, **named})

    def whole(self, raw: bytes | str, name: str = "list.csv", **more: str) -> MeetingImport:
        assert self.send(raw, name, **more).status_code == 303
        assert self.start().status_code == 303
        self.app.extensions["jobs"].drain()
        return self.row()

    def meetings(self) -> list[Event]:
        db.session.rollback()
        return list(db.session.scalars(select(Event).order_by(Event.starts_at, Event.id)))


@pytest.fixture
def desk(app) -> Desk:
    return Desk(app)


def counts(row: MeetingImport) -> tuple[int, ...]:
    return row.new, row.changed, row.unchanged, row.repeated, row.refused


def test_nothing_is_taken_in_before_the_button(desk):
    assert desk.send(HEAD + ROW).status_code == 303
    assert "Open hour" in desk.page()
    assert desk.meetings() == []
    assert desk.row().state == ImportState.LOOKED_AT


def test_meetings_are_drafts_unless_it_is_said_otherwise(desk):
    row = desk.whole(HEAD + ROW)
    assert (row.state, counts(row)) == (ImportState.DONE, (1, 0, 0, 0, 0))
    assert [(m.title, m.state, m.office_id) for m in desk.meetings()] == [
        ("Open hour", State.DRAFT, desk.office.id)
    ]
    desk.whole(HEAD + ROW.replace("12-01", "12-08"), publish="y")
    assert desk.meetings()[-1].state == State.PUBLISHED


def test_the_same_file_twice_changes_nothing(desk):
    raw = HEAD + "".join(ROW.replace("12-01", f"12-{day:02}") for day in range(1, 29))
    assert counts(desk.whole(raw)) == (28, 0, 0, 0, 0)
    assert counts(desk.whole(raw)) == (0, 0, 28, 0, 0)
    assert len(desk.meetings()) == 28


def test_columns_are_guessed_and_can_be_put_right(desk):
    desk.send("Was;Wann;Wo\nOpen hour;2026-12-01T16:00;School; gate\n")
    assert "No row can be taken in as it stands." in desk.page()
    refused = desk.start(title="0")
    assert refused.status_code == 422
    assert "Say which column this is." in refused.get_data(as_text=True)
    assert desk.start(title="0", start="1", location="2").status_code == 303
    desk.app.extensions["jobs"].drain()
    assert [(m.title, m.wall_start) for m in desk.meetings()] == [("Open hour", "2026-12-01T16:00")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_sheets_of_other_programs_are_read(desk, encoding):
    raw = 'title;start;location\n"Café; open";2026-12-01T16:00;School\n'.encode(encoding)
    desk.whole(raw)
    assert [m.title for m in desk.meetings()] == ["Café; open"]


def test_what_is_refused_comes_back_as_it_stood_with_the_reason(desk):
    row = desk.whole(HEAD + ROW + "=1+1,soon,,\n" + ROW + ",2026-12-02T16:00,,\n")
    assert counts(row) == (1, 0, 0, 1, 2)
    answer = desk.client.get(f"/events/import/{row.ref}/refused.csv")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["title", "start", "end", "location", "reason"]
    assert rows[1] == ["'=1+1", "soon", "", "", "Its start is no date and time such as 2026-11-24T16:00."]
    assert rows[2][-1] == "It has no title."


def test_rows_may_name_offices_of_ones_own_and_no_others(desk):
    elsewhere = organisation.station()
    raw = "title,start,office\n" + "".join(
        f"Open hour,2026-12-0{n}T16:00,{office.slug}\n" for n, office in ((1, desk.office), (2, elsewhere))
    )
    row = desk.whole(raw)
    assert counts(row) == (1, 0, 0, 0, 1)
    assert "No office of yours is called so." in desk.client.get(f"/events/import/{row.ref}/refused.csv").text


def test_a_list_changes_no_meeting_of_another_office(app, desk):
    desk.whole(HEAD + ROW, publish="y")
    there = Desk(app)
    there.office.force_id = desk.office.force_id
    db.session.commit()
    assert counts(there.whole(HEAD + ROW.replace("18:00", "23:00"))) in {(0, 0, 1, 0, 0), (1, 0, 0, 0, 0)}
    first = desk.meetings()[0]
    assert (first.office_id, first.wall_end) == (desk.office.id, "2026-12-01T18:00")


# 000.4
def test_a_calendar_with_a_series_comes_in_once(desk):
    raw = calendar(one("RRULE:FREQ=WEEKLY;COUNT=3"), one(uid="c@d", start="DTSTART;VALUE=DATE:20261124"))
    row = desk.whole(raw, "ours.ics")
    assert counts(row) == (3, 0, 0, 0, 1)
    assert counts(desk.whole(raw, "ours.ics")) == (0, 0, 3, 0, 1)
    moved = calendar(one("RRULE:FREQ=WEEKLY;COUNT=3").replace("T160000", "T170000"))
    desk.whole(moved, "ours.ics")
    assert len(desk.meetings()) == 6  # another series as its dates say: nothing is guessed


def test_one_meeting_that_moved_in_its_calendar_moves_here(desk):
    desk.whole(calendar(one()), "ours.ics", publish="y")
    row = desk.whole(calendar(one(start="DTSTART;TZID=Asia/Karachi:20261125T170000")), "ours.ics")
    assert counts(row) == (0, 1, 0, 0, 0)
    assert [(m.wall_start, m.sequence) for m in desk.meetings()] == [("2026-11-25T17:00", 1)]


# our own export comes back
def test_our_own_table_round_trips_cell_by_cell_and_makes_nothing_twice(app, desk):
    given = {"title": "=SUM(A1); -hour", "words": "+92 call\n@home; 'quoted'", "place": "-gate; west"}
    made = events.event(office=desk.office, starts_at=events.SOON + timedelta(days=3), **given)
    who = people.actor_at(desk.post)
    raw = exporting.as_csv(years.year(who, desk.office, 2026))
    assert b"'=SUM" in raw
    assert counts(desk.whole(raw)) == (0, 0, 1, 0, 0)
    strange = raw.replace(made.ref.encode(), b"ELSEWHER")
    assert counts(desk.whole(strange)) == (1, 0, 0, 0, 0)
    copy = desk.meetings()[-1]
    assert (copy.title, copy.words, copy.place) == (given["title"], given["words"], given["place"])
    assert (copy.wall_start, copy.wall_end) == (made.wall_start, made.wall_end)


def test_a_womens_session_is_a_draft_whatever_was_said(desk):  # T7
    desk.whole("title,start,kind\nOurs,2026-12-01T16:00,women\n", publish="y")
    assert [(m.kind, m.state) for m in desk.meetings()] == [(Kind.WOMEN, State.DRAFT)]


def test_a_coming_meeting_without_a_place_stays_a_draft_and_the_page_says_how_many(desk):
    raw = HEAD + "Where,2026-12-01T16:00,,\nThere,2026-12-01T16:00,,School\nPast,2026-01-01T16:00,,\n"
    said = "1 coming meeting does not say where it is. It stays a draft until you give it a place."
    desk.send(raw, publish="y")
    assert said in desk.page()
    row = desk.whole(raw, publish="y")
    assert counts(row) == (3, 0, 0, 0, 0)
    assert {m.title: m.state for m in desk.meetings()} == {
        "Past": State.HELD,
        "Where": State.DRAFT,
        "There": State.PUBLISHED,
    }
    assert said in desk.page()
    desk.whole(raw.replace("Where", "Else"))
    assert "does not say where" not in desk.page()  # all of them are drafts by choice


# bad input: an ICS of 20 MB, and what is no list
@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (b"BEGIN:VCALENDAR\r\n" + b"X-A:1\r\n" * 3_000_000, "big.ics", "This file is larger than 5 MB."),
        (b"", "list.csv", "This file is empty."),
        (b"\x89PNG\r\n\x1a\n\x00\x00" * 9, "list.csv", None),
        (b"BEGIN:VEVENT\r\nEND:VEVENT", "a.ics", "This is no calendar"),
        (b"\xff\xfeB\x00\xd8", "list.csv", "unknown encoding"),
        (b'title,start\n"open', "list.csv", "is broken at line"),
    ],
    ids=["20 MB", "empty", "picture", "no calendar", "half utf-16", "open quote"],
)
def test_what_is_no_list_of_meetings_is_told_so(desk, raw, name, sentence):
    answer = desk.send(raw, name)
    if sentence is None:  # a table as far as anybody can tell: its preview says that no row is a meeting
        assert answer.status_code == 303
        assert "No row can be taken in" in desk.page()
        return
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert db.session.scalar(select(func.count(MeetingImport.id))) == 0


def test_a_second_press_and_a_second_worker_change_nothing(app, desk):
    desk.send(HEAD + ROW)
    desk.start()
    desk.start()
    row = desk.row()
    for _each in range(2):
        jobs.run_import(row.id)
    app.extensions["jobs"].drain()
    assert counts(desk.row()) == (1, 0, 0, 0, 0)
    with pytest.raises(Exception, match="started already"):
        supervise.say_columns(actor=VISITOR, now=events.SOON, row=desk.row(), columns={})


# killed half-way
def test_an_import_that_was_killed_goes_on_where_it_was(app, desk, monkeypatch, time_machine):
    raw = HEAD + "".join(ROW.replace("12-01", f"12-{day:02}") for day in range(1, 29)) + ROW
    monkeypatch.setattr(jobs, "IMPORTED_AT_ONCE", 10)
    desk.send(raw)
    desk.start()
    app.extensions["jobs"].huey.flush()
    real, steps = supervise.step, []

    def dies(**given: Any) -> bool:
        steps.append(given["at"])
        if len(steps) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(supervise, "step", dies)
    with pytest.raises(KeyboardInterrupt):
        jobs.run_import(desk.row().id)
    assert (desk.row().done, desk.row().new, len(desk.meetings())) == (10, 10, 10)
    assert "10 of 29 rows were read." in desk.page()
    jobs.sweep_imports()
    assert desk.row().done == 10  # the lease of the dead one still runs
    time_machine.move_to(events.SOON + timedelta(minutes=3), tick=False)
    jobs.sweep_imports()
    assert (desk.row().state, counts(desk.row())) == (ImportState.DONE, (28, 0, 0, 1, 0))
    assert steps == [0, 10, 10, 20]


def test_files_lie_for_a_month(desk, time_machine):
    row = desk.whole(HEAD + "x,soon,,\n")
    time_machine.move_to(events.SOON + timedelta(days=31), tick=False)
    jobs.sweep_imports()
    assert "Get the refused rows" not in desk.page()
    assert desk.client.get(f"/events/import/{row.ref}/refused.csv").status_code == 303


def test_sight_and_list_agree(app, desk):
    desk.send(HEAD + ROW)
    for who in (
        people.actor_at(desk.post),
        people.actor_at(organisation.post(office=organisation.station())),
        VISITOR,
    ):
        listed = db.session.scalars(imports.imports_visible_to(who)).all()
        assert bool(listed) is SUPERVISE_IMPORT.allows(who, desk.row())


def test_a_file_cut_at_its_end_says_so_first(app, desk, monkeypatch):
    monkeypatch.setattr(years, "BORNE", 2)
    for days in range(3):
        events.event(office=desk.office, starts_at=events.SOON + timedelta(days=days))
    asked = {"office": desk.office.ref, "year": "2026", "sort": "csv"}
    desk.client.get("/events/export")
    answer = desk.client.send("/events/export", **asked)
    assert answer.status_code == 422
    assert "more than 2 meetings" in answer.get_data(as_text=True)
    desk.client.get("/events/export")
    assert desk.client.send("/events/export", cut="y", **asked).data.count(b"\r\n") == 3
