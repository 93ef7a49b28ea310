"""The record of a meeting, its closing, and the pages on which promises are kept."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engagement.events import permissions, queries
from engagement.events.actions import record as keeping
from engagement.events.forms.record import MinutesForm, PressForm, PromiseForm, SettleForm, WordingForm
from engagement.events.models import Decision, Event, Minutes, Promise
from engagement.events.queries import record as records
from engagement.events.rules import PROMISE_WORDS, PromiseState, State
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form
from engagement.kernel.freshness import keep_topics, keep_until
from engagement.kernel.pages import page
from engagement.kernel.wording import Wording


def _posted(name: str) -> Any:
    """Return what was sent if the fields of `name` were among it: one form holds the whole sheet."""
    sent = request.method == "POST" and any(key.startswith(f"{name}-") for key in request.form)
    return request.form if sent else None


@dataclass(slots=True)
class Sheet:
    """The forms of the record's page."""

    minutes: MinutesForm
    wording: WordingForm
    promise: PromiseForm
    press: PressForm

    @property
    def status(self) -> int:
        """The status of the one that was sent."""
        return max(form.status for form in (self.minutes, self.wording, self.promise, self.press))


def _sheet(event: Event) -> Sheet:
    row = records.minutes(event)
    lines = "\n".join(decision.words for decision in records.decisions(event))
    written = {"words": row.words, "language": row.language} if row else {}
    public = (
        {"public_words": row.public_words, "public_language": row.public_language}
        if row and row.public_words
        else {}
    )
    version = {"version": row.version if row else 0}
    minutes = MinutesForm(None, prefix="minutes", data={**written, **version, "decisions": lines}).begin()
    wording = WordingForm(None, prefix="wording", data={**public, **version}).begin()
    return Sheet(
        MinutesForm(_posted("minutes"), prefix="minutes") if _posted("minutes") else minutes,
        WordingForm(_posted("wording"), prefix="wording") if _posted("wording") else wording,
        PromiseForm(_posted("promise"), prefix="promise").offer(list(records.posts_that_may_promise(event))),
        PressForm(_posted("press"), prefix="press", data=version),
    )


@blueprint.route("/events/<reference>/record", methods=["GET", "POST"])
@requires(permissions.RUN, find=queries.event)
def record(event: Event) -> ResponseReturnValue:
    """Show and keep the record of a meeting; `do` names the button. What was typed elsewhere on the sheet is kept first."""
    sheet = _sheet(event)
    if request.method == "POST":
        do = request.form.get("do", "").partition(" ")[0]
        part = _kept(event, sheet, do)
        if part:
            return redirect(url_for("events.record", reference=event.ref, _anchor=part), 303)
    return _record_page(event, sheet)


def _kept(event: Event, sheet: Sheet, do: str) -> str | None:
    """Do what the button says after what was typed in other fields; return where to go, None at the first refusal."""
    if do not in _DEEDS:
        return None
    typed = {"minutes": sheet.minutes.typed, "wording": sheet.wording.typed, "promise": sheet.promise.typed}
    part, also = None, False
    for name in [*(name for name in typed if typed[name] and name != do), do]:
        part = _DEEDS[name](event, sheet)
        if part is None:
            break
        also = also or name != do
        _see_again(event, sheet, name)
    if also:
        flash(_("What you had typed in the other fields was saved too."))
    return part


def _see_again(event: Event, sheet: Sheet, name: str) -> None:
    """After a part was saved, let the rest of the sheet stand on the row as it is now."""
    row = records.minutes(event)
    if row is not None and name in {"minutes", "wording"}:
        sheet.minutes.version.data = sheet.wording.version.data = row.version
        getattr(sheet, name).begin()
    elif name == "promise":
        sheet.promise = PromiseForm(None, prefix="promise").offer(list(records.posts_that_may_promise(event)))


def _waiting(event: Event, row: Minutes | None) -> list[tuple[str, Promise | None]]:
    """Return what the public would not read yet if the meeting were closed now: a sentence, and its promise."""
    found: list[tuple[str, Promise | None]] = []
    if row is None or row.wording == Wording.NONE:
        found.append((_("The public summary is not written."), None))
    elif row.wording == Wording.WRITTEN:
        found.append((_("The public summary waits for review."), None))
    for each in records.promises(event):
        if each.wording == Wording.NONE:
            found.append((_("A promise has no public words yet:"), each))
        elif each.wording == Wording.WRITTEN:
            found.append((_("A promise waits for review:"), each))
    return found


