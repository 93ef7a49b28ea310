"""The words and laws of concerns: lanes, categories, states, the chain. Pure."""

from enum import StrEnum

from engagement.kernel.refusals import N_


class Lane(StrEnum):
    """What sort of matter it is; each lane has its own readers, clock and visibility."""

    ENQUIRY = "enquiry"
    CONCERN = "concern"
    # Named so that no migration is needed when their sealed rooms exist; no door takes them yet.
    SUGGESTION = "suggestion"
    TIP = "tip"
    COMPLAINT = "complaint"  # about police
    THREAT = "threat"  # to life


OPEN_LANES = frozenset({Lane.ENQUIRY, Lane.CONCERN})


class Category(StrEnum):
    """What it is about."""

    STREET_LIGHT = "street_light"
    TRAFFIC = "traffic"
    THEFT = "theft"
    DRUGS = "drugs"
    NOISE = "noise"
    WATER = "water"
    RUBBISH = "rubbish"
    PATROL = "patrol"
    SERVICE = "service"
    OTHER = "other"


CATEGORY_WORDS = {
    Category.STREET_LIGHT: N_("Street light"),
    Category.TRAFFIC: N_("Traffic"),
    Category.THEFT: N_("Theft"),
    Category.DRUGS: N_("Drugs"),
    Category.NOISE: N_("Noise"),
    Category.WATER: N_("Water"),
    Category.RUBBISH: N_("Rubbish"),
    Category.PATROL: N_("Patrols"),
    Category.SERVICE: N_("Police service"),
    Category.OTHER: N_("Something else"),
}


class State(StrEnum):
    """Where a concern stands on its chain."""

    RAISED = "raised"
    OWNED = "owned"
    WORKED = "worked"  # part of a problem
    TOLD = "told"  # the raiser was told what was done, and asked
    CONFIRMED = "confirmed"  # by the raiser alone
    MISPLACED = "misplaced"  # "does not belong here": words deleted


class Door(StrEnum):
    """Through which door it came."""

    MEETING = "meeting"
    WEB = "web"


CHAIN = (State.RAISED, State.OWNED, State.WORKED, State.TOLD, State.CONFIRMED)


def links(state: State) -> tuple[str, ...]:
    """Return the five links of the chain as done, now or todo; the last is `kept` once confirmed."""
    if state is State.CONFIRMED:
        return ("done", "done", "done", "done", "kept")
    reached = CHAIN.index(state) if state in CHAIN else 0
    return tuple("done" if n <= reached else "now" if n == reached + 1 else "todo" for n in range(len(CHAIN)))
