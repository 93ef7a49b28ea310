"""The sealed matters: the list by clock, one of them, and what its readers do. Every opening is written in the trail."""

from datetime import date, datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.concerns import openings, permissions, queries, routing, sight
from engagement.concerns.actions import desk as actions
from engagement.concerns.actions import higher, sealed
from engagement.concerns.clocks import missed, stands
from engagement.concerns.forms import ClockForm, DecideForm, FileForm, PassOnForm
from engagement.concerns.lanes import DECISION_WORDS, Decision
from engagement.concerns.models import Concern
from engagement.concerns.reaching import safe_of, said_last
from engagement.concerns.rules import AT_WORK, LANE_WORDS, STATE_WORDS, Lane, Light, State, links
from engagement.concerns.safe import HOURS_WORDS, WISH_WORDS
from engagement.concerns.views import answering, attaching, talk
from engagement.concerns.views.desk import ranked
from engagement.concerns.views.routes import blueprint, private
from engagement.dialogue.rules import Speaker, language_of
from engagement.kernel import clock, headers, sealing
from engagement.kernel.access import requires
from engagement.kernel.actor import Actor, Role, actor
from engagement.kernel.database import db, unit
from engagement.kernel.form_base import Form
from engagement.kernel.locale import current, in_language
from engagement.kernel.pages import page
from engagement.organisation.models import Post

headers.private_always("concerns.oversight", "concerns.oversee")


@blueprint.get("/oversight")
@requires(permissions.SEALED)
def oversight() -> ResponseReturnValue:
    """What waits in the sealed lanes that one was let into, by the clock; no words stand here."""
    who, now = actor(), clock.now()
    today = clock.to_local(now, queries.zone_of(who)).date()
    leaf = ranked(queries.sealed_queue(who, today, now), (today, now), "concerns.oversight")
    done = queries.sealed_done(who)
    said = said_last([*leaf.rows, *done])
    rows = [_row(each, now, today, said) for each in done if each.thread_id in said]
    rows += [_row(each, now, today, said) for each in leaf.rows]
    rows.sort(key=_urgency)
    rest = [_row(each, now, today, said) for each in done if each.thread_id not in said]
    return private(page(leaf=leaf, rows=rows, done=rest))


def _urgency(row: dict[str, Any]) -> int:
    """Late ones first, then those that nobody contacted in time, then what was opened again or said since."""
    if row["late"]:
        return 0
    if row["light"][0] is Light.RED and row["concern"].state in AT_WORK:
        return 1
    return 2 if row["again"] or row["said"] else 3


def _row(concern: Concern, now: datetime, today: date, said: set[int]) -> dict[str, Any]:
    return {
        "again": concern.state == State.OWNED and concern.reopened_at is not None,
        "said": concern.thread_id in said,
        "concern": concern,
        "lane": _(LANE_WORDS[concern.lane]),
        "light": talk.light_of(concern),
        "held_by": _held_by(concern),
        "state": _(STATE_WORDS[State(concern.state)]),
        "late": queries.late(concern, now, today),
        "call": concern.call_back_on if concern.called_back_at is None else None,
    }


def _held_by(concern: Concern) -> str:
    """Return who holds it, as a list says it: of what oversight reads itself the post, not the force."""
    if concern.owner_post is not None:
        names = in_language(concern.owner_post.names)
        ours = concern.owner_post.role == Role.OVERSIGHT
        return names if ours else f"{in_language(concern.office.names)} · {names}"
    mine = sight.opening(actor(), concern)
    if mine is not None and mine.role is Role.OVERSIGHT and mine.office_id == concern.office_id:
        post = db.session.get(Post, mine.post_id)
        return in_language(post.names) if post else ""
    return in_language(concern.office.names)


@blueprint.get("/oversight/<ref>")
@requires(permissions.OPEN_SEALED, find=queries.concern)
def oversee(concern: Concern) -> ResponseReturnValue:
    """One sealed matter, for its readers."""
    return _opened(concern)


