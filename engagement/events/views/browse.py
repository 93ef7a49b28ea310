"""What everybody sees: the list of meetings, one meeting's page, its calendar files."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from engagement.events import calendar, permissions, queries, telling
from engagement.events.forms.browse import FilterForm
from engagement.events.models import Event
from engagement.events.queries import SIZES, Asked, Listed
from engagement.events.queries.series import totals
from engagement.events.rules import AUDIENCE_WORDS, KIND_WORDS, LANGUAGES, Audience, Kind, State
from engagement.events.views.heading import programme_shown
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, headers, locale
from engagement.kernel.access import requires
from engagement.kernel.codes import reference_of
from engagement.kernel.freshness import keep_topics, keep_until, kept
from engagement.kernel.locale import in_language
from engagement.kernel.pages import page
from engagement.organisation import present
from engagement.organisation.rules import FEATURE_WORDS, Feature

FILTERS = (
    "place",
    "locality",
    "station",
    "kind",
    "audience",
    "language",
    "access",
    "since",
    "until",
    "when",
    "force",
)
FEED = ("place", "locality", "station", "kind", "audience", "language", "access", "force")
SOON_DAYS = 7


@blueprint.route("/events")
@kept(lambda: ("events", "organisation"), query=(*FILTERS, "after", "size"))
@requires(permissions.LIST)
def index() -> ResponseReturnValue:
    """Show the public meetings, coming ones first to last, or past ones last to first."""
    now, force = clock.now(), present.current_force()
    form = FilterForm(request.args).offer() if set(FILTERS) & set(request.args) else None
    asked = form.asked(force.id) if form else Asked(force_id=force.id)
    asked = queries.placed(asked, force, clock.to_local(now, force.zone).date())
    size = SIZES[1] if request.args.get("size") == str(SIZES[1]) else SIZES[0]
    listed = queries.listing(asked, now=now, after=request.args.get("after", ""), size=size)
    today = clock.to_local(now, force.zone)
    keep_until(listed.changes_at if listed.rows else now + timedelta(minutes=1))
    keep_until((today + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0))
    soon, later = _split(listed, asked, today)
    return page(
        form=form,
        fields=None if form else _blank_fields(locale.current()),
        asked=asked,
        soon=soon,
        later=later,
        total=listed.total,
        pills=_pills(asked),
        further=_without("after", after=listed.further) if listed.further else None,
        first=_without("after") if request.args.get("after") else None,
        owed=None if listed.rows else _owed(asked),
        asked_force=request.args.get("force") or None,
        feed=url_for("events.feed", **_feed_filters(asked)),
    )


def _split(listed: Listed, asked: Asked, today: datetime) -> tuple[Markup, Markup]:
    """Return the rows as drawn: those of the next seven days, those later (or all, of the past)."""
    code, base = locale.current(), url_for("events.show", reference="-")[:-1]
    until = "" if asked.past else (today + timedelta(days=SOON_DAYS)).date().isoformat()
    at = sum(row.wall_start < until for row in listed.rows)  # they stand in order
    soon, later = listed.rows[:at], listed.rows[at:]
    return telling.lines(soon, base, code), telling.lines(later, base, code, past=asked.past)


@lru_cache(maxsize=16)
def _blank_fields(code: str) -> Markup:
    """Return the fields of the filters as nobody has touched them, which is how most lists are asked for."""
    del code  # of the cache
    return Markup(render_template("events/_filter_fields.html", form=FilterForm().offer(), asked=Asked()))  # noqa: S704


def _without(*keys: str, **instead: Any) -> str:
    kept_: dict[str, Any] = {
        k: v
        for k, v in request.args.items()
        if k in {*FILTERS, "after", "size", "lang"} and k not in keys and v
    }
    return url_for("events.index", **{**kept_, **instead})


def _pills(asked: Asked) -> list[tuple[str, str]]:
    """Return the filters in use, each with the address without it."""
    office = queries.office_called(asked.station) if asked.station else None
    where = queries.locality_called(asked.locality) if asked.locality else None
    words = {
        "place": asked.place,
        "locality": (in_language(where.names) if where else asked.locality) if asked.locality else "",
        "station": (in_language(office.names) if office else asked.station) if asked.station else "",
        "kind": _(KIND_WORDS[Kind(asked.kind)]) if asked.kind else "",
        "audience": _(AUDIENCE_WORDS[Audience(asked.audience)]) if asked.audience else "",
        "language": _(LANGUAGES[asked.language]) if asked.language else "",
        "access": _(FEATURE_WORDS[Feature(asked.access)]) if asked.access else "",
        "since": _("from %(day)s", day=locale.day(asked.since, form="d MMM y")) if asked.since else "",
        "until": _("to %(day)s", day=locale.day(asked.until, form="d MMM y")) if asked.until else "",
        "when": _("Past") if asked.past else "",
    }
    return [(said, _without(key, "after")) for key, said in telling.chosen(words)]


def _owed(asked: Asked) -> str:
    """Return who owes the next meeting, where somebody does."""
    office = queries.office_called(asked.station) if asked.station else None
    where = queries.locality_called(asked.locality) if asked.locality else None
    post = queries.owed_by(office, where)
    return in_language(post.names) if post else ""


def _feed_filters(asked: Asked) -> dict[str, Any]:
    given = {name: getattr(asked, name) for name in FEED if name != "force"}
    return {name: value for name, value in given.items() if value}


@blueprint.route("/events/<reference>")
@kept(lambda reference: (f"event:{reference_of(reference)}", "organisation"))
@requires(permissions.READ, find=queries.event)
def show(event: Event) -> ResponseReturnValue:
    """Show one meeting."""
    present.enter(event.force)
    now = clock.now()
    if event.series_id:
        keep_topics(f"series:{event.series_id}")
    keep_until(event.starts_at if event.starts_at > now else event.ends_at if event.ends_at > now else None)
    return page(
        event=event,
        **programme_shown(event),
        starts=datetime.fromisoformat(event.wall_start),
        ends=datetime.fromisoformat(event.wall_end),
        hours=telling.hours(event.wall_start, event.wall_end),
        place=telling.place_shown(event),
        access=telling.access_of(event),
        spoken=telling.language_words(event.languages),
        kind_words=_(KIND_WORDS[event.kind]),
        audience_words=_(AUDIENCE_WORDS[event.audience]),
        moved=telling.moved(event.moved_from, event.wall_start, locale.current()),
        over=event.ends_at <= now or event.state == State.CLOSED,
        begun=event.starts_at <= now or event.state == State.HELD,
        numbered=telling.numbered(event, totals([event.series_id], public=event.public)),
    )


@blueprint.route("/events.ics")
@kept(lambda: ("events", "organisation"), query=FEED)
@requires(permissions.LIST)
def feed() -> ResponseReturnValue:
    """Publish the coming meetings, those of the last thirty days and those called off since, as a calendar."""
    now, force = clock.now(), present.current_force()
    asked = FilterForm(request.args).offer().asked(force.id) if request.args else Asked(force_id=force.id)
    asked = queries.placed(asked, force, clock.to_local(now, force.zone).date())
    since = now.replace(hour=0, minute=0, second=0, microsecond=0) - calendar.KEPT_FOR
    keep_until(since + calendar.KEPT_FOR + timedelta(days=1))
    entries = queries.entries(asked, since=since)
    return _calendar(calendar.feed(entries, name=_feed_name(asked, in_language(force.names))), entries)


def _feed_name(asked: Asked, force: str) -> str:
    said = [words for words, _url in _pills(asked)]
    return " · ".join([_("Meetings"), force, *said])


@blueprint.route("/events/<reference>.ics")
@kept(lambda reference: (f"event:{reference_of(reference)}", "organisation"))
@requires(permissions.READ, find=queries.event)
def one(event: Event) -> ResponseReturnValue:
    """Publish one meeting as a calendar file."""
    entry = queries.entry(event)
    return _calendar(calendar.feed([entry], name=event.title), [entry])


def _calendar(body: bytes, entries: Sequence[queries.Entry]) -> Response:
    headers.open_to_all()
    answer = Response(body, mimetype="text/calendar")
    answer.add_etag()
    answer.last_modified = max((entry.changed_at for entry in entries), default=None)
    answer.make_conditional(request)
    return answer
