"""Who comes to a meeting: one answer, the line of those who wait, what happened at the door."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import joinedload

from engagement.events.counting import FACETS
from engagement.events.models import DayArrival, Event, EventDay, PaperCount, Rsvp, TallyEntry
from engagement.events.queries import meetings
from engagement.events.queries.meetings import WHOLE
from engagement.events.rules import DOOR_OPENS, LEAST_PUBLIC, Kind, Need, RsvpState, State
from engagement.kernel import codes, glances, sealing
from engagement.kernel.database import db
from engagement.organisation.models import Force, Office

LINK = "rsvp"
MOST_SEARCHED = 5_000
MOST_FOUND = 30
LAST_DIGITS = 4  # of a phone number: enough to find somebody in a room, too few to call
WITH_MEETING = (joinedload(Rsvp.event).options(*WHOLE), joinedload(Rsvp.contact))


@dataclass(frozen=True, slots=True)
class Owner:
    """The force of a meeting, as its keys need it."""

    id: int
    ref: str
    country: str


@dataclass(frozen=True, slots=True)
class Host:
    """The office that holds a meeting, as sight needs it."""

    id: int
    path: str


@dataclass(frozen=True, slots=True)
class Asked:
    """As much of a meeting as the door, the answer and the way back need; the answer itself reads it again."""

    id: int
    ref: str
    state: str
    kind: str
    invite_only: bool
    force: Owner
    office: Host


DOOR = (
    select(
        Event.id,
        Event.ref,
        Event.state,
        Event.kind,
        Event.invite_only,
        Force.id,
        Force.ref,
        Force.country,
        Office.id,
        Office.path,
    )
    .join(Force, Force.id == Event.force_id)
    .join(Office, Office.id == Event.office_id)
    .where(Event.ref == bindparam("meeting"))
)


def asked(reference: str) -> Asked | None:
    """Return what is asked of the meeting of that public name before an answer is taken; holds no transaction."""
    found = glances.first(DOOR, meeting=codes.reference_of(reference))
    if found is None:
        return None
    event_id, ref, state, kind, invite_only, force_id, force_ref, country, office_id, path = found
    return Asked(
        event_id,
        ref,
        state,
        kind,
        bool(invite_only),
        Owner(force_id, force_ref, country),
        Host(office_id, path),
    )


def rsvp(rsvp_id: int) -> Rsvp | None:
    """Return one answer with its meeting and contact; one statement."""
    return db.session.scalar(select(Rsvp).where(Rsvp.id == rsvp_id).options(*WITH_MEETING))


def rsvp_of(reference: str) -> Rsvp | None:
    """Return the answer of that public name with its meeting and contact; one statement."""
    return db.session.scalar(select(Rsvp).where(Rsvp.ref == reference).options(*WITH_MEETING))


def link_token(rsvp: Rsvp, *, handed: bool = False) -> str:
    """Return the token of the private page on which an answer is changed or withdrawn.

    `handed`: for who may not have it from the mail; a press there proves no address.
    """
    return codes.sign(LINK, [rsvp.ref] if handed else rsvp.ref)


def in_line(event: Event) -> Select[Rsvp]:
    """Return the parties that wait for a place; of a women's session those that the host looked at already."""
    waiting = select(Rsvp).where(Rsvp.event_id == event.id, Rsvp.state == RsvpState.WAITING)
    return waiting.where(Rsvp.approved_at.is_not(None)) if event.kind == Kind.WOMEN else waiting


def square_words(rsvp: Rsvp) -> str:
    """Return what the square of an answer says to a phone at the door; capitals and digits make few, large modules."""
    return f"CHOWK:{rsvp.event.ref}:{rsvp.code}"


def place_in_line(rsvp: Rsvp) -> int:
    """Return the number of a waiting party in the line: 1 is next."""
    before = in_line(rsvp.event).where(Rsvp.id <= rsvp.id).with_only_columns(func.count())
    return db.session.scalar(before) or 0


def waiting_at(event: Event) -> int:
    """Return how many parties wait for a place."""
    return db.session.scalar(in_line(event).with_only_columns(func.count())) or 0


def asks(rsvp: Rsvp) -> bool:
    """Whether an answer to a women's session waits for the host to look at it."""
    return rsvp.event.kind == Kind.WOMEN and rsvp.state == RsvpState.WAITING and rsvp.approved_at is None


