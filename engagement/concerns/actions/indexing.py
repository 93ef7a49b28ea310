"""Keeping the folded words by which likely duplicates are found; of a sealed or guarded matter there are none."""

from sqlalchemy import delete, insert, select, update

from engagement.concerns import likeness, queries, taxonomy
from engagement.concerns.models import Concern, ConcernKey
from engagement.concerns.rules import AT_WORK, OPEN_LANES, Sensitivity, State
from engagement.kernel.database import db

SEARCHED = AT_WORK | {State.TOLD}


def keep(concern: Concern) -> None:
    """Index what may be found, take out what may not be any more, let the keys go where the concern went."""
    wanted = _searchable(concern)
    if wanted and concern.search_text:
        moved = (ConcernKey.concern_id == concern.id) & (ConcernKey.office_id != concern.office_id)
        db.session.execute(update(ConcernKey).where(moved).values(office_id=concern.office_id))
    elif concern.search_text:
        forget(concern)
    elif wanted:
        concern.search_text = likeness.folded(queries.words_of(concern) or "")
        rows = [
            {"office_id": concern.office_id, "key": key, "concern_id": concern.id}
            for key in likeness.keys_of(concern.search_text)
        ]
        db.session.flush()
        if rows:
            db.session.execute(insert(ConcernKey), rows)


def forget(concern: Concern) -> None:
    """Overwrite the folded words of a concern and let its keys go."""
    concern.search_text = " " * len(concern.search_text)
    db.session.flush()
    concern.search_text = ""
    db.session.execute(delete(ConcernKey).where(ConcernKey.concern_id == concern.id))
    db.session.flush()


def keep_older(most: int = 500) -> int:
    """Index what came before words were searched; return how many rows were looked at."""
    query = select(Concern).where(
        Concern.search_text == "",
        Concern.lane.in_(sorted(OPEN_LANES)),
        Concern.state.in_(sorted(SEARCHED)),
        Concern.words.is_not(None),
    )
    rows = db.session.scalars(query.order_by(Concern.id.desc()).limit(most)).all()
    for row in rows:
        keep(row)
    return len(rows)


def _searchable(concern: Concern) -> bool:
    return (
        concern.lane in OPEN_LANES
        and concern.state in SEARCHED
        and concern.words is not None
        and taxonomy.kind_of(concern.force_id, concern.category).sensitivity is Sensitivity.ORDINARY
    )
