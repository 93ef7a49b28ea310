"""How a raiser at the women's desk may be reached: what they set is sealed, and every notice keeps to it. Pure."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from engagement.kernel.refusals import N_


class Wish(StrEnum):
    """What a raiser wants to come of it. Nobody else chooses it, and no mediation stands here."""

    NONE = "none"  # nothing was chosen
    HEARD = "heard"
    ADVICE = "advice"
    REFERRAL = "referral"
    COMPLAINT = "complaint"


WISH_WORDS = {
    Wish.NONE: N_("Not said"),
    Wish.HEARD: N_("Only that somebody knows"),
    Wish.ADVICE: N_("Advice"),
    Wish.REFERRAL: N_("Help elsewhere: a doctor, a lawyer, a shelter"),
    Wish.COMPLAINT: N_("A formal complaint or FIR, with a woman officer beside me"),
}


class Hours(StrEnum):
    """When a message may reach the raiser."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


HOURS_WORDS = {
    Hours.ANY: N_("At any hour"),
    Hours.MORNING: N_("From 8 to 12"),
    Hours.AFTERNOON: N_("From 12 to 17"),
    Hours.EVENING: N_("From 17 to 21"),
}
SPANS = {
    Hours.MORNING: (time(8), time(12)),
    Hours.AFTERNOON: (time(12), time(17)),
    Hours.EVENING: (time(17), time(21)),
}


class Neutral(StrEnum):
    """What a mail says, all that it says; chosen by the raiser, and by nobody to be told from another sender's."""

    MESSAGE = "message"
    REMINDER = "reminder"
    PARCEL = "parcel"


NEUTRAL_WORDS = {
    Neutral.MESSAGE: N_("You have one new message."),
    Neutral.REMINDER: N_("A reminder: something waits for you."),
    Neutral.PARCEL: N_("Your order is ready."),
}


@dataclass(frozen=True, slots=True)
class Safe:
    """What a raiser set: a way to be called, hours, no calls or texts at all, the words of a mail, whom it goes to."""

    wish: Wish = Wish.NONE
    reach: str = ""
    hours: Hours = Hours.ANY
    silent: bool = False
    neutral: Neutral = Neutral.MESSAGE
    trusted: str = ""  # the organisation to which mail goes instead

    def written(self) -> str:
        """Return it as it is sealed."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, words: str) -> "Safe":
        """Return what `written` made."""
        kept = json.loads(words)
        chosen = (Wish(kept["wish"]), str(kept["reach"]), Hours(kept["hours"]), bool(kept["silent"]))
        return cls(*chosen, Neutral(kept["neutral"]), str(kept["trusted"]))


def next_moment(local: datetime, hours: Hours) -> datetime:
    """Return when a message may go, at or after a local instant: inside the hours, or when they next begin."""
    if hours not in SPANS:
        return local
    begins, ends = SPANS[hours]
    if begins <= local.time() < ends:
        return local
    day = local.date() if local.time() < begins else local.date() + timedelta(days=1)
    return datetime.combine(day, begins, local.tzinfo)