def told_place(rsvp: Rsvp, now: datetime) -> bool:
    """Whether the exact place of a women's session is told to who holds the private link of an answer (T7).

    It has a place, which the host or a voucher opened; its address, if it left one, is confirmed; the session is on.
    """
    event = rsvp.event
    known = rsvp.contact_id is None or (rsvp.contact is not None and rsvp.contact.verified_at is not None)
    stands = rsvp.state == RsvpState.CONFIRMED and rsvp.approved_at is not None
    on = event.state in {State.PUBLISHED, State.HELD} and now < event.ends_at
    return event.kind == Kind.WOMEN and stands and known and on


def coming_to(event: Event) -> Select[Rsvp]:
    """Return those who have a place at a meeting and those who wait, in the order in which they answered."""
    return (
        select(Rsvp)
        .where(Rsvp.event_id == event.id, Rsvp.state.in_([RsvpState.CONFIRMED, RsvpState.WAITING]))
        .order_by(Rsvp.id)
    )


def contacts_coming_to(event: Event) -> Select[Rsvp]:
    """Return the answers of those who have a place or wait and left a contact: who is told of changes."""
    return coming_to(event).where(Rsvp.contact_id.is_not(None))


def name_of(rsvp: Rsvp) -> str:
    """Return the name that somebody left, or nothing; nothing too where its key is not here."""
    try:
        return sealing.read(rsvp.name) if rsvp.name else ""
    except sealing.Unreadable:
        return ""


def found_at_door(event: Event, words: str) -> list[Rsvp]:
    """Return the answers whose code is `words`, whose name holds them, or whose phone ends in these four digits.

    Names and numbers are sealed, so each is opened.
    """
    query = coming_to(event).options(joinedload(Rsvp.contact)).limit(MOST_SEARCHED)
    code, part = codes.digits_of(words), words.casefold()
    last = code if len(code) == LAST_DIGITS == len(words.strip()) else ""
    return [
        rsvp
        for rsvp in db.session.scalars(query)
        if (code and rsvp.code == code)
        or part in name_of(rsvp).casefold()
        or (last and _number_of(rsvp).endswith(last))
    ][:MOST_FOUND]


