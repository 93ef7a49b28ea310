"""How a factory's row gets into the database: with the open unit, or in one of its own."""

from engagement.kernel.database import Row, db, unit


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
