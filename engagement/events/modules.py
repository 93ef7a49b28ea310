"""The modules of a workshop series: which are due at which meeting, and what carries forward. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from engagement.kernel.codes import DIGITS
from engagement.kernel.refusals import N_, Refusal

MOST_MODULES = 40


@dataclass(frozen=True, slots=True)
class Module:
    """One module as it is planned: its words, and at which meeting of the series."""

    words: str
    planned: int = 1

    def typed(self) -> str:
        """Return the line that says so."""
        return f"{self.planned} | {self.words}"


def modules_of(text: str, meetings: int) -> tuple[Module, ...]:
    """Return the modules written one a line: `2 | Problem solving` is planned for the second meeting.

    A line without a number goes with the one above, the first with meeting 1. Refuses numbers of no meeting, words of
    more than 200 characters, words said twice, and more than 40 modules.
    """
    found: list[Module] = []
    planned = 1
    for line in (each.strip() for each in text.splitlines()):
        if not line:
            continue
        number, bar, words = line.partition("|")
        planned, words = (_number(number, meetings, line), words.strip()) if bar else (planned, line)
        if not words or len(words) > 200:
            raise Refusal(N_("Line %(n)s: write 1 to 200 characters."), field="modules", n=len(found) + 1)
        if words in {each.words for each in found}:
            raise Refusal(N_("“%(words)s” stands there twice."), field="modules", words=words)
        found.append(Module(words, planned))
    if len(found) > MOST_MODULES:
        raise Refusal(N_("A series has at most %(n)s modules."), field="modules", n=MOST_MODULES)
    return tuple(found)


def _number(text: str, meetings: int, line: str) -> int:
    digits = text.strip().translate(DIGITS)
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 4 else 0
    if not 1 <= number <= meetings:
        raise Refusal(
            N_("“%(line)s”: begin with the number of a meeting, from 1 to %(n)s."),
            field="modules",
            line=line,
            n=meetings,
        )
    return number


def due_at(
    number: int,
    planned: Iterable[tuple[int, int]],
    covered: Collection[int],
    running: Sequence[int],
) -> list[int]:
    """Return the keys of the modules that belong to meeting `number`, in their order.

    `planned` are keys, each with the meeting it is planned for; `running` the numbers of meetings that are not over. A
    module is due where it is planned, and, while it is not covered, at the next meeting once those before are over.
    """
    return [
        key
        for key, first in planned
        if key not in covered
        and (first == number or (first < number and not any(first <= each < number for each in running)))
    ]
