"""Posts that wait for the yes of whoever they are for."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import joinedload

from engagement.kernel.database import db
from engagement.organisation.models import Office, Post
from engagement.people.models import Posting, PostingOffer
from engagement.people.rules import INVITATION_LASTS


def posting_offer(ref: str) -> PostingOffer | None:
    """Return an offer of a post by its public name."""
    return db.session.scalar(select(PostingOffer).where(PostingOffer.ref == ref))


def offers_to(person_id: int, now: datetime) -> Sequence[PostingOffer]:
    """Return what waits for the answer of one person."""
    return _waiting(PostingOffer.person_id == person_id, now)


def offers_at(post: Post, now: datetime) -> Sequence[PostingOffer]:
    """Return what waits at one post for somebody's answer."""
    return _waiting(PostingOffer.post_id == post.id, now)


def offers_for(posting_ids: Iterable[int], now: datetime) -> Sequence[PostingOffer]:
    """Return who was asked to stand in for some postings and has not answered."""
    return _waiting(PostingOffer.stands_for_id.in_(list(posting_ids)), now)


def is_open(offer: PostingOffer, now: datetime) -> bool:
    """Whether an offer can still be taken up."""
    return offer.settled_at is None and offer.asked_at > now - INVITATION_LASTS


def _waiting(which: ColumnElement[bool], now: datetime) -> Sequence[PostingOffer]:
    query = select(PostingOffer).options(
        joinedload(PostingOffer.person),
        joinedload(PostingOffer.post).joinedload(Post.office).joinedload(Office.force),
        joinedload(PostingOffer.stands_for).joinedload(Posting.person),
    )
    yesterday = now.date() - timedelta(days=1)  # a force's day may still be yesterday's
    query = query.where(which, PostingOffer.settled_at.is_(None))
    query = query.where(PostingOffer.asked_at > now - INVITATION_LASTS)
    query = query.where(or_(PostingOffer.ends_on.is_(None), PostingOffer.ends_on >= yesterday))
    return db.session.scalars(query.order_by(PostingOffer.id)).all()
