"""Keeping a list of the desk by name, and letting it go."""

from datetime import datetime

from sqlalchemy import func, select

from engagement.concerns.saved import FILTERS, MOST, SavedList
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal


def keep(*, actor: Actor, now: datetime, name: str, chosen: dict[str, str]) -> SavedList:  # noqa: ARG001
    """Keep the filters of a list under a name; the same name again holds the newer filters. Refuses too many."""
    mine = SavedList.person_id == actor.person_id
    row = db.session.scalar(select(SavedList).where(mine, SavedList.name == name))
    if row is None:
        if (db.session.scalar(select(func.count(SavedList.id)).where(mine)) or 0) >= MOST:
            raise Refusal(N_("You keep %(most)s lists already. Let one go first."), field="name", most=MOST)
        row = SavedList(person_id=actor.person_id, name=name)
        db.session.add(row)
    row.chosen = {key: value for key, value in chosen.items() if key in FILTERS and value}
    db.session.flush()
    return row


def drop(*, actor: Actor, now: datetime, row: SavedList) -> None:  # noqa: ARG001
    """Let a list go; what it showed stays where it is."""
    db.session.delete(row)
    db.session.flush()
