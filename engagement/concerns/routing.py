"""Which office takes a sealed matter, and which stands above it: the nearest with somebody let in who is not barred."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager

from engagement.concerns import queries
from engagement.concerns.models import Concern
from engagement.concerns.permissions import DESK_ROLES
from engagement.concerns.rules import OPEN_LANES, SEALED_LANES, Lane
from engagement.kernel import clock
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.organisation import queries as organisation
from engagement.organisation.models import Force, Office, Post
from engagement.people.models import Person, Posting
from engagement.people.queries import held, in_lane
from engagement.people.rules import CHILDREN, is_trained, lanes_open

# Without a stated day: longer than a term at a station, so that whoever led there when it happened is among them.
LOOK_BACK = timedelta(days=3 * 365)
LEADS = (Role.SUPERVISOR, Role.COMMANDER, Role.PRO, Role.OFFICER)


@dataclass(frozen=True, slots=True)
class Accused:
    """Whom a complaint is about: an office, with its post where one is named, and a day where one was said."""

    office: Office
    post: Post | None
    on_day: date | None


def served(accused: Collection[Accused], now: datetime) -> set[int]:
    """Return the keys of all who served in an accused office or under it at any time from its day until now."""
    found: set[int] = set()
    for each in accused:
        today = clock.to_local(now, each.office.force.zone).date()
        since = each.on_day or today - LOOK_BACK
        there = (Posting.starts_on <= today) & or_(Posting.ends_on.is_(None), Posting.ends_on >= since)
        beneath = Office.path.startswith(each.office.path) & (Post.role != Role.OVERSIGHT)
        where = or_(beneath, Post.id == each.post.id) if each.post else beneath
        query = select(Posting.person_id).join(Post, Post.id == Posting.post_id)
        query = query.join(Office, Office.id == Post.office_id)
        found.update(db.session.scalars(query.where(where, there)))
    return found


def _administers(today: date, now: datetime) -> ColumnElement[bool]:
    """Say of a posting that its holder administers as well, and so reads nothing sealed (`sight.opening`)."""
    posts = select(Posting.person_id).join(Post, Post.id == Posting.post_id)
    admins = posts.where(Post.role == Role.ADMINISTRATOR, held(today, now)).correlate(None)
    return Posting.person_id.in_(admins)


def _let_in(force: Force, lane: str, now: datetime) -> Select[Posting]:
    today = clock.to_local(now, force.zone).date()
    return (
        select(Posting)
        .join(Post, Post.id == Posting.post_id)
        .join(Office, Office.id == Post.office_id)
        .join(Person, Person.id == Posting.person_id)
        .options(contains_eager(Posting.post).contains_eager(Post.office))
        .where(Post.force_id == force.id, in_lane(lane, today), Person.active.is_(True))
        .where(held(today, now), ~_administers(today, now))
        .order_by(func.length(Office.path).desc(), Posting.id)
    )


def sealed_lanes_of(force: Force, now: datetime) -> list[Lane]:
    """Return the sealed lanes that somebody reads in a force; one statement."""
    if force.id is None:
        return []
    today = clock.to_local(now, force.zone).date()
    columns = (Posting.lanes, Posting.womens_desk, Person.trained_on, Person.trained_until)
    query = (
        select(*columns).join(Post, Post.id == Posting.post_id).join(Person, Person.id == Posting.person_id)
    )
    query = query.where(Post.force_id == force.id, Posting.lanes != "", held(today, now))
    there = {
        lane
        for lanes, roster, on, until in db.session.execute(query.where(~_administers(today, now)).distinct())
        for lane in lanes_open(lanes, on_roster=roster, trained=is_trained(on, until, today))
    }
    return [lane for lane in Lane if lane in SEALED_LANES and lane in there]


def reader_of(
    force: Force,
    lane: Lane,
    *,
    start: Office | None,
    now: datetime,
    accused: Collection[Accused] = (),
    barred: Collection[int] = (),
    above: Office | None = None,
) -> Post | None:
    """Return the post of whoever reads a sealed matter first; None where nobody may.

    A tip or a threat goes to the nearest office from `start` upward, else to the highest that reads such; the women's
    desk to the nearest from `start` upward and to nobody else; a complaint to the nearest above all the accused and
    outside their command, else to oversight. `above`: strictly above that office, for who goes higher.
    """
    rows = [row for row in db.session.scalars(_let_in(force, lane, now)) if row.person_id not in barred]
    ours = [row.post for row in rows if row.post.role != Role.OVERSIGHT]
    if lane == Lane.COMPLAINT:
        paths = [each.office.path for each in accused]
        ours = [post for post in ours if paths and all(_over(post, path) for path in paths)]
        over = [row.post for row in rows if row.post.role == Role.OVERSIGHT]
        named = {each.post.id for each in accused if each.post}
        overseeing = [post for post in over if post.id not in named]
    else:
        near = [post for post in ours if start is not None and start.path.startswith(post.office.path)]
        upward_only = above is not None or (lane == Lane.WOMEN and start is not None)
        ours = near or ([] if upward_only else ours[-1:])
        overseeing = []
    if above is not None:
        ours = [post for post in ours if _over(post, above.path)]
        overseeing = [post for post in overseeing if post.office_id != above.id]
    return next(iter([*ours, *overseeing]), None)


def _over(post: Post, path: str) -> bool:
    """Whether a post's office stands strictly above another."""
    return path != post.office.path and path.startswith(post.office.path)


def woman_above(concern: Concern, now: datetime) -> Post | None:
    """Return the post of the women's desk strictly above the office that read an open matter; None where there is none."""
    here = concern.office
    return reader_of(concern.force, Lane.WOMEN, start=here, now=now, above=here)


