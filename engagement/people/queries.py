"""Reads of people: contacts, who holds which post, who stands behind a session."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from engagement.kernel import clock
from engagement.kernel.database import db
from engagement.organisation.models import Force, Office, Post
from engagement.people.models import Contact, Person, Posting


def contact(id: int) -> Contact | None:  # noqa: A002 - the key's own name
    """Return a contact by its key, or None once it is erased."""
    return db.session.get(Contact, id)


def contact_by_ref(ref: str) -> Contact | None:
    """Return a contact by its public name."""
    return db.session.scalar(select(Contact).where(Contact.ref == ref))


def contact_by_fingerprint(force_id: int, fingerprint: bytes) -> Contact | None:
    """Return the contact of an address in a force."""
    return db.session.scalar(
        select(Contact).where(Contact.force_id == force_id, Contact.fingerprint == fingerprint)
    )


def person(id: int) -> Person | None:  # noqa: A002 - the key's own name
    """Return a person by their key."""
    return db.session.get(Person, id)


def held(today: date, now: datetime) -> ColumnElement[bool]:
    """Say of a posting that it is held on the local day `today` and was not ended before `now`."""
    return (
        (Posting.starts_on <= today)
        & or_(Posting.ends_on.is_(None), Posting.ends_on >= today)
        & or_(Posting.ended_at.is_(None), Posting.ended_at > now)
    )


def postings_held(person: Person, today: date, now: datetime) -> Sequence[Posting]:
    """Return the postings of a person held on the local day `today`, the oldest first."""
    query = select(Posting).where(Posting.person_id == person.id, held(today, now))
    return db.session.scalars(query.order_by(Posting.starts_on, Posting.id)).all()


def holder_of(post: Post, now: datetime | None = None) -> Person | None:
    """Return who holds a post now, the newest holder where two overlap; None while it is vacant."""
    now = now or clock.now()
    today = clock.to_local(now, post.office.force.zone).date()
    query = select(Person).join(Posting).where(Posting.post_id == post.id, held(today, now))
    return db.session.scalars(query.order_by(Posting.starts_on.desc(), Posting.id.desc()).limit(1)).first()


class Held(NamedTuple):
    """A posting with what its rights follow from."""

    posting: Posting
    post: Post
    path: str
    zone: str


def behind(uniquifier: str) -> tuple[Person | None, list[Held]]:
    """Return the person whose sessions carry `uniquifier`, with every posting not yet over; one statement."""
    query = (
        select(Person, Posting, Post, Office.path, Force.zone)
        .outerjoin(Posting, (Posting.person_id == Person.id) & Posting.ended_at.is_(None))
        .outerjoin(Post, Post.id == Posting.post_id)
        .outerjoin(Office, Office.id == Post.office_id)
        .outerjoin(Force, Force.id == Post.force_id)
        .where(Person.fs_uniquifier == uniquifier, Person.active.is_(True))
        .order_by(Posting.starts_on, Posting.id)
    )
    rows = db.session.execute(query).all()
    if not rows:
        return None, []
    return rows[0][0], [Held(*row[1:]) for row in rows if row[1] is not None]
