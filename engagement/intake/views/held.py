"""Texts that wait for a person: too many from one phone, the same words from many, a sender that is no phone."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from engagement.concerns import receipts
from engagement.intake import permissions
from engagement.intake.actions import texts
from engagement.intake.models import TextIn
from engagement.intake.queries import texts as queries
from engagement.intake.views.routes import blueprint
from engagement.kernel import codes, headers, sealing
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.form_base import Form
from engagement.kernel.pages import page
from engagement.organisation import present

MOST = 50


@blueprint.get("/texts")
@requires(permissions.TEXTS)
def held() -> ResponseReturnValue:
    """Show each different text once, danger and what came least often first: a real one is not buried under a flood."""
    headers.private()
    return _page(Form())


def _page(form: Form) -> ResponseReturnValue:
    cursor = codes.unsign("held", request.args.get("after", ""))
    skip = cursor if isinstance(cursor, int) else 0
    found = queries.held(actor(), MOST + 1, skip)
    rows = [{"text": row, "words": _words(row), "times": times} for row, times in found[:MOST]]
    more = url_for("intake.held", after=codes.sign("held", skip + MOST)) if len(found) > MOST else None
    zone = present.current_force().zone
    return page(rows=rows, form=form, zone=zone, further=more, start=skip > 0), form.status


def _words(row: TextIn) -> str | None:
    """Return the words of a text; None where their key is not here. Number and receipt codes are shown to nobody."""
    try:
        return receipts.without_any(texts.read(row)[1])
    except sealing.Unreadable:
        return None


@blueprint.post("/texts/<reference>/read")
@requires(permissions.DECIDE_TEXT, find=queries.text)
def release(text: TextIn) -> ResponseReturnValue:
    """Let a text be read as if it had just come."""
    headers.private()
    Form().carries_out(texts.release, actor=actor(), text=text)
    return redirect(url_for("intake.held"), 303)


@blueprint.post("/texts/<reference>/leave")
@requires(permissions.DECIDE_TEXT, find=queries.text)
def leave(text: TextIn) -> ResponseReturnValue:
    """Let it be, and all that says the same from the same phone."""
    headers.private()
    Form().carries_out(texts.leave, actor=actor(), text=text)
    return redirect(url_for("intake.held"), 303)
