"""A concern as a story: what was said and through whose hands it went, in order; the notes on its chain."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from engagement.concerns import custody, queries, routing
from engagement.concerns.clocks import REPORT, report_light, stands
from engagement.concerns.lanes import DECISION_WORDS, Decision
from engagement.concerns.models import Concern
from engagement.concerns.rules import (
    AT_WORK,
    DAYS_TO_DUE,
    FIRST_ANSWER,
    LIGHT_WORDS,
    Lane,
    Light,
    State,
    light,
)
from engagement.dialogue import queries as said
from engagement.dialogue.rules import Speaker
from engagement.kernel import clock, sealing
from engagement.kernel.actor import Role
from engagement.kernel.locale import day, hour, in_language, ltr
from engagement.kernel.refusals import N_
from engagement.organisation.models import Post

Line = dict[str, Any]
BY_RAISER = frozenset({"concerns.raise", "concerns.take_higher"})
REPORT_WORDS = {
    Light.GREEN: N_("Reported"),
    Light.RED: N_("Report missed"),
    Light.BLUE: N_("Report within three days"),
}
# To who raised it: "report" would be read there as an FIR.
OWN_REPORT_WORDS = {
    Light.GREEN: N_("We told you what we will do"),
    Light.RED: N_("We have not told you what we will do"),
    Light.BLUE: N_("Within three days we tell you what we will do"),
}


def story_of(concern: Concern, *, own: bool) -> list[Line]:
    """Return every step of a concern for the thread, the oldest first; four statements at most.

    Of what is sealed the hour alone is kept: within one hour the trail tells the order.

    `own`: its raiser reads it, and is called "you".
    """
    raiser = _("You") if own else _("Raiser")
    when = partial(when_of, concern)
    custody_rows = queries.custody_of(concern)
    called = names_for(concern, custody_rows, own=own)
    lines: list[tuple[datetime, int, Line]] = []

    def add(at: datetime, place: int, line: Line) -> None:
        lines.append((sealing.kept_time(concern.lane, at), place, line))

    words = queries.words_of(concern)
    if words != "":
        add(concern.raised_at, 0, _said("you", raiser, when(concern.raised_at), words, concern.language))
    messages, place = said.messages_of(concern.thread), 0
    places = said.entries_of(messages)
    for message in messages:
        place = places.get(message.id, place)
        ours = message.speaker == Speaker.POST
        who = (
            called(message.post, message.at)
            if ours and message.post
            else (_("The station") if ours else raiser)
        )
        text = said.words_of(message)
        add(
            message.at,
            place,
            _said("post" if ours else "you", who, when(message.at), text, message.language),
        )
    for entry, post in custody_rows:
        text = _step(entry.verb, called(post, entry.at) if post else _("a post"), own=own)
        if entry.verb == "concerns.decide":
            text = _decided(str(entry.facts.get("decision", "")), text)
        step = {"side": "passed", "when": when(entry.at), "text": text}
        add(entry.at, entry.id, step)
    return [line for _at, _place, line in sorted(lines, key=lambda each: each[:2])]


def _said(side: str, who: str, when: str, text: str | None, language: str) -> Line:
    if text is None:
        text, language = _("These words cannot be read here: their key is missing."), ""
    return {"side": side, "who": who, "when": when, "text": text, "language": language}


def names_for(
    concern: Concern, custody_rows: Iterable[tuple[Any, Post | None]], *, own: bool
) -> Callable[[Post, datetime], str]:
    """Return what names a post at an instant: to who talks to the women's desk that desk, whatever its holder does besides.

    Not while it lay open at a station; and where a child's guard sits, only a post that took it on: the guard answers too.
    """
    if not own or concern.lane != Lane.WOMEN:
        return lambda post, _at: _named(post)
    desks = {post.id for _entry, post in custody_rows if post}
    lay_open = custody.lay_open(concern)

    def named(post: Post, at: datetime) -> str:
        hers = post.office_id != concern.child_office_id or post.id in desks
        return desk_of(post) if hers and (lay_open is None or at >= lay_open[0]) else _named(post)

    return named


def desk_of(post: Post) -> str:
    """Return what a raiser calls a post of the women's desk: the desk, not what its holder does besides."""
    return str(_("the women's desk at %(office)s", office=in_language(post.office.names)))


def _decided(decision: str, otherwise: str) -> str:
    """Return a step that says what was decided."""
    if decision not in set(Decision):
        return otherwise
    return str(_("It was decided: %(decision)s", decision=_(DECISION_WORDS[Decision(decision)])))


def _step(verb: str, post: str, *, own: bool) -> str:
    words = {
        "concerns.refer": N_("Passed to another agency; it stays with its owner as well"),
        "concerns.reopen": N_("Opened again by you") if own else N_("Opened again by the raiser"),
        "concerns.confirm": N_("Closed by you") if own else N_("Closed by the raiser"),
        "concerns.tell": N_("You were told what was done")
        if own
        else N_("The raiser was told what was done"),
    }
    words |= {
        "concerns.decide": N_("It was decided"),
        "concerns.take_higher": N_("Taken higher by you") if own else N_("Taken higher by the raiser"),
        "concerns.stop_clock": N_("The clock was stopped: somebody else is waited for"),
        "concerns.run_clock": N_("The clock runs again"),
        "concerns.call_back": N_("Asked again whether all is well"),
    }
    if verb in words:
        return str(_(words[verb]))
    return str(_("Given to %(post)s", post=post))


