"""Reads of how a raiser may be reached, and who said something after that."""

from collections.abc import Sequence

from engagement.concerns.models import Concern
from engagement.concerns.safe import Safe
from engagement.dialogue.queries import ended_by
from engagement.dialogue.rules import Speaker
from engagement.kernel import sealing


def safe_of(row: Concern) -> Safe:
    """Return what the raiser set; as if nothing was set where the key is not here."""
    try:
        return Safe.read(sealing.read(row.safe)) if row.safe else Safe()
    except sealing.Unreadable:
        return Safe()


def number_of(row: Concern) -> str:
    """Return the six digits that stand in the first mail; they open nothing but the way for further mail."""
    ref = row.contact.ref if row.contact else ""
    mark = sealing.fingerprint(f"{row.ref} {ref}", force=row.force.ref, purpose="safe-mail")
    return f"{int.from_bytes(mark[:8]) % 1_000_000:06d}"


def filed_with(row: Concern) -> str:
    """Return the operation of what came with a matter when it was filed: how its raiser may be reached."""
    return f"{row.operation_id[:30]}-reach"


def said_last(rows: Sequence[Concern]) -> set[int]:
    """Return the threads in which the raiser said the last word, and not with the filing alone; one statement."""
    return ended_by(
        Speaker.RAISER, [row.thread_id for row in rows], besides=[filed_with(row) for row in rows]
    )
