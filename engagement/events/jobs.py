"""The clock's share: what no station forgets to plan."""

from engagement.events.actions import cadence
from engagement.kernel import clock
from engagement.kernel.actor import JOB
from engagement.kernel.database import unit
from engagement.kernel.jobs import every


@every("20")
def draft_owed() -> None:
    """Each hour, draft the meetings that are owed."""
    with unit():
        cadence.draft_owed(actor=JOB, now=clock.now())
