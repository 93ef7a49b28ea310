"""A write of plain statements as one stroke, for what many press at once: no session, the driver's own words.

Like a unit it is whole: row, audit entry and bumps together or not at all, committed before it ends.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Executable

from engagement.kernel import glances
from engagement.kernel.database import db, take_lock
from engagement.kernel.refusals import Busy

Run = Callable[..., Any]


@contextmanager
def stroke() -> Iterator[Run]:
    """Give `run(statement, **values)`, which returns the cursor; what was run is rolled back on any error.

    On SQLite the lock is taken first. On PostgreSQL nothing is begun: the one statement that may be run is a
    transaction by itself, and crosses to the database and back once.
    """
    if db.session.registry.has():
        _end_reading()
    bare = glances.here()
    cursor, lite = bare.cursor(), bare.lite
    ran = 0

    def run(statement: Executable, **values: Any) -> Any:
        nonlocal ran
        ran += 1
        if ran > 1 and not lite:
            raise RuntimeError("a second statement would be a second transaction")
        written = bare.written(statement)
        return cursor.execute(written.sql, written.values(values))

    if lite and not take_lock(cursor.connection):
        raise Busy
    try:
        yield run
        if lite:
            cursor.execute("COMMIT")
    except BaseException:
        if lite and cursor.connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise


def _end_reading() -> None:
    """What the session read before is over: it must neither write in between nor hold an older view."""
    session = db.session()
    if session.info.get("unit"):
        raise RuntimeError("a unit is open: a stroke is one by itself")
    if session.in_transaction():
        session.commit()
