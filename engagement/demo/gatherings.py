"""Two gatherings of the district that lie ahead: one of several days for everybody, one by invitation with its delegates."""

from datetime import datetime, time, timedelta
from functools import partial

from engagement.demo.cast import Cast
from engagement.demo.chronicle import Chronicle, operation
from engagement.events.actions import invite
from engagement.events.actions import plan as planning
from engagement.events.models import Event
from engagement.events.programme import agenda_of
from engagement.events.rules import Audience, Kind, Plan

DELEGATES = (
    ("A. Delegate", "Gilgit-Baltistan Police", "delegate.one@example.org"),
    ("B. Delegate", "Balochistan Police", "delegate.two@example.org"),
    ("C. Delegate", "Bar association, Peshawar", ""),
    ("D. Delegate", "Women's council, Hayatabad", ""),
)
TWO_DAYS = """\
9:30 | 30 | Welcome
10:00 | 90 | Roads and schools
14:00 | 60 | What young people would change
#2
10:00 | 120 | Walk through the bazaar, with notes
14:00 | 45 | Who does what by when"""
TALKS = """\
10:00 | 30 | Welcome
10:30 | 90 | What each province tried
14:00 | 90 | What works, what does not"""


def plan(chronicle: Chronicle, cast: Cast) -> None:
    """Let both be planned two weeks ago, and published."""
    chronicle.at(cast.calendar.moment(cast.calendar.day(-2, 1), 10), partial(_two_days, cast))
    chronicle.at(cast.calendar.moment(cast.calendar.day(-2, 1), 11), partial(_by_invitation, cast))


def _two_days(cast: Cast, moment: datetime) -> None:
    starts = datetime.combine(cast.calendar.day(1, 4), time(9, 30))
    _publish(
        cast,
        moment,
        "two days",
        Plan(
            title="Two days for young people: roads, schools, police",
            words="Come for one day or for both. Lunch is there.",
            starts=starts,
            ends=(starts + timedelta(days=1)).replace(hour=16, minute=0),
            kind=Kind.WORKSHOP,
            audience=Audience.YOUTH,
            languages=cast.languages[:2],
            host_post_id=cast.pro.id,
            locality_id=cast.stations[0].places[0].id,
            place="Sports hall of the university",
            capacity=120,
            agenda=agenda_of(TWO_DAYS),
        ),
    )


def _by_invitation(cast: Cast, moment: datetime) -> None:
    starts = datetime.combine(cast.calendar.day(2, 1), time(10))
    event = _publish(
        cast,
        moment,
        "by invitation",
        Plan(
            title="Conference of provinces on community policing",
            words="Each delegation brings one thing that worked and one that did not.",
            starts=starts,
            ends=starts.replace(hour=16),
            kind=Kind.CONFERENCE,
            languages=cast.languages[:2],
            host_post_id=cast.pro.id,
            locality_id=cast.stations[-1].places[0].id,
            place="Police lines, conference room",
            invite_only=True,
            agenda=agenda_of(TALKS),
        ),
    )
    who = cast.act(cast.pro)
    rows = [
        invite.invite(
            actor=who, now=moment, event=event, name=name, home=home, address=address, locale="en",
            operation_id=operation(f"delegate {name}"),
        )
        for name, home, address in DELEGATES
    ]  # fmt: skip
    for row, coming in zip(rows, (True, False, True), strict=False):
        invite.answer(actor=who, now=moment + timedelta(hours=3), event=event, delegate=row, coming=coming)


def _publish(cast: Cast, moment: datetime, key: str, wanted: Plan) -> Event:
    who = cast.act(cast.pro)
    event = planning.plan(
        actor=who, now=moment, office=cast.district, plan=wanted, operation_id=operation(f"gathering {key}")
    )
    return planning.publish(actor=who, now=moment, event=event)
