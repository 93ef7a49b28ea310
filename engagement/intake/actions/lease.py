"""Taking the door of a meeting along on a phone, and ending that when the phone is lost."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from engagement.audit import actions as audit
from engagement.events.models import Event
from engagement.events.permissions import PLANNERS
from engagement.events.rules import State
from engagement.intake import queries
from engagement.intake.models import DoorLease
from engagement.intake.rules import MOST_PHONES, ends
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal


@dataclass(frozen=True, slots=True)
class Taken:
    """A lease, and the token that is told once."""

    lease: DoorLease
    token: str


def take(*, actor: Actor, now: datetime, event: Event, device: str) -> Taken:
    """Let a phone take the door of a meeting along, for the person who asks, until two days after its end.

    Refuses a draft, a meeting called off or closed, one that ended two days ago, and more than twenty phones.
    """
    if event.state == State.DRAFT:
        raise Refusal(N_("This meeting is a draft. Publish it first."))
    if event.state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."))
    if event.state == State.CLOSED or ends(event.ends_at) <= now:
        raise Refusal(N_("This meeting is over. Its door cannot be taken along any more."))
    if queries.phones_at(event, now) >= MOST_PHONES:
        raise Refusal(N_("%(n)s phones have this door already. Revoke one first."), n=MOST_PHONES)
    token = secrets.token_urlsafe(32)
    lease = DoorLease(
        force_id=event.force_id,
        event_id=event.id,
        person_id=actor.person_id,
        device=device,
        token_digest=queries.digest_of(token),
        created_at=now,
        expires_at=ends(event.ends_at),
    )
    db.session.add(lease)
    _record(actor, now, "intake.take_door", event, lease)
    return Taken(lease, token)


def revoke(*, actor: Actor, now: datetime, event: Event, lease: DoorLease) -> DoorLease:
    """End a lease: what the phone sends from now on waits for a person. Twice is once."""
    if lease.revoked_at is None:
        lease.revoked_at = now
        _record(actor, now, "intake.revoke_phone", event, lease)
    return lease


def _record(actor: Actor, now: datetime, verb: str, event: Event, lease: DoorLease) -> None:
    db.session.flush()
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=lease, post=post, event=event.id)
