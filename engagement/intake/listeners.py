"""What the doors for machines hear: a text whose matter was sealed keeps no words here."""

from typing import Any

from engagement.concerns.models import Concern
from engagement.intake.actions import texts
from engagement.kernel.signals import concern_sealed


@concern_sealed.connect
def _sealed(concern: Concern, **_more: Any) -> None:
    texts.forget(concern=concern)
