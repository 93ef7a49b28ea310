"""The worker's share: deliver one message; each minute, what was left behind."""

from engagement.channels import delivery
from engagement.channels.outbox import DELIVER
from engagement.kernel import clock
from engagement.kernel.jobs import every, job


@job(DELIVER)
def deliver(message_id: int) -> None:
    """Deliver one message, unless another worker has it, and what else is due meanwhile."""
    delivery.deliver_due(message_id)


@every("*")
def sweep() -> None:
    """Deliver what waits: retries that are due, and what a crash left."""
    for message_id in delivery.sweep(clock.now()):
        deliver(message_id)
