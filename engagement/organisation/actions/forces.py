"""A force: its names, emergency number and oversight address, as every page of it says them."""

from datetime import datetime

from engagement.audit import actions as audit
from engagement.kernel.actor import Actor
from engagement.kernel.database import LocaleMap
from engagement.kernel.freshness import bump
from engagement.organisation.models import Force
from engagement.organisation.rules import named


def change_force(
    *,
    actor: Actor,
    now: datetime,
    force: Force,
    version: int | None,
    names: LocaleMap,
    emergency_number: str,
    oversight_address: str,
    dormant_days: int | None = None,
) -> Force:
    """Change what every page of a force says of it; refuses what somebody else changed meanwhile, and no name."""
    force.edited(version)
    force.names = named(names)
    force.emergency_number, force.oversight_address = emergency_number, oversight_address
    force.dormant_days = dormant_days or force.dormant_days
    audit.record(actor=actor, now=now, verb="organisation.change_force", subject=force)
    bump("organisation")
    return force
