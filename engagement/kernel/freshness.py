"""Public answers kept ahead of Flask, and the numbers in the database that say whether they still hold.

The layer never decides anything: it repeats what a guarded public view answered, until one of the topics that the
view named is bumped by a write (in the write's own transaction), or until the view's next change by time alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, cast

from flask import Flask, current_app, g, has_request_context, request
from flask.typing import ResponseReturnValue
from sqlalchemy import String, event, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from engagement.kernel import clock, locale
from engagement.kernel.access import guard_of
from engagement.kernel.database import Base, db
from engagement.kernel.glances import Glances
from engagement.kernel.kept_answers import Headers, Held, Shelf
from engagement.kernel.logs import note

KEY = "chowk.kept.key"
KEEPING = "chowk.kept.keeping"
MOST_BYTES = 16 * 1024 * 1024  # of one process
LONGEST_ADDRESS = 400
LONGEST_WISH = 1000  # of the headers that say which language
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
View = Callable[..., ResponseReturnValue]


class DataVersion(Base):
    """How often what a topic names has changed; rows are never deleted, numbers never fall."""

    __tablename__ = "data_version"

    topic: Mapped[str] = mapped_column(String(80), primary_key=True)
    number: Mapped[int]


BUMP = text(
    "INSERT INTO data_version (topic, number) VALUES (:topic, 1) "
    "ON CONFLICT (topic) DO UPDATE SET number = data_version.number + 1"
)


def bump(*topics: str) -> None:
    """Say inside a unit that what `topics` name has changed; every kept page that names one is made anew."""
    info = db.session().info
    if not info.get("unit"):
        raise RuntimeError("topics are bumped inside a unit, with what changed")
    info.setdefault("bumped", set()).update(topics)


@event.listens_for(db.session, "before_commit")
def _write_bumps(session: Session) -> None:
    """Write the bumps as the last statement, in one order for all, so that writers meet late and never cross."""
    if session.in_nested_transaction():
        return  # a savepoint: the unit goes on
    if session.new or session.dirty or session.deleted:
        session.flush()  # what is written may bump as well
    topics = session.info.pop("bumped", None)
    if topics:
        session.info["connection"].execute(BUMP, [{"topic": topic} for topic in sorted(topics)])


@event.listens_for(db.session, "after_rollback")
def _forget_bumps(session: Session) -> None:
    session.info.pop("bumped", None)


class Marks:
    """Reads the sum of some topics' numbers: 2 µs on SQLite."""

    def __init__(self, glances: Glances) -> None:
        self.glances = glances
        self.cut = glances.cut

    def read(self, topics: Iterable[str]) -> int:
        """Return the sum now."""
        names = tuple(topics)
        return int(self.glances.row(self.sql(len(names)), names)[0])

    def read_as_session(self, topics: Iterable[str]) -> int:
        """Return the sum as the session sees it: on SQLite its read may stand on an older snapshot than now."""
        names = tuple(topics)
        if not self.glances.lite or not db.session().in_transaction():
            return self.read(names)
        raw = db.session.connection().connection.driver_connection
        return int(cast("Any", raw).execute(self.sql(len(names)), names).fetchone()[0])

    def sql(self, count: int) -> str:
        """Return the statement for so many topics."""
        return _sum_of(count, "?" if self.glances.lite else "%s")


@lru_cache
def _sum_of(count: int, place: str) -> str:
    places = ",".join([place] * count)
    return f"SELECT coalesce(sum(number), 0) FROM data_version WHERE topic IN ({places})"  # noqa: S608 - placeholders


@dataclass(slots=True)
class Keeping:
    """What a view says, while it renders, about how long its answer holds."""

    endpoint: str
    topics: list[str] = field(default_factory=list)
    mark: int = 0
    until: datetime | None = None


