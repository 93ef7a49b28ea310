"""Taking a year of meetings out: what left the house is in the trail."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.events.permissions import PLANNERS
from engagement.kernel.actor import Actor
from engagement.kernel.refusals import N_, Refusal
from engagement.organisation.models import Office


def export(*, actor: Actor, now: datetime, office: Office, year: int, sort: str) -> None:
    """Write down that somebody takes a year of an office's meetings out; refuses an office that is not theirs."""
    post = actor.as_post(office.path, *PLANNERS)
    if post is None:
        raise Refusal(N_("Choose an office of yours."), field="office")
    audit.record(actor=actor, now=now, verb="events.export", subject=office, post=post, year=year, sort=sort)
