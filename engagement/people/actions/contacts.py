"""Contacts of residents: found by fingerprint, sealed, verified, stopped, erased."""

from datetime import datetime
from typing import Protocol

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError

from engagement.audit import actions as audit
from engagement.channels import sms
from engagement.kernel import sealing
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.people import phones, queries
from engagement.people.models import Contact

LANE = "contacts"
EMAIL = "email"
SMS = "sms"
FIELD = "contact"


class Keyed(Protocol):
    """What is needed of a force: its id, the public name that its keys go by, its country."""

    @property
    def id(self) -> int:
        """Of its row."""

    @property
    def ref(self) -> str:
        """Its public name."""

    @property
    def country(self) -> str:
        """Where phone numbers without a country code are read."""


def contact_for(*, force: Keyed, address: str, locale: str, now: datetime) -> Contact:
    """Return the contact of `address` in a force, made if there is none; refuses what is no address that is written to.

    The same address is the same contact however its letters are cased, the same phone number however its digits are
    written. A second asker changes nothing of the first.
    """
    if is_number(address):
        return _contact_at(force, SMS, clean_number(address, country=force.country), locale, now)
    return _contact_at(force, EMAIL, clean_address(address), locale, now)


def is_number(address: str) -> bool:
    """Whether what was typed is told by text: a phone number, where texts can go out."""
    return sms.reachable() and phones.looks_like_one(address)


def contact_of_number(*, force: Keyed, address: str, locale: str, now: datetime) -> Contact:
    """Return the contact of an E.164 number that wrote to a force, made if there is none."""
    return _contact_at(force, SMS, address, locale, now)


def _contact_at(force: Keyed, channel: str, clean: str, locale: str, now: datetime) -> Contact:
    mark = sealing.fingerprint(clean.lower(), force=force.ref, purpose=LANE)
    found = queries.contact_by_fingerprint(force.id, mark)
    if found is not None:
        return found
    made = Contact(
        force_id=force.id,
        channel=channel,
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


def clean_number(number: str, *, country: str, field: str = FIELD) -> str:
    """Return a phone number as E.164; refuses beside `field` what cannot be one."""
    clean = phones.normal(number, country)
    if clean is None:
        raise Refusal(
            N_("This is not a phone number. Write it with its code, such as 0300 1234567."), field=field
        )
    return clean


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
