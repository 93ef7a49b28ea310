"""Passkeys of a person: added, used, removed. The codes of the app stay, so that the last second factor never goes."""

from dataclasses import dataclass
from datetime import datetime

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.people import passkeys as own_keys
from engagement.people.models import Passkey, Person

MOST = 10  # of one person
MOST_NAME = 60


@dataclass(frozen=True, slots=True)
class Made:
    """What a device made: the name by which it knows the key, the public half, its count, how it is reached."""

    credential: bytes
    public_key: bytes
    uses: int
    transports: str = ""


def add(*, actor: Actor, now: datetime, person: Person, made: Made, name: str) -> Passkey:
    """Keep a key of one's own under a name, and tell its person by mail.

    Refuses somebody else's, one without a name or with one that is taken, an eleventh, one that is known here already.
    """
    _own(actor, person.id)
    name = " ".join(name.split())[:MOST_NAME]
    if not name:
        raise Refusal(N_("Please fill this in."), field="name")
    there = own_keys.passkeys_of(person)
    if len(there) >= MOST:
        raise Refusal(N_("Ten keys are the most. Remove one that you do not use."))
    if name.casefold() in {each.name.casefold() for each in there}:
        raise Refusal(N_("You have a key of that name. Choose another one."), field="name")
    if own_keys.passkey_by_credential(made.credential) is not None:
        raise Refusal(N_("This key is known here already."))
    row = Passkey(
        person_id=person.id,
        credential=made.credential,
        public_key=made.public_key,
        uses=made.uses,
        transports=made.transports,
        name=name,
        added_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _left("people.add_passkey", "people.passkey_added", actor, now, row)
    return row


def used(*, now: datetime, passkey: Passkey, uses: int) -> None:
    """Write down that a key let its person in, and what its device counts now."""
    passkey.uses, passkey.used_at = uses, now


def remove(*, actor: Actor, now: datetime, passkey: Passkey) -> None:
    """Take a key of one's own away, and tell its person by mail; the codes of the app let in as before."""
    _own(actor, passkey.person_id)
    _left("people.remove_passkey", "people.passkey_removed", actor, now, passkey)
    db.session.delete(passkey)
    db.session.flush()


def _own(actor: Actor, person_id: int) -> None:
    if actor.person_id != person_id:
        raise Refusal(N_("Nobody changes the keys of somebody else."))


def _left(verb: str, kind: str, actor: Actor, now: datetime, row: Passkey) -> None:
    audit.record(actor=actor, now=now, verb=verb, subject=row, person=row.person_id)
    outbox.post(kind, recipient_kind="person", recipient_id=row.person_id, now=now)
