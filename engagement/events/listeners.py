"""What meetings do when the record of one is closed."""

from datetime import datetime
from typing import Any

from engagement.events.actions import summary
from engagement.events.models import Event
from engagement.kernel.actor import Actor
from engagement.kernel.signals import event_closed


@event_closed.connect
def _closed(event: Event, *, actor: Actor, now: datetime, **_more: Any) -> None:
    summary.tell(actor=actor, now=now, event=event)
