"""The shapes of what the demo's people say, and where each language keeps its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple, cast

from engagement.concerns.rules import Category
from engagement.events.rules import Kind


class Told(NamedTuple):
    """Title and words of a meeting."""

    title: str
    words: str


class Pledge(NamedTuple):
    """A promise made to a room, what was done, and why it could not be."""

    words: str
    kept: str
    could_not: str


class Work(NamedTuple):
    """A task and the evidence that it is done."""

    words: str
    evidence: str


class Story(NamedTuple):
    """A problem from its first note to what everybody may read."""

    title: str
    said: str
    did: str
    scan: str
    analyse: str
    respond: str
    assess: str
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything that the demo says in one language; {place} and {spot} are filled when it is said."""

    spots: tuple[str, ...]
    meetings: Mapping[Kind, tuple[Told, ...]]
    agenda: tuple[tuple[int, str], ...]
    concerns: Mapping[Category, tuple[str, ...]]
    questions: tuple[tuple[str, str], ...]
    received: tuple[str, ...]
    passed: tuple[str, str]  # to whom, and the reply
    more: tuple[str, ...]
    thanks: str
    public: Mapping[Category, str]
    minutes: tuple[tuple[str, str], ...]  # the station's own, and the public summary
    decisions: tuple[str, ...]
    pledges: tuple[Pledge, ...]
    called_off: tuple[str, ...]
    stories: Mapping[Category, tuple[Story, ...]]
    dropped: str  # why a task was given up
    could_not: Story


def words_in(language: str) -> Words:
    """Return the demo's words in a language."""
    module = import_module(f"engagement.demo.words_{language}")
    return cast("Words", module.WORDS)
