"""The words and laws of the door without a network: what a phone may have written down, and why it may have to wait. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from engagement.concerns.rules import Category
from engagement.events.rules import MOST_GROUP, AgeBand, Disability, Sex, Side
from engagement.kernel.refusals import N_

LASTS = timedelta(hours=48)  # after the end of the meeting
CLOCK_SLACK = timedelta(minutes=5)
MOST_SEALED = 24_000  # bytes of one entry
MOST_ENTRIES = 5_000  # of one phone
MOST_AT_ONCE = 50
MOST_PHONES = 20  # at one door
LONGEST_ID = 40
MOST_WORDS = 4000
LARGEST = 2**63 - 1  # number of a row


class Deed(StrEnum):
    """What an officer does at the door."""

    ARRIVE = "arrive"
    COUNT = "count"
    UNDO = "undo"
    TICK = "tick"
    CONCERN = "concern"
    PROMISE = "promise"


DEED_WORDS = {
    Deed.ARRIVE: N_("A party came"),
    Deed.COUNT: N_("Somebody walked in"),
    Deed.UNDO: N_("Something was taken back"),
    Deed.TICK: N_("A point of the agenda"),
    Deed.CONCERN: N_("A concern"),
    Deed.PROMISE: N_("A promise"),
}


class State(StrEnum):
    """Where an entry of a phone stands."""

    APPLIED = "applied"
    HELD = "held"  # a person decides
    WAITING = "waiting"  # takes back what has not come yet
    TAKEN_BACK = "taken_back"
    LEFT_OUT = "left_out"


class Reason(StrEnum):
    """Why an entry waits for a person."""

    REVOKED = "revoked"
    EXPIRED = "expired"
    UNREADABLE = "unreadable"
    CLOCK = "clock"
    NOT_POSTED = "not_posted"
    ALREADY_IN = "already_in"
    OTHER_MEETING = "other_meeting"
    UNKNOWN_CODE = "unknown_code"
    NO_SUCH_POINT = "no_such_point"
    TAKEN_IN = "taken_in"
    REFUSED = "refused"


REASON_WORDS = {
    Reason.REVOKED: N_("The phone was revoked before it sent this."),
    Reason.EXPIRED: N_("The phone sent this later than two days after the meeting."),
    Reason.UNREADABLE: N_("This entry cannot be opened. Its key may be missing here."),
    Reason.CLOCK: N_("The phone's clock was changed. When this was written down is not certain."),
    Reason.NOT_POSTED: N_("Who wrote this down held no post here at that time."),
    Reason.ALREADY_IN: N_("This party was counted already, by another phone or on the page of the door."),
    Reason.OTHER_MEETING: N_("This code is for another meeting."),
    Reason.UNKNOWN_CODE: N_("No answer to this meeting has this code."),
    Reason.NO_SUCH_POINT: N_("This point is no longer on the agenda."),
    Reason.TAKEN_IN: N_(
        "This concern was taken in before it was taken back. Say at the desk if it does not belong."
    ),
    Reason.REFUSED: N_("It could not be taken in."),
}


class Malformed(Exception):
    """An entry that says nothing we know."""


class Held(Exception):
    """An entry that a person must decide upon; `subject` is the row that it is about, if there is one."""

    def __init__(self, reason: Reason, *, message: str = "", subject: Any = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.message = message
        self.subject = subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """What a phone wrote down, as it was opened."""

    deed: Deed
    at: datetime  # by the phone's clock, put right by what it showed when it took the door along
    told: Mapping[str, Any]

    def text(self, name: str) -> str:
        """Return one text that was told."""
        return str(self.told.get(name) or "")

    def number(self, name: str) -> int:
        """Return one number that was told; 0 when none was."""
        return int(self.told.get(name) or 0)

    @property
    def due_on(self) -> date:
        """The day of a promise."""
        return date.fromisoformat(self.text("due"))


def captured(payload: object) -> Captured:
    """Return what an opened entry says; raise `Malformed` when it is none of ours."""
    if not isinstance(payload, dict):
        raise Malformed
    try:
        deed = Deed(str(payload.get("deed")))
        at = datetime.fromisoformat(str(payload.get("at")))
        if at.tzinfo is None or not all(map(_keepable, payload.values())):
            raise Malformed
        found = Captured(deed=deed, at=at.astimezone(UTC), told=payload)
        _CHECKS[deed](found)
    except (ValueError, TypeError, OverflowError):
        raise Malformed from None
    return found


def _keepable(told: object) -> bool:
    """Whether the database and the seals take a value: text without control characters or halves of one, or a number."""
    if isinstance(told, str):
        return not any((ord(c) < 32 and c not in "\r\n\t") or 0xD800 <= ord(c) <= 0xDFFF for c in told)
    return told is None or isinstance(told, int)


def _arrive(said: Captured) -> None:
    if not 1 <= said.number("n") <= MOST_GROUP or not (said.text("code") or said.text("party")):
        raise Malformed


def _count(said: Captured) -> None:
    for name, kind in (("side", Side), ("sex", Sex), ("age", AgeBand), ("disability", Disability)):
        kind(said.text(name))


def _undo(said: Captured) -> None:
    if not 1 <= len(said.text("of")) <= LONGEST_ID:
        raise Malformed


def _tick(said: Captured) -> None:
    if not 1 <= said.number("item") <= LARGEST:
        raise Malformed


def _concern(said: Captured) -> None:
    Category(said.text("category"))
    code = said.text("receipt")
    if not 1 <= len(said.text("words").strip()) <= MOST_WORDS:
        raise Malformed
    if code and not (len(code) == 16 and code.isascii() and code.isdigit()):
        raise Malformed


def _promise(said: Captured) -> None:
    said.due_on  # noqa: B018 - raises when it is none
    if not 1 <= len(said.text("words").strip()) <= MOST_WORDS or not said.text("post"):
        raise Malformed


_CHECKS = {
    Deed.ARRIVE: _arrive,
    Deed.COUNT: _count,
    Deed.UNDO: _undo,
    Deed.TICK: _tick,
    Deed.CONCERN: _concern,
    Deed.PROMISE: _promise,
}


def check_clock(at: datetime, *, taken_at: datetime, sent_at: datetime, now: datetime) -> None:
    """Hold an entry whose time is not certain.

    `at` was put right by what the phone's clock showed when it took the door along; `sent_at` is its clock now, put
    right by the same. When that is not `now`, the clock was changed in between, and nobody knows which entries it moved.
    """
    moved = abs(sent_at - now) > CLOCK_SLACK
    outside = not taken_at - CLOCK_SLACK <= at <= now + CLOCK_SLACK
    if moved or outside:
        raise Held(Reason.CLOCK)


def ends(ends_at: datetime) -> datetime:
    """Return until when a phone may send by itself."""
    return ends_at + LASTS


class TextState(StrEnum):
    """How far a text that came in is."""

    PART = "part"  # waits for the other parts of its text
    JOINED = "joined"  # said together with another part
    WAITING = "waiting"  # stored, not yet read
    DONE = "done"
    HELD = "held"  # waits for a person: too many at once, or it could not be read
    LEFT = "left"  # a person looked and let it be
    GUARDED = "guarded"  # the women's desk alone may read it, and it could not be given to one


MOST_FROM_ONE = 30  # texts of one sender that are read by themselves
WITHIN = timedelta(minutes=10)
MOST_SHORT = 5  # more of them that are a plain START or STATUS
MOST_GUARDED = 15  # more of them that the women's desk alone may read
MOST_ALIKE = 10  # texts with the same words from different senders, an hour, that are read by themselves
MOST_CONCERNS = 300  # that texts may make in one force within an hour
MOST_ANSWERS = 20  # to one phone, an hour: two machines must not talk for ever
MOST_DIGITS = 60  # answers to what we asked ourselves, to one phone, an hour
ALWAYS = frozenset({"stopped", "danger"})  # answers that go also to whoever stopped them or gets too many
SELDOM = frozenset(
    {"started", "have", "stage"}
)  # answers that go once more, once in ten minutes, to who gets too many
MOST_TRIES = 3
PARTS_WAIT = timedelta(minutes=5)
SAME_AGAIN = timedelta(hours=24)  # the same words from the same phone are one concern
OFFER_STANDS = timedelta(days=45)
TEXTS_KEPT = timedelta(days=30)  # field.md T14
MOST_TEXT = 4000


def parts_of(udh: bytes) -> tuple[int, int, int] | None:
    """Return reference, how many and which of a text in parts (3GPP TS 23.040 §9.2.3.24.1 and .8); None of a whole one."""
    at = 1
    while at + 1 < len(udh):
        element, length = udh[at], udh[at + 1]
        body = udh[at + 2 : at + 2 + length]
        at += 2 + length
        if element == 0 and len(body) == 3:
            found = (body[0], body[1], body[2])
        elif element == 8 and len(body) == 4:
            found = (body[0] * 256 + body[1], body[2], body[3])
        else:
            continue
        return found if 1 <= found[2] <= found[1] and found[1] > 1 else None
    return None


class MailState(StrEnum):
    """How far a mail that came in is."""

    WAITING = "waiting"  # stored sealed, not yet read
    TAKEN = "taken"  # it stands in its talk; the mail itself is gone
    LEFT = "left"  # not taken, and the mail itself is gone
    FAILED = "failed"  # could not be read three times; kept sealed until it is old


class Left(StrEnum):
    """Why a mail was not taken."""

    MACHINE = "machine"  # written by a program: never answered
    ADDRESS = "address"  # to an address that is not one of ours, or no longer
    SENDER = "sender"  # says it is from somebody else than who left the address
    EMPTY = "empty"  # nothing but what it quotes
    MANY = "many"
    UNREAD = "unread"  # could not be read


MOST_MAIL = 20 * 1024 * 1024  # bytes
MOST_MAILS_AN_HOUR = 20  # into one talk
MAILS_KEPT = timedelta(days=30)
ANSWER_AGAIN = timedelta(days=1)  # that somebody else's mail was not taken, is told once a day
