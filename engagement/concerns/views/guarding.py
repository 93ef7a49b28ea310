"""Words at the open door that a whole station must not read: asked first, and carried to a sealed door in a form alone."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from engagement.concerns import accusing, guarded, routing
from engagement.concerns.forms import ComplaintForm, RaiseForm
from engagement.concerns.forms.womens import WomensForm
from engagement.concerns.rules import Lane
from engagement.concerns.views.routes import private
from engagement.kernel import clock
from engagement.organisation.models import Force

SETTLED = "settled"
CARRY = "carry"


def settled() -> str:
    """Return what who writes was asked and said that it is not about: the lane of women alone, or all; else nothing."""
    said = request.form.get(SETTLED, "")
    return said if said in ("", Lane.WOMEN) else "1"


def stops(form: RaiseForm) -> Lane | None:
    """Return the sealed lane that words speak of, which a whole station must not read, unless who writes was asked."""
    words, said = form.words.data or "", settled()
    if not said and guarded.asks(words):
        return Lane.WOMEN
    return Lane.COMPLAINT if said != "1" and accusing.asks(words) else None


def asked(form: RaiseForm, force: Force, *, several: bool, lane: Lane = Lane.WOMEN) -> ResponseReturnValue:
    """Ask whether those of a sealed lane alone are to read it; what was typed stays in the form, nothing is kept."""
    html = render_template(
        "concerns/guarded.html",
        form=form,
        force=force,
        several=several,
        languages=[],  # a press on one would fetch another page, and what was typed is gone
        lane=lane,
        staffed=staffed(force, lane),
    )
    return private(html)


def carried() -> bool:
    """Whether what was typed at the open door comes along to this one."""
    return request.form.get("press") == CARRY


def staffed(force: Force, lane: Lane = Lane.WOMEN) -> bool:
    """Whether somebody reads a lane now."""
    return lane in routing.sealed_lanes_of(force, clock.now())


def brought() -> Any:
    """Return the form of the women's desk with the words and the place that came along, and not yet sent."""
    return WomensForm(data={key: request.form.get(key, "") for key in ("words", "where")})


def accused() -> ComplaintForm:
    """Return the form of a complaint about police with the words that came along, and not yet sent."""
    return ComplaintForm(data={"words": request.form.get("words", "")})
