"""The words and laws of problem solving: SARA stages in order, outcomes, task states. Pure."""

from enum import StrEnum

from engagement.kernel.refusals import N_


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


class Outcome(StrEnum):
    """How a problem ended."""

    DONE = "done"
    COULD_NOT = "could_not"


class TaskState(StrEnum):
    """How far a task is; late is a matter of the day, not a state."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


ORDER = (Stage.SCAN, Stage.ANALYSE, Stage.RESPOND, Stage.ASSESS, Stage.CLOSED)


def next_stage(stage: Stage) -> Stage | None:
    """Return the one stage that may follow, or None after the last."""
    place = ORDER.index(stage) + 1
    return ORDER[place] if place < len(ORDER) else None