@blueprint.post("/oversight/<ref>/take")
@requires(permissions.TAKE, find=queries.concern)
def take(concern: Concern) -> ResponseReturnValue:
    """Take it on in the name of one's post."""
    return _carry(concern, Form(), sealed.take)


@blueprint.post("/oversight/<ref>/reply")
@requires(permissions.ANSWER_SEALED, find=queries.concern)
def answer_sealed(concern: Concern) -> ResponseReturnValue:
    """Answer the raiser, who reads it with their code."""
    form = answering.sent(concern)
    did = answering.only(concern, form)
    if did:
        back = url_for("concerns.oversee", ref=concern.ref, _anchor="answer")
        return redirect(back, 303) if did == "kept" else _opened(concern, form.status, form)
    words = form.words.data or ""
    return _carry(
        concern,
        form,
        actions.reply,
        words=words,
        language=language_of(words, current()),
        operation_id=form.operation_id.data,
        settles=bool(form.settles.data) and permissions.TAKE.allows(actor(), concern),
        reports=bool(form.reports.data),
    )


@blueprint.post("/oversight/<ref>/files")
@requires(permissions.ANSWER_SEALED, find=queries.concern)
def attach_sealed(concern: Concern) -> ResponseReturnValue:
    """Add a photo or a PDF to the talk; its raiser opens it with their code."""
    form: FileForm = FileForm.sent()
    if form.accepted() and attaching.attach(form, concern, actor(), Speaker.POST, form.operation_id.data):
        flash(_("Sent. You can open it here in a minute."))
    for _field, sentence in form.faults():
        flash(sentence, "error")
    return redirect(url_for("concerns.oversee", ref=concern.ref, _anchor="files"), 303)


@blueprint.post("/oversight/<ref>/decision")
@requires(permissions.DECIDE, find=queries.concern)
def decide(concern: Concern) -> ResponseReturnValue:
    """Record what was decided on a complaint."""
    form: DecideForm = DecideForm.sent(prefix="decide")
    words = form.words.data or ""
    return _carry(
        concern,
        form,
        sealed.decide,
        lambda: {"decision": Decision(form.decision.data)},
        words=words,
        language=language_of(words, current()),
        operation_id=form.operation_id.data,
    )


@blueprint.post("/oversight/<ref>/hand-over")
@requires(permissions.PASS_ON, find=queries.concern)
def hand_over(concern: Concern) -> ResponseReturnValue:
    """Pass a tip or a threat on to the unit that acts."""
    units = routing.units_for(concern, clock.now())
    form: PassOnForm = PassOnForm.sent(prefix="pass").fill(units)
    return _carry(
        concern,
        form,
        sealed.pass_on,
        lambda: {"post": queries.post_by_ref(form.post.data or "", units)},
        outside=form.outside.data or "",
        data_taken=form.data_taken.data or "",
        agreed=bool(form.agreed.data),
    )


@blueprint.post("/oversight/<ref>/call-back")
@requires(permissions.HANDLE, find=queries.concern)
def called_back(concern: Concern) -> ResponseReturnValue:
    """Record that the raiser was asked whether they are safe."""
    return _carry(concern, Form(), sealed.called_back)


@blueprint.post("/oversight/<ref>/conflict")
@requires(permissions.HANDLE, find=queries.concern)
def conflict(concern: Concern) -> ResponseReturnValue:
    """Say that one is too near, and lose sight of it for good."""
    return _carry(concern, Form(), sealed.declare_conflict)


@blueprint.post("/oversight/<ref>/clock")
@requires(permissions.HANDLE, find=queries.concern)
def sealed_clock(concern: Concern) -> ResponseReturnValue:
    """Stop the clock while somebody is waited for, or let it run again."""
    if concern.stopped_at is not None:
        return _carry(concern, Form(), higher.run_clock)
    form: ClockForm = ClockForm.sent(prefix="clock")
    return _carry(concern, form, higher.stop_clock, partner=form.partner.data or "")


