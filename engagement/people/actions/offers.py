"""Offers of a post to somebody who holds one: nothing begins until they say yes on their own page."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Post
from engagement.people.models import Person, Posting, PostingOffer
from engagement.people.permissions import OVERSEERS

OFFERED = "people.post_offered"


def ask(
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    person: Person,
    post: Post,
    starts_on: date | None = None,
    ends_on: date | None = None,
    leaves_others: bool = False,
    hosts_women: bool = False,
    stands_for: Posting | None = None,
) -> PostingOffer:
    """Ask somebody whether they take up a post, and tell them; an earlier offer of the same no longer holds."""
    stands_for_id = stands_for.id if stands_for else None
    same = PostingOffer.stands_for_id.is_not_distinct_from(stands_for_id)
    withdraw_all(
        where=(PostingOffer.post_id == post.id) & (PostingOffer.person_id == person.id) & same, now=now
    )
    offer = PostingOffer(
        person_id=person.id,
        post_id=post.id,
        starts_on=starts_on,
        ends_on=ends_on,
        leaves_others=leaves_others,
        hosts_women=hosts_women,
        stands_for_id=stands_for_id,
        asked_by_id=actor.person_id,
        asked_at=now,
    )
    db.session.add(offer)
    db.session.flush()
    record(actor, now, verb, offer)
    outbox.post(OFFERED, recipient_kind="person", recipient_id=person.id, now=now, offer_id=offer.id)
    return offer


def withdraw(*, actor: Actor, now: datetime, offer: PostingOffer) -> None:
    """Take an offer back before it was answered."""
    if offer.settled_at is not None:
        raise Refusal(N_("This was settled before."))
    offer.settled_at = now
    db.session.flush()
    record(actor, now, "people.withdraw_offer", offer)


def withdraw_all(*, where: ColumnElement[bool], now: datetime) -> None:
    """Settle what nobody answered: what it offered is no more, or another thing now."""
    for offer in db.session.scalars(select(PostingOffer).where(where, PostingOffer.settled_at.is_(None))):
        offer.settled_at = now
    db.session.flush()


def record(actor: Actor, now: datetime, verb: str, offer: PostingOffer) -> None:
    """Write into the trail what was done with an offer."""
    post = db.session.get_one(Post, offer.post_id)
    facts = {"of_posting": offer.stands_for_id} if offer.stands_for_id else {}
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=offer,
        post=actor.as_post(post.office.path, *OVERSEERS),
        person=offer.person_id,
        of_post=offer.post_id,
        **facts,
    )
