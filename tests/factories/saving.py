"""How a factory's row gets into the database: with the open unit, or in one of its own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from engagement.kernel.database import Row, db, unit


def together(factory: Callable[..., Row]) -> Callable[..., Row]:
    """Let all the rows of one factory be committed at once: a commit each is a fifth of a test's time."""

    @wraps(factory)
    def making(**given: Any) -> Row:
        if db.session().info.get("unit"):
            return factory(**given)
        with unit():
            return factory(**given)

    return making


def saved(row: Row) -> Row:
    """Add and flush `row`; commit it when no unit is open."""
    if db.session().info.get("unit"):
        db.session.add(row)
        db.session.flush()
        return row
    session = db.session()
    changed = row in session.dirty
    values = {c.key: getattr(row, c.key) for c in row.__mapper__.column_attrs} if changed else {}
    session.rollback() if changed else None
    with unit():
        session.add(row)
        for key, value in values.items():
            setattr(row, key, value)
        session.flush()
    return row
