"""The front page: one real example, meetings near you, what was done, what is late; and what robots may read."""

from datetime import datetime, timedelta

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import routing
from engagement.concerns.rules import Door, Lane
from engagement.events import queries as events
from engagement.events import telling
from engagement.events.queries import Asked, Row
from engagement.home import queries
from engagement.home.views.routes import blueprint
from engagement.kernel import clock, locale
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.freshness import keep_until, kept
from engagement.kernel.pages import page
from engagement.organisation import present
from engagement.problems import queries as problems

MEETINGS = 4
TOLD = 3
LATE = 6
WEEK = timedelta(days=7)
CLOSED_TO_ROBOTS = (
    "/account", "/calendar/", "/desk", "/follow", "/leave", "/organisation", "/outbox", "/people", "/rsvp", "/sign-in",
)  # fmt: skip


@blueprint.get("/")
@kept(lambda: ("events", "organisation", "promises", "words"), query=("force",))
@requires(PUBLIC)
def front() -> ResponseReturnValue:
    """Show what Chowk claims, and the register that proves it or not."""
    force, now = present.current_force(), clock.now()
    local = clock.to_local(now, force.zone)
    today = local.date()
    keep_until((local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0))
    listed = events.listing(Asked(force_id=force.id), now=now, size=MEETINGS)
    keep_until(listed.changes_at)
    soon = [row for row in listed.rows if row.on < today + WEEK]
    example = queries.example(force.id, locale.current())
    told = [
        row
        for row in problems.newest_told(TOLD + 1, force_id=force.id)
        if example is None or row.problem.id != example.id
    ]
    promises = queries.late_promises(force.id, today, LATE)
    late = sorted((*promises, *queries.late_tasks(force.id, today, LATE)), key=lambda row: row.due_on)[:LATE]
    return page(
        force=force,
        talk=Lane.WOMEN in routing.sealed_lanes_of(force, now),
        meetings=[_shown(row) for row in soon or listed.rows],
        this_week=bool(soon),
        total=listed.total,
        example=example,
        raised=queries.raised_first(example) if example else None,
        doors={Door.MEETING: _("Raised at a meeting"), Door.WEB: _("Raised on this site")},
        told=told[:TOLD],
        late=[(row, (today - row.due_on).days, _day(row.day)) for row in late],
        late_total=queries.late_count(force.id, today),
    )


def _day(wall: str | None) -> str:
    return locale.day(datetime.fromisoformat(wall), form="d MMMM") if wall else ""


def _shown(row: Row) -> dict[str, object]:
    code = locale.current()
    return {
        "url": url_for("events.show", reference=row.ref),
        "title": row.title,
        "day": row.on,
        "about": telling.about(row, code),
        "tags": telling.tags(row, code),
        "flag": telling.flag(row, code),
        "women": row.women,
        "called_off": row.cancelled,
        "language": row.language,
    }


@blueprint.get("/robots.txt")
@requires(PUBLIC)
def robots() -> ResponseReturnValue:
    """Ask robots to leave alone what is somebody's own (RFC 9309); what guards it is the guard."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS)]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
