"""The words and laws of meetings: kinds, states, seats, the waitlist, the tally. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from engagement.events.programme import Point, Span
from engagement.kernel.refusals import N_, Refusal


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


ENGAGING = frozenset(Kind) - {Kind.CEREMONY}  # what counts as engagement; a ceremony never does
QUIET_AFTER = timedelta(days=75)
CADENCE = timedelta(days=90)
NOTICE_OF = timedelta(days=15)  # between the draft and the day
PAUSE = timedelta(days=30)  # after a drafted meeting was deleted
OWED = "owed:"  # begins the operation id of what the cadence drafted


def is_quiet(since: date, today: date) -> bool:
    """Whether a locality has not met for 75 days or more."""
    return today - since >= QUIET_AFTER


def months_missed(since: date, today: date) -> int:
    """Return how many whole months have passed without a meeting."""
    return max(0, (today - since).days // 30)


def owed_on(since: date, today: date) -> date:
    """Return the day of the next meeting: on the weekday of the last, 90 days after it, in 15 days at the earliest."""
    day = max(since + CADENCE, today + NOTICE_OF)
    return day + timedelta(days=(since.weekday() - day.weekday()) % 7)


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


SIDE_WORDS = {
    Side.RESIDENT: N_("Residents"),
    Side.POLICE: N_("Police"),
    Side.PARTNER: N_("Partners"),
}
SEX_WORDS = {
    Sex.WOMAN: N_("Women"),
    Sex.MAN: N_("Men"),
    Sex.OTHER: N_("Other"),
    Sex.UNKNOWN: N_("Not said"),
}
ONE_WORDS = SEX_WORDS | {Sex.WOMAN: N_("Woman"), Sex.MAN: N_("Man")}  # of one person
AGE_WORDS = {
    AgeBand.UNKNOWN: N_("Not said"),
    AgeBand.CHILD: N_("Under 18"),
    AgeBand.ADULT: N_("18 to 59"),
    AgeBand.OLDER: N_("60 and over"),
}
DISABILITY_WORDS = {
    Disability.UNKNOWN: N_("Not said"),
    Disability.YES: N_("Yes"),
    Disability.NO: N_("No"),
}
DOOR_OPENS = timedelta(hours=3)  # before the start: whoever is counted earlier is counted by mistake


def check_door(state: str, starts_at: datetime, now: datetime, closed_at: datetime | None = None) -> None:
    """Refuse to count people at a meeting that is not on: a draft, one called off, one too far ahead, one closed by then.

    What was written down before the record was closed counts whenever it arrives.
    """
    if state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."))
    if state == State.CLOSED and not (closed_at and now < closed_at):
        raise Refusal(N_("The record of this meeting is closed. Nothing is counted any more."))
    if state == State.DRAFT:
        raise Refusal(N_("This meeting is a draft. Publish it first."))
    if now < starts_at - DOOR_OPENS:
        raise Refusal(N_("The door opens three hours before the start."))


class PromiseState(StrEnum):
    """What became of a promise; late is a matter of the day, not a state."""

    OPEN = "open"
    KEPT = "kept"
    COULD_NOT = "could_not"


LANGUAGES = {
    "ps": N_("Pashto"),
    "ur": N_("Urdu"),
    "en": N_("English"),
    "hnd": N_("Hindko"),
    "prs": N_("Dari"),
    "sq": N_("Albanian"),
    "sr": N_("Serbian"),
}
LONGEST = timedelta(days=14)
STATE_WORDS = {
    State.DRAFT: N_("Draft"),
    State.PUBLISHED: N_("Published"),
    State.HELD: N_("Held"),
    State.CLOSED: N_("Closed"),
    State.CANCELLED: N_("Called off"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What somebody who plans a meeting says of it. Times are on the wall clock of the meeting's zone."""

    title: str
    starts: datetime
    ends: datetime
    kind: Kind = Kind.MEETING
    audience: Audience = Audience.EVERYONE
    languages: tuple[str, ...] = ()
    words: str = ""
    language: str = "en"
    offers: tuple[str, ...] = ()
    host_post_id: int | None = None
    locality_id: int | None = None
    venue_id: int | None = None
    place: str = ""
    online_address: str = ""
    capacity: int | None = None
    group_seats: int | None = None
    agenda: tuple[Point, ...] = ()
    invite_only: bool = False
    days: tuple[Span, ...] = ()  # of a meeting whose days have hours of their own


