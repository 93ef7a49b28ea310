"""Reads of leases, of the entries that phones sent, and of who held which post when something was written down."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from engagement.events.models import AgendaItem, Event, Rsvp
from engagement.events.queries import attend, meetings
from engagement.events.queries.meetings import WHOLE
from engagement.intake.models import DoorEntry, DoorLease
from engagement.intake.rules import Reason, State
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Actor, Holding, Kind, Role
from engagement.kernel.database import db
from engagement.organisation.models import Force, Office, Post
from engagement.people.models import Posting

WITH_MEETING = joinedload(DoorLease.event).options(*WHOLE)


def digest_of(token: str) -> str:
    """Return under what a lease's token is looked up; it has 256 bits, so one hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def lease_by_token(token: str) -> DoorLease | None:
    """Return the lease of a token, whether or not it still holds; one statement."""
    query = select(DoorLease).where(DoorLease.token_digest == digest_of(token))
    return db.session.scalar(query.options(WITH_MEETING, joinedload(DoorLease.person)))


def known_of(operation_ids: Iterable[str]) -> dict[str, DoorEntry]:
    """Return the entries of these operation ids that are here already; one statement."""
    query = select(DoorEntry).where(DoorEntry.operation_id.in_(sorted(operation_ids)))
    return {row.operation_id: row for row in db.session.scalars(query)}


def lease(reference: str) -> DoorLease | None:
    """Return a lease by its public name, with its meeting."""
    query = select(DoorLease).where(DoorLease.ref == reference)
    return db.session.scalar(query.options(WITH_MEETING, joinedload(DoorLease.person)))


def leases_of(event: Event) -> Sequence[tuple[DoorLease, int]]:
    """Return the phones that took a door along, the newest first, each with how many entries wait for a person."""
    waiting = (
        select(DoorEntry.lease_id, func.count().label("held"))
        .where(DoorEntry.state == State.HELD)
        .group_by(DoorEntry.lease_id)
        .subquery()
    )
    rows = db.session.execute(
        select(DoorLease, func.coalesce(waiting.c.held, 0))
        .outerjoin(waiting, waiting.c.lease_id == DoorLease.id)
        .where(DoorLease.event_id == event.id)
        .options(joinedload(DoorLease.person))
        .order_by(DoorLease.id.desc())
        .limit(100)
    )
    return [(found, int(held)) for found, held in rows]


def phones_at(event: Event, now: datetime) -> int:
    """Return how many phones hold a lease of a meeting's door now."""
    query = select(func.count()).where(
        DoorLease.event_id == event.id, DoorLease.revoked_at.is_(None), DoorLease.expires_at > now
    )
    return db.session.scalar(query) or 0


def entry_of(operation_id: str) -> DoorEntry | None:
    """Return the entry of an operation id; one look in a unique index."""
    return db.session.scalar(select(DoorEntry).where(DoorEntry.operation_id == operation_id))


def entries_of(lease: DoorLease) -> int:
    """Return how many entries a phone has sent."""
    return db.session.scalar(select(func.count()).where(DoorEntry.lease_id == lease.id)) or 0


def held_by(lease: DoorLease) -> int:
    """Return how many entries of a phone wait for a person."""
    query = select(func.count()).where(DoorEntry.lease_id == lease.id, DoorEntry.state == State.HELD)
    return db.session.scalar(query) or 0


def undo_waiting_for(operation_id: str, event: Event) -> DoorEntry | None:
    """Return the entry that takes back an operation and came before it."""
    return db.session.scalar(
        select(DoorEntry)
        .join(DoorEntry.lease)
        .where(
            DoorEntry.undoes == operation_id,
            DoorEntry.state == State.WAITING,
            DoorLease.event_id == event.id,
        )
        .limit(1)
    )


def held_for(subject: Rsvp) -> DoorEntry | None:
    """Return the first entry that waits because this party was counted already."""
    return db.session.scalar(
        select(DoorEntry)
        .where(
            DoorEntry.subject_kind == Rsvp.__tablename__,
            DoorEntry.subject_id == subject.id,
            DoorEntry.state == State.HELD,
            DoorEntry.reason == Reason.ALREADY_IN,
        )
        .order_by(DoorEntry.captured_at, DoorEntry.id)
        .options(joinedload(DoorEntry.lease).options(WITH_MEETING))
        .limit(1)
    )


