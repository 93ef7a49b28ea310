"""Words of harassment at the open door: asked before anything is kept, and carried to the women's desk in a form alone."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.concerns import guarded, routing
from engagement.concerns.forms import RaiseForm
from engagement.concerns.forms.womens import WomensForm
from engagement.concerns.rules import Lane
from engagement.concerns.views.routes import private
from engagement.kernel import clock
from engagement.organisation.models import Force

SETTLED = "settled"
CARRY = "carry"


def settled() -> bool:
    """Whether who writes was asked, and said that it is not about that."""
    return bool(request.form.get(SETTLED))


def stops(form: RaiseForm) -> bool:
    """Whether words speak of what a whole station must not read, and who writes was not asked yet."""
    return not settled() and guarded.asks(form.words.data or "")


def asked(form: RaiseForm, force: Force, *, several: bool) -> ResponseReturnValue:
    """Ask whether a woman officer alone is to read it; all that was typed stays in the form, and nothing is kept."""
    html = render_template(
        "concerns/guarded.html",
        form=form,
        force=force,
        several=several,
        languages=[],  # a press on one would fetch another page, and what was typed is gone
        staffed=staffed(force),
    )
    return private(html)


def carried() -> bool:
    """Whether what was typed at the open door comes along to this one."""
    return request.form.get("press") == CARRY


def staffed(force: Force) -> bool:
    """Whether a trained woman officer reads it now."""
    return Lane.WOMEN in routing.sealed_lanes_of(force, clock.now())


def brought() -> Any:
    """Return the form of the women's desk with the words and the place that came along, and not yet sent."""
    return WomensForm(data={key: request.form.get(key, "") for key in ("words", "where")})
