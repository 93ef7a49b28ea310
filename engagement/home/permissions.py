"""Who may see the outbox, the words of a message, and send one again."""

from dataclasses import dataclass

from engagement.channels.actions import STUCK
from engagement.channels.models import OutboxMessage
from engagement.kernel.access import Permission
from engagement.kernel.actor import Actor, Role
from engagement.organisation.models import Office
from engagement.organisation.permissions import READ as KNOW
from engagement.organisation.permissions import SEE, administers, serves

READERS = (Role.COMMANDER, Role.SUPERVISOR, Role.ADMINISTRATOR)
ANSWERABLE = (Role.COMMANDER, Role.SUPERVISOR)
PLAIN = ("events.", "people.")  # rooms whose messages hold no words about what somebody raised


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """A message of the outbox with the office that it belongs to; some belong to the force alone."""

    message: OutboxMessage
    office: Office | None


def _sees(who: Actor, sent: Sent) -> bool:
    if sent.office is not None:
        return who.over(sent.office.path, *READERS)
    return sent.message.force_id is not None and administers(who, sent.message.force_id)


def _reads(who: Actor, sent: Sent) -> bool:
    if sent.office is not None and who.over(sent.office.path, *ANSWERABLE):
        return True
    return sent.message.kind.startswith(PLAIN) and _sees(who, sent)


OUTBOX = Permission("outbox.list", lambda who, _none: bool(who.paths(*READERS)))
READ = Permission("outbox.read", _sees)
READ_WORDS = Permission("outbox.words", _reads, sight=READ)  # an administrator reads no raiser's matter
RESEND = Permission(
    "outbox.resend", lambda who, sent: sent.message.state in STUCK and _sees(who, sent), sight=READ
)
PROFILE = Permission("read the profile of a place", serves, sight=KNOW)  # by whose office serves it
# The media cell of an office: whoever holds a public relations post at it or above it. A station's officer gets a 403.
MEDIA_CELL = Permission("enter a media cell", lambda who, _none: bool(who.paths(Role.PRO)))
MEDIA = Permission("read a media cell", lambda who, office: who.over(office.path, Role.PRO), sight=SEE)
