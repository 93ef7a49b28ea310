"""Reads of photos: one by its name, those of a meeting, those that wait for the worker."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from engagement.events.models import Event, Photo
from engagement.events.permissions import PLANNERS
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import Kind, PhotoState, State
from engagement.kernel.actor import Actor
from engagement.kernel.codes import reference_of
from engagement.kernel.database import db
from engagement.organisation.models import Office


def photo(reference: str) -> Photo | None:
    """Return the photo of that public name with its meeting, unless it was taken down; one statement."""
    query = select(Photo).where(Photo.ref == reference_of(reference), Photo.state != PhotoState.DOWN)
    return db.session.scalar(query.options(joinedload(Photo.event).options(*WHOLE)))


def photo_by_id(photo_id: int) -> Photo | None:
    """Return a photo by its key with its meeting."""
    query = select(Photo).where(Photo.id == photo_id).options(joinedload(Photo.event).options(*WHOLE))
    return db.session.scalar(query)


def photo_by_operation(operation_id: str | None) -> Photo | None:
    """Return the photo that a form of this operation id sent, if one did."""
    return (
        db.session.scalar(select(Photo).where(Photo.operation_id == operation_id)) if operation_id else None
    )


def photos(event: Event) -> Sequence[Photo]:
    """Return the photos of a meeting that were not taken down, the first sent first; one statement."""
    query = select(Photo).where(Photo.event_id == event.id, Photo.state != PhotoState.DOWN)
    return db.session.scalars(query.options(joinedload(Photo.event)).order_by(Photo.id)).all()


def present(event: Event) -> int:
    """Return how many photos of a meeting were not taken down."""
    query = select(func.count()).where(Photo.event_id == event.id, Photo.state != PhotoState.DOWN)
    return db.session.scalar(query) or 0


def photos_visible_to(who: Actor) -> Select[Photo]:
    """Return the photos that `who` may see: the pair of `permissions.SEE_PHOTO`."""
    words = (func.trim(column) != "" for column in (Photo.asked_by, Photo.credit, Photo.alt))
    public = and_(
        Photo.state == PhotoState.READY,
        Photo.agreed,
        *words,
        Photo.reviewed_by_id.is_not(None),
        Event.state == State.CLOSED,
        Event.kind != Kind.WOMEN,
        Event.invite_only.is_(False),
    )
    own = or_(false(), *(Office.path.startswith(path) for path in who.paths(*PLANNERS)))
    return (
        select(Photo)
        .join(Photo.event)
        .join(Office, Office.id == Event.office_id)
        .where(or_(public, own))
        .options(contains_eager(Photo.event))
    )


def waiting(before: datetime, most: int = 50) -> Sequence[int]:
    """Return the keys of photos sent before an instant that no worker has drawn, the oldest first."""
    query = select(Photo.id).where(Photo.state == PhotoState.SENT, Photo.added_at < before)
    return db.session.scalars(query.order_by(Photo.id).limit(most)).all()


def known(references: Sequence[str]) -> set[str]:
    """Return which of these public names a photo that was not taken down bears."""
    query = select(Photo.ref).where(Photo.ref.in_(references), Photo.state != PhotoState.DOWN)
    return set(db.session.scalars(query))


def is_work_of(photo: Photo, person_id: int | None) -> bool:
    """Whether somebody sent it or wrote its words, or nobody knows who asks: another person looks at it."""
    return person_id is None or person_id in {photo.sent_by_id, photo.worded_by_id}
