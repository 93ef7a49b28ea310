"""Help in plain words, and what we keep and for how long."""

from datetime import timedelta

from flask import current_app
from flask.typing import ResponseReturnValue

from engagement.concerns import routing
from engagement.concerns.promises import CAN, CANNOT
from engagement.concerns.rules import DAYS_TO_DUE, Lane
from engagement.home.views.routes import blueprint
from engagement.kernel import clock
from engagement.kernel.access import PUBLIC, requires
from engagement.kernel.freshness import keep_until, kept
from engagement.kernel.pages import page
from engagement.organisation import present


@blueprint.get("/help")
@kept(lambda: ("organisation",), query=("force",))
@requires(PUBLIC)
def help() -> ResponseReturnValue:  # noqa: A001 - the address people remember
    """Say how to find a meeting, come, raise, follow; whom to call; what does not work yet."""
    force, now = present.current_force(), clock.now()
    tomorrow = clock.to_local(now, force.zone) + timedelta(days=1)
    keep_until(tomorrow.replace(hour=0, minute=0, second=0, microsecond=0))  # a training ends with its day
    return page(
        force=force,
        talk=Lane.WOMEN in routing.sealed_lanes_of(force, now),
        days=DAYS_TO_DUE[Lane.CONCERN],
        days_question=DAYS_TO_DUE[Lane.ENQUIRY],
    )


@blueprint.get("/privacy")
@kept(lambda: ("organisation",), query=("force",))
@requires(PUBLIC)
def privacy() -> ResponseReturnValue:
    """Say what is kept, for how long, who controls it, what we promise and what we cannot."""
    settings = current_app.extensions["settings"]
    return page(
        force=present.current_force(),
        mail=bool(settings.smtp_url),
        can=CAN.values(),
        cannot=CANNOT.values(),
    )
