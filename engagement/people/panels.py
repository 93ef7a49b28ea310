"""What people show in the pages of lower rooms: who holds the posts of an office, and the way to invite."""

from collections.abc import Sequence

from flask import render_template

from engagement.kernel import clock
from engagement.kernel.actor import actor
from engagement.kernel.slots import fill
from engagement.organisation.models import Office, Post
from engagement.people import permissions, queries


@fill("organisation.office")
def holders(office: Office, posts: Sequence[Post]) -> str | None:
    """On the staff page of an office: who holds its posts, for whoever may see that."""
    if not posts or not actor().over(office.path, *permissions.OVERSEERS):
        return None
    now = clock.now()
    return render_template(
        "people/_office.html",
        posts=posts,
        holders=queries.holders(posts, now),
        invited=queries.invited(posts, now),
        may=permissions.STAFF_POST,
        who=actor(),
    )
