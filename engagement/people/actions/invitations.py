"""Invitations: a post offered to an address by signed link, taken up once, within seven days."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.kernel import clock, signals
from engagement.kernel.actor import Actor, Kind
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Post
from engagement.people import permissions, queries
from engagement.people.actions import accounts
from engagement.people.actions.contacts import clean_address
from engagement.people.models import Invitation, Person, Posting
from engagement.people.permissions import OVERSEERS
from engagement.people.rules import INVITATION_LASTS


def invite(*, actor: Actor, now: datetime, post: Post, email: str, name: str, locale: str) -> Invitation:
    """Offer a post to an address; an earlier offer of it to the same address no longer holds.

    Refuses an address that has an account: who is here already is moved to a post, not invited.
    """
    _check_may(actor, post)
    address = clean_address(email, field="email")
    if queries.person_by_email(address) is not None:
        raise Refusal(
            N_("Somebody with this address has an account. Give them the post instead."), field="email"
        )
    for earlier in queries.open_invitations(post.id, address):
        earlier.withdrawn_at = now
    invitation = Invitation(
        force_id=post.force_id,
        post_id=post.id,
        email=address,
        name=name,
        locale=locale,
        invited_by_id=actor.person_id,
        created_at=now,
        lapses_at=now + INVITATION_LASTS,
    )
    db.session.add(invitation)
    db.session.flush()
    _record(actor, now, "people.invite", invitation)
    outbox.post(
        "people.invited",
        recipient_kind="invitation",
        recipient_id=invitation.id,
        now=now,
        force_id=post.force_id,
        office_id=post.office_id,
    )
    return invitation


def withdraw(*, actor: Actor, now: datetime, invitation: Invitation) -> None:
    """Take an offer back; its link no longer works. Refuses one that was taken up."""
    if invitation.accepted_at is not None:
        raise Refusal(N_("This invitation was taken up already."))
    invitation.withdrawn_at = invitation.withdrawn_at or now
    _record(actor, now, "people.withdraw_invitation", invitation)


def accept(*, now: datetime, invitation: Invitation, name: str, locale: str, password_hash: str) -> Person:
    """Open the account of whoever holds the link and give them the post from today.

    Refuses an invitation that was used, withdrawn or has lapsed.
    """
    if not is_open(invitation, now):
        raise Refusal(N_("This invitation no longer holds. Ask for a new one."))
    person = accounts.new_person(
        name=name, email=invitation.email, password_hash=password_hash, locale=locale, now=now
    )
    invitation.accepted_at = now
    today = clock.to_local(now, invitation.post.office.force.zone).date()
    posting = Posting(person_id=person.id, post_id=invitation.post_id, starts_on=today)
    db.session.add(posting)
    db.session.flush()
    who = Actor(Kind.PERSON, person.id)
    _record(who, now, "people.accept_invitation", invitation, posting=posting.id)
    bump(f"station:{invitation.post.office_id}")
    signals.posting_started.send(posting, actor=who, now=now)
    return person


def is_open(invitation: Invitation, now: datetime) -> bool:
    """Whether an invitation can be taken up."""
    return invitation.accepted_at is None and invitation.withdrawn_at is None and now < invitation.lapses_at


def _check_may(actor: Actor, post: Post) -> None:
    """The command line may; a person only what their posts let them. A form offers nothing else."""
    if actor.kind is not Kind.COMMAND and not permissions.STAFF_POST.allows(actor, post):
        raise Refusal(N_("You cannot give this post."))


def _record(actor: Actor, now: datetime, verb: str, invitation: Invitation, **facts: int) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=invitation,
        post=actor.as_post(invitation.post.office.path, *OVERSEERS),
        offered=invitation.post_id,
        **facts,
    )