def _number_of(rsvp: Rsvp) -> str:
    """Return the phone number that an answer came from or left; empty where it has none, or its key is not here."""
    if rsvp.contact is None or rsvp.contact.channel != "sms":
        return ""
    try:
        return sealing.read(rsvp.contact.address)
    except sealing.Unreadable:
        return ""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who is at a meeting: people with an answer, people counted at the door, and those by what was told.

    Of a meeting of several days it is the fullest one, so that nobody counts twice: "at least".
    """

    with_answer: int = 0
    walked_in: int = 0
    by_side: Counter[str] = field(default_factory=Counter)
    by_sex: Counter[str] = field(default_factory=Counter)
    by_age: Counter[str] = field(default_factory=Counter)
    by_disability: Counter[str] = field(default_factory=Counter)
    themselves: int = 0  # of those who walked in, how many counted themselves by the square at the door
    days: tuple["Attendance", ...] = ()  # each day's own, of a meeting of several

    @property
    def total(self) -> int:
        """Everybody who came."""
        return self.with_answer + self.walked_in

    @property
    def public_total(self) -> int | None:
        """The total that the public may read; None below ten."""
        return self.total if self.total >= LEAST_PUBLIC else None


TALLY = (TallyEntry.side, TallyEntry.sex, TallyEntry.age_band, TallyEntry.disability)
SELVES = func.sum(case((TallyEntry.by_self.is_(True), 1), else_=0))


def attendance(event: Event) -> Attendance:
    """Return the count of a meeting: answers that came, taps at the door, the paper tally; three statements.

    Of one of several days the fullest day, or the paper if that says more.
    """
    days = meetings.days(event)
    if days:
        return _attendance_by_day(event, days)
    came = db.session.scalar(
        select(func.coalesce(func.sum(Rsvp.arrived), 0)).where(
            Rsvp.event_id == event.id, Rsvp.arrived_at.is_not(None)
        )
    )
    rows = db.session.execute(
        select(*TALLY, SELVES, func.count())
        .where(TallyEntry.event_id == event.id, TallyEntry.undone_at.is_(None))
        .group_by(*TALLY)
    ).all()
    return _counted(int(came or 0), [tuple(row) for row in rows], _paper(event))


def _paper(event: Event) -> PaperCount | None:
    return db.session.scalar(select(PaperCount).where(PaperCount.event_id == event.id))


def _counted(came: int, rows: list[tuple[Any, ...]], paper: PaperCount | None = None) -> Attendance:
    """Return the count of people with an answer, of taps (what was told, how many by themselves, how many) and of the paper."""
    side, sex, age, disability = by = [Counter[str]() for _each in TALLY]
    taps = themselves = 0
    for *told, selves, number in rows:
        taps += number
        themselves += int(selves or 0)
        for counter, value in zip(by, told, strict=True):
            counter[value] += number
    if paper is not None:
        taps += paper.people
        for facet, counter in zip(FACETS, by, strict=True):
            counter.update({value: getattr(paper, f"{facet}_{value}") for value in FACETS[facet]})
    return Attendance(came, taps, side, sex, age, disability, themselves)


def _attendance_by_day(event: Event, days: Sequence[EventDay]) -> Attendance:
    """Return the fullest day of a meeting of several, with each day's own. A tap belongs to the day of its instant."""
    on = case(
        *((TallyEntry.at >= day.starts_at - DOOR_OPENS, day.number) for day in reversed(days)), else_=1
    ).label("day")
    taps = db.session.execute(
        select(on, *TALLY, SELVES, func.count())
        .where(TallyEntry.event_id == event.id, TallyEntry.undone_at.is_(None))
        .group_by(on, *TALLY)
    ).all()
    sums = (
        select(DayArrival.day, func.sum(DayArrival.arrived))
        .join(Rsvp, Rsvp.id == DayArrival.rsvp_id)
        .where(Rsvp.event_id == event.id)
        .group_by(DayArrival.day)
    )
    came = {row[0]: row[1] for row in db.session.execute(sums)}
    each = tuple(
        _counted(int(came.get(day.number, 0)), [tuple(row[1:]) for row in taps if row[0] == day.number])
        for day in days
    )
    most = max((*each, _counted(0, [], _paper(event))), key=lambda one: one.total)
    return replace(most, days=each)


def arrived_on(event: Event, day: int) -> dict[int, int]:
    """Return how many of each party came on one day of a meeting of several, by the answer's key."""
    query = select(DayArrival.rsvp_id, DayArrival.arrived).join(Rsvp, Rsvp.id == DayArrival.rsvp_id)
    rows = db.session.execute(query.where(Rsvp.event_id == event.id, DayArrival.day == day))
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class Coming:
    """What a host must know before a meeting: how many parties wait, and who needs what."""

    waiting: int
    needs: list[tuple[str, int]]  # need and people, of those who have a place


def coming(event: Event) -> Coming:
    """Return who means to come, in numbers; one statement."""
    found = db.session.execute(
        select(Rsvp.state, Rsvp.need, func.count(), func.sum(Rsvp.party))
        .where(Rsvp.event_id == event.id, Rsvp.state != RsvpState.WITHDRAWN)
        .group_by(Rsvp.state, Rsvp.need)
        .order_by(Rsvp.need)
    ).all()
    waiting = sum(parties for state, _need, parties, _people in found if state == RsvpState.WAITING)
    needs = [
        (need, int(people))
        for state, need, _parties, people in found
        if state == RsvpState.CONFIRMED and need != Need.NOTHING
    ]
    return Coming(waiting, needs)


def public_attendance(event: Event) -> int | None:
    """Return how many came, as far as the public may read it: after the meeting, and ten or more."""
    if event.state not in {State.HELD, State.CLOSED}:
        return None
    return attendance(event).public_total


def last_tap(event: Event) -> TallyEntry | None:
    """Return the last tap of an officer at the door that was not taken back; nobody takes back who counted themselves so."""
    return db.session.scalar(
        select(TallyEntry)
        .where(TallyEntry.event_id == event.id, TallyEntry.undone_at.is_(None), TallyEntry.by_self.is_(False))
        .order_by(TallyEntry.id.desc())
        .limit(1)
    )


def open_now(event: Event, now: datetime) -> bool:
    """Whether answers to a meeting are taken."""
    return event.state == State.PUBLISHED and event.starts_at > now
