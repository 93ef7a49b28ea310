"""The phones that a demonstration shows on the screen, and what can be texted from each with one press. Pure."""

from dataclasses import dataclass

from engagement.kernel.refusals import N_

LONGEST = 600  # characters of one text: nine parts in Urdu letters
LISTED = 30  # texts of a phone that are shown, each way


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone on the screen: its name in the address, its number, whose it is, and in which letters they write."""

    name: str
    number: str  # E.164
    whose: str
    writes: str


PHONES = (
    Phone("first", "+923000000001", N_("A neighbour who writes English"), "en"),
    Phone("second", "+923000000002", N_("A shopkeeper who writes Urdu"), "ur"),
    Phone("third", "+923000000003", N_("A student who writes Urdu in Latin letters"), "roman"),
    Phone("fourth", "+38344000004", N_("A farmer in Kosovo"), "en"),
)
TRIES = {  # keyword, join, a concern, its state, stop, start; {code} is the number of the next meeting
    "en": ("HELP", "JOIN {code}", "Street light is out at the bus stand", "STATUS", "STOP", "START"),
    "ur": ("مدد", "شامل {code}", "بس اڈے پر بتی خراب ہے", "حال", "بند", "شروع"),
    "roman": ("madad", "aana {code}", "bijli kharab hai bus stand ke paas", "haal", "band", "shuru"),
}
DIGITS = ("1", "2", "3")


def phone_of(name: str) -> Phone | None:
    """Return the phone of this name."""
    return next((each for each in PHONES if each.name == name), None)


def tries(writes: str, code: str) -> list[str]:
    """Return what can be texted with one press; JOIN alone where no meeting has a code."""
    return [each.format(code=code).strip() for each in TRIES[writes]]


def national(number: str) -> str:
    """Return a number as its owner says it."""
    return "0" + number.removeprefix("+92").removeprefix("+383")