def guard_of(force: Force, start: Office, now: datetime, barred: Collection[int] = ()) -> Office | None:
    """Return the nearest office from `start` upward whose child-protection focal person may read, or None."""
    for row in db.session.scalars(_let_in(force, CHILDREN, now)):
        if row.person_id not in barred and start.path.startswith(row.post.office.path):
            return row.post.office
    return None


def guard_now(concern: Concern, now: datetime) -> Office | None:
    """Return the office whose child-protection focal person reads a matter as things stand: from its place upward."""
    today = clock.to_local(now, concern.force.zone).date()
    start = organisation.serving(concern.locality, today) if concern.locality else None
    return guard_of(concern.force, start or concern.office, now, _barred(concern, now))


def accused_of(concern: Concern) -> list[Accused]:
    """Return whom a complaint is about, as it was taken in and ruled since."""
    return [Accused(each.office, each.post, each.on_day) for each in concern.accused]


def _barred(concern: Concern, now: datetime) -> set[int]:
    """Return the keys of all whom a matter does not exist for: barred, or serving today under those it is about."""
    return {each.person_id for each in concern.barred} | served(accused_of(concern), now)


def is_read(concern: Concern, now: datetime) -> bool:
    """Whether somebody reads a sealed matter where it is, or oversees it as the post that took it on."""
    barred, path = _barred(concern, now), concern.office.path
    for row in db.session.scalars(_let_in(concern.force, Lane(concern.lane), now)):
        owns = row.post_id == concern.owner_post_id and path.startswith(row.post.office.path)
        if row.person_id not in barred and (row.post.office_id == concern.office_id or owns):
            return True
    return False


def owner_reads(concern: Concern, now: datetime) -> bool:
    """Whether somebody who may read a sealed matter holds the post that took it on."""
    barred = _barred(concern, now)
    rows = db.session.scalars(_let_in(concern.force, Lane(concern.lane), now))
    return any(row.post_id == concern.owner_post_id and row.person_id not in barred for row in rows)


def reader_now(concern: Concern, now: datetime, *, above: Office | None = None) -> Post | None:
    """Return who reads a sealed matter as things stand: where it is, or strictly above an office."""
    return reader_of(
        concern.force,
        Lane(concern.lane),
        start=concern.office,
        now=now,
        accused=accused_of(concern),
        barred=_barred(concern, now),
        above=above,
    )


def next_rung(concern: Concern, now: datetime) -> Office | None:
    """Return the office that a raiser may go to next; None at the top, where the outside address is left."""
    if concern.lane in OPEN_LANES:
        parent = concern.office.parent
        found = queries.desk_office(concern.force, parent) if parent else None
        above = found is not None and concern.office.path.startswith(found.path)
        return found if above and found is not concern.office else None
    post = reader_now(concern, now, above=concern.office)
    return post.office if post else None


def head_of(concern: Concern, now: datetime) -> Post | None:
    """Return the post that owns a matter at the office that it came to: who leads there, else who reads it there."""
    if concern.lane in SEALED_LANES:
        barred = _barred(concern, now)
        rows = db.session.scalars(_let_in(concern.force, Lane(concern.lane), now))
        here = [
            row for row in rows if row.post.office_id == concern.office_id and row.person_id not in barred
        ]
        return here[0].post if here else None
    lead = case({role: n for n, role in enumerate(LEADS)}, value=Post.role, else_=len(LEADS))
    roles = [role.value for role in DESK_ROLES]
    query = select(Post).where(Post.office_id == concern.office_id, Post.role.in_(roles))
    return db.session.scalar(query.order_by(lead, Post.id).limit(1))


def units_for(concern: Concern, now: datetime) -> Sequence[Post]:
    """Return the posts to which a tip or a threat may be passed on: all that read such, but the office that has it."""
    barred = {each.person_id for each in concern.barred}
    rows = db.session.scalars(_let_in(concern.force, Lane(concern.lane), now))
    posts = [
        row.post for row in rows if row.person_id not in barred and row.post.office_id != concern.office_id
    ]
    return list(dict.fromkeys(post for post in posts if post.role != Role.OVERSIGHT))


def overseers_of(concern: Concern, now: datetime) -> set[int]:
    """Return the keys of those who oversee the office of a matter and whom it is not about."""
    force = concern.force
    today = clock.to_local(now, force.zone).date()
    query = select(Posting.person_id, Office.path).join(Post, Post.id == Posting.post_id)
    query = query.join(Office, Office.id == Post.office_id).join(Person, Person.id == Posting.person_id)
    query = query.where(Post.force_id == force.id, Post.role == Role.OVERSIGHT, Person.active.is_(True))
    query = query.where(Posting.stands_for_id.is_(None))
    rows = db.session.execute(query.where(held(today, now), ~_administers(today, now)))
    above = {person for person, path in rows if concern.office.path.startswith(path)}
    return above - _barred(concern, now)


def seconds_of(concern: Concern, now: datetime) -> list[int]:
    """Return the keys of all who may agree that a matter is opened: in its lane, wherever they serve, or overseeing.

    Of the women's desk its own officers alone.
    """
    rows = db.session.scalars(_let_in(concern.force, Lane(concern.lane), now))
    there = {row.person_id for row in rows} - _barred(concern, now)
    return sorted(there if concern.lane == Lane.WOMEN else there | overseers_of(concern, now))


def readers_at(concern: Concern, now: datetime) -> set[int]:
    """Return the keys of those who read a sealed matter at the office that holds it."""
    rows = db.session.scalars(_let_in(concern.force, Lane(concern.lane), now))
    here = {row.person_id for row in rows if row.post.office_id == concern.office_id}
    return here - _barred(concern, now)