def _record_page(event: Event, sheet: Sheet) -> ResponseReturnValue:
    row = records.minutes(event)
    if sheet.status == 409 and row is not None:  # both texts stand side by side; saving again is a choice now
        for form in (sheet.minutes, sheet.wording, sheet.press):
            form.version.data = row.version
    shown = render_template(
        "events/record.html",
        sheet=sheet,
        minutes=row,
        decisions=records.decisions(event),
        promises=_standings(event),
        waiting=_waiting(event, row),
        state_words=PROMISE_WORDS,
        may_review=permissions.REVIEW.allows(actor(), event),
        begun=event.starts_at <= clock.now() or event.state in {State.HELD, State.CLOSED},
        form=next((f for f in (sheet.minutes, sheet.wording, sheet.promise) if f.status != 200), sheet.press),
        **heading(event),
    )
    return shown, sheet.status


def _minutes(event: Event, sheet: Sheet) -> str | None:
    form = sheet.minutes
    lines = form.lines() if form.accepted() else None
    done = lines is not None and form.carries_out(
        keeping.write_minutes,
        event=event,
        actor=actor(),
        words=form.words.data,
        language=form.language.data,
        decisions=lines,
        version=form.version.data,
    )
    return "minutes" if done else None


def _wording(event: Event, sheet: Sheet) -> str | None:
    form, row = sheet.wording, records.minutes(event)
    done = (
        form.accepted()
        and row is not None
        and form.carries_out(
            keeping.word_minutes,
            event=event,
            minutes=row,
            actor=actor(),
            words=form.public_words.data,
            language=form.public_language.data,
            version=form.version.data,
        )
    )
    return "public" if done else None


def _promise(event: Event, sheet: Sheet) -> str | None:
    form = sheet.promise
    done = form.accepted() and form.carries_out(
        keeping.promise,
        event=event,
        actor=actor(),
        post_id=form.post.data,
        words=form.words.data,
        language=form.language.data,
        due_on=form.due_on.data,
        operation_id=form.operation_id.data,
    )
    return "promises" if done else None


def _drop(event: Event, sheet: Sheet) -> str | None:
    row = records.promise(request.form.get("do", "").partition(" ")[2].replace("\0", ""))
    if row is None:
        return "promises"
    done = sheet.press.carries_out(keeping.drop_promise, event=event, promise=row, actor=actor())
    return "promises" if done else None


def _close(event: Event, sheet: Sheet) -> str | None:
    return "main" if sheet.press.carries_out(keeping.close, event=event, actor=actor()) else None


_DEEDS = {"minutes": _minutes, "wording": _wording, "promise": _promise, "drop": _drop, "close": _close}


@blueprint.route("/events/<reference>/record/review", methods=["POST"])
@requires(permissions.REVIEW, find=queries.event)
def review(event: Event) -> ResponseReturnValue:
    """Approve the public summary of a meeting."""
    sheet, row = _sheet(event), records.minutes(event)
    values = {"minutes": row, "actor": actor(), "version": sheet.press.version.data}
    if row is None or sheet.press.carries_out(keeping.review_minutes, event=event, **values):
        return redirect(url_for("events.record", reference=event.ref, _anchor="public"), 303)
    return _record_page(event, sheet)


def _standings(event: Event) -> list[records.Standing]:
    today = clock.to_local(clock.now(), event.zone).date()
    return [records.standing(row, today) for row in records.promises(event)]


@blueprint.route("/promises/<reference>")
@requires(permissions.READ_PROMISE, find=records.promise)
def promise(row: Promise) -> ResponseReturnValue:
    """Show one promise to those who keep it."""
    return _promise_page(row)


def _promise_page(
    row: Promise,
    *,
    settling: SettleForm | None = None,
    wording: WordingForm | None = None,
    press: Form | None = None,
) -> ResponseReturnValue:
    who, version = actor(), {"version": row.version}
    sent = settling or wording or press
    public = {"public_words": row.public_words or row.words}
    settled = {"state": row.state, "outcome": row.outcome}
    if sent is not None and sent.status == 409 and "version" in sent:
        sent["version"].data = row.version
    shown = render_template(
        "events/promise.html",
        row=row,
        standing=_standing(row),
        state_words=PROMISE_WORDS,
        settling=settling or SettleForm(None, prefix="settle", data={**settled, **version}),
        wording=wording or WordingForm(None, prefix="wording", data={**public, **version}),
        press=PressForm(None, prefix="press", data=version),
        form=sent,
        may_settle=permissions.SETTLE.allows(who, row),
        may_review=permissions.REVIEW_PROMISE.allows(who, row),
        to_review=row.wording == "written"
        or (row.state != PromiseState.OPEN and row.outcome_reviewed_by_id is None and row.wording != "none"),
        **heading(row.event),
    )
    return shown, sent.status if sent else 200


