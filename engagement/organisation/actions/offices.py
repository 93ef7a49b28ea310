"""Offices and posts: opened, changed, moved in the tree."""

from datetime import datetime

from sqlalchemy import func, update

from engagement.audit import actions as audit
from engagement.kernel import signals
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import LocaleMap, db
from engagement.kernel.freshness import bump
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation import queries
from engagement.organisation.models import Office, Post
from engagement.organisation.rules import (
    OfficeKind,
    check_new_name,
    check_point,
    lies_under,
    may_stand_under,
    named,
    slug_of,
)


def open_office(
    *,
    actor: Actor,
    now: datetime,
    parent: Office,
    kind: OfficeKind,
    names: LocaleMap,
    phone: str = "",
    address: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
) -> Office:
    """Set up an office under another; refuses a kind that does not stand under it, no name, and half a position."""
    _check_rung(kind, parent)
    check_point(longitude, latitude)
    names = named(names)
    check_new_name(names, (one.names for one in queries.children(parent)))
    office = Office(
        force_id=parent.force_id,
        parent_id=parent.id,
        kind=kind,
        slug=queries.free_slug(Office, slug_of(names, "office")),
        names=names,
        phone=phone,
        address=address,
        longitude=longitude,
        latitude=latitude,
    )
    db.session.add(office)
    db.session.flush()
    office.path = f"{parent.path}{office.id}/"
    _record(actor, now, "organisation.open_office", office, office)
    return office


def change_office(
    *,
    actor: Actor,
    now: datetime,
    office: Office,
    version: int | None,
    names: LocaleMap,
    kind: OfficeKind | None = None,
    parent: Office | None = None,
    phone: str = "",
    address: str = "",
    longitude: float | None = None,
    latitude: float | None = None,
) -> Office:
    """Change an office, and move it with all beneath it where `parent` is another; its address stays.

    Refuses what somebody else changed meanwhile, a place under itself, and a kind that does not fit.
    """
    office.edited(version)
    before = office.path
    check_point(longitude, latitude)
    if office.parent_id is not None:
        _place(actor, office, parent or office.parent, kind or office.kind)
    office.names = named(names)
    office.phone, office.address = phone, address
    office.longitude, office.latitude = longitude, latitude
    _record(actor, now, "organisation.change_office", office, office)
    bump(f"station:{office.id}")
    if office.path != before:
        signals.office_moved.send(office, actor=actor, now=now)
    return office


def _place(actor: Actor, office: Office, parent: Office | None, kind: OfficeKind) -> None:
    if parent is None or parent.force_id != office.force_id or lies_under(parent.path, office.path):
        raise Refusal(N_("An office cannot stand under itself."), field="parent")
    if parent.id != office.parent_id and not actor.over(parent.path, Role.ADMINISTRATOR):
        raise Refusal(N_("You may not move an office there."), field="parent")
    if kind is not office.kind or parent.id != office.parent_id:
        _check_rung(kind, parent)
    office.kind = kind
    if parent.id == office.parent_id:
        return
    old, new = office.path, f"{parent.path}{office.id}/"
    office.parent_id = parent.id
    beneath = update(Office).where(Office.path.startswith(old, autoescape=True))
    db.session.flush()
    db.session.execute(
        beneath.values(path=new + func.substr(Office.path, len(old) + 1)),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()


def open_post(
    *, actor: Actor, now: datetime, office: Office, role: Role, names: LocaleMap, mailbox: str = ""
) -> Post:
    """Set up a post at an office; refuses a post without a name."""
    names = named(names)
    check_new_name(names, (one.names for one in queries.posts_of(office)))
    post = Post(
        force_id=office.force_id,
        office_id=office.id,
        role=role,
        slug=_post_slug(office, names),
        names=names,
        mailbox=mailbox,
    )
    db.session.add(post)
    db.session.flush()
    _record(actor, now, "organisation.open_post", post, office)
    bump(f"station:{office.id}")
    return post


def change_post(
    *,
    actor: Actor,
    now: datetime,
    post: Post,
    version: int | None,
    role: Role,
    names: LocaleMap,
    mailbox: str | None = None,
) -> Post:
    """Rename a post, change its rights or its mailbox, which pages of its meetings show; refuses what somebody else changed meanwhile.

    The last administrator's post of a force keeps its role, so that nobody locks everybody out.
    """
    post.edited(version)
    if (
        post.role == Role.ADMINISTRATOR
        and role is not Role.ADMINISTRATOR
        and queries.administrators(post.force_id) < 2
    ):
        raise Refusal(
            N_("This is the last administrator's post of the force. Open another one first."), field="role"
        )
    before = post.role
    post.role, post.names = role, named(names)
    post.mailbox = post.mailbox if mailbox is None else mailbox
    _record(actor, now, "organisation.change_post", post, post.office)
    bump(f"station:{post.office_id}", "organisation")
    if post.role != before:
        signals.post_role_changed.send(post, actor=actor, now=now)
    return post


def _post_slug(office: Office, names: LocaleMap) -> str:
    taken = {post.slug for post in queries.posts_of(office)}
    wanted = slug = slug_of(names, "post")
    number = 1
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def _check_rung(kind: OfficeKind, parent: Office) -> None:
    if not may_stand_under(OfficeKind(kind), OfficeKind(parent.kind)):
        raise Refusal(N_("An office of this kind cannot stand under that one."), field="kind")


def _record(actor: Actor, now: datetime, verb: str, subject: Office | Post, office: Office) -> None:
    by = actor.as_post(office.path, Role.ADMINISTRATOR)
    audit.record(actor=actor, now=now, verb=verb, subject=subject, post=by)
    bump("organisation")
