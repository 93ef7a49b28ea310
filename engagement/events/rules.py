"""The words and laws of meetings: kinds, states, seats, the waitlist, the tally. Pure."""

from enum import StrEnum

from engagement.kernel.refusals import N_


class State(StrEnum):
    """How far a meeting is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


PUBLIC_STATES = frozenset({State.PUBLISHED, State.HELD, State.CLOSED, State.CANCELLED})


class Kind(StrEnum):
    """What sort of meeting it is."""

    COFFEE = "coffee"
    TOWN_HALL = "town_hall"
    WORKSHOP = "workshop"
    WOMEN = "women"
    VISIT = "visit"
    CONFERENCE = "conference"
    CEREMONY = "ceremony"
    MEETING = "meeting"


KIND_WORDS = {
    Kind.MEETING: N_("Meeting"),
    Kind.COFFEE: N_("Coffee with a Cop"),
    Kind.TOWN_HALL: N_("Town hall"),
    Kind.WORKSHOP: N_("Workshop"),
    Kind.WOMEN: N_("Women's session"),
    Kind.VISIT: N_("Locality visit"),
    Kind.CONFERENCE: N_("Conference"),
    Kind.CEREMONY: N_("Ceremony"),
}


class Audience(StrEnum):
    """Whom a meeting is for."""

    EVERYONE = "everyone"
    WOMEN = "women"
    YOUTH = "youth"
    TRADERS = "traders"
    ELDERS = "elders"


AUDIENCE_WORDS = {
    Audience.EVERYONE: N_("Everyone"),
    Audience.WOMEN: N_("Women"),
    Audience.YOUTH: N_("Young people"),
    Audience.TRADERS: N_("Traders"),
    Audience.ELDERS: N_("Older people"),
}


class RsvpState(StrEnum):
    """Where an RSVP stands."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"


class Need(StrEnum):
    """What somebody who comes needs."""

    NOTHING = "nothing"
    STEP_FREE = "step_free"
    INTERPRETER = "interpreter"
    CHILDCARE = "childcare"


NEED_WORDS = {
    Need.NOTHING: N_("Nothing"),
    Need.STEP_FREE: N_("Step-free seat"),
    Need.INTERPRETER: N_("Interpreter"),
    Need.CHILDCARE: N_("Child care"),
}


class Side(StrEnum):
    """On which side of the table somebody sits."""

    RESIDENT = "resident"
    POLICE = "police"
    PARTNER = "partner"


class Sex(StrEnum):
    """As told or seen at the door; unknown is a number too."""

    WOMAN = "woman"
    MAN = "man"
    OTHER = "other"
    UNKNOWN = "unknown"


class AgeBand(StrEnum):
    """Age as seen at the door."""

    CHILD = "child"
    ADULT = "adult"
    OLDER = "older"
    UNKNOWN = "unknown"


class Disability(StrEnum):
    """Disability, where told."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PromiseState(StrEnum):
    """What became of a promise; late is a matter of the day, not a state."""

    OPEN = "open"
    KEPT = "kept"
    COULD_NOT = "could_not"


LEAST_PUBLIC = 10  # until the suppression engine exists, smaller totals are not public
MOST_PARTY = 20
