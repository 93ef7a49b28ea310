"""Sealing anew: whatever older keys of a force and lane sealed, in whatever column it stands, under the present key."""

from typing import Any

from sqlalchemy import Column, LargeBinary, Table, func, or_, select, text, update

from engagement.kernel import database, sealing
from engagement.kernel.database import Base, db

BATCH = 50  # files stand in such columns too: a batch lies in memory


def reseal(force: str, lane: str) -> int:
    """Seal anew what older keys sealed and return how many envelopes; what cannot be read stays as it is.

    Until a pass finds none: what somebody was writing with the key before is found by the next one.
    """
    marks = sealing.older_marks(force, lane)
    total = found = _pass(marks) if marks else 0
    while found:
        found = _pass(marks)
        total += found
    return total


def _pass(marks: list[bytes]) -> int:
    count = sum(
        _table(table, columns, marks)
        for table in Base.metadata.sorted_tables
        if (columns := [each for each in table.columns if isinstance(each.type, LargeBinary)])
    )
    if (
        db.engine.dialect.name == "sqlite"
    ):  # the pages that were rewritten are overwritten, also in the log beside the file
        with db.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return count


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
