"""Reads of passkeys: one by its public name, those of a person, one as a device calls it."""

from collections.abc import Sequence

from sqlalchemy import select

from engagement.kernel.database import db
from engagement.people.models import Passkey, Person


def passkey(ref: str) -> Passkey | None:
    """Return a passkey by its public name."""
    return db.session.scalar(select(Passkey).where(Passkey.ref == ref))


def passkeys_of(person: Person) -> Sequence[Passkey]:
    """Return the passkeys of somebody, the first added first; one statement."""
    query = select(Passkey).where(Passkey.person_id == person.id)
    return db.session.scalars(query.order_by(Passkey.id)).all()


def passkey_by_credential(credential: bytes) -> Passkey | None:
    """Return the passkey that a device calls by this name."""
    return db.session.scalar(select(Passkey).where(Passkey.credential == credential))
