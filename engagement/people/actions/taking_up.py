"""Giving a post, and taking up what one was asked: whoever holds a post already serves elsewhere only by their own yes.

Where somebody serves decides what they read: complaints about that office are shut to them, then and later. So nobody
who leads an office brings that upon somebody else; administrators, who are outside it, give posts at once.
"""

from datetime import date, datetime
from typing import Any

from engagement.kernel import clock
from engagement.kernel.actor import Actor, Kind, Role
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Post
from engagement.people import offers as found
from engagement.people import permissions, queries
from engagement.people.actions import offers, postings, standing_in
from engagement.people.models import Person, Posting, PostingOffer
from engagement.people.rules import brings_in


def give(
    *,
    actor: Actor,
    now: datetime,
    post: Post,
    email: str,
    starts_on: date | None = None,
    leaves_others: bool = False,
    hosts_women: bool = False,
) -> Posting | PostingOffer:
    """Give a post as `postings.start`; where a commander or a supervisor gives it to who holds another, ask them first."""
    person = postings.check(now=now, post=post, email=email, starts_on=starts_on)
    asked: dict[str, Any] = {
        "starts_on": starts_on,
        "leaves_others": leaves_others,
        "hosts_women": hosts_women,
    }
    if _is_asked(actor, now, post, person):
        return offers.ask(actor=actor, now=now, verb="people.offer_post", person=person, post=post, **asked)
    return postings.start(actor=actor, now=now, post=post, email=email, **asked)


def answer(*, actor: Actor, now: datetime, offer: PostingOffer, yes: bool) -> Posting | None:
    """Say yes or no to an offer to oneself; with a yes it begins today, or on its later day.

    Refuses one that was settled, has lapsed, or is no longer to be given by whoever asked.
    """
    if not permissions.ANSWER_OFFER.allows(actor, offer):
        raise Refusal(N_("Only whoever was asked answers."))
    if offer.settled_at is not None:
        raise Refusal(N_("This was settled before."))
    if yes and not (found.is_open(offer, now) and _is_given(offer, now)):
        raise Refusal(N_("This offer no longer holds."))
    offer.settled_at = now
    offers.record(actor, now, "people.accept_offer" if yes else "people.decline_offer", offer)
    if not yes:
        return None
    if offer.stands_for is not None and offer.ends_on is not None:
        return standing_in.begin(
            actor=actor, now=now, posting=offer.stands_for, person=offer.person, until=offer.ends_on
        )
    today = clock.to_local(now, offer.post.office.force.zone).date()
    return postings.start(
        actor=actor,
        now=now,
        post=offer.post,
        email=offer.person.email,
        starts_on=max(offer.starts_on or today, today),
        leaves_others=offer.leaves_others,
        hosts_women=offer.hosts_women,
    )


def _is_asked(actor: Actor, now: datetime, post: Post, person: Person) -> bool:
    if actor.kind is not Kind.PERSON or actor.over(post.office.path, Role.ADMINISTRATOR):
        return False
    return actor.person_id != person.id and bool(queries.postings_not_over(person, now))


def _is_given(offer: PostingOffer, now: datetime) -> bool:
    """Whether who asked could still give it; standing in is judged by the posting itself."""
    if offer.stands_for_id is not None:
        return True
    if offer.asked_by is None:
        return False
    post = offer.post
    today = clock.to_local(now, post.office.force.zone).date()
    return any(
        held.stands_for_id is None
        and post.office.path.startswith(held.post.office.path)
        and post.role in brings_in(Role(held.post.role))
        for held in queries.postings_held(offer.asked_by, today, now)
    )
