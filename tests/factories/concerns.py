"""Concerns for tests, raised through the real action."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from engagement.concerns import queries
from engagement.concerns.actions import raising
from engagement.concerns.actions.desk import own
from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Lane
from engagement.kernel import sealing
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.database import db, fresh, unit
from engagement.organisation.models import Force, Locality, Office, Post
from tests.factories import organisation

RAISED = datetime(2026, 11, 21, 5, tzinfo=UTC)


def done(action: Any, **arguments: Any) -> Any:
    """Carry out an action as a form does: in the open unit, or in one of its own."""
    if db.session().info.get("unit"):
        return action(**arguments)
    with unit():
        for row in arguments.values():
            if isinstance(row, Concern):
                fresh(row)
        return action(**arguments)


def concern(
    *,
    locality: Locality | None = None,
    office: Office | None = None,
    now: datetime = RAISED,
    actor: Actor = VISITOR,
    code: str | None = None,
    **given: Any,
) -> Concern:
    """A concern about a street light, raised on the web for a locality, or for an office where one is named."""
    force = _force_of(locality, office)
    if queries.desk_office(force) is None:  # the action refuses where nobody reads
        organisation.post(office=office or organisation.office(force=force))
    values: dict[str, Any] = {
        "lane": Lane.CONCERN,
        "category": Category.STREET_LIGHT,
        "words": "The street light at the bus stand is out.",
        "language": "en",
        "locale": "en",
        "address": "",
        "event": None,
        "receipt": sealing.receipt_digest(code) if code else None,
        "operation_id": uuid4().hex,
    }
    row: Concern = done(
        raising.raise_concern,
        actor=actor,
        now=now,
        force=force,
        locality=locality,
        **{**values, **given},
    )
    if office is not None and row.office_id != office.id:
        with unit():
            row.office_id, row.office = office.id, office
    return row


def owned(row: Concern, post: Post, actor: Actor, now: datetime = RAISED) -> Concern:
    """The same concern, owned by a post."""
    given: Concern = done(own, actor=actor, now=now, concern=row, post=post)
    return given


def _force_of(locality: Locality | None, office: Office | None) -> Force:
    place = locality or office
    if place is None:
        raise ValueError("name a locality or an office")
    force = db.session.get(Force, place.force_id)
    if force is None:
        raise ValueError("the place has no force")
    return force
