"""What this room shows at the door of a meeting: taking it along, the phones that did, what waits for a person."""

from flask import render_template

from engagement.events.models import Event
from engagement.intake import queries
from engagement.intake.permissions import TAKE
from engagement.kernel import clock
from engagement.kernel.actor import actor
from engagement.kernel.slots import fill


@fill("events.door")
def door(event: Event) -> str | None:
    """The way to take the door along; lost phones are revoked here."""
    if event.state == "draft" or not TAKE.allows(actor(), event):
        return None
    return render_template(
        "intake/panels/door.html",
        event=event,
        phones=queries.leases_of(event),
        undecided=queries.undecided(event),
        now=clock.now(),
    )
