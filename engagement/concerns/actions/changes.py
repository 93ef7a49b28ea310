"""What every change of a concern leaves behind: the trail, the topics of kept pages, the mail to its raiser."""

from datetime import datetime
from typing import Any

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.concerns import sight
from engagement.concerns.actions import indexing
from engagement.concerns.clocks import CALL_BACK
from engagement.concerns.models import Concern
from engagement.concerns.permissions import ANSWER_SEALED, DESK_ROLES, REPLY
from engagement.concerns.reaching import safe_of
from engagement.concerns.rules import AT_WORK, OPEN_LANES, Lane, State, may_follow
from engagement.concerns.safe import next_moment
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Actor, Holding, Kind
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.people.actions import contacts


def move(concern: Concern, then: State) -> None:
    """Let a concern go on to a state; refuses a step that its chain does not have."""
    if not may_follow(State(concern.state), then):
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))
    concern.state = then


def leave_queue(concern: Concern, now: datetime) -> None:
    """Let a threat leave the queue once it was both answered and passed on; a call back is owed within seven days."""
    done = concern.answered_at is not None and concern.passed_on_at is not None
    if concern.lane != Lane.THREAT or not done or concern.state not in AT_WORK:
        return
    concern.state, concern.told_at = State.TOLD, now
    concern.call_back_on = clock.to_local(now + CALL_BACK, concern.force.zone).date()
    concern.called_back_at = None


def still_answers(actor: Actor, concern: Concern) -> None:
    """Refuse who answers for a post and lost sight of a concern meanwhile: it was sealed, or went elsewhere."""
    if not REPLY.allows(actor, concern) and not ANSWER_SEALED.allows(actor, concern):
        raise Refusal(N_("This concern has moved on meanwhile. Look at where it stands now."))


def post_of(actor: Actor, concern: Concern) -> Holding | None:
    """Return the post in whose name `actor` acts on a concern."""
    if concern.lane not in OPEN_LANES:
        return sight.opening(actor, concern)
    return actor.as_post(concern.office.path, *DESK_ROLES)


def left(concern: Concern, verb: str, *, actor: Actor, now: datetime, **facts: Any) -> None:
    """Flush a change, add it to the trail, and let every kept page that shows the concern be made anew."""
    db.session.flush()
    if concern.lane in OPEN_LANES:
        indexing.keep(concern)
    raiser = actor.kind in {Kind.VISITOR, Kind.BEARER}
    audit.record(
        actor=actor,
        now=sealing.kept_time(concern.lane, now) if raiser else now,
        verb=verb,
        subject=concern,
        post=post_of(actor, concern),
        **{"state": concern.state, **facts},
    )
    topics = [f"concern:{concern.ref}"]
    if concern.event is not None:
        topics.append(f"event:{concern.event.ref}")
    bump(*topics)


def tell_raiser(concern: Concern, kind: str, now: datetime, **about: Any) -> None:
    """Send the raiser a message of `kind`, when they left an address that may be written to.

    Of a sealed lane it belongs to no outbox: whoever reads one is not let in, and may be whom it is about.
    """
    contact = concern.contact
    if concern.lane == Lane.WOMEN:
        tell_quietly(concern, now)
        return
    if contact is not None and contact.channel == contacts.SMS and concern.lane not in OPEN_LANES:
        return  # nothing of a sealed lane is ever sent by SMS
    if contact is None or not contacts.first_message(contact, now):
        return
    shown = concern.lane in OPEN_LANES
    outbox.post(
        kind,
        recipient_kind="contact",
        recipient_id=contact.id,
        now=now,
        force_id=concern.force_id if shown else None,
        office_id=concern.office_id if shown else None,
        concern_id=concern.id,
        **about,
    )


def tell_quietly(concern: Concern, now: datetime) -> None:
    """Let one neutral mail go out in the raiser's hours, where an address was left that may be written to.

    It belongs to no office and to no force's outbox: it would say there that somebody came. Its hour alone is kept.
    """
    contact, at = concern.contact, sealing.kept_time(concern.lane, now)
    if contact is None or contact.channel != contacts.EMAIL or not contacts.first_message(contact, at):
        return
    local = clock.to_local(at, concern.force.zone)
    outbox.post(
        "concerns.quiet",
        recipient_kind="contact",
        recipient_id=contact.id,
        now=at,
        not_before=next_moment(local, safe_of(concern).hours).astimezone(now.tzinfo),
        concern_id=concern.id,
    )