def _carry(
    concern: Concern, form: Any, action: Any, chosen: Any = dict, **values: Any
) -> ResponseReturnValue:
    """Carry out one act and go back to its page, or to the list where the matter left one's sight."""
    if form.accepted() and form.carries_out(action, actor=actor(), concern=concern, **values, **chosen()):
        flash(_("Saved."))
        seen = permissions.OPEN_SEALED.allows(actor(), concern)
        return redirect(url_for("concerns.oversee", ref=concern.ref) if seen else _lists(actor())[1])
    return _opened(concern, form.status, form)


def _lists(who: Actor) -> tuple[str, str]:
    """Return the page on which the matter stands for `who`, by name and address."""
    if permissions.SEALED.allows(who):
        return _("Sealed matters"), url_for("concerns.oversight")
    return _("In an emergency"), url_for("concerns.emergencies")


def _opened(concern: Concern, status: int = 200, refused: Any = None) -> ResponseReturnValue:
    """Show a sealed matter to a reader; that they opened it is committed before a word is shown."""
    who, now = actor(), clock.now()
    with unit():
        sealed.saw(actor=who, now=now, concern=concern)
    today = clock.to_local(now, concern.force.zone).date()
    units = routing.units_for(concern, now) if permissions.PASS_ON.allows(who, concern) else []
    clocks = queries.clock_of(concern)
    forms = {
        "reply": answering.blank(concern),
        "file": FileForm(),
        "decide": DecideForm(prefix="decide"),
        "pass": PassOnForm(prefix="pass").fill(units),
        "clock": ClockForm(prefix="clock"),
    }
    if concern.lane == Lane.WOMEN:
        forms["reply"].settles.label.text = _("This is what we can do. Ask whether it may be closed.")
    if refused is not None:
        forms |= {name: refused for name, form in forms.items() if type(form) is type(refused)}
    html = render_template(
        "concerns/oversee.html",
        concern=concern,
        forms=forms,
        refused=refused,
        units=units,
        at_work=concern.state in AT_WORK,
        mine=(holding := sight.opening(who, concern)) is not None
        and holding.post_id == concern.owner_post_id,
        may={
            name: getattr(permissions, name.upper()).allows(who, concern)
            for name in ("handle", "take", "decide", "pass_on", "answer_sealed")
        },
        lists=_lists(who),
        broken=[(row, openings.reason_of(row), sight.lasts(row, now)) for row in openings.agreed(concern)],
        story=talk.story_of(concern, own=False),
        sign_of_words=queries.mark_of(concern),
        files=attaching.lines(concern, own=False),
        chain_links=links(State(concern.state)),
        notes=talk.chain_notes(concern, own=False),
        light=talk.light_of(concern),
        report=talk.report_of(concern),
        stands=stands(clocks, now),
        missed=missed(clocks, now, today),
        lane=_(LANE_WORDS[concern.lane]),
        decision=_(DECISION_WORDS[Decision(concern.decision)]) if concern.decision else "",
        **answering.shown(concern),
        **_reached(concern),
        taken=[(row, _envelope(row.data_taken)) for row in queries.handovers_of(concern)],
    )
    return private((html, status))


def _reached(concern: Concern) -> dict[str, Any]:
    """Return what the page says of who holds it, and of how a raiser at the women's desk may be reached."""
    safe = safe_of(concern) if concern.lane == Lane.WOMEN else None
    said = {"safe": safe, "wishes": WISH_WORDS, "hours": HOURS_WORDS}
    return {**said, "held_by": talk.held_by(concern), "rung": routing.next_rung(concern, clock.now())}


def _envelope(stored: bytes) -> str:
    try:
        return sealing.read(stored)
    except sealing.Unreadable:
        return ""
