"""Reads of how a raiser at the women's desk may be reached."""

from engagement.concerns.models import Concern
from engagement.concerns.safe import Safe
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
