"""iCalendar as it is written (RFC 5545): components of lines, escaped and folded.

Who reads somebody else's calendar uses the library. To write with it costs a web worker 4 MB and ten times as long.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

WIDTH: Final = 75  # octets of a line; one that goes on begins with a space
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


class Component:
    """One VCALENDAR or VEVENT, line after line."""

    __slots__ = ("_lines", "_name", "_parts")

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[tuple[str, str]] = []
        self._parts: list[Component] = []

    def bare(self, name: str, value: object, **parameters: str) -> None:
        """Add a line whose value stands as it is: a number, an address, a word of the format's own."""
        told = "".join(f";{each}={said}" for each, said in parameters.items())
        self._lines.append((name, f"{name}{told}:{value}"))

    def words(self, name: str, *words: str, **parameters: str) -> None:
        """Add a line of words, as people wrote them; of several words a list."""
        self.bare(name, ",".join(each.translate(_ESCAPED) for each in words), **parameters)

    def moment(self, name: str, when: datetime) -> None:
        """Add a line that says an instant, in UTC."""
        self.bare(name, f"{when.astimezone(UTC):%Y%m%dT%H%M%SZ}")

    def without(self, *names: str) -> None:
        """Take away the lines of these names."""
        self._lines = [line for line in self._lines if line[0] not in names]

    def hold(self, parts: Sequence["Component"]) -> None:
        """Put components into this one, behind its lines."""
        self._parts.extend(parts)

    def written(self) -> bytes:
        """Return the component and what it holds as bytes."""
        inner = b"".join(folded(line) for _name, line in self._lines)
        parts = b"".join(part.written() for part in self._parts)
        name = self._name.encode()
        return b"BEGIN:%s\r\n%s%sEND:%s\r\n" % (name, inner, parts, name)


def folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 octets, none of which cuts a character; raise `ValueError` at a break."""
    if "\n" in line or "\r" in line:
        raise ValueError("a line cannot hold a line break")
    whole = line.encode()
    if len(whole) <= WIDTH:
        return whole + b"\r\n"
    pieces, start, room = [], 0, WIDTH
    while len(whole) - start > room:
        end = start + room
        while whole[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        pieces.append(whole[start:end])
        start, room = end, WIDTH - 1
    return b"\r\n ".join((*pieces, whole[start:])) + b"\r\n"
