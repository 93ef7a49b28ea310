"""Sealing anew: whatever older keys of a force and lane sealed, in whatever column it stands, under the present key."""

from collections.abc import Sequence
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, or_, select, text, update

from engagement.kernel import database, sealing
from engagement.kernel.database import Base, db

BATCH = 50  # files stand in such columns too: a batch lies in memory
SETTLES = 3.0  # seconds: longer than a unit takes that sealed before the new key was there
PATIENCE = 5.0  # seconds for readers to let go of the log
LOG_IN_USE = (
    "The log beside the database still holds what the older key sealed, because the database is in use: "
    "stop the server and run `flask keys reseal` for this lane."
)
DEAD_ROWS = (
    "PostgreSQL keeps what the older key sealed in dead rows until VACUUM FULL: run it on the database."
)


def reseal(forces: Sequence[str], lane: str) -> list[int]:
    """Seal anew what older keys of `forces` sealed in a lane, and return how many envelopes of each it was.

    Until a pass finds none, and once more a while after it: who took the key before it was an older one may still
    have been writing. What cannot be read stays as it is.
    """
    marks = [sealing.older_marks(force, lane) for force in forces]
    counts = [_passes(each) for each in marks]
    if any(marks):
        sleep(SETTLES)
    return [count + _passes(each) for count, each in zip(counts, marks, strict=True)]


def _passes(marks: list[bytes]) -> int:
    total = found = _pass(marks) if marks else 0
    while found:
        found = _pass(marks)
        total += found
    return total


def _pass(marks: list[bytes]) -> int:
    return sum(
        _table(table, columns, marks)
        for table in Base.metadata.sorted_tables
        if (columns := [each for each in table.columns if isinstance(each.type, LargeBinary)])
    )


def left_behind() -> str:
    """Overwrite what was rewritten, also in the log beside the file; return where it still lies, or nothing."""
    db.session.rollback()  # what this session reads would keep the log from being emptied
    if db.engine.dialect.name != "sqlite":
        return DEAD_ROWS
    until = monotonic() + PATIENCE
    with db.engine.connect() as connection:
        connection.execute(text("PRAGMA busy_timeout=0"))
        try:
            while busy := connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one():
                if monotonic() >= until:
                    break
                sleep(0.1)
        finally:
            connection.execute(text(f"PRAGMA busy_timeout={database.WAIT * 1000}"))
    return LOG_IN_USE if busy else ""


def _table(table: Table, columns: list[Column[Any]], marks: list[bytes]) -> int:
    done, last = 0, 0
    ours = or_(*(func.substr(each, 1, len(marks[0]), type_=LargeBinary()).in_(marks) for each in columns))
    while True:
        with database.unit() as session:
            query = select(table.c.id, *columns).where(ours, table.c.id > last).order_by(table.c.id)
            rows = session.execute(query.limit(BATCH).with_for_update()).mappings().all()
            for row in rows:
                anew = {each.name: _anew(row[each.name], marks) for each in columns}
                changed = {name: value for name, value in anew.items() if value != row[name]}
                if changed:
                    session.execute(update(table).where(table.c.id == row["id"]).values(changed))
                    done += len(changed)
        if not rows:
            return done
        last = rows[-1]["id"]


def _anew(stored: bytes | None, marks: list[bytes]) -> bytes | None:
    if stored is None or not stored.startswith(tuple(marks)):
        return stored
    try:
        return sealing.rewrap(stored)
    except sealing.Unreadable:
        return stored
