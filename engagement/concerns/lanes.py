"""The words of the lanes, as residents and readers meet them; what may be decided on a complaint. Pure."""

from datetime import timedelta
from enum import StrEnum

from engagement.concerns.rules import Lane
from engagement.kernel.refusals import N_


class Decision(StrEnum):
    """What was found on a complaint about police."""

    UPHELD = "upheld"
    PARTLY = "partly"
    NOT_UPHELD = "not_upheld"
    ELSEWHERE = "elsewhere"


DECISION_WORDS = {
    Decision.UPHELD: N_("It was so: the complaint is upheld"),
    Decision.PARTLY: N_("Partly so"),
    Decision.NOT_UPHELD: N_("It could not be shown"),
    Decision.ELSEWHERE: N_("Given to a court or another body"),
}


class About(StrEnum):
    """Whom in an office a complaint is about."""

    HEAD = "head"
    OTHER = "other"


ABOUT_WORDS = {
    About.HEAD: N_("The head of that office"),
    About.OTHER: N_("Another officer there, or I do not know who"),
}
# In plain words, above the form of each sealed lane: what to bring here.
BRING_WORDS = {
    Lane.THREAT: N_("Somebody threatens a life, or wants money by threats."),
    Lane.TIP: N_("You know something about a crime. You stay out of it."),
    Lane.COMPLAINT: N_("A police officer did wrong. It goes past that office."),
    Lane.WOMEN: N_("Somebody harasses, beats or forces a woman, a child or a transgender person."),
}
READ_BY_WORDS = {
    Lane.THREAT: N_("Read by the few who were let in to threats. Answered and passed on to those who act."),
    Lane.TIP: N_("Read by the few who were let in to tips. Never public, on no map, in no search."),
    Lane.COMPLAINT: N_("Never seen by the officer, that office or anybody under it. Oversight sees it."),
    Lane.WOMEN: N_(
        "Read by trained women officers of the roster alone. If there is none at your station, it goes up to the next "
        "office that has one, and your page names it. No jirga, council or mediator gets it from us."
    ),
}
# A matter opened in an emergency: how long one may agree to it, and how long it then stays open.
ASKED_FOR = OPEN_FOR = timedelta(hours=24)
