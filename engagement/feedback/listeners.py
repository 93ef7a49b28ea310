"""What polls hear from meetings: a draft that is deleted takes its polls along."""

from datetime import datetime
from typing import Any

from engagement.events.models import Event
from engagement.feedback import actions
from engagement.kernel.actor import Actor
from engagement.kernel.signals import event_discarded


@event_discarded.connect
def _discarded(event: Event, *, actor: Actor, now: datetime, **_more: Any) -> None:
    actions.discard_of(actor=actor, now=now, event=event)
