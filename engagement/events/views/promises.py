"""The pages on which promises are kept: one's own, one promise, its public words, what became of it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engagement.events import permissions
from engagement.events.actions import record as keeping
from engagement.events.forms.record import PressForm, SettleForm, WordingForm
from engagement.events.models import Promise
from engagement.events.queries import record as records
from engagement.events.rules import PROMISE_WORDS, PromiseState
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.database import db
from engagement.kernel.form_base import Form, language_written
from engagement.kernel.pages import page


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
    public = {
        "public_words": row.public_words or row.words,
        "public_language": row.public_language or row.language,
    }
    settled = {
        "state": row.state,
        "outcome": row.outcome,
        "language": row.outcome_language or language_written(),
    }
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
        names_nobody=form.names_nobody.data,
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
