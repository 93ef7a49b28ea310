"""The clock's share: what no station forgets to plan, reminders before meetings, thanks after them."""

from collections.abc import Callable

from engagement.events.actions import cadence, modules
from engagement.events.actions import remind as reminding
from engagement.events.models import Event
from engagement.events.queries import modules as module_queries
from engagement.events.queries import reminders
from engagement.kernel import clock
from engagement.kernel.actor import JOB
from engagement.kernel.database import db, unit
from engagement.kernel.jobs import every

MOST_SERIES = 500
MOST_BATCHES = 50  # of one meeting in one run; the next run goes on


@every("20")
def draft_owed() -> None:
    """Each hour, draft the meetings that are owed."""
    with unit():
        cadence.draft_owed(actor=JOB, now=clock.now())


@every("35")
def carry_modules() -> None:
    """Each hour, put the modules that were not covered on the agenda of the next meeting."""
    for series in module_queries.to_carry(clock.now(), limit=MOST_SERIES):
        with unit():
            modules.carry(now=clock.now(), series_id=series.id)


@every("*/5")
def remind() -> None:
    """Remind of what is near; each party once."""
    for event in reminders.near(clock.now()):
        _each_batch(reminding.remind, event)


@every("*/5")
def thank() -> None:
    """Thank those who came; each party once."""
    for event in reminders.held_lately(clock.now()):
        _each_batch(reminding.thank, event)


def _each_batch(work: Callable[..., int], event: Event) -> None:
    """Do work on one meeting, a batch a unit, so that writers wait for a moment at most."""
    for _time in range(MOST_BATCHES):
        with unit():
            db.session.refresh(event)
            done = work(actor=JOB, now=clock.now(), event=event)
        if done < reminding.BATCH:
            return
