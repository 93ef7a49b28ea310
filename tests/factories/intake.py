"""Phones at a door, and what they seal."""

import json
from datetime import datetime
from itertools import count
from typing import Any

from engagement.events.models import Event
from engagement.intake import door, envelopes, queries
from engagement.intake.actions import lease as leases
from engagement.intake.models import DoorEntry, DoorLease
from engagement.kernel import inbound
from engagement.kernel.actor import Actor
from engagement.kernel.database import unit

_numbers = count(1)
WALKED_IN = {"side": "resident", "sex": "woman", "age": "adult", "disability": "unknown"}


class Phone:
    """A phone that took the door along; it has its own idea of the time."""

    def __init__(self, event: Event, actor: Actor, now: datetime, device: str = "Phone") -> None:
        with unit():
            taken = leases.take(actor=actor, now=now, event=event, device=device)
        self.lease: DoorLease = taken.lease
        self.token = taken.token
        self.taken_at = now

    def sealed(self, deed: str, at: datetime, *, name: str = "", **told: Any) -> door.Raw:
        """Seal one entry, as the phone would."""
        name = name or f"op{next(_numbers):06d}"
        text = json.dumps({"deed": deed, "at": at.isoformat(), **told}).encode()
        force = self.lease.event.force.ref
        bound = envelopes.bound_to(self.lease.ref, name)
        return door.Raw(name, inbound.sealed(text, force=force, bound_to=bound))

    def walk_in(self, at: datetime, **told: Any) -> door.Raw:
        """Somebody walked in."""
        return self.sealed("count", at, **{**WALKED_IN, **told})

    def arrival(self, at: datetime, code: str, number: int = 1, **told: Any) -> door.Raw:
        """A party came and showed its code."""
        return self.sealed("arrive", at, code=code, n=number, **told)

    def undone(self, raw: door.Raw, at: datetime, **told: Any) -> door.Raw:
        """An entry is taken back."""
        return self.sealed("undo", at, of=raw.operation_id, **told)

    def send(self, *raws: door.Raw, clock: datetime) -> list[DoorEntry]:
        """Send entries; `clock` is what the phone's clock shows, put right."""
        found = queries.lease_by_token(self.token)
        assert found is not None
        return door.receive(found, raws, clock)
