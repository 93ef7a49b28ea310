"""Through whose hands a matter went: from, to, when, by whom, who read it there; told from the trail, which nobody changes.

Work belongs to posts: who holds one is told by the day since when somebody else does, so that a transfer shows as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.concerns.models import Concern
from engagement.kernel import clock
from engagement.kernel.database import db
from engagement.organisation.models import Office, Post
from engagement.people.models import Posting

SEEN = "concerns.seen"  # the first reading of an open matter by somebody since it was last handed on
READINGS = (SEEN, "concerns.read")
HANDED = (
    "concerns.raise",
    "concerns.own",
    "concerns.take_higher",
    "concerns.pass_on",
    "concerns.go_on",
    "concerns.seal",
)
Names = Mapping[str, str]


@dataclass(slots=True)
class Step:
    """One handing over. `read` is when each post first read it while it lay there."""

    at: datetime
    verb: str
    came_from: Names | None
    to: Names | None
    by: Names | None
    outside: bool = False
    read: dict[int, tuple[Names, datetime]] = field(default_factory=dict)


def steps_of(concern: Concern) -> list[Step]:
    """Return every handing over of a matter, the first first; three statements."""
    about = (AuditEntry.subject_kind == "concerns") & (AuditEntry.subject_id == concern.id)
    query = select(AuditEntry).where(about, AuditEntry.verb.in_([*HANDED, *READINGS]))
    entries = db.session.scalars(query.order_by(AuditEntry.id)).all()
    posts = _posts({key for entry in entries for key in _keys(entry, "post")})
    offices = _offices({key for entry in entries for key in _keys(entry, "office")})
    steps: list[Step] = []
    last: Names | None = None
    held: tuple[int | None, int | None] = (None, None)
    for entry in entries:
        facts = entry.facts
        if entry.verb in READINGS:
            post = posts.get(entry.post_id or 0)
            if steps and post is not None:
                steps[-1].read.setdefault(entry.post_id or 0, (post, entry.at))
            continue
        here = (facts.get("owner_post_id"), facts.get("office_id"))
        to = posts.get(here[0] or 0) or offices.get(here[1] or 0)
        if steps and here == held and not facts.get("outside"):
            continue  # taken again by who had it
        by = posts.get(facts.get("by_post_id") or entry.post_id or 0)
        step = Step(entry.at, entry.verb, last, to or last, by, outside=bool(facts.get("outside")))
        steps.append(step)
        last, held = to or last, here
    return steps


def others_since(concern: Concern) -> list[date]:
    """Return the days since when somebody else holds the post that owns a matter; one statement."""
    if concern.owner_post_id is None or concern.owned_at is None:
        return []
    begun = clock.to_local(concern.owned_at, concern.force.zone).date()
    query = select(Posting.starts_on).where(
        Posting.post_id == concern.owner_post_id, Posting.starts_on > begun
    )
    today = clock.to_local(clock.now(), concern.force.zone).date()
    return [day for day in db.session.scalars(query.order_by(Posting.starts_on)) if day <= today]


def lay_open(concern: Concern) -> tuple[datetime, Names | None] | None:
    """Return until when a sealed matter lay open at a desk, and at which office; None where it never did."""
    about = (AuditEntry.subject_kind == "concerns") & (AuditEntry.subject_id == concern.id)
    query = select(AuditEntry).where(about, AuditEntry.verb == "concerns.seal").order_by(AuditEntry.id.desc())
    entry = db.session.scalars(query.limit(1)).first()
    if entry is None:
        return None
    key = int(entry.facts.get("from_office_id") or 0)  # older entries do not name it
    return entry.at, _offices({key}).get(key) if key else None


def was_seen(concern: Concern, person_id: int | None) -> bool:
    """Whether somebody's reading stands in the trail since a matter was last handed on; one statement."""
    about = (AuditEntry.subject_kind == "concerns") & (AuditEntry.subject_id == concern.id)
    query = select(AuditEntry.verb, AuditEntry.person_id).where(about, AuditEntry.verb.in_([*HANDED, SEEN]))
    for verb, person in db.session.execute(query.order_by(AuditEntry.id.desc())):
        if verb != SEEN:
            return False
        if person == person_id:
            return True
    return False


def _keys(entry: AuditEntry, what: str) -> Iterable[int]:
    if what == "post":
        named = [entry.post_id, entry.facts.get("owner_post_id"), entry.facts.get("by_post_id")]
    else:
        named = [entry.facts.get("office_id"), entry.facts.get("from_office_id")]
    return [int(key) for key in named if key]


def _posts(keys: set[int]) -> dict[int, Names]:
    return _named(db.session.execute(select(Post.id, Post.names).where(Post.id.in_(sorted(keys)))).all())


def _offices(keys: set[int]) -> dict[int, Names]:
    return _named(
        db.session.execute(select(Office.id, Office.names).where(Office.id.in_(sorted(keys)))).all()
    )


def _named(rows: Sequence[Any]) -> dict[int, Names]:
    return {int(row[0]): row[1] for row in rows}
