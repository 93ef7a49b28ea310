"""Persons with postings, and the actors that they are."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import uuid4

from engagement.kernel import clock
from engagement.kernel.actor import Actor, Holding, Kind
from engagement.organisation.models import Post
from engagement.people.models import Person, Posting, SignIn
from tests.factories.saving import saved

_numbers = count(1)
SINCE = date(2020, 1, 1)


def person(*, holding: Post | None = None, hosts_women: bool = False, **given: Any) -> Person:
    """A person who signs in; holds `holding` since 2020 when one is named."""
    n = next(_numbers)
    values = {
        "name": f"Person {n}",
        "email": f"person{n}@example.org",
        "fs_uniquifier": uuid4().hex,
        "created_at": datetime(2020, 1, 1, tzinfo=UTC),
    }
    row = saved(Person(**{**values, **given}))
    if holding is not None:
        posting(person=row, post=holding, hosts_women=hosts_women)
    return row


def posting(
    *, person: Person, post: Post, starts_on: date = SINCE, ends_on: date | None = None, **given: Any
) -> Posting:
    """Who holds a post from when to when."""
    return saved(Posting(person_id=person.id, post_id=post.id, starts_on=starts_on, ends_on=ends_on, **given))


def signed_in(person: Person, **given: Any) -> SignIn:
    """A place where somebody is signed in since now."""
    return saved(
        SignIn(**{"person_id": person.id, "device": "Firefox, Android", "began_at": clock.now(), **given})
    )


def holding_of(post: Post, posting_id: int = 0, lanes: str = "") -> Holding:
    """The holding that a posting to `post` gives."""
    return Holding(
        post_id=post.id,
        posting_id=posting_id,
        role=post.role,
        office_id=post.office_id,
        office_path=post.office.path,
        force_id=post.force_id,
        lanes=frozenset(lanes.split()),
    )


def actor_at(*posts: Post, person: Person | None = None, locale: str = "en", lanes: str = "") -> Actor:
    """The actor who holds `posts` today, acting as the first."""
    who = person or globals()["person"](holding=posts[0] if posts else None)
    held = tuple(holding_of(post, lanes=lanes) for post in posts)
    return Actor(
        Kind.PERSON, person_id=who.id, holdings=held, acting=held[0] if held else None, locale=locale
    )
