"""What pages that mix rooms show in the pages beneath: the way to the profile of a place."""

from flask import render_template

from engagement.events.models import Event
from engagement.home.permissions import PROFILE
from engagement.kernel.actor import actor
from engagement.kernel.slots import fill
from engagement.organisation.models import Locality


@fill("events.manage")
def before_a_meeting(event: Event) -> str | None:
    """On the staff page of a meeting: the profile of its place."""
    return in_locality(event.locality) if event.locality else None


@fill("organisation.locality")
def in_locality(locality: Locality) -> str | None:
    """On a locality's page, for whoever serves there; a visitor's page stays as it was."""
    who = actor()
    if not who.staff or not PROFILE.allows(who, locality):
        return None
    return render_template("home/panels/profile.html", place=locality)
