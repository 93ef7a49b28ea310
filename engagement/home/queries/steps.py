"""How far a new installation is: a station, a place it serves, the post of its head, and who holds that post."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, select

from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.organisation.models import LocalityService, Office, Post
from engagement.organisation.rules import OfficeKind
from engagement.people.models import Posting
from engagement.people.queries import held


class Steps(NamedTuple):
    """The station that is furthest, and what it has."""

    station: str | None
    has_place: bool
    post: str | None
    held: bool

    @property
    def done(self) -> bool:
        """Whether residents can be answered somewhere."""
        return self.has_place and self.held


NOTHING_YET = Steps(station=None, has_place=False, post=None, held=False)


def steps(who: Actor, today: date, now: datetime) -> Steps:
    """Return how far the forces are that somebody administers; one statement."""
    forces = [h.force_id for h in who.holdings if h.role is Role.ADMINISTRATOR]
    heads = (Post.office_id == Office.id) & (Post.role == Role.COMMANDER)
    serves = exists().where(LocalityService.office_id == Office.id, LocalityService.valid_to.is_(None))
    post = select(Post.ref).where(heads).order_by(Post.id).limit(1).correlate(Office).scalar_subquery()
    filled_here = exists(select(Post.id).join(Posting).where(heads, held(today, now)).correlate(Office))
    columns: Any = (Office.ref, serves.label("served"), post.label("post"), filled_here.label("filled"))
    query = select(*columns).where(Office.kind == OfficeKind.STATION, Office.force_id.in_(forces))
    best = (filled_here.desc(), serves.desc(), post.is_(None), Office.id)
    row = db.session.execute(query.order_by(*best).limit(1)).first()
    return Steps(row[0], bool(row[1]), row[2], bool(row[3])) if row else NOTHING_YET
