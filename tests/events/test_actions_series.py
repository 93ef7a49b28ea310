"""Series: planned by a rule, changed and called off in part or whole; each party that is touched hears once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select

from engagement.audit.models import AuditEntry
from engagement.channels.delivery import compose
from engagement.channels.models import OutboxMessage
from engagement.events import calendar
from engagement.events.actions import attend
from engagement.events.actions import plan as planning
from engagement.events.actions import series as serial
from engagement.events.models import Event, Rsvp, Series
from engagement.events.queries import series as queries
from engagement.events.recurrence import Every, Rule, Scope
from engagement.events.rules import Plan, RsvpState, State
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal, Stale
from engagement.people.actions.contacts import contact_for
from tests.factories import answers, organisation, people
from tests.factories.saving import saved

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
STARTS = datetime(2026, 11, 24, 16)  # noqa: DTZ001 - wall times
WEEKLY = Rule(every=Every.WEEKLY, times=4)


class Station:
    """A station with an officer, and a series of four weekly meetings."""

    def __init__(
        self, *, public: bool = True, rule: Rule = WEEKLY, zone: str = "Asia/Karachi", **given
    ) -> None:
        self.now = NOW
        force = organisation.force(zone=zone)
        self.office = organisation.station(district=organisation.office(force=force))
        post = organisation.post(office=self.office)
        self.officer = people.actor_at(post)
        where = organisation.locality(office=self.office)
        values = {"title": "Monthly meeting", "starts": STARTS, "ends": STARTS.replace(hour=18)}
        values |= {"host_post_id": post.id, "locality_id": where.id, "place": "Hall", **given}
        self.series = self.do(serial.plan, office=self.office, plan=Plan(**values), rule=rule)
        if public:
            self.do(serial.publish, series=self.series)

    def do(self, action, **arguments):
        try:
            with unit():
                return action(actor=self.officer, now=self.now, **arguments)
        finally:
            db.session.expire_all()

    @property
    def meetings(self) -> list[Event]:
        query = select(Event).where(Event.series_id == self.series.id).order_by(Event.series_number, Event.id)
        return list(db.session.scalars(query))

    def change(self, number: int, scope: Scope, **given):
        event = self.meetings[number - 1]
        plan = replace(planning.as_plan(event), **given)
        return self.do(serial.change, event=event, plan=plan, scope=scope, version=event.version)

    def cancel(self, number: int, scope: Scope):
        event = self.meetings[number - 1]
        return self.do(serial.cancel, event=event, reason="The hall is flooded.", language="en", scope=scope)

    def comes(self, contact_id: int | None, *numbers: int, **given) -> list[Rsvp]:
        return [answers.rsvp(event=self.meetings[n - 1], contact_id=contact_id, **given) for n in numbers]

    def contact(self, name: str, locale: str = "en") -> int:
        with unit():
            force = self.office.force
            return contact_for(force=force, address=f"{name}@example.org", locale=locale, now=NOW).id


def _told(after: int = 0) -> list[OutboxMessage]:
    return list(
        db.session.scalars(select(OutboxMessage).where(OutboxMessage.id > after).order_by(OutboxMessage.id))
    )


def _days(station: Station) -> list[str]:
    return [each.wall_start for each in station.meetings]


def test_a_rule_makes_a_meeting_of_its_own_for_each_date_with_a_number(app):  # C.1 003.3
    station = Station(public=False)
    assert [(each.series_number, each.wall_start[5:10], each.state) for each in station.meetings] == [
        (1, "11-24", State.DRAFT),
        (2, "12-01", State.DRAFT),
        (3, "12-08", State.DRAFT),
        (4, "12-15", State.DRAFT),
    ]
    assert queries.totals([station.series.id]) == {station.series.id: 4}
    assert db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "events.plan_series"))


def test_the_public_number_counts_no_meeting_by_invitation(app):  # 002.4
    station = Station()
    last = station.meetings[-1]
    last.invite_only = True
    saved(last)
    ids = [station.series.id]
    assert (queries.totals(ids)[ids[0]], queries.totals(ids, public=True)[ids[0]]) == (4, 3)


def test_the_same_form_sent_twice_makes_one_series(app):
    station = Station(public=False)
    plan = planning.as_plan(station.meetings[0])
    made = [
        station.do(serial.plan, office=station.office, plan=plan, rule=WEEKLY, operation_id="same")
        for _ in "12"
    ]
    assert made[0].id == made[1].id
    assert db.session.scalar(select(func.count(Series.id))) == 2


def test_the_hours_stay_on_the_wall_clock_when_the_clocks_change(app):
    station = Station(
        zone="Europe/Belgrade",
        starts=datetime(2027, 3, 23, 18),  # noqa: DTZ001 - the clocks go on on the 28th
        ends=datetime(2027, 3, 23, 20),  # noqa: DTZ001
        rule=Rule(every=Every.WEEKLY, times=2),
    )
    assert [each.starts_at.hour for each in station.meetings] == [17, 16]
    assert [each.wall_start[11:] for each in station.meetings] == ["18:00", "18:00"]


@pytest.mark.parametrize(
    ("first", "begins", "ends", "field"),
    [
        # at night on 31 October 2027 the clocks go back from 03:00 to 02:00: 02:50 is shown twice, and the first is meant
        ("2027-10-24", "02:50", "03:10", None),
        # on 28 March 2027 they skip 02:00 to 03:00: such an hour is not there, as a beginning or an end
        ("2027-03-21", "02:30", "05:00", "starts"),
        ("2027-03-21", "01:30", "02:30", "ends"),
    ],
)
def test_hours_that_a_change_of_the_clocks_swallows_are_refused_with_their_date(
    app, first, begins, ends, field
):
    given = {
        "zone": "Europe/Belgrade",
        "public": False,
        "starts": datetime.fromisoformat(f"{first}T{begins}"),
        "ends": datetime.fromisoformat(f"{first}T{ends}"),
        "rule": Rule(every=Every.WEEKLY, times=3),
    }
    if field is None:
        assert [(each.ends_at - each.starts_at) for each in Station(**given).meetings] == [
            timedelta(minutes=20),
            timedelta(minutes=80),
            timedelta(minutes=20),
        ]
        return
    with pytest.raises(Refusal) as refusal:
        Station(**given)
    assert refusal.value.field == field
    assert refusal.value.values["day"] == date(2027, 3, 28)
    assert db.session.scalar(select(func.count(Event.id))) == 0


def test_an_end_before_its_start_across_a_change_of_the_clocks_is_refused(app):
    night = {"starts": datetime(2027, 10, 31, 2, 50), "ends": datetime(2027, 10, 31, 2, 10)}  # noqa: DTZ001
    with pytest.raises(
        Refusal
    ) as refusal:  # the clock shows 02:10 again after 02:50, but nobody would know which
        Station(zone="Europe/Belgrade", **night)
    assert refusal.value.field == "ends"


def test_skipping_a_draft_closes_the_gap_and_skipping_a_public_one_leaves_it(app):
    station = Station(public=False)
    station.do(planning.discard, event=station.meetings[1])
    assert [(each.series_number, each.wall_start[5:10]) for each in station.meetings] == [
        (1, "11-24"),
        (2, "12-08"),
        (3, "12-15"),
    ]
    station.do(planning.publish, event=station.meetings[2])
    station.do(planning.discard, event=station.meetings[1])
    assert [each.series_number for each in station.meetings] == [1, 3]


def test_a_change_of_this_one_leaves_the_others(app):
    station = Station()
    station.change(2, Scope.ONE, starts=datetime(2026, 12, 2, 16), ends=datetime(2026, 12, 2, 18))  # noqa: DTZ001
    assert _days(station) == ["2026-11-24T16:00", "2026-12-02T16:00", "2026-12-08T16:00", "2026-12-15T16:00"]


def test_a_change_of_this_and_following_carries_to_them_alone(app):
    station = Station()
    station.change(
        3,
        Scope.FOLLOWING,
        title="Evening meeting",
        starts=datetime(2026, 12, 9, 18),  # noqa: DTZ001
        ends=datetime(2026, 12, 9, 20),  # noqa: DTZ001
    )
    assert _days(station) == ["2026-11-24T16:00", "2026-12-01T16:00", "2026-12-09T18:00", "2026-12-16T18:00"]
    assert [each.title for each in station.meetings] == ["Monthly meeting"] * 2 + ["Evening meeting"] * 2
    assert [each.sequence for each in station.meetings] == [0, 0, 1, 1]


def test_a_meeting_keeps_its_name_in_calendars_whatever_happens_to_the_series(app):
    station = Station()
    before = [calendar.uid(each.ref) for each in station.meetings]
    station.change(1, Scope.ALL, starts=STARTS + timedelta(days=2), ends=STARTS + timedelta(days=2, hours=2))
    station.cancel(3, Scope.FOLLOWING)
    assert [calendar.uid(each.ref) for each in station.meetings] == before
    assert len(set(before)) == 4


def test_changing_all_touches_only_what_is_still_to_come(app):
    station = Station()
    station.now = datetime(2026, 12, 2, tzinfo=UTC)  # two were held
    station.change(3, Scope.ALL, place="School")
    assert [each.place for each in station.meetings] == ["Hall", "Hall", "School", "School"]
    with pytest.raises(Refusal):
        station.change(1, Scope.ALL, place="Mosque")


def test_a_series_half_held_is_called_off_from_here_on_and_drafts_of_it_go(app):
    station = Station(public=False)
    for event in station.meetings[:3]:
        station.do(planning.publish, event=event)
    with unit():
        station.meetings[0].state = State.HELD
    station.now = datetime(2026, 12, 2, tzinfo=UTC)
    station.cancel(1, Scope.ALL)
    assert [each.state for each in station.meetings] == [State.HELD, State.PUBLISHED, State.CANCELLED]
    with pytest.raises(Refusal):
        station.cancel(1, Scope.ALL)


def test_fewer_places_than_are_promised_at_one_date_are_refused_with_that_date(app):
    station = Station(capacity=10)
    station.comes(None, 3, party=6)
    with pytest.raises(Refusal) as refusal:
        station.change(1, Scope.ALL, capacity=5)
    assert (refusal.value.field, refusal.value.values["day"]) == ("capacity", date(2026, 12, 8))
    assert {each.capacity for each in station.meetings} == {10}


def test_of_two_editors_the_second_is_told(app):
    station = Station()
    event = station.meetings[0]
    plan, seen = planning.as_plan(event), event.version
    station.change(1, Scope.ALL, title="First")
    with pytest.raises(Stale):
        station.do(serial.change, event=event, plan=plan, scope=Scope.ALL, version=seen)


def test_who_comes_to_several_meetings_gets_one_message_and_who_comes_to_none_gets_none(app):
    station = Station(capacity=1)
    often, once, waits = (station.contact(name) for name in ("often", "once", "waits"))
    station.comes(often, 1, 2), station.comes(once, 3)
    station.comes(waits, 1, state=RsvpState.WAITING)
    station.contact("nobody")
    station.change(1, Scope.ALL, starts=STARTS.replace(hour=17), ends=STARTS.replace(hour=19), capacity=2)
    assert [(each.kind, each.recipient_id) for each in _told()] == [
        ("events.series_changed", often),
        ("events.changed", once),
        ("events.rsvp_promoted", waits),
    ]
    station.cancel(1, Scope.ALL)
    assert [(each.kind, each.recipient_id) for each in _told()[3:]] == [
        ("events.series_cancelled", often),
        ("events.cancelled", once),
        ("events.cancelled", waits),
    ]


def test_a_stranger_reads_no_draft_of_a_series(app):
    station = Station(public=False)
    assert queries.meetings_of(station.series, VISITOR) == []
    assert len(queries.meetings_of(station.series, station.officer)) == 4


# ── whatever is pressed, each person who is touched hears once, the others do not ──

NUMBERS = some.integers(1, 4)
SCOPES = some.sampled_from(Scope)
PRESSES = some.one_of(
    some.tuples(some.just("move"), NUMBERS, SCOPES, some.integers(-9, 9), some.integers(9, 20)),
    some.tuples(some.just("place"), NUMBERS, SCOPES, some.sampled_from(["Hall", "School"])),
    some.tuples(some.just("places"), NUMBERS, SCOPES, some.none() | some.integers(1, 5)),
    some.tuples(some.just("words"), NUMBERS, SCOPES, some.sampled_from(["A", "B"])),
    some.tuples(some.just("cancel"), NUMBERS, SCOPES),
    some.tuples(some.just("withdraw"), some.integers(0, 9)),
)
ANSWERS = some.lists(some.tuples(some.integers(0, 4), NUMBERS), min_size=1, max_size=10, unique=True)


def _press(station: Station, rsvps: list[Rsvp], what: str, *how) -> None:
    if what == "withdraw":
        rsvp = rsvps[how[0] % len(rsvps)]
        station.do(attend.withdraw, event=rsvp.event, rsvp=rsvp)
        return
    number, scope, *value = how
    if what == "cancel":
        station.cancel(number, scope)
        return
    plan = planning.as_plan(station.meetings[number - 1])
    if what == "move":
        shift = timedelta(days=value[0]) + (plan.starts.replace(hour=value[1]) - plan.starts)
        given = {"starts": plan.starts + shift, "ends": plan.ends + shift}
    else:
        given = {{"place": "place", "places": "capacity", "words": "title"}[what]: value[0]}
    station.change(number, scope, **given)


def _seen(station: Station, rsvps: list[Rsvp]) -> tuple[dict, dict]:
    events = {e.id: (e.starts_at, e.ends_at, e.place, e.state == State.CANCELLED) for e in station.meetings}
    return events, {r.id: (r.contact_id, r.event_id, str(r.state)) for r in rsvps}


def _touched(before: tuple[dict, dict], after: tuple[dict, dict]) -> set[int]:
    """Say whom a press concerned, from what stands in the tables alone."""
    (events, states), (events_now, states_now) = before, after
    return {
        contact
        for rsvp, (contact, event, state) in states_now.items()
        if (state != "withdrawn" and (events[event] != events_now[event] or states[rsvp][2] != state))
        or (state == "withdrawn" and states[rsvp][2] == "confirmed")  # it leaves their calendar
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS, some.lists(PRESSES, min_size=1, max_size=6))
def test_each_person_a_press_touches_gets_exactly_one_message_in_their_language(app, coming, presses):  # C.1
    station = Station(capacity=2)
    languages = ["en", "ur", "en", "ur", "en"]
    contacts = [station.contact(f"p{n}", languages[n]) for n in range(5)]
    rsvps = []
    for person, number in coming:
        event = station.meetings[number - 1]
        state = RsvpState.CONFIRMED if event.seats_taken < 2 else RsvpState.WAITING
        rsvps += station.comes(contacts[person], number, state=state)
    station.now = datetime(2026, 11, 24, 12, tzinfo=UTC)  # the first has begun
    for what, *how in presses:
        before, last = _seen(station, rsvps), max([0, *(each.id for each in _told())])
        try:
            _press(station, rsvps, what, *how)
        except Refusal:
            assert (_seen(station, rsvps), _told(last)) == (before, [])
            continue
        told = _told(last)
        assert sorted(each.recipient_id for each in told) == sorted(_touched(before, _seen(station, rsvps)))
        for each in told:
            notice = compose(each)
            assert notice is not None
            assert notice.locale == languages[contacts.index(each.recipient_id)]
            assert (notice.link_words.isascii()) == (notice.locale == "en")
