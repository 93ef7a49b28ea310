"""Small numbers stay unsaid, and cannot be worked out from those beside them. Pure.

No count of 1 to 9 is told; where one part alone would be hidden beside its total, the next smallest is hidden too; what
is told is rounded down to fives. A zero is told. (Washington DOH small-numbers rule; field.md, suppression 1 and 3.)
"""

from collections.abc import Mapping

LEAST, BASE = 10, 5


def told(count: int) -> int | None:
    """Return a count as it may be told, or None where it is too small."""
    if count == 0:
        return 0
    return count // BASE * BASE if count >= LEAST else None


def parts_told(parts: Mapping[str, int]) -> dict[str, int | None]:
    """Return the parts of a total that is told beside them, each as it may be told."""
    found = {key: told(count) for key, count in parts.items()}
    if sum(value is None for value in found.values()) == 1:
        others = [key for key, value in found.items() if value]
        if others:
            found[min(others, key=lambda key: (parts[key], key))] = None
    return found


def hidden_beside(parts: Mapping[str, int]) -> frozenset[str]:
    """Return which parts are hidden for a neighbour's sake alone: nobody may say of them that they are small."""
    return frozenset(key for key, value in parts_told(parts).items() if value is None and told(parts[key]))
