"""A year of meetings: planned, published, answered, moved, called off, held, written down, and promised at."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from engagement.demo.cast import Cast, Station
from engagement.demo.chronicle import Chronicle, operation
from engagement.demo.texts import Words, words_in
from engagement.events.actions import plan as planning
from engagement.events.actions import record
from engagement.events.models import Event, Promise
from engagement.events.programme import Point
from engagement.events.queries import record as reads
from engagement.events.rules import Audience, Kind, Plan, PromiseState
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.organisation.models import Locality, Office, Post

PLANNED, PUBLISHED = timedelta(days=45), timedelta(days=30)  # before the start
FIRST, LAST = -43, 6  # weeks from this one
SERIES = (Kind.TOWN_HALL, Kind.COFFEE, Kind.VISIT, Kind.TOWN_HALL, Kind.WORKSHOP, Kind.WOMEN, Kind.MEETING)
WEEKDAYS = (5, 2, 6, 1, 3)
LATEST = time(23, 59)  # a meeting that goes on past midnight has two days
HOURS = {
    Kind.TOWN_HALL: (15, 120),
    Kind.COFFEE: (10, 120),
    Kind.VISIT: (16, 90),
    Kind.WORKSHOP: (11, 150),
    Kind.WOMEN: (11, 120),
    Kind.MEETING: (17, 90),
    Kind.CONFERENCE: (9, 420),
    Kind.CEREMONY: (11, 90),
}
ROOM = {
    Kind.TOWN_HALL: 80,
    Kind.COFFEE: 24,
    Kind.WORKSHOP: 30,
    Kind.WOMEN: 30,
    Kind.CONFERENCE: 250,
    Kind.CEREMONY: 120,
}
SPOKEN = {
    "kp-police": (("ps", "ur"), ("ps",), ("ur", "hnd"), ("ps", "ur", "en")),
    "kosovo-police": (("sq", "sr"), ("sq",)),
}
STATION_WRITES = {"ps": "ur", "sr": "sq"}  # stations keep their books in fewer languages than people speak


@dataclass(slots=True)
class Meeting:
    """One meeting that is to come about; `event` stands once it was planned."""

    key: str
    cast: Cast
    station: Station | None
    office: Office
    host: Post
    place: Locality
    kind: Kind
    language: str
    day: date
    hour: int
    capacity: int | None
    online: bool = False
    popular: bool = False
    fate: str = "held"  # or "called off", "moved"
    notice: int = 2  # days before the start at which it is called off
    event: Event | None = None

    @property
    def words(self) -> Words:
        """What is said at it."""
        return words_in(self.language)

    @property
    def starts(self) -> datetime:
        """When it begins, as first planned."""
        return self.cast.calendar.moment(self.day, self.hour)

    @property
    def actor(self) -> Actor:
        """Who runs it."""
        return self.cast.act(self.host)

    @property
    def written_in(self) -> str:
        """The language of the station's own notes."""
        return STATION_WRITES.get(self.language, self.language)

    def lot(self, what: str) -> Random:
        """Return dice that fall the same way each time."""
        return Random(f"{self.key} {what}")


def schedule(cast: Cast, now: datetime) -> list[Meeting]:
    """Return every meeting of a year, station by station, those of the district, and what is on this week."""
    found: list[Meeting] = []
    step = 4 if len(cast.stations) > 4 else 5
    for s, station in enumerate(cast.stations):
        for k, week in enumerate(range(FIRST + s % step, LAST + 1, step)):
            found.append(_of_station(cast, station, s, k, week))
    if len(cast.stations) > 4:
        found += _of_district(cast)
    found += _of_this_week(cast, now)
    return found


