"""Women's sessions: those that lost their host, answers that wait for her, who comes by which voucher."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, false, func, or_, select

from engagement.events.models import Event, Rsvp, Voucher, VoucherBatch
from engagement.events.permissions import PLANNERS
from engagement.events.rules import Kind, RsvpState, State
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, one_of
from engagement.organisation.models import Office
from engagement.people.models import Contact, Person, Posting

MOST = 8


class Unhosted(NamedTuple):
    """A public women's session that has no woman officer as host."""

    ref: str
    title: str
    language: str
    day: date


def unhosted(who: Actor, now: datetime) -> list[Unhosted]:
    """Return the public women's sessions to come of one's offices without a woman officer as host; one statement."""
    sessions: dict[str, tuple[Unhosted, bool]] = {}
    for row in db.session.connection().execute(_unhosted(who), {"now": now}):
        session = Unhosted(row.ref, row.title, row.language, date.fromisoformat(row.wall_start[:10]))
        hosted = row.starts_on is not None and _covers(row.starts_on, row.ends_on, session.day)
        sessions[row.ref] = (session, hosted or sessions.get(row.ref, (session, False))[1])
    return [session for session, hosted in sessions.values() if not hosted][:MOST]


@lru_cache(maxsize=512)
def _unhosted(who: Actor) -> Select[Any]:
    """Build the statement once for each set of posts: building it costs more than running it."""
    paths = who.paths(*PLANNERS)
    own = select(Office.id).where(or_(false(), *(Office.path.startswith(path) for path in paths)))
    columns: Any = (
        Event.ref,
        Event.title,
        Event.language,
        Event.wall_start,
        Posting.starts_on,
        Posting.ends_on,
    )
    return (
        select(*columns)
        .select_from(Event)
        .outerjoin(
            Posting,
            and_(
                Posting.post_id == Event.host_post_id,
                Posting.hosts_women.is_(True),
                Posting.ended_at.is_(None),
                exists().where(Person.id == Posting.person_id, Person.active.is_(True)),
            ),
        )
        .where(
            Event.office_id.in_(own),
            Event.kind == Kind.WOMEN,
            Event.state == State.PUBLISHED,
            Event.ends_at > bindparam("now", type_=Event.ends_at.type),
        )
        .order_by(Event.starts_at, Event.id)
    )


def _covers(starts_on: date, ends_on: date | None, day: date) -> bool:
    return starts_on <= day and (ends_on is None or day <= ends_on)


def looked_at_first(event: Event) -> Select[Rsvp]:
    """Return the answers to a women's session that its host may look at.

    Confirmed addresses, what she opened, and places from before anybody looked at them.
    """
    confirmed = Rsvp.contact_id.in_(select(Contact.id).where(Contact.verified_at.is_not(None)))
    stands = one_of(Rsvp.state, [RsvpState.CONFIRMED, RsvpState.WAITING])
    return (
        select(Rsvp)
        .where(
            Rsvp.event_id == event.id,
            stands,
            or_(confirmed, Rsvp.approved_at.is_not(None), Rsvp.state == RsvpState.CONFIRMED),
        )
        .order_by(Rsvp.id)
    )


def unconfirmed(event: Event) -> int:
    """Return how many answers to a women's session wait for their holder to confirm the address."""
    query = (
        select(func.count())
        .select_from(Rsvp)
        .join(Contact, Contact.id == Rsvp.contact_id)
        .where(
            Rsvp.event_id == event.id,
            Rsvp.state == RsvpState.WAITING,
            Rsvp.approved_at.is_(None),
            Contact.verified_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A women's session of which one is the host, and how many answers wait for her."""

    event: Event
    answers: int


def waiting_for(who: Actor, now: datetime) -> list[Waiting]:
    """Return the sessions whose host `who` is, with the answers that wait for her; one statement, or none."""
    posts = [held.post_id for held in who.holdings if held.hosts_women]
    if not posts:
        return []
    query = (
        select(Event, func.count(Rsvp.id))
        .join(Rsvp, Rsvp.event_id == Event.id)
        .outerjoin(Contact, Contact.id == Rsvp.contact_id)
        .where(
            Event.host_post_id.in_(posts),
            Event.kind == Kind.WOMEN,
            Event.state == State.PUBLISHED,
            Event.starts_at > now,
            Rsvp.approved_at.is_(None),
            or_(
                and_(Rsvp.state == RsvpState.WAITING, Contact.verified_at.is_not(None)),
                Rsvp.state == RsvpState.CONFIRMED,
            ),
        )
        .group_by(Event.id)
        .order_by(Event.starts_at, Event.id)
        .limit(MOST)
    )
    return [Waiting(event, number) for event, number in db.session.execute(query).all()]


@dataclass(frozen=True, slots=True)
class Batch:
    """Vouchers of one partner, and how many were used."""

    batch: VoucherBatch
    used: int


def batches(event: Event) -> list[Batch]:
    """Return the vouchers made for a women's session, the newest first; one statement."""
    query = (
        select(VoucherBatch, func.count(Voucher.used_at))
        .join(Voucher, Voucher.batch_id == VoucherBatch.id)
        .where(VoucherBatch.event_id == event.id)
        .group_by(VoucherBatch.id)
        .order_by(VoucherBatch.id.desc())
        .limit(100)
    )
    return [Batch(batch, used) for batch, used in db.session.execute(query).all()]


def batch(event: Event, reference: str) -> VoucherBatch | None:
    """Return a batch of vouchers of a session by its public name."""
    query = select(VoucherBatch).where(VoucherBatch.ref == reference, VoucherBatch.event_id == event.id)
    return db.session.scalar(query)


def batch_of(event: Event, digests: Sequence[bytes]) -> VoucherBatch | None:
    """Return the one batch of a session to which all of some vouchers belong; None where any does not."""
    query = (
        select(VoucherBatch)
        .join(Voucher, Voucher.batch_id == VoucherBatch.id)
        .where(Voucher.digest.in_(digests), VoucherBatch.event_id == event.id)
    )
    found = db.session.scalars(query).all()
    return found[0] if found and len(found) == len(set(digests)) and len(set(found)) == 1 else None