class Kept:
    """The WSGI layer ahead of Flask."""

    def __init__(self, app: Flask, most: int) -> None:
        self.inner: Wsgi = app.wsgi_app
        self.marks = Marks(app.extensions["glances"])
        self.shelf = Shelf(most)
        self.cookies = (
            app.config["SESSION_COOKIE_NAME"],
            app.config.get("REMEMBER_COOKIE_NAME", "remember_token"),
        )
        offered, default = tuple(app.config["LOCALES"]), app.config["DEFAULT_LOCALE"]

        @lru_cache(maxsize=1024)
        def language(query: str, cookie: str, accepted: str | None) -> str:
            environ = {"QUERY_STRING": query, "HTTP_COOKIE": cookie}
            return locale.choose_for(
                environ if accepted is None else {**environ, "HTTP_ACCEPT_LANGUAGE": accepted},
                offered=offered,
                default=default,
            )

        self.language = language

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Repeat a kept answer that still holds; else ask Flask, and keep what it says may be kept."""
        key = self.key(environ)
        if key is None:
            return self.inner(environ, start)
        held = self.shelf.get(key)
        if held is not None and self._holds(held):
            note(environ, endpoint=held.endpoint)
            return held.answer(environ, start)
        if environ["REQUEST_METHOD"] == "HEAD":
            return self.inner(environ, start)
        environ[KEY] = key
        return self._ask(environ, start, key)

    def key(self, environ: dict[str, Any]) -> tuple[str, ...] | None:
        """Return what an answer is kept under, or None when the request may be somebody's own."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
            return None
        cookie = environ.get("HTTP_COOKIE", "")
        if cookie and any(name in cookie for name in self.cookies):
            return None
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if len(path) + len(query) > LONGEST_ADDRESS:
            return None
        asked = query if "lang=" in query else ""
        remembered = cookie if "lang=" in cookie else ""
        accepted = environ.get("HTTP_ACCEPT_LANGUAGE")
        if len(remembered) + len(accepted or "") > LONGEST_WISH:
            return None  # what is remembered by it would fill the memory
        language = self.language(asked, remembered, accepted)
        if asked:
            query = "&".join(part for part in query.split("&") if not part.startswith("lang="))
        return (environ.get("SCRIPT_NAME", ""), path, query, language)

    def _holds(self, held: Held) -> bool:
        if held.until is not None and clock.now() >= held.until:
            return False
        try:
            return self.marks.read(held.topics) == held.mark
        except self.marks.cut:
            return False  # Flask says what is wrong with the database

    def _ask(
        self, environ: dict[str, Any], start: Callable[..., Any], key: tuple[str, ...]
    ) -> Iterable[bytes]:
        told: list[Headers] = []

        def started(status: str, headers: Headers, exc_info: object = None) -> object:
            if KEEPING in environ and Held.may_hold(status, headers):
                told.append(headers)
                return None
            return start(status, headers, exc_info)

        parts = self.inner(environ, started)
        if not told:
            return parts
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        keeping: Keeping = environ[KEEPING]
        held = Held(keeping.endpoint, tuple(keeping.topics), keeping.mark, keeping.until, told[0], body)
        self.shelf.put(key, held)
        return held.answer(environ, start)


def kept(topics: Callable[..., Iterable[str]], *, query: Iterable[str] = ()) -> Callable[[View], View]:
    """Keep what a public view answers until one of `topics(**route_values)` is bumped.

    Stands above `@requires`, so that the mark is read before the first query and no body is older than its mark;
    `topics` asks the database nothing. An address with a query key that `query` does not name is not kept.
    """
    known = frozenset({*query, "lang"})

    def wrap(view: View) -> View:
        @wraps(view)
        def keeping(**values: object) -> ResponseReturnValue:
            if KEY not in request.environ or not known.issuperset(request.args):
                return view(**values)
            if db.session().in_transaction():
                db.session.commit()  # a read begun before the mark would show what was before it
            g.keeping = Keeping(request.endpoint or "")
            keep_topics(*topics(**values))
            answer = view(**values)
            request.environ[KEEPING] = g.keeping
            return answer

        keeping.keeps = keeping  # type: ignore[attr-defined]
        return keeping

    return wrap


def keep_topics(*more: str) -> None:
    """Say while rendering, before the query, that the page also depends on `more`; nothing when it is not kept."""
    keeping = _keeping()
    if keeping is None:
        return
    fresh = [topic for topic in dict.fromkeys(more) if topic not in keeping.topics]
    if fresh:
        store: Kept = current_app.extensions["kept"]
        keeping.mark += store.marks.read_as_session(fresh)
        keeping.topics += fresh


def keep_until(instant: datetime | None) -> None:
    """Say while rendering when the page next changes by time alone; the earliest said counts."""
    keeping = _keeping()
    if keeping is not None and instant is not None:
        keeping.until = instant if keeping.until is None else min(keeping.until, instant)


def _keeping() -> Keeping | None:
    return g.get("keeping") if has_request_context() else None


def check_kept(app: Flask) -> None:
    """Stop the start when a kept view is not public, or its `@kept` does not stand above its guard."""
    for endpoint, view in app.view_functions.items():
        keeps = getattr(view, "keeps", None)
        if keeps is None:
            continue
        guard = guard_of(view)
        if guard is None or not guard.permission.anyone:
            raise RuntimeError(f"The view {endpoint} is kept for everybody, but its guard is not public.")
        if keeps is not view:
            raise RuntimeError(
                f"The view {endpoint} has @kept below its guard: put it right under the route."
            )


def start(app: Flask, *, most: int = MOST_BYTES) -> None:
    """Put the layer ahead of Flask; what is wrapped round `app.wsgi_app` later stands outside of it."""
    layer = Kept(app, most)
    app.extensions["kept"] = layer
    app.wsgi_app = layer  # type: ignore[method-assign, assignment]
