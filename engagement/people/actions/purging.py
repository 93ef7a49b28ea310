"""What is kept no longer than needed: contacts nobody refers to, invitations nobody took up."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, or_, select

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor
from engagement.kernel.database import Base, db
from engagement.people.actions import contacts
from engagement.people.models import Contact, Invitation

CONTACT_RESTS = timedelta(days=1)  # one that was just made may be referred to in a moment
NUMBER_RESTS = timedelta(days=30)  # as long as the texts themselves
INVITATION_RESTS = timedelta(days=30)
BATCH = 500


def unneeded_contacts(now: datetime) -> Select[Contact]:
    """Return the contacts that no row of any room refers to: unverified ones, and numbers that texted once.

    A number that said STOP is kept: else it would be written to again.
    """
    unproven = Contact.verified_at.is_(None) & (Contact.created_at < now - CONTACT_RESTS)
    texted = (
        (Contact.channel == "sms") & Contact.stopped_at.is_(None) & (Contact.created_at < now - NUMBER_RESTS)
    )
    return select(Contact).where(or_(unproven, texted), *_unreferenced())


def _unreferenced() -> list[ColumnElement[bool]]:
    table = Contact.__table__
    return [
        ~exists().where(key.parent == table.c.id)
        for other in Base.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column is table.c.id
    ]


def unneeded_invitations(now: datetime) -> Select[Invitation]:
    """Return the invitations that were never taken up and lapsed long ago."""
    return select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.lapses_at < now - INVITATION_RESTS
    )


def purge_contacts(*, actor: Actor, now: datetime) -> int:
    """Erase one batch of contacts that are not needed and return how many."""
    rows = db.session.scalars(unneeded_contacts(now).limit(BATCH)).all()
    for row in rows:
        contacts.erase(actor=actor, contact=row, now=now)
    return len(rows)


def purge_invitations(*, actor: Actor, now: datetime) -> int:
    """Delete one batch of invitations, with the names and addresses in them, and return how many."""
    rows = db.session.scalars(unneeded_invitations(now).limit(BATCH)).all()
    for row in rows:
        audit.record(actor=actor, now=now, verb="people.delete_invitation", subject=row)
        db.session.delete(row)
    db.session.flush()
    return len(rows)
