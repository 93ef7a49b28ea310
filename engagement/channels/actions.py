"""What a person may do with a message in the outbox."""

from datetime import datetime

from engagement.audit.actions import record
from engagement.channels.models import OutboxMessage, State
from engagement.channels.outbox import DELIVER
from engagement.kernel.actor import Actor
from engagement.kernel.jobs import enqueue
from engagement.kernel.refusals import N_, Refusal

STUCK = frozenset({State.UNCERTAIN, State.FAILED})


def send_again(*, actor: Actor, now: datetime, message: OutboxMessage) -> OutboxMessage:
    """Send a failed or uncertain message once more, under the same Message-ID; refuses any other."""
    if message.state not in STUCK:
        raise Refusal(N_("Only a message that failed or is uncertain can be sent again."))
    message.state = State.DUE
    message.not_before = now
    message.attempts = 0
    record(actor=actor, now=now, verb="channels.send_again", subject=message)
    enqueue(DELIVER, message.id)
    return message
