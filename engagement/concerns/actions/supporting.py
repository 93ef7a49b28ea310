"""People whom an open concern concerns too: counted once, told when it is done, forgotten with it."""

from datetime import datetime

from sqlalchemy import delete

from engagement.channels import outbox
from engagement.concerns import support as kept
from engagement.concerns.actions.changes import left
from engagement.concerns.models import Concern
from engagement.concerns.permissions import SHOWN
from engagement.concerns.rules import AT_WORK
from engagement.concerns.support import Support
from engagement.kernel import clock
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.people.actions import contacts

DONE = N_("This is done, or no longer public. You may raise your own concern.")


def support(
    *,
    actor: Actor,
    now: datetime,
    concern: Concern,
    counts: bool,
    address: str,
    locale: str,
    receipt: str | None,
    operation_id: str,
) -> Support:
    """Count somebody whom a public concern concerns too, or let them only follow it.

    Once per address, once per form; who raised it is counted already, and nobody is told that an address is the
    raiser's. Refuses what is done or not public.
    """
    there = kept.of_operation(operation_id)
    if there is not None:
        return there
    if not SHOWN.allows(actor, concern) or concern.state not in AT_WORK:
        raise Refusal(DONE)
    contact = None
    if address:
        contact = contacts.contact_for(force=concern.force, address=address, locale=locale, now=now)
        there = kept.of_contact(concern, contact.id)
        if there is not None:
            there.counts = there.counts or (counts and contact.id != concern.contact_id)
            left(concern, "concerns.support", actor=actor, now=now, counts=there.counts)
            return there
    row = Support(
        concern_id=concern.id,
        counts=counts and (contact is None or contact.id != concern.contact_id),
        contact_id=contact.id if contact else None,
        receipt=receipt,
        locale=locale,
        on_day=clock.to_local(now, concern.force.zone).date(),
        operation_id=operation_id,
    )
    db.session.add(row)
    left(concern, "concerns.support", actor=actor, now=now, counts=row.counts)
    if contact is not None and contacts.first_message(contact, now):
        tell("concerns.follows", row, concern, now)
    return row


def allow(*, actor: Actor, now: datetime, support: Support) -> Support:
    """The holder of the address wants to hear."""
    if support.contact is not None:
        contacts.verify(support.contact, now)
        left(support.concern, "concerns.allow_mail", actor=actor, now=now, contact_id=support.contact_id)
    return support


def withdraw(*, actor: Actor, now: datetime, support: Support) -> None:
    """Whoever holds the code or the link is counted no more, and nothing is kept of them."""
    concern = support.concern
    db.session.delete(support)
    left(concern, "concerns.withdraw_support", actor=actor, now=now)


def tell(kind: str, row: Support, concern: Concern, now: datetime) -> None:
    """Write to one who follows by mail; the message holds no word of it but what is public."""
    db.session.flush()
    outbox.post(
        kind,
        recipient_kind="contact",
        recipient_id=row.contact_id or 0,
        now=now,
        force_id=concern.force_id,
        office_id=concern.office_id,
        concern_id=concern.id,
        support_id=row.id,
    )


def tell_followers(concern: Concern, now: datetime) -> None:
    """Tell those who follow a public concern by mail that it was answered."""
    for row in kept.told_by_mail(concern):
        tell("concerns.moved", row, concern, now)


def forget(concern: Concern) -> None:
    """Nothing is kept of those who follow what is sealed or deleted."""
    db.session.execute(delete(Support).where(Support.concern_id == concern.id))