def _of_station(cast: Cast, station: Station, s: int, k: int, week: int) -> Meeting:
    kind = SERIES[(s + k) % len(SERIES)]
    if kind is Kind.WOMEN and not station.has_desk:  # a woman officer hosts, or it is not held
        kind = Kind.COFFEE
    language = (cast.languages * 2)[(2 * s + k) % 5]
    if kind not in words_in(language).meetings:
        language = "ur" if kind in words_in("ur").meetings and "ur" in cast.languages else cast.languages[0]
    host = (
        station.second if kind is Kind.WOMEN else station.sho if kind is Kind.TOWN_HALL else station.officer
    )
    popular = (s + k) % 6 == 4 and kind in {Kind.COFFEE, Kind.WORKSHOP, Kind.WOMEN, Kind.TOWN_HALL}
    room = ROOM.get(kind)
    day = cast.calendar.day(week, WEEKDAYS[(s + 2 * k) % 5])
    fate = {5: "called off", 11: "moved", 17: "moved"}.get((3 * s + 5 * k) % 19, "held")
    return Meeting(
        key=f"{station.office.slug} {k}", cast=cast, station=station, office=station.office, host=host,
        place=station.places[k % len(station.places)], kind=kind, language=language, day=day, hour=HOURS[kind][0],
        capacity=(room and min(room, 14)) if popular else room, popular=popular, fate=fate,
        online=kind is Kind.MEETING and k % 2 == 1,
    )  # fmt: skip


def _of_district(cast: Cast) -> list[Meeting]:
    middle = cast.stations[-1].places[1]
    given = (
        ("conference", Kind.CONFERENCE, "en", -9, 2, False),
        ("ceremony", Kind.CEREMONY, "ur", -20, 3, False),
        ("thanks", Kind.CEREMONY, "en", 3, 3, False),
        ("online", Kind.MEETING, "ur", -13, 1, True),
        ("online again", Kind.MEETING, "en", 1, 1, True),
    )
    return [
        Meeting(
            key=f"district {name}", cast=cast, station=None, office=cast.district, host=cast.pro, place=middle,
            kind=kind, language=language, day=cast.calendar.day(week, weekday), hour=HOURS[kind][0],
            capacity=ROOM.get(kind), online=online,
        )
        for name, kind, language, week, weekday, online in given
    ]  # fmt: skip


def opens_now(hour: int) -> int:
    """Return at which hour of today a meeting begins whose door is open at this hour: the next; by night up to three on."""
    return min(hour + 1, 23) if hour >= 7 else min(hour + 3, 8)


def _of_this_week(cast: Cast, now: datetime) -> list[Meeting]:
    """Return what the first station has on its desk whenever the demo is loaded.

    A meeting of today whose door is open, a record to write, a full room with a line, and a visit that was called off.
    """
    station = cast.stations[0]
    today = cast.calendar.today
    hour = opens_now(now.astimezone(cast.calendar.zone).hour)
    plain = "en" if "en" in cast.languages else cast.languages[0]
    given = (
        ("today", Kind.COFFEE, plain, today, hour, station.officer, 0, {"capacity": 24}),
        ("yesterday", Kind.TOWN_HALL, cast.languages[0], today - timedelta(days=1), 15, station.sho, 1, {"capacity": 80}),
        ("full", Kind.WORKSHOP, cast.languages[0], today + timedelta(days=8), 11, station.officer, 2,
         {"capacity": 16, "popular": True}),
        ("off", Kind.VISIT, plain, today + timedelta(days=5), 16, station.officer, 2,
         {"capacity": None, "fate": "called off", "notice": 8}),
    )  # fmt: skip
    return [
        Meeting(
            key=f"{station.office.slug} {name}", cast=cast, station=station, office=station.office, host=host,
            place=station.places[place % len(station.places)], kind=kind, language=language, day=on, hour=at, **more,
        )
        for name, kind, language, on, at, host, place, more in given
    ]  # fmt: skip


def live(chronicle: Chronicle, meeting: Meeting) -> None:
    """Plan what happens to a meeting before its day."""
    starts = meeting.starts

    def publish(moment: datetime) -> None:
        planning.publish(actor=meeting.actor, now=moment, event=_there(meeting))

    chronicle.at(starts - PLANNED, lambda moment: _plan(meeting, moment))
    chronicle.at(starts - PUBLISHED, publish)
    if meeting.fate == "moved":
        chronicle.at(starts - timedelta(days=6), lambda moment: _move(meeting, moment))
    if meeting.fate == "called off":
        chronicle.at(starts - timedelta(days=meeting.notice), lambda moment: _call_off(meeting, moment))
    else:
        _after(chronicle, meeting)


