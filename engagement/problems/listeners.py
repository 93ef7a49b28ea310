"""What a problem hears from its concerns."""

from datetime import datetime

from engagement.concerns.models import Concern
from engagement.kernel.actor import Actor
from engagement.kernel.signals import concern_confirmed, concern_reopened
from engagement.problems.actions import telling


@concern_confirmed.connect
def _confirmed(concern: Concern, *, actor: Actor, now: datetime) -> None:
    telling.heard(actor=actor, now=now, concern=concern, fixed=True)


@concern_reopened.connect
def _reopened(concern: Concern, *, actor: Actor, now: datetime) -> None:
    telling.heard(actor=actor, now=now, concern=concern, fixed=False)
