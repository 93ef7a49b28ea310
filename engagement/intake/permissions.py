"""Who may take a door along and decide upon what its phones sent, and who may revoke a phone."""

from engagement.concerns.permissions import DESK_ROLES
from engagement.events.permissions import PLANNERS
from engagement.events.permissions import READ as READ_EVENT
from engagement.intake.models import DoorLease, TextIn
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role


def _runs_lease(who: Actor, lease: DoorLease) -> bool:
    return who.over(lease.event.office.path, *PLANNERS)


TAKE = Permission(
    "take the door along", lambda who, event: who.over(event.office.path, *PLANNERS), sight=READ_EVENT
)
REVOKE = Permission("revoke a phone", _runs_lease)


def _decides(who: Actor, text: TextIn) -> bool:
    return who.over(text.office.path, *DESK_ROLES)


TEXTS = Permission("list texts that wait", lambda who, _none: bool(who.paths(*DESK_ROLES)))
DECIDE_TEXT = Permission("decide about a text", _decides)
NUMBERS = Permission("set the numbers for texts", lambda who, _none: bool(who.paths(Role.ADMINISTRATOR)))
