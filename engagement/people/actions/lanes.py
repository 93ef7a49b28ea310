"""Letting a posting into a sealed lane: the first by the command line, each further one by two, one of them in it."""

from datetime import datetime

from sqlalchemy import select

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Kind, Role
from engagement.kernel.database import db
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force, Post
from engagement.organisation.rules import mail_in
from engagement.people import queries
from engagement.people.models import Posting
from engagement.people.queries import held


def let_in_first(*, actor: Actor, now: datetime, posting: Posting, lane: str) -> Posting:
    """Let the first posting of a force into a sealed lane, and tell the outside address where it takes mail.

    Refuses anybody but the command line, a lane in which somebody is already, and whoever administers.
    """
    if actor.kind is not Kind.COMMAND:
        raise Refusal(N_("The first of a lane is let in from the command line."))
    if readers(posting.post.office.force, lane, now):
        raise Refusal(N_("Somebody is in this lane already. They let in the next."))
    return _open(actor, now, posting, lane)


def readers(force: Force, lane: str, now: datetime) -> list[Posting]:
    """Return the postings held today that are in a sealed lane of a force."""
    today = clock.to_local(now, force.zone).date()
    query = select(Posting).join(Post).where(Post.force_id == force.id, Posting.lanes.contains(lane))
    return list(db.session.scalars(query.where(held(today, now)).order_by(Posting.id)))


def _open(actor: Actor, now: datetime, posting: Posting, lane: str, **facts: int | None) -> Posting:
    """Open a lane to a posting and announce it outside. Refuses one that has ended, and whoever administers."""
    force = posting.post.office.force
    if posting.ended_at is not None:
        raise Refusal(N_("This posting has ended already."))
    every = queries.postings_not_over(posting.person, now)
    if any(each.post.role == Role.ADMINISTRATOR for each in every):
        raise Refusal(N_("Whoever administers reads no sealed matter."))
    posting.lanes = " ".join(sorted({*posting.lanes.split(), lane}))
    db.session.flush()
    audit.record(
        actor=actor,
        now=now,
        verb="people.open_lane",
        subject=posting,
        post=actor.as_post(posting.post.office.path),
        person=posting.person_id,
        of_post=posting.post_id,
        lane=lane,
        **facts,
    )
    if mail_in(force.oversight_address):
        outbox.post(
            "people.lane_opened",
            recipient_kind="force",
            recipient_id=force.id,
            now=now,
            force_id=force.id,
            posting_id=posting.id,
            lane=lane,
        )
    return posting
