"""What a room is read out of last time, what it answers, and what it wants first.

The rooms above add what was raised there.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engagement.kernel.refusals import N_

MOST_READ = 30
LONGEST_WORD = 200


class Answer(StrEnum):
    """What the room is told of one thing from last time."""

    YES = "yes"
    NOT_YET = "not_yet"


ANSWER_WORDS = {Answer.YES: N_("Yes, done"), Answer.NOT_YET: N_("Not yet")}


@dataclass(frozen=True, slots=True)
class ReadOut:
    """One thing from last time: a promise, a task, a concern. `words` may be said aloud."""

    kind: str  # "promise", "task", "concern"
    ref: str
    words: str
    language: str
    owner: dict[str, str] | None = None
    due_on: date | None = None
    done: bool = False  # as the books stand

    @property
    def name(self) -> str:
        """What it is called in a form."""
        return f"{self.kind}_{self.ref}"


@dataclass(frozen=True, slots=True)
class Priority:
    """What a room wants first, by a show of hands: who does it, by when."""

    words: str
    hands: int
    post_id: int | None
    due_on: date
    row: int  # of the sheet, from 1
