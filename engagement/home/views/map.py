"""The map with its list: localities by the age of their last meeting, and the meetings that come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, abort, current_app, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import queries as events
from engagement.events import telling
from engagement.events.queries import Asked
from engagement.events.rules import AUDIENCE_WORDS, KIND_WORDS
from engagement.home.views.routes import blueprint
from engagement.kernel import clock, locale
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.database import db
from engagement.kernel.freshness import keep_topics, keep_until, kept
from engagement.kernel.pages import page
from engagement.maps.shell import Shell, shell
from engagement.organisation import map_points, queries
from engagement.organisation.models import Force, Locality, Office
from engagement.settings import Settings

QUERY = ("q", "kind", "audience", "force")
FIRST = 6  # localities that stand above the fold of the list
MOST = 300  # rows of the table; beyond it a search finds the rest
OLD, VERY_OLD = 30, 90  # days since the last meeting


@dataclass(frozen=True, slots=True)
class Row:
    """One locality of the list."""

    place: Locality
    office: Office | None
    days: int | None  # since the last meeting; None when there was none
    next_on: date | None

    @property
    def age(self) -> str:
        """The class of its tint."""
        if self.days is None or self.days > VERY_OLD:
            return "m3"
        return "m2" if self.days > OLD else "m1"


@blueprint.get("/map")
@kept(lambda: ("organisation",), query=QUERY)
@requires(PUBLIC)
def map() -> ResponseReturnValue:  # noqa: A001 - the address people remember
    """Show where we meet, and where we have not met for long; the list holds all that the map shows."""
    keep_topics("events")
    force, now = queries.current_force(), clock.now()
    today = queries.today(force)
    keep_until(clock.to_utc(datetime.combine(today + timedelta(days=1), datetime.min.time()), force.zone))
    wanted = request.args.get("q", "").strip()[:80]
    rows = _rows(force, wanted, now, today)
    asked = Asked(
        kind=request.args.get("kind", ""), audience=request.args.get("audience", ""), force_id=force.id
    )
    listed = events.listing(asked, now=now)
    keep_until(listed.changes_at)
    return page(
        force=force,
        forces=queries.forces(),
        shell=_shell(),
        rows=rows[:MOST],
        more=max(len(rows) - MOST, 0),
        first=FIRST,
        wanted=wanted,
        focus=" ".join(row.place.slug for row in rows[:40]) if wanted else "",
        meetings=[_meeting(row) for row in listed.rows],
        total=listed.total,
        asked=asked,
        kinds=KIND_WORDS,
        audiences=AUDIENCE_WORDS,
        today=today,
        points=_points(force, asked, today),
        further=url_for("events.index", kind=asked.kind or None, audience=asked.audience or None),
    )


@blueprint.get("/map/<digest>.js")
@requires(PUBLIC)
def shell_script(digest: str) -> ResponseReturnValue:
    """Answer with the shell's script; its address names its content, so it is kept for ever."""
    found = _shell()
    if digest != found.digest:
        abort(404)
    answer = Response(found.script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def _shell() -> Shell:
    settings: Settings = current_app.extensions["settings"]
    return shell(settings.tile_url, settings.tile_attribution)


def _rows(force: Force, wanted: str, now: datetime, today: date) -> list[Row]:
    """Return the localities, those longest without a meeting first; three statements."""
    if wanted:
        places = queries.places_named(force, wanted, today)
    else:
        places = list(db.session.scalars(queries.localities_public(force, today).order_by(Locality.id)))
    serving = queries.stations_of(force, today)
    said = map_points.described([place.id for place in places], force, now)
    rows = [
        Row(
            place,
            serving.get(place.id),
            _days(said[place.id].get("last_meeting"), today),
            date.fromisoformat(on) if (on := said[place.id].get("next_meeting")) else None,
        )
        for place in places
    ]
    return sorted(rows, key=lambda row: (row.days is not None, -(row.days or 0), row.place.id))


def _days(last: str | None, today: date) -> int | None:
    return max((today - date.fromisoformat(last)).days, 0) if last else None


def _meeting(row: events.Row) -> dict[str, object]:
    code = locale.current()
    return {
        "url": url_for("events.show", reference=row.ref),
        "title": row.title,
        "language": row.language,
        "day": row.on,
        "about": telling.about(row, code),
        "flag": _("Called off") if row.cancelled else None,
        "women": row.women,
        "called_off": row.cancelled,
    }


def _points(force: Force, asked: Asked, today: date) -> str:
    given: dict[str, Any] = {
        "from": today.isoformat(),
        "kind": asked.kind or None,
        "audience": asked.audience or None,
    }
    return url_for("events.points", force=force.slug, **given)