def when_of(concern: Concern, at: datetime) -> str:
    """Return when a step was made, as pages say it: of a sealed matter the day alone."""
    zone = concern.force.zone
    return day(at, zone, form="d MMMM") if sealing.is_sealed(concern.lane) else moment(at, zone)


def moment(at: datetime, zone: str) -> Markup:
    """Return a day in words with the hour, such as 3 November, 16:00."""
    words = {"day": day(at, zone, form="d MMMM"), "hour": ltr(hour(at, zone))}
    return Markup(_("%(day)s, %(hour)s")) % words  # noqa: S704 - the hour is markup of ours


def _named(post: Post) -> str:
    return in_language(post.names)


def chain_notes(concern: Concern, *, own: bool) -> list[str]:
    """Return the small line beside each link: when, and who."""
    zone = concern.force.zone
    named = desk_of if own and concern.lane == Lane.WOMEN else _named
    owner = named(concern.owner_post) if concern.owner_post else ""
    over = concern.state in (State.TOLD, State.CONFIRMED)  # opened again, both are still to come
    told = day(concern.told_at, zone, form="d MMMM") if concern.told_at and over else ""
    last = day(concern.confirmed_at, zone, form="d MMMM") if concern.confirmed_at and over else ""
    if concern.state == State.TOLD:
        last = _("Waiting for your word") if own else _("Waiting for the raiser's word")
    return [day(concern.raised_at, zone, form="d MMMM"), owner, "", told, last]


def _again(concern: Concern) -> bool:
    """Whether its raiser opened it again, and has not been told anew what was done: what was green is none of now."""
    at, higher = concern.reopened_at, concern.higher_at  # taken higher since, its clocks began anew
    return at is not None and concern.state in AT_WORK and (higher is None or at > higher)


def light_of(concern: Concern, *, own: bool = False) -> tuple[Light, str]:
    """Return the light of a concern and its words; `own`: to its raiser the day begins anew where it was taken higher."""
    if _again(concern):
        return Light.BLUE, _("Opened again")
    clocks = queries.clock_of(concern)
    colour = light(clocks.begun_at if own else concern.raised_at, clocks.contacted_at, clock.now())
    return colour, _(LIGHT_WORDS[colour])


def report_of(concern: Concern, *, own: bool = False) -> tuple[Light, str]:
    """Return the light of the report that is owed within three days, and its words; `own`: its raiser reads it."""
    if _again(concern):
        return Light.BLUE, _("We owe you a new answer") if own else _("A new answer is owed")
    colour = report_light(queries.clock_of(concern), clock.now())
    return colour, _((OWN_REPORT_WORDS if own else REPORT_WORDS)[colour])


def report_promised(concern: Concern) -> tuple[Light, str] | None:
    """Return the light of the report as its raiser sees it, or None: first somebody writes, and it is owed sooner than the answer."""
    clocks = queries.clock_of(concern)
    if concern.decided_at and concern.state not in AT_WORK:
        return None  # the decision says it
    soon = DAYS_TO_DUE[Lane(concern.lane)] <= REPORT.days
    if clocks.reported_at is None and (clocks.contacted_at is None or soon):
        return None
    return report_of(concern, own=True)


def owed_of(concern: Concern) -> str:
    """Return what its raiser is promised now, in one sentence; empty where nothing is owed or no answer was asked for."""
    clocks, asked = queries.clock_of(concern), concern.receipt or concern.contact_id
    if clocks.state not in AT_WORK or clocks.due_on is None or not asked:
        return ""
    by = day(clocks.due_on)
    if clocks.due_on < clock.to_local(clock.now(), concern.force.zone).date():
        # While its clock stands, its day moves.
        return "" if stands(clocks, clock.now()) else str(_("It was due by %(day)s.", day=by))
    first = clocks.contacted_at is None and clock.now() - clocks.begun_at <= FIRST_ANSWER
    if concern.lane in (Lane.ENQUIRY, Lane.SUGGESTION):
        if first:
            return str(_("A first answer comes within 24 hours; the whole answer comes by %(day)s.", day=by))
        return str(_("The whole answer comes by %(day)s.", day=by))
    if first:
        return str(_("A first answer comes within 24 hours; what was done, or why not, by %(day)s.", day=by))
    return str(_("What was done, or why not, by %(day)s.", day=by))


def held_by(concern: Concern) -> str:
    """Return who holds a matter: its office; of a complaint that oversight reads, the post that does."""
    if concern.lane == Lane.COMPLAINT:
        post = concern.owner_post or routing.reader_now(concern, clock.now())
        if post is not None and post.role == Role.OVERSIGHT:
            return in_language(post.names)
    return in_language(concern.office.names)


def custody_of(concern: Concern) -> dict[str, Any]:
    """Return through whose hands a matter went, as the pages of its readers list it, and since when others hold its post."""
    none = "–"
    when = partial(when_of, concern)
    rows = [
        (
            when(step.at),
            in_language(step.came_from) or _("the raiser"),
            _("a unit outside") if step.outside else in_language(step.to) or none,
            in_language(step.by) or (_("the raiser") if step.verb in BY_RAISER else none),
            [(in_language(names), when(at)) for names, at in step.read.values()],
        )
        for step in custody.steps_of(concern)
    ]
    return {"rows": rows, "others": custody.others_since(concern)}
