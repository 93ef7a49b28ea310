"""What a person may do with a message in the outbox."""

from datetime import datetime

from engagement.audit.actions import record
from engagement.channels.delivery_reports import Report
from engagement.channels.models import OutboxMessage, State
from engagement.channels.outbox import DELIVER
from engagement.kernel.actor import Actor
from engagement.kernel.jobs import enqueue
from engagement.kernel.refusals import N_, Refusal

STUCK = frozenset({State.UNCERTAIN, State.FAILED})


OUT = frozenset({State.HANDED, State.UNCERTAIN, State.SENT})
UNDELIVERED = frozenset({Report.FAILED, Report.REJECTED})
LOST = "the phone network could not deliver it"


def settle(*, now: datetime, message: OutboxMessage, report: Report) -> OutboxMessage:
    """Take the gateway's word for what became of a text: it settles one in doubt; what arrived stays so."""
    if report in {Report.DELIVERED, Report.ACCEPTED}:
        if message.state in OUT:
            message.state, message.reason = State.SENT, ""
            message.sent_at = message.sent_at or now
            message.lease = message.token = None
        if report == Report.DELIVERED:
            message.arrived_at = message.arrived_at or now
    elif report in UNDELIVERED and message.arrived_at is None and message.state in OUT:
        message.state, message.reason = State.FAILED, LOST
        message.lease = message.token = None
    return message


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
