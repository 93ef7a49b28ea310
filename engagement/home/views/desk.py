"""The desk: what waits for the posts that somebody holds today."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from engagement.concerns import permissions as concern_permissions
from engagement.concerns.clocks import Clock, days_late
from engagement.concerns.rules import LIGHT_WORDS, Light, State, light
from engagement.events import telling
from engagement.events.queries import Row as Meeting
from engagement.events.queries import womens
from engagement.events.queries.cadence import Quiet, quiet_places
from engagement.events.rules import CHASED_AFTER, months_missed
from engagement.events.rules import State as EventState
from engagement.home import navigation, permissions, queries
from engagement.home.views.routes import blueprint
from engagement.kernel import clock, headers, locale, sealing
from engagement.kernel.access import STAFF, requires
from engagement.kernel.actor import Actor, Role, actor
from engagement.kernel.pages import page
from engagement.organisation import permissions as organisation_permissions
from engagement.organisation import present
from engagement.people.sign_in import presence

LONGEST_TITLE = 90
MOST_QUIET = 8
ADDRESSES = {  # endpoint, and how it calls the public name
    "concern": ("concerns.work", "ref"),
    "problem": ("problems.show", "ref"),
    "task": ("problems.task", "ref"),
    "meeting": ("events.manage", "reference"),
    "promise": ("events.promise", "reference"),
    "minutes": ("events.record", "reference"),
    "poll": ("feedback.poll", "ref"),
    "photo": ("events.photo", "reference"),
}
Row = dict[str, Any]


@blueprint.get("/desk")
@requires(STAFF)
def desk() -> ResponseReturnValue:
    """Show who acts, and what waits: red first. An administrator's desk holds doors instead."""
    headers.private()
    who, now = actor(), clock.now()
    today = clock.to_local(now, present.current_force().zone).date()
    works = concern_permissions.LIST.allows(who)
    return page(
        held=presence.acting(who),
        today=today,
        posts=len(who.holdings),
        works=works,
        further=navigation.further(who) if works else navigation.ways(who),
        **(_work(who, now, today) if works else _no_work(who, now, today)),
    )


def _no_work(who: Actor, now: datetime, today: date) -> Row:
    return {
        "steps": _steps(who, now, today),
        "sealed": queries.sealed(who, now, today),
        "stuck": queries.stuck_count(who) if permissions.OUTBOX.allows(who) else 0,
        "duties": _duties(who),
    }


def _duties(who: Actor) -> list[str]:
    """Return what somebody is there for who has no station's work, a sentence for each sort of post."""
    said = []
    if who.paths(Role.ADMINISTRATOR):
        said.append(
            _(
                "You keep the house: who serves where, and who holds which post. What residents raise is not shown to you."
            )
        )
    if who.paths(Role.OVERSIGHT):
        said.append(_watch(who))
    return said or [_("Your post has no work in Chowk yet.")]


def _watch(who: Actor) -> str:
    if concern_permissions.SEALED.allows(who):
        said = _(
            "You watch over the police. The sealed matters that you were let into stand under Sealed. No other concern is shown to you."
        )
    elif who.paths(Role.ADMINISTRATOR):
        said = _("Who keeps the house cannot watch over the police too: no sealed matter is open to you.")
    else:
        said = _("You watch over the police. Nobody has let you into sealed matters yet.")
    return str(said)


def _steps(who: Actor, now: datetime, today: date) -> list[Row]:
    """Return what a new installation needs before residents can be answered: each step, whether done, and where."""
    if not organisation_permissions.ORGANISE.allows(who, None):
        return []
    far = queries.steps(who, today, now)
    if far.done:
        return []
    to_post = url_for("organisation.new_post", ref=far.station) if far.station else None
    to_invite = url_for("people.invite", ref=far.post) if far.post else None
    return [
        _step(_("Set up a station"), bool(far.station), url_for("organisation.workspace")),
        _step(_("Name a place that it serves"), far.has_place, url_for("organisation.new_place")),
        _step(_("Open the post of its head"), bool(far.post), to_post),
        _step(_("Invite the head of the station"), far.held, to_invite),
    ]


def _step(words: str, done: bool, url: str | None) -> Row:  # noqa: FBT001
    return {"words": words, "done": done, "url": None if done else url}


def _work(who: Actor, now: datetime, today: date) -> Row:
    waiting = queries.counts(who, now, today)
    tasks, promises = queries.due(who, today + queries.SOON)
    coming, unclosed = queries.meetings(who, now)
    return {
        "sealed": waiting.sealed,
        "stuck": waiting.stuck,
        "lights": [
            (one.value, locale.in_words(LIGHT_WORDS[one]), waiting.lights[one])
            for one in (Light.RED, Light.BLUE, Light.GREEN)
        ],
        "concerns": [_concern(row, now, today) for row in queries.concerns_first(who, now, today)],
        "meetings": [_meeting(row, today) for row in coming],
        "quiet": [_quiet(row, today) for row in quiet_places(now, who=who, limit=MOST_QUIET)],
        "unhosted": [_session(event) for event in womens.unhosted(who, now)],
        "asking": [_asking(each) for each in womens.waiting_for(who, now)],
        "unclosed": [_meeting(row, today) for row in unclosed],
        "tasks": [_due("task", row, today) for row in tasks],
        "promises": [_due("promise", row, today) for row in promises],
        "reviews": [_review(row) for row in queries.to_review(who)],
    }