def _standing(row: Promise) -> records.Standing:
    return records.standing(row, clock.to_local(clock.now(), row.event.zone).date())


@blueprint.route("/promises/<reference>/settle", methods=["POST"])
@requires(permissions.SETTLE, find=records.promise)
def settle(row: Promise) -> ResponseReturnValue:
    """Say that a promise was kept, or why it could not be."""
    form = SettleForm(request.form, prefix="settle")
    if form.accepted() and form.carries_out(
        keeping.settle,
        event=row.event,
        promise=row,
        actor=actor(),
        state=PromiseState(form.state.data),
        outcome=form.outcome.data,
        language=form.language.data,
        version=form.version.data,
    ):
        return redirect(url_for("events.promise", reference=row.ref), 303)
    return _promise_page(row, settling=form)


@blueprint.route("/promises/<reference>/wording", methods=["POST"])
@requires(permissions.WORD_PROMISE, find=records.promise)
def word_promise(row: Promise) -> ResponseReturnValue:
    """Write how the public reads a promise."""
    form = WordingForm(request.form, prefix="wording")
    if form.accepted() and form.carries_out(
        keeping.word_promise,
        event=row.event,
        promise=row,
        actor=actor(),
        words=form.public_words.data,
        language=form.public_language.data,
        version=form.version.data,
    ):
        return redirect(url_for("events.promise", reference=row.ref), 303)
    return _promise_page(row, wording=form)


@blueprint.route("/promises/<reference>/review", methods=["POST"])
@requires(permissions.REVIEW_PROMISE, find=records.promise)
def review_promise(row: Promise) -> ResponseReturnValue:
    """Approve what the public reads of a promise."""
    form = PressForm(request.form, prefix="press")
    values = {"promise": row, "actor": actor(), "version": form.version.data}
    if form.carries_out(keeping.review_promise, event=row.event, **values):
        return redirect(url_for("events.promise", reference=row.ref), 303)
    return _promise_page(row, press=form)


@blueprint.route("/promises")
@requires(permissions.START)
def promises() -> ResponseReturnValue:
    """Show the open promises of one's own posts, the first due first."""
    today = clock.now()
    rows = db.session.scalars(records.promises_owned_by(actor()).limit(200)).all()
    shown = [records.standing(row, clock.to_local(today, row.event.zone).date()) for row in rows]
    return page(promises=shown, state_words=PROMISE_WORDS)


@dataclass(frozen=True, slots=True)
class Told:
    """What the public reads of a closed meeting."""

    event: Event
    minutes: Minutes | None
    decisions: list[Decision]
    promises: list[records.Standing]


@blueprint.app_template_global("told_of")
def told_of(event: Event) -> Told | None:
    """What was decided and promised at a meeting, once its record is closed; nothing before."""
    if event.state != State.CLOSED:
        return None
    row = records.minutes(event)
    shown = row if row is not None and row.shown else None
    standings = _standings(event)
    if any(each.promise.state == PromiseState.OPEN for each in standings):
        keep_until(_midnight(event.zone))  # each night an open promise may be a day later
    return Told(event, shown, list(records.decisions(event)) if shown else [], standings)


@dataclass(frozen=True, slots=True)
class LastTime:
    """What the page of a meeting says of the ones before it."""

    unclosed: Event | None  # the meeting before, while its record is still open
    closed: Event | None
    still_open: list[records.Standing]  # promises of the ones before that


@blueprint.app_template_global("last_time_of")
def last_time_of(event: Event) -> LastTime | None:
    """The meetings held before this one at its place; the page then depends on that place's record."""
    keep_topics(
        f"station:{event.office_id}", *([f"locality:{event.locality_id}"] if event.locality_id else [])
    )
    last = records.last_meeting_before(event)
    if last is None:
        return None
    keep_topics(f"event:{last.ref}")
    closed = last if last.state == State.CLOSED else records.last_meeting_before(event, State.CLOSED)
    if closed is None:
        return LastTime(last, None, [])
    today = clock.to_local(clock.now(), event.zone).date()
    older = [row for row in records.still_open_before(closed) if row.event_id != closed.id]
    if older:
        keep_until(_midnight(event.zone))
    return LastTime(
        last if last is not closed else None, closed, [records.standing(row, today) for row in older]
    )


def _midnight(zone: str) -> datetime:
    tomorrow = clock.to_local(clock.now(), zone).date() + timedelta(days=1)
    return clock.to_utc(datetime.combine(tomorrow, time(1)), zone)
