"""The first force of an installation, with its head office and the post of its administrator."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.kernel.freshness import bump
from engagement.organisation import queries
from engagement.organisation.models import Force, Office, Post
from engagement.organisation.rules import OfficeKind, slug_of


def found(*, actor: Actor, now: datetime, seed: Force) -> Post:
    """Return the administrator's post of the oldest force; found that force out of `seed` where there is none.

    `seed` is a force that stands in no session, such as `present.of_settings()`. What is there already stays as it is.
    """
    force = next(iter(queries.all_forces()), None)
    if force is None:
        force = seed
        db.session.add(force)
        db.session.flush()
        audit.record(actor=actor, now=now, verb="organisation.found", subject=force)
    return administrator_post(actor=actor, now=now, force=force)


def administrator_post(*, actor: Actor, now: datetime, force: Force) -> Post:
    """Return the administrator's post at the head office of a force; set up what is missing of both."""
    head = queries.head_office(force)
    if head is None:
        head = Office(
            force_id=force.id,
            kind=OfficeKind.FORCE,
            slug=queries.free_slug(Office, slug_of(force.names, force.slug)),
            names=dict(force.names),
        )
        db.session.add(head)
        db.session.flush()
        head.path = f"/{head.id}/"
        audit.record(actor=actor, now=now, verb="organisation.open_office", subject=head)
    post = next((p for p in queries.posts_of(head) if p.role == Role.ADMINISTRATOR), None)
    if post is None:
        post = Post(
            force_id=force.id,
            office_id=head.id,
            role=Role.ADMINISTRATOR,
            slug="administrator",
            names={"en": "Administrator", "ur": "منتظم"},
        )
        db.session.add(post)
        db.session.flush()
        audit.record(actor=actor, now=now, verb="organisation.open_post", subject=post)
    bump("organisation")
    return post
