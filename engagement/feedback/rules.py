"""The laws of polls: how many choices, until when, what may be counted beside. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from engagement.kernel.refusals import N_, Refusal

LEAST_CHOICES, MOST_CHOICES = 2, 6
LONGEST = timedelta(days=90)
HANDS_UNTIL = timedelta(days=14)  # after it closed: a sheet of paper comes back late
MOST_HANDS = 2_000
ANSWERS_PER_ADDRESS = 20  # of one poll: people share an address
ANSWERS_WITHIN = timedelta(days=1)


def check_choices(choices: Sequence[str]) -> list[str]:
    """Return the choices that were written; refuses fewer than two, more than six, and two that are the same."""
    written = [words.strip() for words in choices if words.strip()]
    if not LEAST_CHOICES <= len(written) <= MOST_CHOICES:
        raise Refusal(N_("Write two to six answers."), field="choice_1")
    if len({words.casefold() for words in written}) < len(written):
        raise Refusal(N_("Two answers are the same."), field="choice_1")
    return written


def check_closing(closes_on: date, today: date) -> None:
    """Refuse a last day that has passed, and one that nobody waits for."""
    if closes_on < today:
        raise Refusal(N_("That date has passed."), field="closes_on")
    if closes_on - today > LONGEST:
        raise Refusal(N_("A poll is open for at most %(n)s days."), field="closes_on", n=LONGEST.days)


def is_closed(closes_on: date, today: date) -> bool:
    """Whether the last day has passed; that day still counts."""
    return today > closes_on


def takes_hands(closes_on: date, today: date) -> bool:
    """Whether hands and paper may still be written down."""
    return today <= closes_on + HANDS_UNTIL
