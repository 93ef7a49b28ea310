"""The words and laws of problem solving: SARA stages in order, outcomes, tasks, what the public sees. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from engagement.kernel.refusals import N_, Refusal
from engagement.kernel.wording import Wording


class Stage(StrEnum):
    """SARA (popcenter.asu.edu): none is skipped."""

    SCAN = "scan"
    ANALYSE = "analyse"
    RESPOND = "respond"
    ASSESS = "assess"
    CLOSED = "closed"


STAGE_WORDS = {
    Stage.SCAN: N_("Scan"),
    Stage.ANALYSE: N_("Analyse"),
    Stage.RESPOND: N_("Respond"),
    Stage.ASSESS: N_("Assess"),
    Stage.CLOSED: N_("Closed"),
}
STAGE_QUESTIONS = {
    Stage.SCAN: N_("What happens, how often, and to whom?"),
    Stage.ANALYSE: N_("Why here? What is done today, and why is it not enough?"),
    Stage.RESPOND: N_("What was done, and with whom?"),
    Stage.ASSESS: N_("What changed, and how do we know?"),
}


class Outcome(StrEnum):
    """How a problem ended."""

    DONE = "done"
    COULD_NOT = "could_not"


OUTCOME_WORDS = {Outcome.DONE: N_("We did"), Outcome.COULD_NOT: N_("We could not, because")}


class TaskState(StrEnum):
    """How far a task is; late is a matter of the day, not a state."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Word(StrEnum):
    """What the raisers of a closed problem said, taken together, as the public reads it."""

    WORKED = "worked"
    ASKED = "asked"
    CONFIRMED = "confirmed"
    REOPENED = "reopened"


class CommentState(StrEnum):
    """Where a comment of the public stands."""

    WAITING = "waiting"  # sealed; nobody outside sees that it is there
    SHOWN = "shown"
    REFUSED = "refused"  # or taken down; its words are gone


MOST_COMMENT = 1500  # characters
MOST_NAME = 60
MOST_WAITING = 200  # on one answer
MOST_LIKED = 60  # that one browser remembers
LIKES_PER_ADDRESS = 5  # of one comment: people share an address
LIKES_WITHIN = timedelta(days=1)
ORDER = (Stage.SCAN, Stage.ANALYSE, Stage.RESPOND, Stage.ASSESS, Stage.CLOSED)
LONGEST = timedelta(days=730)
MOST_WORDS = 4000


def next_stage(stage: Stage) -> Stage | None:
    """Return the one stage that may follow, or None after the last."""
    place = ORDER.index(stage) + 1
    return ORDER[place] if place < len(ORDER) else None


def may_advance(stage: Stage, noted: Iterable[Stage], *, open_tasks: int) -> Stage:
    """Return the stage after `stage`; refuses a stage without a note, and assessing while tasks are open.

    Closing is not advancing: it has an action of its own.
    """
    then = next_stage(stage)
    if then is None or then is Stage.CLOSED:
        raise Refusal(N_("A problem is closed with its own button, after the assessment."))
    if stage not in set(noted):
        raise Refusal(N_("Write down what you found in this stage first."), field="words")
    if then is Stage.ASSESS and open_tasks:
        raise Refusal(N_("Some tasks are still open. Finish or drop them first."))
    return then


@dataclass(frozen=True, slots=True)
class Needed:
    """What still lies between an open problem and telling those who raised it."""

    stages: tuple[Stage, ...]  # to be written down, in order
    open_tasks: int
    words: bool  # the public words are to be written
    review: bool  # and reviewed by somebody else

    def __bool__(self) -> bool:
        return bool(self.stages or self.open_tasks or self.review)


def still_needed(stage: Stage, noted: Iterable[Stage], *, open_tasks: int, wording: Wording) -> Needed:
    """Return what is still needed before a problem may be closed: the stages to come, and the present one without a note."""
    to_come = ORDER[ORDER.index(stage) : -1]
    written = set(noted)
    return Needed(
        stages=tuple(each for each in to_come if each is not stage or each not in written),
        open_tasks=open_tasks,
        words=wording == Wording.NONE,
        review=wording != Wording.REVIEWED,
    )


def may_close(needed: Needed) -> None:
    """Refuse to close a problem without its assessment, with open tasks, or without reviewed public words."""
    if needed.stages:
        raise Refusal(N_("Write the assessment first: what changed, and how do we know?"))
    if needed.open_tasks:
        raise Refusal(N_("Some tasks are still open. Finish or drop them first."))
    if needed.review:
        raise Refusal(
            N_("Everyone who raised this is told what was done: write it, and have it reviewed, first.")
        )


def check_due(due: date, today: date) -> date:
    """Return a due day; refuses one that has passed or lies more than two years ahead."""
    if due < today:
        raise Refusal(N_("That date has passed."), field="due")
    if due > today + LONGEST:
        raise Refusal(N_("Choose a day within two years."), field="due")
    return due


def days_late(due: date, today: date) -> int:
    """Return by how many days something due is late; 0 when it is not."""
    return max(0, (today - due).days)


def taken_together(stage: Stage, answers: Iterable[bool | None]) -> Word:
    """Return what the public reads of the raisers' answers: one no reopens, all yes confirms."""
    told = list(answers)
    if False in told:
        return Word.REOPENED
    if stage is not Stage.CLOSED:
        return Word.WORKED
    return Word.CONFIRMED if told and all(told) else Word.ASKED


LINKS_OF = {Word.WORKED: 2, Word.ASKED: 4, Word.CONFIRMED: 5, Word.REOPENED: 2}
WORD_SENTENCES = {
    Word.WORKED: N_("Being worked on"),
    Word.ASKED: N_("Told; waiting for the word of those who raised it"),
    Word.CONFIRMED: N_("Confirmed by those who raised it"),
    Word.REOPENED: N_("Opened again by someone who raised it"),
}
