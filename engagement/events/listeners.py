"""What meetings do when the record of one is closed, and when something that was read out there is sealed."""

from datetime import datetime
from typing import Any

from engagement.events.actions import room, summary
from engagement.events.models import Event
from engagement.kernel.actor import Actor
from engagement.kernel.signals import concern_sealed, event_closed


@event_closed.connect
def _closed(event: Event, *, actor: Actor, now: datetime, **_more: Any) -> None:
    summary.tell(actor=actor, now=now, event=event)


@concern_sealed.connect
def _sealed(concern: Any, **_more: Any) -> None:
    room.forget_read_backs(kind="concern", ref=concern.ref)
