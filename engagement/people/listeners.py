"""What people hear from the organisation: a post or an office changed what its holders may see."""

from datetime import datetime
from typing import Any

from engagement.kernel.actor import Actor
from engagement.kernel.signals import office_moved, post_role_changed
from engagement.organisation.models import Office, Post
from engagement.people.actions import lanes, offers, standing_in
from engagement.people.models import PostingOffer


@post_role_changed.connect
def _other_role(post: Post, *, actor: Actor, now: datetime, **_more: Any) -> None:
    lanes.let_out_at(actor=actor, now=now, where=Post.id == post.id)
    offers.withdraw_all(where=PostingOffer.post_id == post.id, now=now)
    standing_in.end_undelegated(actor=actor, now=now, post=post)


@office_moved.connect
def _moved(office: Office, *, actor: Actor, now: datetime, **_more: Any) -> None:
    lanes.let_out_at(actor=actor, now=now, where=Office.path.startswith(office.path))
