"""The tabs at the head of each page, and what every page says of the force it belongs to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from engagement.channels import simulator
from engagement.concerns import permissions as concerns
from engagement.events import permissions as events
from engagement.feedback import permissions as feedback
from engagement.home import permissions
from engagement.kernel.access import PUBLIC, STAFF, Permission
from engagement.kernel.actor import Actor, actor
from engagement.kernel.locale import in_language, in_words
from engagement.kernel.refusals import N_
from engagement.organisation import permissions as organisation
from engagement.organisation import present
from engagement.people import permissions as people
from engagement.problems import permissions as problems

MOST = 6  # what stands in two rows on a phone; the desk names the rest
Link = tuple[str, str, str, bool]  # address, sign, words, whether it is this page


@dataclass(frozen=True, slots=True)
class Tab:
    """One way into a room: where it leads, and the addresses beneath it."""

    endpoint: str
    sign: str
    words: str
    beneath: tuple[str, ...]
    permission: Permission = PUBLIC


PUBLIC_TABS = (
    Tab("events.index", "calendar", N_("Meetings"), ("/events", "/rsvp")),
    Tab("home.map", "pin", N_("Map"), ("/map",)),
    Tab("concerns.new", "chat", N_("Raise"), ("/concerns/new",)),
    Tab("concerns.follow", "links", N_("Follow"), ("/follow",)),
)
STAFF_TABS = (
    Tab("home.desk", "flag", N_("Desk"), ("/desk",), STAFF),
    Tab(
        "events.ours",
        "calendar",
        N_("Meetings"),
        ("/events", "/series", "/councils", "/council-members", "/promises", "/door"),
        events.START,
    ),
    Tab("concerns.desk", "chat", N_("Concerns"), ("/concerns",), concerns.LIST),
    Tab("concerns.oversight", "shield", N_("Sealed"), ("/oversight",), concerns.SEALED),
    Tab("problems.listed", "links", N_("Problems"), ("/problems", "/tasks"), problems.LIST),
    Tab("organisation.workspace", "home", N_("Organisation"), ("/organisation",), organisation.ORGANISE),
    Tab("people.directory", "people", N_("People"), ("/people",), people.DIRECTORY),
    Tab(
        "concerns.emergencies",
        "lock",
        N_("In an emergency"),
        ("/oversight/emergency",),
        concerns.BREAK,
    ),
    Tab("home.outbox", "mail", N_("Outbox"), ("/outbox",), permissions.OUTBOX),
)
VENUES = Tab("organisation.venues", "pin", N_("Venues"), ("/organisation/venues",), organisation.FURNISH)
MEDIA = Tab("home.own_media", "speak", N_("Media cell"), ("/media",), permissions.MEDIA_CELL)
POLLS = Tab("feedback.polls", "chat", N_("Polls"), ("/polls",), feedback.LIST)


def navigation() -> list[Link]:
    """Return the tabs of this page's head for who looks at it."""
    who = actor()
    return _links(tabs_of(who)[:MOST] if who.staff else PUBLIC_TABS)


def tabs_of(who: Actor) -> list[Tab]:
    """Return every tab that a staff member may open."""
    return [tab for tab in STAFF_TABS if tab.permission.allows(who)]


def further(who: Actor) -> list[Link]:
    """Return the ways that did not fit beside the tabs."""
    return _links([tab for tab in (*tabs_of(who)[MOST:], VENUES, POLLS, MEDIA) if tab.permission.allows(who)])


def ways(who: Actor) -> list[Link]:
    """Return every way but the desk itself, for a desk that holds doors."""
    return _links(tabs_of(who)[1:])


def _links(tabs: Sequence[Tab]) -> list[Link]:
    """Return the ways; of two that this page lies beneath, the nearer one is where it is."""
    near = [_nearness(tab) for tab in tabs]
    nearest = max(near, default=0)
    return [
        (_address(tab.endpoint), tab.sign, in_words(tab.words), 0 < each == nearest)
        for tab, each in zip(tabs, near, strict=True)
    ]


def _nearness(tab: Tab) -> int:
    path = request.path
    return max((len(one) for one in tab.beneath if path == one or path.startswith(f"{one}/")), default=0)


@lru_cache
def _address(endpoint: str) -> str:
    return url_for(endpoint)


def start(app: Flask) -> None:
    """Give every page its force and its tabs."""
    app.extensions["page_context"] = _context


def _context() -> dict[str, Any]:
    try:
        force = present.current_force()
    except SQLAlchemyError:  # the page that says that the database is down
        force = present.of_settings()
    tabs: Callable[[], list[Link]] = navigation
    return {
        "force_name": in_language(force.names),
        "emergency_number": force.emergency_number,
        "navigation": tabs,
        "phones": simulator.shown(),
    }
