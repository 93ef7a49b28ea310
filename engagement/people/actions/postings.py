"""Postings: who is given a post, and who leaves it. The work stays with the post."""

from datetime import date, datetime

from engagement.audit import actions as audit
from engagement.kernel import clock, signals
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Post
from engagement.people import queries
from engagement.people.actions import offers
from engagement.people.actions.accounts import end_sessions
from engagement.people.models import Person, Posting, PostingOffer
from engagement.people.permissions import OVERSEERS


def start(
    *,
    actor: Actor,
    now: datetime,
    post: Post,
    email: str,
    starts_on: date | None = None,
    leaves_others: bool = False,
    hosts_women: bool = False,
) -> Posting:
    """Give a post to somebody who has an account, from a day on (none: today).

    With `leaves_others` every other post they hold in this force ends at once, as in a transfer.
    Refuses an address without an account, and a post that they hold already.
    """
    person = check(now=now, post=post, email=email, starts_on=starts_on)
    begins = starts_on or clock.to_local(now, post.office.force.zone).date()
    if leaves_others:
        for old in _present(person, post, now):
            end(actor=actor, now=now, posting=old)
    posting = Posting(person_id=person.id, post_id=post.id, starts_on=begins, hosts_women=hosts_women)
    db.session.add(posting)
    db.session.flush()
    _record(actor, now, "people.start_posting", posting, post)
    signals.posting_started.send(posting, actor=actor, now=now)
    return posting


def check(*, now: datetime, post: Post, email: str, starts_on: date | None) -> Person:
    """Return whom a post may be given from a day on. Refuses what `start` refuses."""
    person = queries.person_by_email(email.strip())
    if person is None or not person.active:
        raise Refusal(N_("Nobody with this address has an account. Invite them instead."), field="email")
    if any(p.post_id == post.id for p in _present(person, post, now)):
        raise Refusal(N_("They hold this post already."), field="email")
    today = clock.to_local(now, post.office.force.zone).date()
    if (starts_on or today) < today:
        raise Refusal(N_("A post is given from today on, or later."), field="starts_on")
    return person


def _present(person: Person, post: Post, now: datetime) -> list[Posting]:
    return [p for p in queries.postings_not_over(person, now) if p.post.force_id == post.force_id]


def end(*, actor: Actor, now: datetime, posting: Posting) -> None:
    """End a posting at this instant and sign its holder out everywhere; nobody's work moves.

    Refuses one that has ended, and the last administrator of a force.
    """
    if posting.ended_at is not None:
        raise Refusal(N_("This posting has ended already."))
    if queries.is_last_administrator(posting, now):
        raise Refusal(N_("Somebody must look after the organisation. Give the post to somebody else first."))
    post = posting.post
    today = clock.to_local(now, post.office.force.zone).date()
    posting.ended_at = now
    posting.ends_on = max(posting.starts_on, today)
    end_sessions(posting.person)
    db.session.flush()
    _record(actor, now, "people.end_posting", posting, post)
    offers.withdraw_all(where=PostingOffer.stands_for_id == posting.id, now=now)
    for stand_in in queries.stand_ins([posting.id], now):
        end(actor=actor, now=now, posting=stand_in)
    signals.posting_ended.send(posting, actor=actor, now=now)


def host_women(*, actor: Actor, now: datetime, posting: Posting, hosts: bool) -> Posting:
    """Say whether the holder of a post hosts women's sessions, or no longer does. Refuses a posting that has ended."""
    if posting.ended_at is not None:
        raise Refusal(N_("This posting has ended already."))
    if posting.stands_for_id is not None:
        raise Refusal(N_("Whoever stands in does not host women's sessions by that."))
    if posting.hosts_women != hosts:
        posting.hosts_women = hosts
        db.session.flush()
        _record(
            actor, now, "people.host_women" if hosts else "people.host_women_no_more", posting, posting.post
        )
    return posting


def _record(actor: Actor, now: datetime, verb: str, posting: Posting, post: Post) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=posting,
        post=actor.as_post(post.office.path, *OVERSEERS),
        person=posting.person_id,
        of_post=post.id,
    )
    bump(f"station:{post.office_id}", "organisation")
