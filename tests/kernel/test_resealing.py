"""A new key: nothing is left, in any column or in the file, of what an older key of its force and lane sealed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select

from engagement.concerns.actions import sealed
from engagement.concerns.attachments import Attachment
from engagement.kernel import resealing, sealing
from engagement.kernel.database import Base, db, unit
from engagement.kernel.redrawing import Sort
from tests.factories import events
from tests.factories.concerns import done
from tests.factories.councils import council, member
from tests.factories.sealed import MARKER, RAISED, Desk


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resealing, "SETTLES", 0)


def sealed_anew(here: Desk, lane: str) -> int:
    return sum(resealing.reseal([here.force.ref], lane))


def held(mark: bytes) -> list[str]:
    """Every column in which an envelope of a key stands."""
    return sorted(
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
        for value in db.session.scalars(select(column))
        if value and value.startswith(mark)
    )


def marks(before: str, force: str, lane: str) -> bytes:
    """How the envelopes of the present key begin."""
    return sealing.store(before, force=force, lane=lane)[:9]


def test_each_column_of_sealed_words_stands_in_a_table_with_a_number_of_its_own() -> None:
    for table in Base.metadata.sorted_tables:
        if any(isinstance(column.type, LargeBinary) for column in table.columns):
            assert [column.name for column in table.primary_key.columns] == ["id"], table.name


def test_names_are_sealed_anew_as_addresses_are(app: Flask) -> None:
    here = Desk()
    here.brought(address="someone@example.org")
    invited = events.delegate(event=events.event(office=here.station), name="Gulalai")
    seated = member(council=council(office=here.district), locality=here.place)
    old = marks("x", here.force.ref, "contacts")
    assert set(held(old)) == {"contacts.address", "council_members.name", "delegates.name"}
    sealing.rotate(here.force.ref, "contacts")
    assert sealed_anew(here, "contacts") == 3
    assert held(old) == []
    assert sealing.read(db.session.get(type(invited), invited.id).name) == "Gulalai"
    assert sealing.read(db.session.get(type(seated), seated.id).name)
    assert sealed_anew(here, "contacts") == 0


def test_hand_over_words_and_files_of_a_sealed_lane_are_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 1)
    here = Desk()
    tips, other = [here.tip() for _each in range(3)], here.threat()
    hand = {"data_taken": MARKER, "agreed": True, "post": here.focal_above.post}
    given = done(sealed.pass_on, actor=here.focal.actor, now=RAISED, concern=tips[0], **hand)
    file = sealing.store_bytes(b"\xff\xd8 a picture", force=here.force.ref, lane="tip")
    with unit() as session:
        session.add(
            Attachment(
                concern_id=tips[0].id,
                at=RAISED,
                speaker="raiser",
                sort=Sort.PHOTO,
                sent=file,
                operation_id="f",
            )
        )
    old, kept = marks("x", here.force.ref, "tip"), other.words
    sealing.rotate(here.force.ref, "tip")
    assert sealed_anew(here, "tip") == 5
    assert held(old) == []
    db.session.expire_all()
    assert sealing.read(given.data_taken) == MARKER
    assert sealing.read_bytes(db.session.scalars(select(Attachment.sent)).one()) == b"\xff\xd8 a picture"
    assert other.words == kept


@pytest.mark.sqlite_only
def test_the_file_of_the_database_holds_no_envelope_of_the_older_key(app: Flask) -> None:
    here = Desk()
    here.tip()
    old = marks("x", here.force.ref, "tip")
    file = Path(db.engine.url.database)
    files = [file, file.with_name(f"{file.name}-wal")]
    assert any(old in path.read_bytes() for path in files)
    sealing.rotate(here.force.ref, "tip")
    db.session.rollback()
    sealed_anew(here, "tip")
    assert resealing.left_behind() == ""
    assert [path.name for path in files if path.exists() and old in path.read_bytes()] == []


def test_what_no_key_here_opens_stays_as_it_is(app: Flask) -> None:
    row = (here := Desk()).tip()
    old = marks("x", here.force.ref, "tip")
    broken = old + b"twelve bytes and no more than that"
    with unit():
        row.words = broken
    sealing.rotate(here.force.ref, "tip")
    assert sealed_anew(here, "tip") == 0
    assert held(old) == ["concerns.words"]


def test_who_sealed_before_the_new_key_and_wrote_after_the_last_pass_is_found_a_while_later(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = (here := Desk()).tip()
    late = sealing.store("written late", force=here.force.ref, lane="tip")
    sealing.rotate(here.force.ref, "tip")

    def others_write(_seconds: float) -> None:
        with unit():
            row.words = late

    monkeypatch.setattr(resealing, "sleep", others_write)
    assert sealed_anew(here, "tip") == 2
    assert held(late[:9]) == []


@pytest.mark.sqlite_only
def test_a_log_that_is_in_use_is_told_and_one_that_is_let_go_of_is_emptied(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Desk()
    with closing(sqlite3.connect(db.engine.url.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM forces").fetchall()
        here.tip()
        monkeypatch.setattr(resealing, "PATIENCE", 0)
        assert "stop the server and run" in resealing.left_behind()
        monkeypatch.setattr(resealing, "PATIENCE", 60)
        monkeypatch.setattr(resealing, "sleep", lambda _seconds: reader.execute("COMMIT"))
        assert resealing.left_behind() == ""
    log = Path(f"{db.engine.url.database}-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_where_dead_rows_stay_it_is_told(app: Flask) -> None:
    assert ("VACUUM" in resealing.left_behind()) is (db.engine.dialect.name == "postgresql")
