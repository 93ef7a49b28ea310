"""The words and laws of concerns: lanes, categories, states, the chain. Pure."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from engagement.kernel.refusals import N_


class Lane(StrEnum):
    """What sort of matter it is; each lane has its own readers, clock and visibility."""

    ENQUIRY = "enquiry"
    CONCERN = "concern"
    SUGGESTION = "suggestion"
    TIP = "tip"  # about a crime
    COMPLAINT = "complaint"  # about police
    THREAT = "threat"  # to life
    WOMEN = "women"  # harassment of or violence against women, children, transgender people


OPEN_LANES = frozenset({Lane.ENQUIRY, Lane.SUGGESTION, Lane.CONCERN})  # read at the desk of the station
# Read by those who were let in alone.
SEALED_LANES = frozenset({Lane.TIP, Lane.COMPLAINT, Lane.THREAT, Lane.WOMEN})
OPEN_LANE_WORDS = {
    Lane.CONCERN: N_("Concern"),
    Lane.ENQUIRY: N_("Question"),
    Lane.SUGGESTION: N_("Suggestion"),
}
LANE_WORDS = {
    **OPEN_LANE_WORDS,
    Lane.TIP: N_("Tip about a crime"),
    Lane.COMPLAINT: N_("Complaint about police"),
    Lane.THREAT: N_("Threat to life"),
    Lane.WOMEN: N_("Women's desk"),
}
SETTLED_BY_REPLY = frozenset({Lane.ENQUIRY, Lane.SUGGESTION, Lane.TIP, Lane.WOMEN})
DAYS_TO_DUE = {
    Lane.ENQUIRY: 3,
    Lane.SUGGESTION: 21,
    Lane.CONCERN: 14,
    Lane.TIP: 7,
    Lane.COMPLAINT: 14,
    Lane.THREAT: 1,
    Lane.WOMEN: 3,
}
LONGEST_DUE = timedelta(days=366)
FIRST_ANSWER = timedelta(hours=24)  # the Police Access Service: contacted within 24 hours
MOST_WORDS = 4000


class Category(StrEnum):
    """What it is about: what every force begins with. Its own table (taxonomy.py) renames, hides and adds."""

    STREET_LIGHT = "street_light"
    TRAFFIC = "traffic"
    THEFT = "theft"
    DRUGS = "drugs"
    NOISE = "noise"
    WATER = "water"
    RUBBISH = "rubbish"
    PATROL = "patrol"
    SERVICE = "service"
    BURGLARY = "burglary"
    ACCIDENT = "accident"
    MUNICIPAL = "municipal"
    OTHER = "other"
    HOMICIDE = "homicide"
    KIDNAPPING = "kidnapping"
    EXTORTION = "extortion"
    HARASSMENT = "harassment"
    CONDUCT = "conduct"


class Sensitivity(StrEnum):
    """Who may read what is raised about it."""

    ORDINARY = "ordinary"  # the desk of the station
    SENSITIVE = "sensitive"  # women officers of a roster alone
    SEALED = "sealed"  # a sealed lane alone


SENSITIVITY_WORDS = {
    Sensitivity.ORDINARY: N_("Ordinary: the desk of the station reads it"),
    Sensitivity.SENSITIVE: N_("Sensitive: the women's desk alone takes it"),
    Sensitivity.SEALED: N_("Sealed: taken in a sealed room alone"),
}
# What an open door offers: everybody at the desk of the station reads it.
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
    Category.BURGLARY: N_("Burglary"),
    Category.ACCIDENT: N_("Accident"),
    Category.MUNICIPAL: N_("Roads and drains"),
    Category.OTHER: N_("Something else"),
}
GUARDED = {
    Category.HOMICIDE: Sensitivity.SEALED,
    Category.KIDNAPPING: Sensitivity.SEALED,
    Category.EXTORTION: Sensitivity.SEALED,
    Category.CONDUCT: Sensitivity.SEALED,
    Category.HARASSMENT: Sensitivity.SENSITIVE,
}
ALL_CATEGORY_WORDS = {
    **CATEGORY_WORDS,
    Category.HOMICIDE: N_("Homicide"),
    Category.KIDNAPPING: N_("Kidnapping"),
    Category.EXTORTION: N_("Extortion"),
    Category.HARASSMENT: N_("Harassment and violence against women"),
    Category.CONDUCT: N_("Conduct of an officer"),
}
# No police matter: another agency does the work, the police pass it on.
AGENCY = N_("the municipal office")
NOT_POLICE = frozenset({Category.STREET_LIGHT, Category.WATER, Category.RUBBISH, Category.MUNICIPAL})

CATEGORY_SIGNS = {
    Category.STREET_LIGHT: "lamp",
    Category.TRAFFIC: "car",
    Category.THEFT: "home",
    Category.DRUGS: "leafy",
    Category.NOISE: "speak",
    Category.WATER: "flag",
    Category.RUBBISH: "pin",
    Category.PATROL: "people",
    Category.SERVICE: "shield",
    Category.BURGLARY: "lock",
    Category.ACCIDENT: "car",
    Category.MUNICIPAL: "hand",
    Category.OTHER: "chat",
}


class State(StrEnum):
    """Where a concern stands on its chain."""

    RAISED = "raised"
    OWNED = "owned"
    WORKED = "worked"  # part of a problem
    TOLD = "told"  # the raiser was told what was done, and asked
    CONFIRMED = "confirmed"  # by the raiser alone
    MISPLACED = "misplaced"  # "does not belong here": words deleted


STATE_WORDS = {
    State.RAISED: N_("Raised"),
    State.OWNED: N_("Owned"),
    State.WORKED: N_("Worked"),
    State.TOLD: N_("Told"),
    State.CONFIRMED: N_("Confirmed"),
    State.MISPLACED: N_("Does not belong here"),
}


class Door(StrEnum):
    """Through which door it came."""

    MEETING = "meeting"
    WEB = "web"
    SMS = "sms"


class Light(StrEnum):
    """The lights of the Police Access Service."""

    GREEN = "green"  # contacted
    RED = "red"  # not contacted in time
    BLUE = "blue"  # pending


LIGHT_WORDS = {
    Light.GREEN: N_("Contacted"),
    Light.RED: N_("Not contacted"),
    Light.BLUE: N_("Pending"),
}
CHAIN = (State.RAISED, State.OWNED, State.WORKED, State.TOLD, State.CONFIRMED)


def links(state: State) -> tuple[str, ...]:
    """Return the five links of the chain as done, now or todo; the last is `kept` once confirmed.

    While a concern is worked on, that link is the present one: it closes when its raiser is told.
    """
    if state is State.CONFIRMED:
        return ("done", "done", "done", "done", "kept")
    if state is State.WORKED:
        return ("done", "done", "now", "todo", "todo")
    reached = CHAIN.index(state) if state in CHAIN else 0
    return tuple("done" if n <= reached else "now" if n == reached + 1 else "todo" for n in range(len(CHAIN)))


# Which state may follow which. Reopening leads back to its owner; what was misplaced stays so, its words are gone.
NEXT = {
    State.RAISED: frozenset({State.OWNED, State.MISPLACED}),
    State.OWNED: frozenset({State.OWNED, State.WORKED, State.TOLD, State.MISPLACED}),
    State.WORKED: frozenset({State.WORKED, State.OWNED, State.TOLD, State.MISPLACED}),
    State.TOLD: frozenset({State.TOLD, State.CONFIRMED, State.OWNED}),
    State.CONFIRMED: frozenset[State](),
    State.MISPLACED: frozenset[State](),
}
AT_WORK = frozenset({State.RAISED, State.OWNED, State.WORKED})  # somebody still owes something


def may_follow(present: State, then: State) -> bool:
    """Whether a concern that stands at `present` may go on to `then`."""
    return then in NEXT[present]


def due_on(lane: Lane, raised_on: date) -> date:
    """Return the day by which an answer is owed when nobody set another: as its lane says."""
    return raised_on + timedelta(days=DAYS_TO_DUE[lane])


def light(raised_at: datetime, contacted_at: datetime | None, now: datetime) -> Light:
    """Return green once the raiser was answered, red when 24 hours passed without, else blue."""
    if contacted_at is not None:
        return Light.GREEN
    return Light.RED if now - raised_at > FIRST_ANSWER else Light.BLUE