def _address(kind: str, ref: str) -> str:
    """Return where something is worked on; the address of each kind is built once."""
    return _pattern(kind).replace("~", ref)


@lru_cache
def _pattern(kind: str) -> str:
    endpoint, name = ADDRESSES[kind]
    values: Row = {name: "~"}
    return url_for(endpoint, **values)


def _concern(row: queries.Waiting, now: datetime, today: date) -> Row:
    state = State(row.state)
    contacted = row.answered_at or row.told_at
    shown = light(row.raised_at, contacted, now)
    again = bool(row.reopened) and state is State.OWNED
    read = Clock(state, row.raised_at, contacted, None, row.due_on, row.stopped_at)
    return {
        "row": row,
        "url": _address("concern", row.ref),
        "colour": (Light.BLUE if again else shown).value,
        "said": _("Opened again") if again else _waits(row.raised_at, shown, now),
        "title": _title(row.words),
        "late": days_late(read, now, today),
        "danger": row.danger and state is State.RAISED,
        "verb": _("Give an owner")
        if state is State.RAISED
        else _("Open it")
        if shown is Light.GREEN
        else _("Answer"),
    }


def _title(envelope: bytes | None) -> str:
    """Return how the raiser's words begin; empty where they cannot be read here."""
    try:
        words = " ".join(sealing.read(envelope).split()) if envelope else ""
    except sealing.Unreadable:
        return ""
    return words if len(words) <= LONGEST_TITLE else words[:LONGEST_TITLE].rsplit(" ", 1)[0] + " …"


def _waits(raised_at: datetime, shown: Light, now: datetime) -> str:
    """Return how long somebody has waited for a first answer, in words."""
    if shown is Light.GREEN:
        return str(_("Contacted"))
    passed = int((now - raised_at).total_seconds() // 3600)
    if passed < 48:
        return str(ngettext("waits %(num)s hour", "waits %(num)s hours", passed))
    return str(ngettext("waits %(num)s day", "waits %(num)s days", passed // 24))


def _meeting(row: Meeting, today: date) -> Row:
    some = row.seats_taken
    coming = (
        ngettext("%(num)s person is coming", "%(num)s people are coming", some)
        if some
        else _("No answer yet")
    )
    return {
        "url": _address("meeting", row.ref),
        "title": row.title,
        "language": row.language,
        "day": row.on,
        "today": row.wall_start[:10] <= today.isoformat() <= row.wall_end[:10],
        "about": telling.about(row, locale.current()),
        "tags": [(None, _("Draft"))] if row.state == EventState.DRAFT else [("people", coming)],
        "women": row.women,
        "late": _late(row, today),
    }


def _late(row: Meeting, today: date) -> int:
    """Return how many days the record of a meeting is owed, from the day on which it is asked for; 0 before."""
    gone = (today - date.fromisoformat(row.wall_end[:10])).days
    return gone if gone >= CHASED_AFTER[0] else 0


def _session(row: womens.Unhosted) -> Row:
    """Return a women's session and where it is mended."""
    return {**row._asdict(), "url": _address("meeting", row.ref)}


def _asking(each: womens.Waiting) -> Row:
    """Return a women's session of which one is the host, and how many answers wait for her, in words."""
    waits = ngettext("%(num)s answer waits for you", "%(num)s answers wait for you", each.answers)
    return {
        "url": url_for("events.asking", reference=each.event.ref),
        "title": each.event.title,
        "language": each.event.language,
        "day": date.fromisoformat(each.event.wall_start[:10]),
        "waits": waits,
    }


def _quiet(row: Quiet, today: date) -> Row:
    """Return a locality that has not met for long, and for how many months, in words."""
    missed = months_missed(row.since, today)
    return {
        "names": row.names,
        "url": url_for("organisation.locality", slug=row.slug),
        "missed": ngettext("%(num)s month", "%(num)s months", missed),
    }


def _due(kind: str, row: queries.Due, today: date) -> Row:
    """Return a task or promise, whether it is late, and when it is due, in words."""
    days = (today - row.due_on).days
    late = ngettext("%(num)s day late", "%(num)s days late", days) if days > 0 else ""
    due = _("Due today") if days == 0 else _("Due %(day)s", day=_short(row.due_on, locale.current()))
    return {"row": row, "url": _address(kind, row.ref), "late": late, "due": due}


@lru_cache(maxsize=1024)
def _short(on: date, code: str) -> str:
    return locale.day(on, form="EEEE d MMM", code=code)


def _review(row: queries.ToReview) -> Row:
    """Return a public wording, what it belongs to, in words, and where it is reviewed."""
    words = {
        "concern": _("Concern"),
        "problem": _("Problem"),
        "promise": _("Promise"),
        "minutes": _("Minutes"),
        "photo": _("Photo"),
        "poll": _("Poll"),
    }
    return {"row": row, "what": words[row.kind], "url": _address(row.kind, row.ref)}
