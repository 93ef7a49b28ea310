"""Imports: one by its name, those in sight, those that a worker left, the offices that rows may name."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from engagement.events.files import ImportState
from engagement.events.models import Event, MeetingImport
from engagement.events.queries.choices import hosts
from engagement.events.rules import State
from engagement.kernel.actor import Actor
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db
from engagement.organisation.models import Office
from engagement.organisation.rules import folded

WHOLE = (joinedload(MeetingImport.office), joinedload(MeetingImport.force))

PART = 500  # names in one statement


def meeting_import(reference: str) -> MeetingImport | None:
    """Return the import of that public name with its office; one statement."""
    query = select(MeetingImport).where(MeetingImport.ref == reference_of(reference)).options(*WHOLE)
    return db.session.scalar(query)


def import_by_id(import_id: int) -> MeetingImport | None:
    """Return an import by its key with its office."""
    return db.session.scalar(select(MeetingImport).where(MeetingImport.id == import_id).options(*WHOLE))


def imports_visible_to(who: Actor) -> Select[MeetingImport]:
    """Return the imports that `who` may see, the newest first: the pair of `permissions.SUPERVISE_IMPORT`."""
    own = [office.id for office in hosts(who)]
    query = select(MeetingImport).where(MeetingImport.office_id.in_(own)).options(*WHOLE)
    return query.order_by(MeetingImport.id.desc())


def left(now: datetime, most: int = 20) -> Sequence[int]:
    """Return the keys of imports that run and that no worker is at."""
    free = or_(MeetingImport.lease.is_(None), MeetingImport.lease < now)
    query = select(MeetingImport.id).where(MeetingImport.state == ImportState.RUNNING, free)
    return db.session.scalars(query.order_by(MeetingImport.id).limit(most)).all()


def finished(names: Sequence[str], before: datetime) -> set[str]:
    """Return which of these public names are imports that ended, or were only looked at, before an instant."""
    query = select(MeetingImport.ref).where(MeetingImport.ref.in_(names), MeetingImport.created_at >= before)
    return set(names) - set(db.session.scalars(query))


def drafts_of(row: MeetingImport, keys: Sequence[str]) -> int:
    """Return how many of the meetings that a file calls so are drafts."""
    query = select(func.count(Event.id)).where(Event.force_id == row.force_id, Event.state == State.DRAFT)
    parts = (keys[at : at + PART] for at in range(0, len(keys), PART))
    return sum(db.session.scalar(query.where(Event.source_key.in_(part))) or 0 for part in parts)


def offices_called(ids: Iterable[int]) -> dict[str, Office]:
    """Return offices by each of their names and slugs, folded: what a row may call them."""
    rows = db.session.scalars(select(Office).where(Office.id.in_(list(ids))).order_by(Office.id.desc()))
    return {folded(name): office for office in rows for name in (*office.names.values(), office.slug)}
