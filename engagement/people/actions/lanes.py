"""Letting a posting into a sealed lane: the first by the command line, each further one by two, one of them in it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from engagement.audit import actions as audit
from engagement.channels import outbox
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Kind, Role
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Force, Office, Post
from engagement.organisation.rules import mail_in
from engagement.people import apart, queries
from engagement.people.models import LaneOffer, Person, Posting
from engagement.people.permissions import OVERSEERS, SETTLE_OFFER
from engagement.people.queries import held
from engagement.people.rules import SEALED, is_trained, lanes_open

NOT_READY = N_("First put her on the roster of the women's desk and write down a training that holds.")

NOT_APART = N_(
    "Whoever says yes serves at another office, and under nobody who asked or wrote it down; or it is oversight."
)

NOT_DELEGATED = N_("Sealed lanes are not delegated. Whoever stands in for somebody reads none.")


def let_in_first(*, actor: Actor, now: datetime, posting: Posting, lane: str) -> Posting:
    """Let the first posting of a force into a sealed lane, and tell the outside address where it takes mail.

    Refuses anybody but the command line, a lane in which somebody is already who stands apart from that office, and
    whoever administers.
    """
    if actor.kind is not Kind.COMMAND:
        raise Refusal(N_("The first of a lane is let in from the command line."))
    there = readers(posting.post.office.force, lane, now)
    if posting in there or (there and apart.somebody(posting, there, now)):
        raise Refusal(N_("Somebody is in this lane already. They let in the next."))
    return _open(actor, now, posting, lane)


def ask(*, actor: Actor, now: datetime, posting: Posting, lane: str) -> LaneOffer:
    """Ask those in a sealed lane to let the holder of a post in; asked twice it is one offer.

    Refuses a lane that does not exist, one in which they are, one in which nobody is yet, and asking for oneself.
    """
    if lane not in SEALED or actor.person_id is None:
        raise Refusal(N_("Choose one from the list."), field="lane")
    if posting.stands_for_id is not None:
        raise Refusal(NOT_DELEGATED)
    if posting.person_id == actor.person_id:
        raise Refusal(N_("Nobody lets themselves in."))
    if lane in posting.lanes.split():
        raise Refusal(N_("They are in this lane already."))
    _check_open(posting, lane, now)
    if not readers(posting.post.office.force, lane, now):
        raise Refusal(N_("The first of a lane is let in from the command line."))
    there = queries.open_offer(posting.id, lane)
    if there is not None:
        return there
    offer = LaneOffer(
        posting_id=posting.id, posting=posting, lane=lane, asked_by_id=actor.person_id, asked_at=now
    )
    db.session.add(offer)
    db.session.flush()
    _record(actor, now, "people.ask_lane", offer)
    return offer


def settle(*, actor: Actor, now: datetime, offer: LaneOffer, yes: bool) -> LaneOffer:
    """Let somebody in, or not: by a second person who is in that lane, or oversight. Refuses what was settled before.

    Refuses a yes from the line that asked, that wrote roster or training, or where they would read: of that office or
    under its command. A no may come from anybody in the lane.
    """
    if not SETTLE_OFFER.allows(actor, offer):
        raise Refusal(N_("A second person who is in this lane lets them in."))
    if offer.settled_at is not None:
        raise Refusal(N_("This was settled before."))
    if yes and not apart.stands_apart(actor, offer, apart.lines_of([offer])[offer.id]):
        raise Refusal(NOT_APART)
    offer.settled_at, offer.settled_by_id = now, actor.person_id
    if yes:
        _open(actor, now, offer.posting, offer.lane, asked_by=offer.asked_by_id)
    else:
        db.session.flush()
        _record(actor, now, "people.refuse_lane", offer)
    return offer


def let_out(*, actor: Actor, now: datetime, posting: Posting) -> Posting:
    """Close every sealed lane to a posting, at once and by one person: less sight needs no second; announce it outside."""
    before, posting.lanes = posting.lanes, ""
    for offer in queries.open_offers(posting.id):
        offer.settled_at, offer.settled_by_id = now, actor.person_id
    db.session.flush()
    _tell(actor, now, "people.close_lanes", posting, lanes=before)
    for lane in before.split():
        _announce("people.lane_closed", now, posting, lane)
    return posting


def let_out_at(*, actor: Actor, now: datetime, where: ColumnElement[bool]) -> None:
    """Close the lanes of all who hold some posts: what they may read there has changed, and two let them in anew."""
    asked = exists().where(LaneOffer.posting_id == Posting.id, LaneOffer.settled_at.is_(None))
    query = select(Posting).join(Post, Post.id == Posting.post_id).join(Office, Office.id == Post.office_id)
    query = query.where(where, Posting.ended_at.is_(None), or_(Posting.lanes != "", asked))
    for posting in db.session.scalars(query.order_by(Posting.id)).all():
        let_out(actor=actor, now=now, posting=posting)


def _record(actor: Actor, now: datetime, verb: str, offer: LaneOffer) -> None:
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=offer,
        person=offer.posting.person_id,
        of_post=offer.posting.post_id,
        lane=offer.lane,
    )


def readers(force: Force, lane: str, now: datetime) -> list[Posting]:
    """Return the postings held today that are in a sealed lane of a force."""
    today = clock.to_local(now, force.zone).date()
    query = select(Posting).join(Post).join(Person, Person.id == Posting.person_id)
    query = query.where(Post.force_id == force.id, queries.in_lane(lane, today), held(today, now))
    return list(db.session.scalars(query.order_by(Posting.id)))


def _check_open(posting: Posting, lane: str, now: datetime) -> None:
    """Refuse a lane that would stay shut to the holder of a posting: not on the roster, or no training that holds."""
    today = clock.to_local(now, posting.post.office.force.zone).date()
    trained = is_trained(posting.person.trained_on, posting.person.trained_until, today)
    if lane not in lanes_open(lane, on_roster=posting.womens_desk, trained=trained):
        raise Refusal(NOT_READY)


def close(*, actor: Actor, now: datetime, posting: Posting, lane: str) -> None:
    """Close one sealed lane to a posting, and what was asked of it; announce it outside."""
    for offer in queries.open_offers(posting.id):
        if offer.lane == lane:
            offer.settled_at, offer.settled_by_id = now, actor.person_id
    kept = [each for each in posting.lanes.split() if each != lane]
    was_in = lane in posting.lanes.split()
    posting.lanes = " ".join(kept)
    db.session.flush()
    if was_in:
        _tell(actor, now, "people.close_lanes", posting, lanes=lane)
        _announce("people.lane_closed", now, posting, lane)


def _open(actor: Actor, now: datetime, posting: Posting, lane: str, **facts: int | None) -> Posting:
    """Open a lane to a posting and announce it outside. Refuses one that has ended, and whoever administers."""
    if posting.ended_at is not None:
        raise Refusal(N_("This posting has ended already."))
    if posting.stands_for_id is not None:
        raise Refusal(NOT_DELEGATED)
    _check_open(posting, lane, now)
    every = queries.postings_not_over(posting.person, now)
    if any(each.post.role == Role.ADMINISTRATOR for each in every):
        raise Refusal(N_("Whoever administers reads no sealed matter."))
    posting.lanes = " ".join(sorted({*posting.lanes.split(), lane}))
    db.session.flush()
    _tell(actor, now, "people.open_lane", posting, lane=lane, **facts)
    _announce("people.lane_opened", now, posting, lane)
    return posting


def _tell(actor: Actor, now: datetime, verb: str, posting: Posting, **facts: Any) -> None:
    bump("organisation")  # pages that lead to a door say whether somebody stands behind it
    audit.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=posting,
        post=actor.as_post(posting.post.office.path, *OVERSEERS),
        person=posting.person_id,
        of_post=posting.post_id,
        **facts,
    )


def _announce(kind: str, now: datetime, posting: Posting, lane: str) -> None:
    """Tell the outside address, where it takes mail, and oversight which post reads a lane, or no longer does."""
    force = posting.post.office.force
    told = [("force", force.id)] if mail_in(force.oversight_address) else []
    told += [("person", person_id) for person_id in apart.overseers(posting.post.office, now)]
    for recipient_kind, recipient_id in told:
        outbox.post(
            kind,
            recipient_kind=recipient_kind,
            recipient_id=recipient_id,
            now=now,
            force_id=force.id,
            posting_id=posting.id,
            lane=lane,
        )
