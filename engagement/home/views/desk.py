"""The desk: what waits for the posts that somebody holds today."""

from datetime import date, datetime
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.concerns import permissions as concern_permissions
from engagement.concerns import queries as concerns
from engagement.concerns.models import Concern
from engagement.concerns.rules import LIGHT_WORDS, Light, State, is_overdue, light
from engagement.events.models import Event
from engagement.events.rules import State as EventState
from engagement.events.telling import hours, place_shown
from engagement.home import navigation, permissions, queries
from engagement.home.views.routes import blueprint
from engagement.kernel import clock, headers
from engagement.kernel.access import STAFF, requires
from engagement.kernel.actor import Actor, actor
from engagement.kernel.locale import day
from engagement.kernel.pages import page
from engagement.organisation import present

MOST = 6
LONGEST_TITLE = 90
Row = dict[str, Any]


@blueprint.get("/desk")
@requires(STAFF)
def desk() -> ResponseReturnValue:
    """Show who acts, and what waits: red first. An administrator's desk holds doors instead."""
    headers.private()
    who, now = actor(), clock.now()
    today = clock.to_local(now, present.current_force().zone).date()
    held = queries.acting_post(who)
    works = concern_permissions.LIST.allows(who)
    return page(
        post=held[0] if held else None,
        since=held[1] if held else None,
        today=today,
        posts=len(who.holdings),
        works=works,
        stuck=queries.stuck_count(who) if permissions.OUTBOX.allows(who) else 0,
        further=navigation.further(who) if works else navigation.ways(who),
        **(_work(who, now, today) if works else {}),
    )


def _work(who: Actor, now: datetime, today: date) -> Row:
    lights = concerns.lights_for(who, now)
    until = today + queries.SOON
    meetings = [_meeting(row, today) for row in queries.meetings_next(who, now, MOST)]
    return {
        "lights": [
            (one.value, _(LIGHT_WORDS[one]), lights[one]) for one in (Light.RED, Light.BLUE, Light.GREEN)
        ],
        "concerns": [_concern(row, now, today) for row in queries.concerns_first(who, today, MOST)],
        "meetings": meetings,
        "unclosed": [_meeting(row, today) for row in queries.meetings_unclosed(who, now, MOST)],
        "tasks": [(row, *_due(row.due_on, today)) for row in queries.tasks_due(who, until, MOST)],
        "promises": [(row, *_due(row.due_on, today)) for row in queries.promises_due(who, until, MOST)],
        "reviews": [(row, *_review(row)) for row in queries.to_review(who, MOST)],
    }


def _concern(row: Concern, now: datetime, today: date) -> Row:
    shown = light(row.raised_at, row.answered_at or row.told_at, now)
    late = (today - row.due_on).days if row.due_on and is_overdue(State(row.state), row.due_on, today) else 0
    again = bool(row.reopened) and row.state == State.OWNED
    words = " ".join((concerns.words_of(row) or "").split())
    title = words if len(words) <= LONGEST_TITLE else words[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"
    unowned = row.state == State.RAISED
    return {
        "concern": row,
        "colour": shown.value,
        "said": _("Opened again") if again else _waits(row, shown, now),
        "title": title,
        "late": late,
        "verb": _("Give an owner") if unowned else _("Open") if shown is Light.GREEN else _("Answer"),
    }


def _waits(row: Concern, shown: Light, now: datetime) -> str:
    """Return how long somebody has waited for a first answer, in words."""
    if shown is Light.GREEN:
        return str(_("Contacted"))
    passed = int((now - row.raised_at).total_seconds() // 3600)
    if passed < 48:
        return str(ngettext("%(num)s hour", "%(num)s hours", passed))
    return str(ngettext("%(num)s day", "%(num)s days", passed // 24))


def _meeting(row: Event, today: date) -> Row:
    starts = datetime.fromisoformat(row.wall_start)
    draft = row.state == EventState.DRAFT
    coming = ngettext("%(num)s person is coming", "%(num)s people are coming", row.seats_taken)
    return {
        "url": url_for("events.manage", reference=row.ref),
        "title": row.title,
        "language": row.language,
        "day": starts.date(),
        "today": starts.date() == today,
        "about": hours(row.wall_start, row.wall_end) + " · " + place_shown(row),
        "tags": [(None, _("Draft"))] if draft else [("people", coming)],
        "women": not row.place_told,
    }


def _due(due: date, today: date) -> tuple[bool, str]:
    """Return whether something is late, and when it is due, in words."""
    days = (today - due).days
    if days > 0:
        return True, ngettext("%(num)s day late", "%(num)s days late", days)
    return False, _("Due today") if days == 0 else _("Due %(day)s", day=day(due, form="EEEE d MMM"))


def _review(row: queries.ToReview) -> tuple[str, str]:
    """Return what a public wording belongs to, in words, and where it is reviewed."""
    if row.kind == "concern":
        return _("Concern"), url_for("concerns.work", ref=row.ref)
    if row.kind == "problem":
        return _("Problem"), url_for("problems.show", ref=row.ref)
    return _("Minutes") if row.kind == "minutes" else _("Promise"), url_for(
        "events.manage", reference=row.ref
    )
