"""What a phone sealed, opened: an envelope is bound to its lease and its operation, so that it opens as no other."""

import json
from datetime import datetime

from engagement.intake.models import DoorLease
from engagement.intake.rules import Captured, Deed, Malformed, captured
from engagement.kernel import inbound, sealing

BOUND = "chowk door 1"


def bound_to(lease: str, operation_id: str) -> bytes:
    """Return what an envelope is bound to: the public name of its lease and its own id."""
    return f"{BOUND}\n{lease}\n{operation_id}".encode()


def opened(lease: DoorLease, operation_id: str, envelope: bytes | None) -> Captured | None:
    """Return what an envelope says; None when it cannot be opened here or says nothing that we know."""
    if envelope is None:
        return None
    try:
        text = inbound.opened(
            envelope, force=lease.event.force.ref, bound_to=bound_to(lease.ref, operation_id)
        )
        return captured(json.loads(text))
    except (sealing.Unreadable, Malformed, ValueError, RecursionError):
        return None


def receipt_of(said: Captured | None) -> str | None:
    """Return the digest of the receipt code that a phone gave out with a concern; slow: never inside a unit."""
    if said is None or said.deed != Deed.CONCERN or not said.text("receipt"):
        return None
    return sealing.receipt_digest(said.text("receipt"))


def at_of(text: object) -> datetime | None:
    """Return an instant that a phone told."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
