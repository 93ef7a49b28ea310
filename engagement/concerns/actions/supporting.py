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

    Once per address, once per form and concern. The raiser's address counts as any other: a number that stood still
    would tell whose it is. What an address follows already gets a row beside it for the new code alone, so that nobody
    who types another's address opens or learns what its holder follows. Refuses what is done or not public.
    """
    operation_id, there = kept.of_form(concern, operation_id)
    if there is not None and there.counts >= counts and (there.receipt or not receipt):
        return there
    if not SHOWN.allows(actor, concern) or concern.state not in AT_WORK:
        raise Refusal(DONE)
    if there is not None:
        there.receipt = there.receipt or receipt
        return _count(there, counts=counts, actor=actor, now=now)
    contact = None
    if address:
        contact = contacts.contact_for(force=concern.force, address=address, locale=locale, now=now)
        there = kept.of_contact(concern, contact.id)
        if there is not None:
            _count(there, counts=counts, actor=actor, now=now)
            contact, counts = None, False
    row = Support(
        concern_id=concern.id,
        counts=counts,
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


def _count(row: Support, *, counts: bool, actor: Actor, now: datetime) -> Support:
    row.counts = row.counts or counts
    left(row.concern, "concerns.support", actor=actor, now=now, counts=row.counts)
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
