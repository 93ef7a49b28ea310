"""Two councils with members and history: the liaison council of Badhber, met as a series, and a safety committee in Kosovo."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from engagement.demo import names
from engagement.demo.cast import Cast, Station
from engagement.demo.chronicle import Chronicle, operation
from engagement.events.actions import councils as keeping
from engagement.events.actions import record, sittings
from engagement.events.actions import series as serial
from engagement.events.councils import Charter, CouncilKind, ItemState, Person, QuorumBy, Seat
from engagement.events.models import Council, Event, Series
from engagement.events.queries import councils as queries
from engagement.events.queries import record as records
from engagement.events.queries import series as reads
from engagement.events.recurrence import Every, Rule
from engagement.events.rules import Kind, Plan, Sex

TIMES = 9  # monthly meetings, of which some lie ahead
FIRST = -18  # weeks from this one
SEATS = (Seat.CHAIR, Seat.DEPUTY, Seat.SECRETARY)


@dataclass(frozen=True, slots=True)
class Story:
    """What is made up of one council."""

    key: str
    name: str
    language: str
    kind: CouncilKind
    quorum_by: QuorumBy
    quorum: int
    members: tuple[tuple[str, Sex], ...]
    came: tuple[int, ...]  # of each meeting held, how many of them
    taken_up: tuple[tuple[int, str, int], ...]  # at which meeting, what, due in how many days
    settled: tuple[tuple[int, int, str], ...]  # at which meeting, which of these, with what words
    summary: str
    hour: int = 15


def _peshawar() -> Story:
    lot = Random("council of Badhber")
    men = dict.fromkeys(names.a_man(lot) for _ in range(40))  # nobody bears the name of another
    women = dict.fromkeys(names.a_woman(lot) for _ in range(20))
    people = [(name, Sex.MAN) for name in list(men)[:8]] + [(name, Sex.WOMAN) for name in list(women)[:3]]
    lot.shuffle(people)
    return Story(
        key="badhber",
        name="Public liaison council, Badhber",
        language="en",
        kind=CouncilKind.LIAISON,
        quorum_by=QuorumBy.SHARE,
        quorum=50,
        members=tuple(people),
        came=(8, 4, 7, 9, 6),
        taken_up=(
            (0, "Two lamps at the bus stand", 40),
            (0, "A list of tenants in each street", 60),
            (1, "Night patrol on the canal road", 30),
            (2, "A bench for women in the waiting room of the station", 30),
        ),
        settled=(
            (1, 0, "Both lamps stand and burn."),
            (2, 1, "Given up: no list of tenants is kept."),
        ),
        summary="Members from each place were heard. What was open is read out again next month.",
    )


def _kosovo() -> Story:
    people = tuple(
        (each, Sex.WOMAN if each.split()[0].endswith("a") and each != "Nikola Jovanović" else Sex.MAN)
        for each in names.KOSOVARS[:8]
    )
    return Story(
        key="fushe",
        name="Komiteti Lokal për Siguri Publike",
        language="sq",
        kind=CouncilKind.LOCAL,
        quorum_by=QuorumBy.NUMBER,
        quorum=5,
        members=people,
        came=(6, 6, 3, 7, 5),
        taken_up=((0, "Mbeturinat pranë shkollës", 30), (2, "Qentë endacakë te parku", 45)),
        settled=((1, 0, "Komuna i largoi mbeturinat."),),
        summary="Komandanti raportoi. Çështjet e hapura lexohen sërish muajin tjetër.",
        hour=17,
    )


@dataclass(slots=True)
class Made:
    """What was founded, for the steps after."""

    council: Council
    series: Series
    items: list[str] = field(default_factory=list)


def plan(chronicle: Chronicle, peshawar: Cast, kosovo: Cast) -> None:
    """Let both councils be founded, meet, and carry over what is not settled, as far as the present allows."""
    for cast, story in ((peshawar, _peshawar()), (kosovo, _kosovo())):
        first = cast.calendar.day(FIRST, 2)
        chronicle.at(
            cast.calendar.moment(first - timedelta(days=20), 10),
            partial(_begin, chronicle, cast, story, first),
        )


def _begin(chronicle: Chronicle, cast: Cast, story: Story, first: date, moment: datetime) -> None:
    station = cast.stations[0]
    who = cast.act(station.officer)
    charter = Charter(story.kind, story.name, story.language, story.quorum_by, story.quorum)
    council = keeping.found(
        actor=who, now=moment, office=station.office, charter=charter, operation_id=operation(story.key)
    )
    for place, (name, sex) in enumerate(story.members):
        person = Person(
            name=name,
            locality_id=station.places[place % len(station.places)].id,
            seat=SEATS[place] if place < len(SEATS) else Seat.MEMBER,
            sex=sex,
            since_on=moment.date(),
        )
        keeping.add(
            actor=who, now=moment, council=council, person=person, operation_id=operation(f"{story.key} {place}")
        )  # fmt: skip
    made = Made(council, _series(cast, station, story, first, moment))
    for number, event in enumerate(reads.whole(made.series)):
        if number == 0:
            sittings.link(actor=who, now=moment, council=council, event=event)
        chronicle.at(event.starts_at + timedelta(hours=1), partial(_meet, cast, story, made, number))
        chronicle.at(event.ends_at + timedelta(days=1), partial(_close, cast, story, made, number))


def _series(cast: Cast, station: Station, story: Story, first: date, moment: datetime) -> Series:
    starts = datetime.combine(first, time(story.hour))
    place = station.places[0]
    series = serial.plan(
        actor=cast.act(station.sho),
        now=moment,
        office=station.office,
        plan=Plan(
            title=story.name,
            language=story.language,
            starts=starts,
            ends=starts + timedelta(hours=2),
            kind=Kind.MEETING,
            languages=cast.languages[:2],
            host_post_id=station.sho.id,
            locality_id=place.id,
            venue_id=station.venues[place.id].id,
        ),
        rule=Rule(every=Every.MONTHLY, times=TIMES),
        operation_id=operation(f"{story.key} meetings"),
    )
    serial.publish(actor=cast.act(station.sho), now=moment, series=series)
    return series


def _event(made: Made, number: int) -> Event:
    return reads.whole(made.series)[number]


def _meet(cast: Cast, story: Story, made: Made, number: int, moment: datetime) -> None:
    """Count who came; take up what is new, settle what was done."""
    event, station = _event(made, number), cast.stations[0]
    who = cast.act(station.officer)
    found = queries.sitting(event.ref)
    if found is None or number >= len(story.came):
        return
    sitting = [each.row.ref for each in queries.members(made.council)]
    came = Random(f"{story.key} {number}").sample(sorted(sitting), k=story.came[number])
    about: dict[str, Any] = {"actor": who, "now": moment, "event": event, "meeting": found.meeting}
    sittings.count(**about, came=came, version=None)
    for at, words, days in story.taken_up:
        if at == number:
            item = sittings.take_up(
                **about, words=words, language=story.language, post_id=station.sho.id,
                due_on=event.starts_at.date() + timedelta(days=days), operation_id=operation(f"{story.key} {words}"),
            )  # fmt: skip
            made.items.append(item.ref)
    for at, which, outcome in story.settled:
        if at == number:
            item = next(row for row in queries.items_open(made.council) if row.ref == made.items[which])
            state = ItemState.DROPPED if which == 1 else ItemState.SETTLED
            sittings.settle(
                **about, item=item, state=state, outcome=outcome, language=story.language, version=item.version
            )  # fmt: skip


def _close(cast: Cast, story: Story, made: Made, number: int, moment: datetime) -> None:
    """Write the record and let the chief review its summary."""
    event, who = _event(made, number), cast.act(cast.stations[0].officer)
    if number >= len(story.came):
        return
    said: dict[str, Any] = {"language": story.language, "words": story.summary}
    record.write_minutes(actor=who, now=moment, event=event, decisions=(), **said)
    minutes = records.minutes(event)
    if minutes is not None:
        record.word_minutes(
            actor=who, now=moment, event=event, minutes=minutes, version=minutes.version, **said
        )
        record.review_minutes(
            actor=cast.another(None, who.person_id), now=moment, event=event, minutes=minutes,
            version=minutes.version,
        )  # fmt: skip
    record.close(actor=who, now=moment, event=event)
