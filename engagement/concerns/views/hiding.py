"""The raiser takes back what the desk reads: given to the women's desk, after a page that says who has read it until now."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue

from engagement.concerns import routing
from engagement.concerns.models import Concern
from engagement.concerns.permissions import Opened
from engagement.concerns.rules import OPEN_LANES, State
from engagement.concerns.views import bearer
from engagement.concerns.views.routes import private
from engagement.kernel import clock
from engagement.kernel.wording import Wording

FRESH = timedelta(seconds=bearer.SECONDS)


def offered(concern: Concern) -> bool:
    """Whether a matter is open to a desk, and a trained woman officer above that desk could have it instead."""
    there = concern.lane in OPEN_LANES and concern.state != State.MISPLACED
    return there and routing.woman_above(concern, clock.now()) is not None


def token_for(concern: Concern) -> str:
    """Return what the button of a slip carries; nothing on a slip that is fetched anew later, or where none may have it."""
    fresh = clock.now() - concern.raised_at < FRESH
    return bearer.token_for(concern) if fresh and offered(concern) else ""


def asked(opened: Opened, token: str) -> ResponseReturnValue:
    """Ask whether it shall be sealed: who could read it until now, and who alone reads it then. Nothing is done yet."""
    concern = opened.concern
    above = routing.woman_above(concern, clock.now())
    html = render_template(
        "concerns/hide.html",
        concern=concern,
        bearer=token,
        office=above.office if above and offered(concern) else None,
        public=concern.wording == Wording.REVIEWED,
        languages=[],
    )
    return private(html)
