"""The worker's share: deliver one message; each minute, what was left behind."""

import contextlib

from engagement.channels import delivery
from engagement.channels.outbox import DELIVER
from engagement.kernel import clock
from engagement.kernel.jobs import every, job


@job(DELIVER)
def deliver(message_id: int) -> None:
    """Deliver one message, unless another worker has it."""
    with contextlib.suppress(delivery.Lost):
        delivery.deliver(message_id)


@every("*")
def sweep() -> None:
    """Deliver what waits: retries that are due, and what a crash left."""
    for message_id in delivery.sweep(clock.now()):
        deliver(message_id)
