"""Standing in: the holder of a post lets somebody act in their stead until a day, after which it ends by itself."""

from datetime import date, datetime

from sqlalchemy import select

from engagement.audit import actions as audit
from engagement.kernel import clock, signals
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Post
from engagement.people import queries
from engagement.people.actions import offers, postings
from engagement.people.models import Person, Posting, PostingOffer
from engagement.people.permissions import OVERSEERS
from engagement.people.rules import DELEGATED, check_stand_in


def delegate(*, actor: Actor, now: datetime, posting: Posting, email: str, until: date) -> PostingOffer:
    """Ask somebody who holds a post in the force to stand in for a posting until a day: it begins with their yes.

    They read and do what the post does, and no sealed lane. Nothing begins without them: who serves under those a
    complaint is about does not read it, so else the accused could shut out its readers. Refuses to delegate on what is held in somebody's stead, the
    posts of administrators and oversight, somebody without a post of their own, and a day past the end of the posting.
    """
    _check(posting, now)
    person = queries.person_by_email(email.strip())
    if person is None or not person.active:
        raise Refusal(N_("Nobody with this address has an account. Invite them instead."), field="email")
    if actor.person_id == person.id:
        raise Refusal(N_("Nobody lets themselves in."), field="email")
    today = _check_person(posting, person, now)
    check_stand_in(until, today, posting.ends_on)
    return offers.ask(
        actor=actor,
        now=now,
        verb="people.delegate",
        person=person,
        post=posting.post,
        ends_on=until,
        stands_for=posting,
    )


def begin(*, actor: Actor, now: datetime, posting: Posting, person: Person, until: date) -> Posting:
    """Begin what somebody said yes to: they stand in from today until a day. Refuses what `delegate` refuses."""
    _check(posting, now)
    today = _check_person(posting, person, now)
    check_stand_in(until, today, posting.ends_on)
    row = Posting(
        person_id=person.id,
        post_id=posting.post_id,
        starts_on=today,
        ends_on=until,
        stands_for_id=posting.id,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        actor=actor,
        now=now,
        verb="people.stand_in",
        subject=row,
        post=actor.as_post(posting.post.office.path, *OVERSEERS),
        person=person.id,
        of_post=posting.post_id,
        of_posting=posting.id,
    )
    signals.posting_started.send(row, actor=actor, now=now)
    return row


def end_undelegated(*, actor: Actor, now: datetime, post: Post) -> None:
    """End every standing in for the holders of a post whose rights are no longer delegated."""
    if post.role in DELEGATED:
        return
    query = select(Posting).where(Posting.post_id == post.id, Posting.stands_for_id.is_not(None))
    for row in db.session.scalars(query.where(Posting.ended_at.is_(None)).order_by(Posting.id)).all():
        postings.end(actor=actor, now=now, posting=row)


def _check(posting: Posting, now: datetime) -> None:
    today = clock.to_local(now, posting.post.office.force.zone).date()
    if posting.stands_for_id is not None:
        raise Refusal(N_("Whoever stands in for somebody cannot hand it on."))
    if posting.ended_at is not None:
        raise Refusal(N_("This posting has ended already."))
    if posting.starts_on > today:
        raise Refusal(N_("This posting has not begun yet."))
    if posting.post.role not in DELEGATED:
        raise Refusal(N_("This post is given to a person and cannot be delegated."))


def _check_person(posting: Posting, person: Person, now: datetime) -> date:
    """Refuse who may not stand in; return the day it is there."""
    if person.id == posting.person_id:
        raise Refusal(N_("Nobody stands in for themselves."), field="email")
    every = [
        each for each in queries.postings_not_over(person, now) if each.post.force_id == posting.post.force_id
    ]
    if not any(each.stands_for_id is None for each in every):
        raise Refusal(N_("Only somebody who holds a post in this force stands in."), field="email")
    if any(each.post_id == posting.post_id for each in every):
        raise Refusal(N_("They hold this post already."), field="email")
    return clock.to_local(now, posting.post.office.force.zone).date()
