"""The words and laws of councils: what sort, who sits on one, when enough are there, what is carried over. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engagement.kernel.refusals import N_, Refusal

MOST_MEMBERS = 600  # Mohmand's had 475
MOST_ITEMS = 200  # open at one time
IDENTITY = re.compile(r"\d{5}\D?\d{7}\D?\d")  # a CNIC, with or without its dashes
PHONE = re.compile(r"\+?\d{7,15}\Z")
SPACES = re.compile(r"[\s().-]")


class CouncilKind(StrEnum):
    """What sort of council it is."""

    LIAISON = "liaison"
    MUNICIPAL = "municipal"
    LOCAL = "local"
    OTHER = "other"


COUNCIL_WORDS = {
    CouncilKind.LIAISON: N_("Public liaison council"),
    CouncilKind.MUNICIPAL: N_("Municipal community safety council"),
    CouncilKind.LOCAL: N_("Local public safety committee"),
    CouncilKind.OTHER: N_("Another council"),
}


class Seat(StrEnum):
    """As what somebody sits on a council."""

    MEMBER = "member"
    CHAIR = "chair"
    DEPUTY = "deputy"
    SECRETARY = "secretary"


SEAT_WORDS = {
    Seat.MEMBER: N_("Member"),
    Seat.CHAIR: N_("Chair"),
    Seat.DEPUTY: N_("Deputy chair"),
    Seat.SECRETARY: N_("Secretary"),
}


class QuorumBy(StrEnum):
    """How a quorum is said."""

    SHARE = "share"
    NUMBER = "number"


QUORUM_WORDS = {
    QuorumBy.SHARE: N_("A share of the members, in percent"),
    QuorumBy.NUMBER: N_("A number of members"),
}


class ItemState(StrEnum):
    """What became of what a council took up; open ones are carried to the next meeting."""

    OPEN = "open"
    SETTLED = "settled"
    DROPPED = "dropped"


ITEM_WORDS = {
    ItemState.OPEN: N_("Open"),
    ItemState.SETTLED: N_("Settled"),
    ItemState.DROPPED: N_("Given up"),
}


@dataclass(frozen=True, slots=True)
class Charter:
    """What is said of a council."""

    kind: CouncilKind
    name: str
    language: str
    quorum_by: QuorumBy
    quorum: int | None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """What is said of a member; a phone number only with the member's agreement."""

    name: str
    locality_id: int | None
    seat: Seat
    sex: str
    since_on: date
    until_on: date | None = None
    phone: str = ""
    agreed: bool = False


def needed(by: QuorumBy, quorum: int, seats: int) -> int:
    """Return how many members must be there: the number itself, or that share of the seats, rounded up; never none."""
    share = -(-seats * quorum // 100) if by == QuorumBy.SHARE else quorum
    return max(1, share)


def is_reached(present: int, needed: int) -> bool:
    """Whether enough members are there."""
    return present >= needed


def check_quorum(by: QuorumBy, quorum: int | None) -> int:
    """Return a quorum that makes sense; refuses none, and a share of more than everybody."""
    if not quorum:
        raise Refusal(N_("Please fill this in."), field="quorum")
    if by == QuorumBy.SHARE and quorum > 100:
        raise Refusal(N_("A share is at most 100 percent."), field="quorum")
    return quorum


def check_no_identity(*texts: tuple[str, str]) -> None:
    """Refuse the number of an identity card in any of some fields, each its words and its name."""
    for words, field in texts:
        if IDENTITY.search(words):
            raise Refusal(N_("No identity card numbers here. A name is enough."), field=field)


def phone_of(text: str, *, agreed: bool) -> str:
    """Return a phone number without spaces, or nothing; refuses what is none, and one without its owner's agreement."""
    phone = SPACES.sub("", text)
    if not phone:
        return ""
    if not PHONE.match(phone):
        raise Refusal(N_("This is no phone number. It looks like 0300 1234567."), field="phone")
    if not agreed:
        raise Refusal(
            N_("Write a phone number only if the member agrees. Tick it, or leave it out."), field="agreed"
        )
    return phone


def check_time(since: date | None, until: date | None) -> None:
    """Refuse a time on a council that ends before it begins."""
    if since is not None and until is not None and until < since:
        raise Refusal(N_("The last day cannot be before the first one."), field="until")


def months_missed(last: date | None, today: date) -> int:
    """Return how many monthly meetings were missed since the last one, a week late being none; 0 before it ever met."""
    return 0 if last is None else max(0, ((today - last).days - 7) // 30)