def check_times(starts: datetime, ends: datetime) -> None:
    """Refuse an end at or before the start, and a meeting of more than fourteen days."""
    if ends <= starts:
        raise Refusal(N_("The end must be later than the start."), field="ends")
    if ends - starts > LONGEST:
        raise Refusal(N_("A meeting lasts at most 14 days. Check the dates."), field="last_day")


def check_capacity(capacity: int | None, promised: int) -> None:
    """Refuse fewer places than are promised already."""
    if capacity is not None and capacity < promised:
        raise Refusal(
            N_("%(n)s places are promised already. Choose %(n)s or more."), field="capacity", n=promised
        )


class PhotoState(StrEnum):
    """How far a photo is."""

    SENT = "sent"  # waits to be drawn anew
    READY = "ready"
    REFUSED = "refused"  # could not be drawn
    DOWN = "down"  # taken down; its files are gone


MOST_PHOTOS = 12


def check_photo(kind: str, present: int) -> None:
    """Refuse photos of a women's session, and more than twelve."""
    if kind == Kind.WOMEN:
        raise Refusal(N_("No photos are taken of women's sessions."), field="file")
    if present >= MOST_PHOTOS:
        raise Refusal(N_("A meeting has at most %(n)s photos."), field="file", n=MOST_PHOTOS)


PROMISE_WORDS = {
    PromiseState.OPEN: N_("Open"),
    PromiseState.KEPT: N_("Kept"),
    PromiseState.COULD_NOT: N_("Could not be kept"),
}
LONGEST_PROMISE = timedelta(days=2 * 366)
MOST_DECISIONS = 30


def check_record(state: str, starts_at: datetime, now: datetime, closed_at: datetime | None = None) -> None:
    """Refuse to write the record of a meeting that has not begun, was called off, or whose record was closed by then."""
    if state == State.CANCELLED:
        raise Refusal(N_("This meeting was called off."))
    if state == State.CLOSED and not (closed_at and now < closed_at):
        raise Refusal(N_("The record of this meeting is closed. It cannot be changed any more."))
    if state == State.DRAFT or (state == State.PUBLISHED and now < starts_at):
        raise Refusal(N_("The meeting has not begun. Its record is written after that."))


def check_due(due_on: date, met_on: date) -> None:
    """Refuse a promise due before it was made, or later than anybody remembers it."""
    if due_on < met_on:
        raise Refusal(N_("A promise is due on the day of the meeting or later."), field="due_on")
    if due_on - met_on > LONGEST_PROMISE:
        raise Refusal(N_("Choose a day within two years of the meeting."), field="due_on")


def days_late(due_on: date, settled_on: date | None, today: date) -> int:
    """Return by how many days a promise is late, or was when it was settled; 0 when it is not."""
    return max(0, ((settled_on or today) - due_on).days)


def decisions_of(text: str) -> tuple[str, ...]:
    """Return decisions written one a line; refuses more than 30, and lines of more than 500 characters."""
    lines = tuple(line.strip() for line in text.splitlines() if line.strip())
    if len(lines) > MOST_DECISIONS:
        raise Refusal(N_("Write at most %(n)s decisions."), field="decisions", n=MOST_DECISIONS)
    if any(len(line) > 500 for line in lines):
        raise Refusal(N_("Each decision has at most 500 characters."), field="decisions")
    return lines


LEAST_PUBLIC = 10  # until the suppression engine exists, smaller totals are not public
MOST_PARTY = 20
MOST_GROUP = 200  # a school comes with its buses; more is a meeting of its own
REMINDED_BEFORE = timedelta(days=1)  # on the wall clock: at the same hour of the day before
THANKED_FROM, THANKED_UNTIL = timedelta(hours=2), timedelta(days=3)  # after the end


def reminder_wall(wall_start: str, chosen: str | None) -> datetime:
    """Return when people are reminded, on the meeting's wall clock: when its host chose, else a day before.

    A choice that lies at or after the start, because the meeting moved ahead of it, is none.
    """
    starts = datetime.fromisoformat(wall_start)
    when = datetime.fromisoformat(chosen) if chosen else None
    return when if when is not None and when < starts else starts - REMINDED_BEFORE


CHASED_AFTER = (3, 7, 14)  # days after the end of a meeting whose record is not closed


def chase_due(ends_at: datetime, now: datetime) -> int:
    """Return the last of the days 3, 7 and 14 after its end that has come; 0 before the first."""
    gone = (now - ends_at).days
    return max((days for days in CHASED_AFTER if days <= gone), default=0)
