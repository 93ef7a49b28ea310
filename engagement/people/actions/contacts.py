"""Contacts of residents: found by fingerprint, sealed, verified, stopped, erased."""

from datetime import datetime
from typing import Protocol

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError

from engagement.audit import actions as audit
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.people import queries
from engagement.people.models import Contact

LANE = "contacts"
EMAIL = "email"
FIELD = "contact"


class Keyed(Protocol):
    """What is needed of a force: its id, and the public name that its keys go by."""

    @property
    def id(self) -> int:
        """Of its row."""

    @property
    def ref(self) -> str:
        """Its public name."""


def contact_for(*, force: Keyed, address: str, locale: str, now: datetime) -> Contact:
    """Return the contact of `address` in a force, made if there is none; refuses what is no e-mail address.

    The same address is the same contact however its letters are cased. A second asker changes nothing of the first.
    """
    clean = clean_address(address)
    mark = sealing.fingerprint(clean.lower(), force=force.ref, purpose=LANE)
    found = queries.contact_by_fingerprint(force.id, mark)
    if found is not None:
        return found
    made = Contact(
        force_id=force.id,
        channel=EMAIL,
        address=sealing.store(clean, force=force.ref, lane=LANE),
        fingerprint=mark,
        locale=locale,
        created_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # somebody else made it between our look and our write
        there = queries.contact_by_fingerprint(force.id, mark)
        if there is None:
            raise
        return there
    return made


def clean_address(address: str, *, field: str = FIELD) -> str:
    """Return an e-mail address in its normal form; refuses beside `field` what cannot be one. Asks no server."""
    try:
        # No mail server is sure to take letters beyond ASCII before the @ (RFC 6531).
        return validate_email(address.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError:
        raise Refusal(
            N_("This is not an e-mail address. It looks like name@example.org."), field=field
        ) from None


def address_of(contact: Contact) -> str:
    """Return where a contact is told; raise `sealing.Unreadable` when its key is not here."""
    return sealing.read(contact.address)


def verify(contact: Contact, now: datetime) -> None:
    """Its holder opened a link of ours and pressed a button: the address is theirs. The first time counts."""
    if contact.verified_at is None:
        contact.verified_at = now


def first_message(contact: Contact, now: datetime) -> bool:
    """Whether a message may go out to `contact` now: any to a verified one, a single first one to another."""
    if contact.stopped_at is not None:
        return False
    if contact.verified_at is None and contact.first_message_at is not None:
        return False
    if contact.first_message_at is None:
        contact.first_message_at = now
    return True


def stop(contact: Contact, now: datetime) -> None:
    """Its holder wants no more messages; nothing is sent from now on."""
    if contact.stopped_at is None:
        contact.stopped_at = now


def resume(contact: Contact) -> None:
    """Its holder asked for messages again."""
    contact.stopped_at = None


def renew_calendar(*, actor: Actor, contact: Contact, now: datetime) -> None:
    """Give a contact's own calendar another address; the one before is found no more."""
    contact.calendar_number += 1
    audit.record(actor=actor, now=now, verb="people.renew_calendar", subject=contact)


def erase(*, actor: Actor, contact: Contact, now: datetime) -> None:
    """Delete a contact; what refers to it forgets it, and the trail keeps its number alone."""
    audit.record(actor=actor, now=now, verb="people.erase_contact", subject=contact)
    db.session.delete(contact)
    db.session.flush()
