"""The chain of the trail: each entry is sealed over its own facts and the seal before it."""

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

FIRST = "0" * 64  # what stands before the first entry


@dataclass(frozen=True, slots=True)
class Sealed:
    """One entry as the chain sees it."""

    id: int
    facts: Mapping[str, Any]
    seal: str


def seal_of(key: bytes, before: str, facts: Mapping[str, Any]) -> str:
    """Return the 64 hex characters that seal an entry's facts to the seal before it (HMAC-SHA-256).

    The key lies outside the database: who can only write there cannot make the chain anew.
    """
    return hmac.digest(key, f"{before}\n{canonical(facts)}".encode(), "sha256").hex()


def canonical(facts: Mapping[str, Any]) -> str:
    """Return one text for the same facts, whatever their order; instants in UTC to the microsecond."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_instant)


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} has no place in the trail")


@dataclass(slots=True)
class Verdict:
    """What a reading of the chain found."""

    entries: int = 0
    broken_at: int | None = None  # the first entry that does not fit, or before which one is missing


@dataclass(slots=True)
class _Walk:
    key: bytes
    head: str = FIRST
    late: list[Sealed] = field(default_factory=list)

    def fits(self, entry: Sealed) -> bool:
        return hmac.compare_digest(entry.seal, seal_of(self.key, self.head, entry.facts))

    def take(self, entry: Sealed) -> bool:
        """Go one step, through entries that came late if the way leads there."""
        while not self.fits(entry):
            latecomer = next((each for each in self.late if self.fits(each)), None)
            if latecomer is None:
                return False
            self.late.remove(latecomer)
            self.head = latecomer.seal
        self.head = entry.seal
        return True


def verify(key: bytes, entries: Iterable[Sealed]) -> Verdict:
    """Read sealed entries in the order of their ids and say where the chain breaks, if it does.

    An entry of a long transaction may get a lower id than one that was sealed before it: it is then found later in
    the chain. So one that does not fit is only broken when the next one does not fit either, or when it never does.
    """
    walk, verdict = _Walk(key), Verdict()
    waiting: Sealed | None = None
    for entry in _ordered(entries):
        verdict.entries += 1
        if waiting is not None:
            walk.late.append(waiting)
            if not walk.take(entry):
                verdict.broken_at = waiting.id
                return verdict
            waiting = None
        elif not walk.take(entry):
            waiting = entry
    left = [*walk.late, *([waiting] if waiting else [])]
    verdict.broken_at = min((each.id for each in left), default=None)
    return verdict


def _ordered(entries: Iterable[Sealed]) -> Iterator[Sealed]:
    before = 0
    for entry in entries:
        if entry.id <= before:
            raise ValueError("entries are read in the order of their ids")
        before = entry.id
        yield entry
