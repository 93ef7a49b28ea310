"""Who may see, plan, run and attend meetings."""

from engagement.events.models import Event
from engagement.events.rules import PUBLIC_STATES
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role

PLANNERS = (Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.PRO)


def _reads(who: Actor, event: Event) -> bool:
    return event.state in PUBLIC_STATES or who.over(event.office.path, *PLANNERS)


def _plans(who: Actor, event: Event) -> bool:
    return who.over(event.office.path, *PLANNERS)


READ = Permission("read a meeting", _reads, anyone=True)
LIST = Permission("list meetings", lambda _who, _none: True, anyone=True)
START = Permission("start a meeting", lambda who, _none: bool(who.paths(*PLANNERS)))
PLAN = Permission("plan a meeting", _plans, sight=READ)  # edit, publish, cancel
RUN = Permission("run a meeting", _plans, sight=READ)  # the door and the record
ATTEND = Permission(
    "attend a meeting", lambda _who, event: event.state in PUBLIC_STATES, sight=READ, anyone=True
)
