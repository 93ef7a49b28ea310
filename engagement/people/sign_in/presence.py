"""Who stands behind a request: the person of its session, and the posts they hold today."""

import time
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager
from flask_security.utils import set_request_attr

from engagement.kernel import clock, locale
from engagement.kernel.actor import Actor, Holding, Kind, Role
from engagement.people import queries
from engagement.people.models import Person, Posting
from engagement.people.queries import Held
from engagement.people.rules import FRESH, SHIFT, is_trained, lanes_open

ACTING = "acting"  # the id of the post chosen on the account page
SIGN_IN = "sign_in"  # the name of the sign-in, which its person may end from elsewhere


def start(app: Flask, manager: LoginManager) -> None:
    """Build the actor of each request from its session; the sign-in library sees the same person."""
    app.extensions["actor_loader"] = load
    manager.user_loader(_seen_by_library)


def _seen_by_library(uniquifier: str) -> Person | None:
    someone, held = behind(uniquifier)
    if someone is None or not held or _over():
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return someone


def _over() -> bool:
    return time.time() - float(session.get("fs_paa", 0)) > SHIFT.total_seconds()


def fresh() -> bool:
    """Whether the password was given a short while ago."""
    return time.time() - float(session.get("fs_paa", 0)) < FRESH.total_seconds()


def person() -> Person:
    """Return the signed-in person of this request."""
    someone, _held = behind(str(session.get("_user_id", "")))
    if someone is None:
        raise RuntimeError("nobody is signed in: guard the view with SIGNED_IN")
    return someone


def held_by(person: Person | None) -> list[Held]:
    """Return what an active person holds now; nothing for nobody."""
    if person is None or not person.active:
        return []
    now = clock.now()
    return [h for h in queries.behind(person.fs_uniquifier)[1] if is_held(h.posting, h.zone, now)]


def load() -> Actor:
    """Return who acts: a visitor unless the session names a person who holds a post today.

    A session that carries no cookie is not opened, so that public answers do not vary by it.
    """
    visitor = Actor(Kind.VISITOR, locale=locale.current())
    if not has_session():
        return visitor
    someone, held = behind(str(session.get("_user_id", "")))
    if someone is None or not held or _over():
        return visitor
    chose = "lang" in request.args or locale.COOKIE in request.cookies
    if not chose and someone.locale in offered():
        g.locale = someone.locale
    holdings = tuple(_holding(someone, each) for each in held)
    chosen = session.get(ACTING)
    acting = next((h for h in holdings if h.post_id == chosen), holdings[0])
    return Actor(Kind.PERSON, someone.id, holdings, acting, locale=locale.current())


def session_of(person: Person, sign_in: str, at: float) -> dict[str, Any]:
    """Return what the session of somebody holds who gave both factors at `at`, in seconds of the epoch."""
    name = person.fs_uniquifier
    known = {"_user_id": name, "identity.id": name, "_fresh": True, "fs_cc": "set", "fs_paa": at}
    return {**known, SIGN_IN: sign_in}


def has_session() -> bool:
    """Whether the request brought the cookie of a session."""
    return bool(request.cookies.get(current_app.config["SESSION_COOKIE_NAME"]))


def offered() -> tuple[str, ...]:
    """Return the languages of this installation."""
    return tuple(current_app.config["LOCALES"])


def behind(uniquifier: str) -> tuple[Person | None, list[Held]]:
    """Return the person of a session and what they hold now; asked of the database once a request."""
    if "behind" not in g or g.behind[0] != uniquifier:
        sign_in = str(session.get(SIGN_IN, ""))
        person, postings = queries.behind(uniquifier, sign_in) if uniquifier else (None, [])
        now = clock.now()
        g.behind = (uniquifier, person, [each for each in postings if is_held(each.posting, each.zone, now)])
    return g.behind[1], g.behind[2]


def acting(who: Actor) -> Held | None:
    """Return the posting and the post in whose name the signed-in `who` acts; no statement."""
    chosen = who.acting.posting_id if who.acting else 0
    return next((each for each in g.behind[2] if each.posting.id == chosen), None)


def is_held(posting: Posting, zone: str, now: datetime) -> bool:
    """Whether a posting is held at `now`, by the calendar of its force; both its days count."""
    today: date = clock.to_local(now, zone).date()
    over = posting.ended_at is not None and posting.ended_at <= now
    return not over and posting.starts_on <= today and (posting.ends_on is None or today <= posting.ends_on)


def _holding(person: Person, held: Held) -> Holding:
    today = clock.to_local(clock.now(), held.zone).date()
    trained = is_trained(person.trained_on, person.trained_until, today)
    return Holding(
        post_id=held.post.id,
        posting_id=held.posting.id,
        role=Role(held.post.role),
        office_id=held.post.office_id,
        office_path=held.path,
        force_id=held.post.force_id,
        hosts_women=held.posting.hosts_women,
        lanes=lanes_open(held.posting.lanes, on_roster=held.posting.womens_desk, trained=trained),
        stands_for=held.posting.stands_for_id,
    )