def _there(meeting: Meeting) -> Event:
    if meeting.event is None:
        raise RuntimeError(f"{meeting.key} was never planned")
    return meeting.event


def _plan(meeting: Meeting, moment: datetime) -> None:
    meeting.event = planning.plan(
        actor=meeting.actor, now=moment, office=meeting.office, plan=plan_of(meeting),
        operation_id=operation(meeting.key),
    )  # fmt: skip


def plan_of(meeting: Meeting) -> Plan:
    """Return what is said of a meeting in its language."""
    words, place = meeting.words, meeting.place.names[meeting.language]
    told = words.meetings[meeting.kind]
    lot = meeting.lot("plan")
    said = (
        told[-1]
        if meeting.online
        else told[lot.randrange(max(1, len(told) - (meeting.kind is Kind.MEETING)))]
    )
    begins = datetime.combine(meeting.day, time(meeting.hour))
    women = meeting.kind is Kind.WOMEN
    spoken = SPOKEN[meeting.cast.force.slug]
    venue = meeting.station.venues[meeting.place.id] if meeting.station and not meeting.online else None
    walk = meeting.kind is Kind.VISIT
    spot = walk or not (venue or women or meeting.online)  # a district has no hall of its own
    return Plan(
        title=said.title.format(place=place),
        words=said.words.format(place=place),
        language=meeting.language,
        starts=begins,
        ends=min(begins + timedelta(minutes=HOURS[meeting.kind][1]), datetime.combine(meeting.day, LATEST)),
        kind=meeting.kind,
        audience=Audience.WOMEN if women else _audience(meeting, lot),
        languages=spoken[lot.randrange(len(spoken))],
        host_post_id=meeting.host.id,
        locality_id=meeting.place.id,
        venue_id=venue.id if venue and not walk else None,
        place=words.spots[lot.randrange(len(words.spots))].capitalize() if spot else "",
        online_address=f"https://meet.example.org/{meeting.office.slug}" if meeting.online else "",
        capacity=meeting.capacity,
        agenda=()
        if meeting.kind in {Kind.COFFEE, Kind.VISIT}
        else tuple(Point(text, minutes) for minutes, text in words.agenda),
    )


def _audience(meeting: Meeting, lot: Random) -> Audience:
    if meeting.kind is Kind.WORKSHOP:
        return lot.choice((Audience.TRADERS, Audience.YOUTH))
    return Audience.ELDERS if lot.random() < 0.05 else Audience.EVERYONE


def _move(meeting: Meeting, moment: datetime) -> None:
    event = _there(meeting)
    db.session.refresh(event)
    given = plan_of(meeting)
    later = timedelta(hours=2) if meeting.lot("move").random() < 0.5 else timedelta(days=1)
    planning.edit(
        actor=meeting.actor, now=moment, event=event, version=event.version,
        plan=replace(given, starts=given.starts + later, ends=given.ends + later),
    )  # fmt: skip


def _call_off(meeting: Meeting, moment: datetime) -> None:
    reasons = meeting.words.called_off
    planning.cancel(
        actor=meeting.actor, now=moment, event=_there(meeting), language=meeting.language,
        reason=reasons[meeting.lot("off").randrange(len(reasons))],
    )  # fmt: skip


def _after(chronicle: Chronicle, meeting: Meeting) -> None:
    """Plan how a meeting is written down; a moved one took place a day later at most."""
    ends = meeting.starts + timedelta(
        days=1 if meeting.fate == "moved" else 0, minutes=HOURS[meeting.kind][1]
    )
    lot = meeting.lot("record")
    chronicle.at(ends + timedelta(hours=1), lambda moment: _write(meeting, moment, lot))
    chronicle.at(ends + timedelta(hours=20), lambda moment: _word(meeting, moment, lot))
    for n in range(0 if meeting.station is None else lot.choice((1, 1, 2))):
        _pledge(chronicle, meeting, ends, n)
    chronicle.at(
        ends + timedelta(days=2),
        lambda moment: record.close(actor=meeting.actor, now=moment, event=_there(meeting)),
    )
    if lot.random() < 0.94:
        chronicle.at(ends + timedelta(days=3), lambda moment: _review(meeting, moment))