def to_be_decided(event: Event, *, limit: int = 200) -> Sequence[DoorEntry]:
    """Return the entries of a meeting that wait for a person: phone by phone, reason by reason, in their order."""
    return db.session.scalars(
        select(DoorEntry)
        .join(DoorEntry.lease)
        .where(DoorLease.event_id == event.id, DoorEntry.state == State.HELD)
        .order_by(DoorEntry.lease_id, DoorEntry.reason, DoorEntry.captured_at, DoorEntry.id)
        .options(contains_eager(DoorEntry.lease).options(joinedload(DoorLease.person), WITH_MEETING))
        .limit(limit)
    ).all()


def undecided(event: Event) -> int:
    """Return how many entries of a meeting wait for a person."""
    query = select(func.count()).select_from(DoorEntry).join(DoorEntry.lease)
    return db.session.scalar(query.where(DoorLease.event_id == event.id, DoorEntry.state == State.HELD)) or 0


def ticked_by_another(item: AgendaItem, entry: DoorEntry) -> bool:
    """Whether another entry ticked the same point of an agenda."""
    query = select(DoorEntry.id).where(
        DoorEntry.subject_kind == AgendaItem.__tablename__,
        DoorEntry.subject_id == item.id,
        DoorEntry.state == State.APPLIED,
        DoorEntry.id != entry.id,
    )
    return db.session.scalar(query.limit(1)) is not None


def is_in(event: Event, rsvp: Rsvp, at: datetime) -> bool:
    """Whether a party was counted already; of a meeting of several days, on that day."""
    days = meetings.days(event)
    if not days:
        return rsvp.arrived_at is not None
    return rsvp.id in attend.arrived_on(event, meetings.day_at(days, at))


def agenda_item(event: Event, number: int) -> AgendaItem | None:
    """Return a point of this meeting's agenda."""
    query = select(AgendaItem).where(AgendaItem.event_id == event.id, AgendaItem.id == number)
    return db.session.scalar(query)


def hash_key(lease: DoorLease) -> bytes:
    """Return the key of a lease's hashes: random to everybody else, another for each lease (field.md T17)."""
    return sealing.fingerprint(lease.ref, force=lease.event.force.ref, purpose="door lease")


def hashed(key: bytes, code: str) -> str:
    """Return by what a phone knows a code."""
    return hmac.digest(key, code.encode(), "sha256").hex()[:32]


def party_of(lease: DoorLease, *, code: str, hashed_code: str) -> Rsvp | None:
    """Return the answer to the lease's meeting that has a code, or whose code has that hash."""
    answers = select(Rsvp).where(Rsvp.event_id == lease.event_id)
    if code:
        return db.session.scalar(answers.where(Rsvp.code == code))
    key = hash_key(lease)
    for number, each in db.session.execute(
        select(Rsvp.id, Rsvp.code).where(Rsvp.event_id == lease.event_id).order_by(Rsvp.id)
    ):
        if hmac.compare_digest(hashed(key, each).encode(), hashed_code.encode()):
            return db.session.get(Rsvp, number)
    return None


def actor_at(lease: DoorLease, at: datetime) -> Actor:
    """Return who captured, with the posts that they held at that time: a transfer since then changes nothing."""
    return captured_by(lease)(at)


def captured_by(lease: DoorLease) -> Callable[[datetime], Actor]:
    """Return what says who captured at a time; the postings of the lease's person are read once."""
    rows = db.session.execute(
        select(Posting, Post, Office.path, Force.zone)
        .join(Post, Post.id == Posting.post_id)
        .join(Office, Office.id == Post.office_id)
        .join(Force, Force.id == Post.force_id)
        .where(Posting.person_id == lease.person_id)
        .order_by(Posting.starts_on, Posting.id)
    ).all()

    def at_that_time(at: datetime) -> Actor:
        held = tuple(
            Holding(
                post_id=post.id,
                posting_id=posting.id,
                role=Role(post.role),
                office_id=post.office_id,
                office_path=path,
                force_id=post.force_id,
                stands_for=posting.stands_for_id,
            )
            for posting, post, path, zone in rows
            if _held_on(posting, clock.to_local(at, zone).date())
            and (posting.ended_at is None or posting.ended_at > at)
        )
        acting = held[0] if held else None
        return Actor(Kind.PERSON, lease.person_id, held, acting, locale=lease.person.locale, door="door")

    return at_that_time


def _held_on(posting: Posting, day: date) -> bool:
    starts, ends = posting.starts_on, posting.ends_on
    return starts <= day and (ends is None or day <= ends)
