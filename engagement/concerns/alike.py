"""Reads of what may be the same matter: by the keys of its office at the desk, by public wordings alone for residents."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, union_all
from sqlalchemy.orm import joinedload, load_only

from engagement.concerns import likeness, queries
from engagement.concerns.likeness import LIKELY, Told
from engagement.concerns.models import Concern, ConcernKey
from engagement.concerns.rules import AT_WORK, OPEN_LANES, State
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, one_of
from engagement.kernel.wording import Wording
from engagement.organisation import queries as organisation
from engagement.organisation.models import Locality

SEARCHED = AT_WORK | {State.TOLD}  # what is confirmed is done: the same again is a new matter
MOST_KEYS = 10  # looked up, those that tell most
MOST_OF_A_KEY = 200  # the newest
MOST_WEIGHED = 150
MOST_SHOWN = 5
MOST_PUBLIC = 200
COMPARED = load_only(
    Concern.id, Concern.search_text, Concern.category, Concern.locality_id, Concern.raised_at, raiseload=True
)


def likely_for(concern: Concern, who: Actor) -> list[Concern]:
    """Return the open concerns in sight that may be the same, the likeliest first; three statements at most."""
    if not concern.search_text or concern.same_as_id is not None:
        return []
    keys = likeness.keys_of(concern.search_text)
    ids = _sharing(_offices_of(concern), keys, besides=concern.id)
    if not ids:
        return []
    present = queries.open_to(who).where(Concern.id.in_(ids), one_of(Concern.state, SEARCHED))
    told = _told(concern)
    found = [
        (likeness.likeness(told, _told(row)), row.id) for row in db.session.scalars(present.options(COMPARED))
    ]
    best = sorted(((score, key) for score, key in found if score >= LIKELY), reverse=True)[:MOST_SHOWN]
    if not best:
        return []
    rows = db.session.scalars(
        select(Concern).where(Concern.id.in_([key for _score, key in best])).options(*queries.LISTED),
        execution_options={"populate_existing": True},
    ).unique()
    whole = {row.id: row for row in rows}
    return [whole[key] for _score, key in best if key in whole]


def _offices_of(concern: Concern) -> set[int]:
    """Return where the same may have gone: its office, the one above, the one that serves its place."""
    today = clock.to_local(concern.raised_at, concern.force.zone).date()
    serving = organisation.serving(concern.locality, today) if concern.locality else None
    return {concern.office_id, concern.office.parent_id, serving.id if serving else None} - {None}  # type: ignore[return-value]


def _sharing(offices: Collection[int], keys: Collection[str], *, besides: int) -> list[int]:
    """Return the ids of concerns that share most keys; each key is read from its index, the newest alone; one statement."""
    telling = sorted(keys, key=lambda key: (-likeness.weight(key), -len(key), key))[:MOST_KEYS]
    if not telling:
        return []
    ways = [
        select(ConcernKey.concern_id, ConcernKey.key)
        .where(ConcernKey.office_id == office, ConcernKey.key == key)
        .order_by(ConcernKey.concern_id.desc())
        .limit(MOST_OF_A_KEY)
        .subquery()
        for office in sorted(offices)
        for key in telling
    ]
    shared: Counter[int] = Counter()
    for concern_id, key in db.session.execute(union_all(*(select(way) for way in ways))):
        shared[concern_id] += round(likeness.weight(key) * 10)
    shared.pop(besides, None)
    return [concern_id for concern_id, _n in shared.most_common(MOST_WEIGHED)]


def _told(row: Concern) -> Told:
    return Told(row.search_text, row.category, row.locality_id, row.raised_at)


def doubles_of(concern: Concern) -> Sequence[Concern]:
    """Return the concerns that are counted with this one, the first raised first; one statement."""
    query = select(Concern).where(Concern.same_as_id == concern.id).options(*queries.LISTED)
    whole = query.options(joinedload(Concern.force), joinedload(Concern.thread), joinedload(Concern.contact))
    return db.session.scalars(whole.order_by(Concern.id)).unique().all()


def public_near(locality: Locality, category: str, words: str, now: datetime) -> list[Concern]:
    """Return the open concerns near a place whose reviewed public wording is like what somebody writes; two statements.

    Raisers' own words are never compared: who types could find out by trying what stands in them.
    """
    office = organisation.serving(locality, clock.to_local(now, locality.force.zone).date())
    near = Concern.locality_id == locality.id if office is None else Concern.office_id == office.id
    query = (
        select(Concern)
        .where(near, Concern.wording == Wording.REVIEWED, Concern.force_id == locality.force_id)
        .where(one_of(Concern.lane, OPEN_LANES), one_of(Concern.state, AT_WORK))
        .where(Concern.same_as_id.is_(None))
        .options(*queries.LISTED)
        .order_by(Concern.id.desc())
        .limit(MOST_PUBLIC)
    )
    told = Told(likeness.folded(words), category, locality.id, now)
    found = [
        (
            likeness.likeness(
                told, Told(likeness.folded(row.shown), row.category, row.locality_id, row.raised_at)
            ),
            row.id,
            row,
        )
        for row in db.session.scalars(query).unique()
    ]
    best = sorted((each for each in found if each[0] >= LIKELY), reverse=True)
    return [row for _score, _key, row in best[:MOST_SHOWN]]
