"""Checking in by oneself: the square for a screen or a wall at the door, and the page to which it leads."""

from datetime import timedelta

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from engagement.events import permissions, queries
from engagement.events.actions import here as doing
from engagement.events.forms.here import HereForm, PartyForm, WalkInForm
from engagement.events.models import Event
from engagement.events.queries.here import is_open, is_word, word_of
from engagement.events.rules import Sex
from engagement.events.views.heading import heading
from engagement.events.views.routes import blueprint
from engagement.kernel import clock, codes, headers, links
from engagement.kernel.access import requires
from engagement.kernel.actor import actor
from engagement.kernel.form_base import Form
from engagement.kernel.limits import TooMany, client_address, limit, spend
from engagement.kernel.pages import page

OFTEN = "240 per minute"  # a hall shares one address
MOST = 600  # parties, and people by themselves, from one address within an hour


@blueprint.route("/events/<reference>/here", methods=["GET", "POST"])
@limit(OFTEN, methods=("GET", "POST"))
@requires(permissions.ATTEND, find=queries.event)
def here(event: Event) -> ResponseReturnValue:
    """Let somebody who stands at the door count their party, or themselves."""
    headers.private()
    word = request.values.get("k", "")
    form: Form | None = None
    if request.method == "POST" and is_word(event, word):
        form, done = _party(event) if request.form.get("do") == "party" else _one(event)
        if done:
            return redirect(url_for("events.here", reference=event.ref, k=word, done=done), 303)
    asked = HereForm(data={"k": ""})
    shown = page(
        asked=asked,
        party=form if isinstance(form, PartyForm) else PartyForm(),
        one=form if isinstance(form, WalkInForm) else WalkInForm(),
        form=form,
        door_word=word if is_word(event, word) else "",
        wrong=bool(word) and not is_word(event, word),
        open=is_open(event, clock.now()),
        done=request.args.get("done", ""),
        **heading(event),
    )
    return shown, form.status if form else 200


def _party(event: Event) -> tuple[PartyForm, str]:
    form: PartyForm = PartyForm.sent()
    code = codes.digits_of(form.code.data or "")
    done = (form.accepted() and _counted(form, event)) and form.carries_out(
        doing.arrive, event=event, actor=actor(), code=code, arrived=form.arrived.data
    )
    return form, str(form.result.arrived) if done else ""


def _one(event: Event) -> tuple[WalkInForm, str]:
    form: WalkInForm = WalkInForm.sent()
    done = (form.accepted() and _counted(form, event)) and form.carries_out(
        doing.walk_in,
        event=event,
        actor=actor(),
        operation_id=form.operation_id.data,
        sex=Sex(form.sex.data),
    )
    return form, "1" if done else ""


def _counted(form: Form, event: Event) -> bool:
    """Count one press: a hall shares one address, yet one phone must not fill it, nor try all codes."""
    key = f"{event.ref} {client_address()}"
    try:
        spend("self check-in", key, most=MOST, per=timedelta(hours=1), now=clock.now())
    except TooMany as refusal:
        form.refuse(refusal)
        return False
    return True


@blueprint.route("/events/<reference>/here/square")
@requires(permissions.RUN, find=queries.event)
def here_square(event: Event) -> ResponseReturnValue:
    """Show the square large, for a screen at the door or to be printed for this meeting."""
    headers.private()
    word = word_of(event)
    address = links.absolute("events.here", reference=event.ref, k=word)
    plain = links.absolute("events.here", reference=event.ref)
    return page(door_word=word, address=address, plain=plain, **heading(event))
