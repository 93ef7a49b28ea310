"""Who acts: what sight and rights are judged by. Built once a request, from the postings held today."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from flask import current_app, g, has_request_context


class Kind(StrEnum):
    """What sort of actor this is."""

    VISITOR = "visitor"  # signed out
    PERSON = "person"  # signed in
    BEARER = "bearer"  # holds a receipt code or a private link
    JOB = "job"  # the clock or the worker
    COMMAND = "command"  # the command line


class Role(StrEnum):
    """The kind of a post, from which its holder's rights follow."""

    OFFICER = "officer"
    COMMANDER = "commander"  # head of a station: SHO
    SUPERVISOR = "supervisor"  # head of several stations: DPO, RPO
    PRO = "pro"  # public relations officer
    OVERSIGHT = "oversight"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Holding:
    """A post held today: what it is and which offices lie under it."""

    post_id: int
    posting_id: int
    role: Role
    office_id: int
    office_path: str  # "/3/17/": an office lies under this post when its path begins with this one
    force_id: int
    hosts_women: bool = False  # its holder hosts women's sessions
    lanes: frozenset[str] = (
        frozenset()
    )  # the sealed lanes that it was let into and that are open to its holder today
    stands_for: int | None = (
        None  # the posting in whose stead its holder acts until a day; none: in their own
    )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as what, through which door."""

    kind: Kind
    person_id: int | None = None
    holdings: tuple[Holding, ...] = ()
    acting: Holding | None = None  # the post in whose name a write is made
    locale: str = "en"
    door: str = "web"
    bears: frozenset[tuple[str, int]] = field(default_factory=frozenset)  # ("rsvp", 12): what a code opened

    @property
    def signed_in(self) -> bool:
        """Whether a person stands behind this actor."""
        return self.kind is Kind.PERSON

    @property
    def staff(self) -> bool:
        """Whether any post is held today."""
        return bool(self.holdings)

    @property
    def force_ids(self) -> frozenset[int]:
        """The forces in which a post is held today."""
        return frozenset(h.force_id for h in self.holdings)

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """Return the paths of the offices over which one of `roles` (none given: any) is held."""
        return tuple(h.office_path for h in self.holdings if not roles or h.role in roles)

    def over(self, office_path: str, *roles: Role) -> bool:
        """Whether an office lies under a post held today in one of `roles` (none given: any)."""
        return any(office_path.startswith(path) for path in self.paths(*roles))

    def holds(self, post_id: int | None) -> bool:
        """Whether this very post is held today."""
        return any(h.post_id == post_id for h in self.holdings)

    def hosts_women_as(self, post_id: int | None) -> bool:
        """Whether this very post is held today, by a posting that hosts women's sessions."""
        return any(h.post_id == post_id and h.hosts_women for h in self.holdings)

    def as_post(self, office_path: str, *roles: Role) -> Holding | None:
        """Return the holding by which this actor acts on an office: the nearest one, the acting one first."""
        fitting = [
            h
            for h in self.holdings
            if office_path.startswith(h.office_path) and (not roles or h.role in roles)
        ]
        if self.acting in fitting:
            return self.acting
        return max(fitting, key=lambda h: len(h.office_path), default=None)


VISITOR = Actor(Kind.VISITOR)
JOB = Actor(Kind.JOB, door="job")
COMMAND = Actor(Kind.COMMAND, door="command")

Loader = Callable[[], Actor]


def loads_actors(loader: Loader) -> Loader:
    """Register the function that builds the actor of a request from its sign-in."""
    current_app.extensions["actor_loader"] = loader
    return loader


def actor() -> Actor:
    """Return who acts in this request, built once; outside a request the command line."""
    if not has_request_context():
        return COMMAND
    if "actor" not in g:
        g.actor = current_app.extensions["actor_loader"]()
    return g.actor  # type: ignore[no-any-return]
