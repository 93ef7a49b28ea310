"""The door of a meeting: an officer writes down what somebody says; two taps and the words."""

from flask import request
from flask.typing import ResponseReturnValue

from engagement.concerns import receipts, taxonomy
from engagement.concerns.actions import raising
from engagement.concerns.forms import CaptureForm, offer
from engagement.concerns.models import Concern
from engagement.concerns.permissions import CAPTURE
from engagement.concerns.views.routes import blueprint, private
from engagement.dialogue.rules import language_of
from engagement.events import queries as events
from engagement.events.models import Event
from engagement.kernel import codes, paper
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.locale import OWN_NAMES, current
from engagement.kernel.pages import page


def _meeting(ref: str) -> Event | None:
    return events.event(ref)


@blueprint.route("/events/<ref>/concerns/new", methods=["GET", "POST"])
@requires(CAPTURE, find=_meeting)
def capture(event: Event) -> ResponseReturnValue:
    """Write down a concern; the answer shows its reference, a slip if one was asked for, and the next blank form."""
    kinds = taxonomy.open_kinds(event.force_id)
    form: CaptureForm = CaptureForm.sent()
    offer(form, kinds)
    saved: Concern | None = None
    code = None
    if form.accepted():
        code, digest = receipts.new() if "slip" in request.form else (None, None)
        done = form.carries_out(
            raising.capture,
            actor=actor(),
            event=event,
            category=form.category.data,
            words=form.words.data,
            language=language_of(form.words.data or "", current()),
            receipt=digest,
            operation_id=form.operation_id.data,
        )
        if done:
            saved = form.result
            code = code if saved is not None and saved.receipt == digest else None
            form = CaptureForm()
            offer(form, kinds)
    shown = codes.grouped(code) if saved and code else None
    printed = [(each, OWN_NAMES[each]) for each in paper.languages_of(event.force.locales)] if shown else []
    html = page(
        event=event,
        form=form,
        saved=saved,
        code=shown,
        signs={kind.key: kind.sign for kind in kinds},
        printed=printed,
    )
    return private((html, form.status))