def _write(meeting: Meeting, moment: datetime, lot: Random) -> None:
    words = words_in(meeting.written_in)
    decided = lot.sample(words.decisions, k=min(len(words.decisions), lot.choice((0, 1, 2))))
    record.write_minutes(
        actor=meeting.actor, now=moment, event=_there(meeting), words=lot.choice(words.minutes)[0],
        language=meeting.written_in, decisions=tuple(decided),
    )  # fmt: skip


def _word(meeting: Meeting, moment: datetime, lot: Random) -> None:
    event = _there(meeting)
    minutes = reads.minutes(event)
    if minutes is None:
        raise RuntimeError(f"{meeting.key} has no minutes")
    record.word_minutes(
        actor=meeting.actor, now=moment, event=event, minutes=minutes, language=meeting.language,
        words=lot.choice(meeting.words.minutes)[1], version=minutes.version,
    )  # fmt: skip


def _review(meeting: Meeting, moment: datetime) -> None:
    event = _there(meeting)
    minutes = reads.minutes(event)
    if minutes is not None:
        record.review_minutes(
            actor=meeting.cast.another(meeting.station, minutes.worded_by_id), now=moment, event=event, minutes=minutes,
            version=minutes.version,
        )  # fmt: skip


def _pledge(chronicle: Chronicle, meeting: Meeting, ends: datetime, number: int) -> None:
    """Plan a promise: made while people are there, worded, reviewed, and kept, late, or not kept and why."""
    lot = meeting.lot(f"promise {number}")
    pledges = meeting.words.pledges
    pledge = pledges[(lot.randrange(len(pledges)) + number) % len(pledges)]
    station = meeting.station
    if station is None:
        return
    post = station.sho if number == 0 else station.officer
    due = meeting.day + timedelta(days=lot.choice((21, 28, 35, 42)))
    made: list[Promise] = []

    def promise(moment: datetime) -> None:
        event = _there(meeting)
        made.append(
            record.promise(
                actor=meeting.actor, now=moment, event=event, post_id=post.id, words=pledge.words,
                language=meeting.language, due_on=due, operation_id=operation(f"{meeting.key} {number}"),
            )
        )  # fmt: skip
        record.word_promise(
            actor=meeting.actor, now=moment, event=event, promise=made[0], words=pledge.words,
            language=meeting.language, version=made[0].version,
        )  # fmt: skip

    def review(moment: datetime) -> None:
        row = made[0]
        by = meeting.cast.another(station, row.settled_by_id or row.worded_by_id)
        record.review_promise(actor=by, now=moment, event=_there(meeting), promise=row, version=row.version)

    def settle(moment: datetime) -> None:
        kept = fate != "could not"
        record.settle(
            actor=meeting.cast.act(station.officer), now=moment, event=_there(meeting), promise=made[0],
            state=PromiseState.KEPT if kept else PromiseState.COULD_NOT, language=meeting.language,
            outcome=pledge.kept if kept else pledge.could_not, version=made[0].version,
        )  # fmt: skip

    chronicle.at(ends - timedelta(minutes=5), promise)
    chronicle.at(ends + timedelta(days=3), review)
    recent = meeting.cast.calendar.today - meeting.day < timedelta(weeks=11)
    fate = lot.choices(("kept", "kept late", "could not", "open"), (60, 12, 12, 30 if recent else 1))[0]
    if fate != "open":
        late = timedelta(days=9 if fate == "kept late" else -lot.randrange(2, 12))
        done = meeting.cast.calendar.moment(due, 12) + late
        chronicle.at(done, settle)
        chronicle.at(done + timedelta(days=2), review)
