"""Counting a concern with another that says the same, and taking them apart again; both stand in the trail."""

from datetime import datetime

from engagement.concerns import alike
from engagement.concerns.actions.changes import left
from engagement.concerns.models import Concern
from engagement.concerns.permissions import TRIAGE
from engagement.concerns.rules import AT_WORK, OPEN_LANES, State
from engagement.kernel.actor import Actor
from engagement.kernel.database import db, fresh
from engagement.kernel.refusals import N_, Refusal

MOVED_ON = N_("This concern has moved on meanwhile. Look at where it stands now.")


def link(
    *, actor: Actor, now: datetime, concern: Concern, other: Concern, version: int | None = None
) -> Concern:
    """Count `concern` with `other`, or with the one that `other` is counted with; it goes where that one goes.

    Each raiser keeps a page and is told. Refuses what is sealed, done, out of sight, of another force, or itself.
    """
    concern.edited(version)
    head = db.session.get(Concern, other.same_as_id) if other.same_as_id else other
    if head is None or head.id == concern.id or head.force_id != concern.force_id:
        raise Refusal(N_("Choose another concern."), field="other")
    fresh(head)
    if not TRIAGE.allows(actor, head) or {concern.lane, head.lane} - OPEN_LANES:
        raise Refusal(N_("Choose another concern."), field="other")
    if concern.state not in AT_WORK or head.state not in AT_WORK or concern.same_as_id is not None:
        raise Refusal(MOVED_ON)
    if concern.state == State.WORKED:
        raise Refusal(N_("A problem holds it already. Count the other one with it."))
    for each in (concern, *alike.doubles_of(concern)):
        each.same_as_id = head.id
        _go_with(each, head, now)
        left(each, "concerns.link", actor=actor, now=now, same_as_id=head.id)
    left(head, "concerns.link_here", actor=actor, now=now, same_id=concern.id)
    return concern


def unlink(*, actor: Actor, now: datetime, concern: Concern, version: int | None = None) -> Concern:
    """Let a concern stand and count by itself again, with the owner that it has. Refuses what is not linked."""
    concern.edited(version)
    if concern.same_as_id is None:
        raise Refusal(MOVED_ON)
    stand_alone(concern, actor=actor, now=now)
    return concern


def stand_alone(concern: Concern, *, actor: Actor, now: datetime) -> None:
    """Take a concern off the one that it is counted with, where there is one."""
    before, concern.same_as_id = concern.same_as_id, None
    if before is not None:
        left(concern, "concerns.unlink", actor=actor, now=now, same_as_id=before)


def let_go(head: Concern, *, actor: Actor, now: datetime) -> None:
    """Take off those that are counted with `head` and still owed something: it is done, or does not belong here."""
    for each in alike.doubles_of(head):
        if each.state in AT_WORK:
            stand_alone(each, actor=actor, now=now)


def part(concern: Concern, *, actor: Actor, now: datetime) -> None:
    """Take a concern off all that it is counted with: it goes where none of them may be known."""
    for each in (concern, *alike.doubles_of(concern)):
        stand_alone(each, actor=actor, now=now)


def lead(head: Concern, *, actor: Actor, now: datetime) -> None:
    """Let those that are counted with `head` follow it to its owner, in the open unit."""
    for each in alike.doubles_of(head):
        if each.state in AT_WORK and _go_with(each, head, now):
            left(
                each, "concerns.own", actor=actor, now=now, owner_post_id=head.owner_post_id, with_id=head.id
            )


def _go_with(concern: Concern, head: Concern, now: datetime) -> bool:
    """Give it the owner and the office of `head`; whether that was news."""
    if head.owner_post_id is None or concern.owner_post_id == head.owner_post_id:
        return False
    concern.owner_post_id, concern.owner_post = head.owner_post_id, head.owner_post
    concern.office_id, concern.office = head.office_id, head.office
    concern.owned_at = concern.owned_at or now
    if concern.state == State.RAISED:
        concern.state = State.OWNED
    return True
