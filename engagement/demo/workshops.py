"""Karachi East Zone: a series of one-day workshops, each with two hours of "Coffee with a Cop" in it, and its project."""

from datetime import date, datetime, timedelta
from functools import partial

from engagement.demo.cast import Cast
from engagement.demo.chronicle import Chronicle, operation
from engagement.events import queries
from engagement.events.actions import modules, partners, programme, record, room
from engagement.events.actions import series as serial
from engagement.events.counting import Present, added_up
from engagement.events.models import Event, Series
from engagement.events.modules import modules_of
from engagement.events.programme import Part, agenda_of
from engagement.events.queries import record as records
from engagement.events.queries import series as reads
from engagement.events.recurrence import Every, Rule
from engagement.events.rules import Audience, Kind, Plan
from engagement.kernel.database import db
from engagement.organisation.actions import projects
from engagement.organisation.models import Area, Partner, Project

FIRST, TIMES = -15, 8  # weeks from this one; meetings in all
AGENDA = """\
9:30 | 30 | Welcome, and what became of last time
- 15 | Promises read out and answered
10:00 | 60 | Module of the day
11:30 | 120 | Coffee with a Cop
- 30 | Your questions, no speeches
- 60 | What we heard, sorted by place
14:00 | 60 | Who does what by when"""
MODULES = """\
1 | Partnerships between residents and police
Solving problems together
2 | Changing the organisation
3 | Police who obey traffic rules
4 | Women and police
5 | What a station owes its town"""
COVERED = ((1,), (1, 2), (1,), ())  # how many of the modules due each held workshop covered, by their order
ROOM = ((34, 19, 15), (41, 22, 19), (38, 25, 13), (44, 27, 17))  # who came to the coffee: all, women, men
AREAS = {"Korangi": "Korangi", "Malir City": "Malir", "Gulshan-e-Iqbal": "East"}


def areas(cast: Cast) -> None:
    """Let each station's places lie in their administrative district: three under one zone of the police."""
    for station in cast.stations:
        name = AREAS[station.places[0].names["en"]]
        area = Area(
            force_id=cast.force.id, kind="district", slug=f"karachi-{name.lower()}", names={"en": f"District {name}"}
        )  # fmt: skip
        db.session.add(area)
        db.session.flush()
        for place in station.places:
            place.area_id = area.id


def plan(chronicle: Chronicle, cast: Cast) -> None:
    """Let the series be planned, published and held as far as the present allows."""
    first = cast.calendar.day(FIRST, 5)
    made: list[Series] = []

    def begin(moment: datetime) -> None:
        made.append(_begin(cast, moment, first))
        for number, event in enumerate(reads.whole(made[0])):
            chronicle.at(event.starts_at + timedelta(hours=4), partial(_hold, cast, made[0], number))
            chronicle.at(event.ends_at + timedelta(days=1), partial(_close, cast, made[0], number))

    chronicle.at(cast.calendar.moment(first - timedelta(days=30), 10), begin)


def _begin(cast: Cast, moment: datetime, first: date) -> Series:
    who, place = cast.act(cast.chief), cast.stations[-1].places[0]
    starts = datetime.combine(first, datetime.min.time()).replace(hour=9, minute=30)
    series = serial.plan(
        actor=who,
        now=moment,
        office=cast.district,
        plan=Plan(
            title="One-day workshop: residents and police",
            starts=starts,
            ends=starts.replace(hour=15, minute=0),
            kind=Kind.WORKSHOP,
            audience=Audience.EVERYONE,
            languages=("ur", "en"),
            words="Residents and officers sit together. No speeches. Tea is there.",
            host_post_id=cast.pro.id,
            locality_id=place.id,
            venue_id=cast.stations[-1].venues[place.id].id,
            capacity=60,
            agenda=agenda_of(AGENDA),
        ),
        rule=Rule(every=Every.MONTHLY, times=TIMES),
        operation_id=operation("karachi workshops"),
    )
    modules.write(actor=who, now=moment, series=series, modules=modules_of(MODULES, TIMES), language="en")
    serial.publish(actor=who, now=moment, series=series)
    project, partner = _project(cast, moment, first)
    for event in reads.whole(series):
        partners.tag(actor=who, now=moment, event=event, projects=[project], partners=[partner])
        coffee = next(row for row in queries.agenda(event) if row.words == "Coffee with a Cop")
        programme.name(
            actor=who, now=moment, event=event, part=Part.MODERATOR, office="Shehri-CBE", person="", language="en",
            agenda_item_id=coffee.id, operation_id=operation(f"karachi moderator {event.series_number}"),
        )  # fmt: skip
    return series


def _project(cast: Cast, moment: datetime, first: date) -> tuple[Project, Partner]:
    keeper = cast.act(cast.administrator)
    partner = projects.add_partner(actor=keeper, now=moment, force=cast.force, names={"en": "Shehri-CBE"})
    project = projects.open_project(
        actor=keeper,
        now=moment,
        force=cast.force,
        names={"en": "Residents and police, Karachi East", "ur": "شہری اور پولیس، کراچی ایسٹ"},
        funder="A foundation",
        starts_on=first - timedelta(days=30),
        ends_on=first + timedelta(days=365),
        partner=partner,
    )
    return project, partner


def _meeting(series: Series, number: int) -> Event:
    return reads.whole(series)[number]


def _hold(cast: Cast, series: Series, number: int, moment: datetime) -> None:
    """Count the room and the coffee; tick what was covered."""
    event, who = _meeting(series, number), cast.act(cast.pro)
    everybody, women, men = ROOM[number % len(ROOM)]
    typed = {
        "side_resident": everybody + 8, "side_police": 9, "side_partner": 3, "sex_woman": women + 6, "sex_man": men + 12,
        "age_child": 2, "age_adult": everybody + 6, "age_older": 9,
    }  # fmt: skip
    offices = tuple(Present(station.office.names["en"], 3) for station in cast.stations)
    paper = added_up(typed, people=everybody + 20, offices=len(offices), named=offices)
    room.count_paper(actor=who, now=moment, event=event, paper=paper, version=0)
    agenda = queries.agenda(event)
    coffee = next(row for row in agenda if row.words == "Coffee with a Cop")
    programme.count_point(
        actor=who, now=moment, event=event, item=coffee, came=everybody, women=women, men=men, covered=True
    )
    due = [row for row in agenda if row.module_id is not None]
    done = COVERED[number] if number < len(COVERED) else range(1, len(due) + 1)
    for place, row in enumerate(due, start=1):
        if place in done:
            programme.count_point(
                actor=who, now=moment, event=event, item=row, came=None, women=None, men=None, covered=True
            )


def _close(cast: Cast, series: Series, number: int, moment: datetime) -> None:
    """Write the record, let somebody else review it, and carry on what was not covered."""
    event, who = _meeting(series, number), cast.act(cast.pro)
    words = "Residents and officers worked in four groups. Street lights and dumped rubbish came up in each."
    record.write_minutes(
        actor=who, now=moment, event=event, words=words, language="en",
        decisions=("The groups meet again before the next workshop.",),
    )  # fmt: skip
    minutes = records.minutes(event)
    if minutes is not None:
        record.word_minutes(
            actor=who, now=moment, event=event, minutes=minutes, words=words, language="en", version=minutes.version
        )  # fmt: skip
        record.review_minutes(
            actor=cast.act(cast.chief), now=moment, event=event, minutes=minutes, version=minutes.version
        )
    record.close(actor=who, now=moment, event=event)
    modules.carry(now=moment, series_id=series.id)
