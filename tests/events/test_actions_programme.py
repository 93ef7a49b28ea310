"""Programmes: points keep their rows, each is counted apart, guests are named and never counted, days are counted each."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engagement.events import queries
from engagement.events.actions import attend, checkin
from engagement.events.actions import plan as planning
from engagement.events.actions import programme as doing
from engagement.events.models import AgendaItem, Appearance, DayArrival, Event, EventDay, Rsvp
from engagement.events.programme import Part, agenda_of, days_typed
from engagement.events.queries import attend as answers
from engagement.events.queries.years import year
from engagement.events.rules import Kind, Plan, Sex, State
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from tests.factories import events, organisation, people

NOW = datetime(2026, 8, 1, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def officer(host):
    return people.actor_at(organisation.post(office=host))


def _do(action, **given):
    with unit():
        return action(**{"now": NOW, **given})


def _plan(**given) -> Plan:
    values = {
        "title": "Women in policing",
        "kind": Kind.CONFERENCE,
        "place": "Hall",
        "starts": datetime(2026, 8, 18, 9),  # noqa: DTZ001 - a wall clock
        "ends": datetime(2026, 8, 19, 17),  # noqa: DTZ001
    }
    return Plan(**{**values, **given})


def _conference(officer, host, **given) -> Event:
    post = organisation.post(office=host)
    where = organisation.locality(office=host)
    plan = _plan(host_post_id=post.id, locality_id=where.id, **given)
    one = _do(planning.plan, actor=officer, office=host, plan=plan)
    return _do(planning.publish, actor=officer, event=one)


def _party(event, n: int, party: int = 2) -> Rsvp:
    given = attend.Answer(
        event_id=event.id, reference=event.ref, force=event.force, office_id=event.office_id, party=party,
        operation_id=f"party-{n}",
    )  # fmt: skip
    kept = _do(attend.answer, actor=VISITOR, given=given)
    return db.session.get(Rsvp, kept.rsvp_id)


def _tap(officer, event, at: datetime, n: int) -> None:
    _do(checkin.count, actor=officer, event=event, now=at, operation_id=f"tap-{at:%d}-{n}", sex=Sex.WOMAN)


def test_points_keep_their_rows_when_the_agenda_is_edited(officer, host):
    agenda = agenda_of("Opening\n120 | Coffee with a Cop\n- 30 | Questions\nClosing")
    one = _do(planning.plan, actor=officer, office=host, plan=_plan(agenda=agenda))
    before = {row.words: row.id for row in queries.agenda(one)}
    agenda = agenda_of("90 | Coffee with a Cop, outside\nOpening\n- 10 | Questions")
    _do(planning.edit, actor=officer, event=one, plan=_plan(agenda=agenda), version=None)
    after = {row.words: row for row in queries.agenda(one)}
    assert doing.points_of(queries.agenda(one)) == agenda
    assert after["Opening"].id == before["Opening"]
    assert after["Questions"].id == before["Questions"]
    assert after["Questions"].parent_id == before["Opening"]
    assert after["Coffee with a Cop, outside"].id == before["Coffee with a Cop"]
    assert len(db.session.scalars(select(AgendaItem)).all()) == 3


def test_who_was_at_one_point_is_counted_apart(
    officer, host
):  # 003.4: a nested session of two hours with its own count
    one = _conference(officer, host, agenda=agenda_of("10:00 | 120 | Coffee with a Cop\n- 30 | Questions"))
    coffee, questions = queries.agenda(one)
    at = one.starts_at + timedelta(hours=1)
    for n in range(5):
        _tap(officer, one, at, n)
    _do(
        doing.count_point,
        actor=officer,
        event=one,
        item=coffee,
        now=at,
        came=30,
        women=12,
        men=None,
        covered=True,
    )
    _do(
        doing.count_point,
        actor=officer,
        event=one,
        item=questions,
        now=at,
        came=4,
        women=None,
        men=4,
        covered=False,
    )
    assert [(row.came, row.came_women, row.came_men) for row in queries.agenda(one)] == [
        (30, 12, None),
        (4, None, 4),
    ]
    assert coffee.covered_at == at
    assert answers.attendance(one).total == 5


def test_a_point_is_counted_while_the_door_is_open(officer, host):
    one = _conference(officer, host, agenda=agenda_of("Opening"))
    (item,) = queries.agenda(one)
    given = {"actor": officer, "event": one, "item": item, "women": 8, "men": 8, "covered": False}
    for wrong in (
        {"came": 20, "now": one.starts_at - timedelta(hours=4)},
        {"came": 12, "now": one.starts_at},
    ):
        with pytest.raises(Refusal):
            _do(doing.count_point, **given, **wrong)
    other = _do(planning.plan, actor=officer, office=host, plan=_plan(agenda=agenda_of("Elsewhere")))
    given |= {"item": queries.agenda(other)[0], "came": 20, "now": one.starts_at}
    with pytest.raises(Refusal):
        _do(doing.count_point, **given)


def test_a_chief_guest_is_named_and_never_counted(officer, host):  # 002.7, 000.14
    one = _conference(officer, host, agenda=agenda_of("Closing ceremony"))
    (closing,) = queries.agenda(one)
    _tap(officer, one, one.starts_at, 1)
    given = {
        "actor": officer, "event": one, "part": Part.CHIEF_GUEST, "office": "RPO Hazara", "person": "",
        "language": "en", "agenda_item_id": closing.id, "operation_id": "guest",
    }  # fmt: skip
    first = _do(doing.name, **given)
    assert _do(doing.name, **given) is first
    assert answers.attendance(one).total == 1
    _do(doing.unname, actor=officer, event=one, appearance=first)
    assert db.session.scalars(select(Appearance)).all() == []


def test_a_programme_names_an_office_at_a_point_of_its_own_and_forty_people_at_most(officer, host):
    one = _conference(officer, host)
    given = {"actor": officer, "event": one, "part": Part.SPEAKER, "person": "", "language": "en"}
    with pytest.raises(Refusal):
        _do(doing.name, office=" ", **given)
    with pytest.raises(Refusal):
        _do(doing.name, office="DPO", agenda_item_id=999, **given)
    for n in range(40):
        _do(doing.name, office=f"Office {n}", **given)
    with pytest.raises(Refusal, match="at most"):
        _do(doing.name, office="One more", **given)
    row = db.session.scalars(select(Appearance)).first()
    _do(planning.cancel, actor=officer, event=one, reason="Rain", language="en")
    with pytest.raises(Refusal):
        _do(doing.unname, actor=officer, event=one, appearance=row)


def test_an_absence_on_the_second_day_lowers_the_second_day_only(officer, host):  # 002.1
    one = _conference(officer, host)
    party, other = _party(one, 1), _party(one, 2, party=3)
    first, second = one.starts_at + timedelta(hours=1), one.starts_at + DAY
    for at, arrivals in ((first, ((party, 2), (other, 3))), (second, ((party, 1),))):
        for rsvp, number in arrivals:
            _do(checkin.arrive, actor=officer, event=one, rsvp=rsvp, now=at, arrived=number)
    for n in range(4):
        _tap(officer, one, first, n)
    _tap(officer, one, second, 1)
    count = answers.attendance(one)
    assert [each.total for each in count.days] == [9, 2]
    assert (count.total, count.by_sex["woman"]) == (9, 4)
    assert party.arrived == 2
    assert answers.arrived_on(one, 2) == {party.id: 1}
    assert [each.came for each in year(officer, host, 2026)] == [9]


def test_an_arrival_is_taken_back_on_its_day_alone(officer, host):
    one = _conference(officer, host)
    party = _party(one, 1)
    for at in (one.starts_at, one.starts_at + DAY):
        _do(checkin.arrive, actor=officer, event=one, rsvp=party, now=at, arrived=2)
    _do(checkin.not_arrived, actor=officer, event=one, rsvp=party, now=one.starts_at + DAY)
    assert (party.arrived, [each.total for each in answers.attendance(one).days]) == (2, [2, 0])
    _do(checkin.not_arrived, actor=officer, event=one, rsvp=party, now=one.starts_at)
    assert (party.arrived, party.arrived_at) == (None, None)
    assert db.session.scalars(select(DayArrival)).all() == []


def test_a_day_that_moves_moves_the_meeting(officer, host):  # 002.1
    days = days_typed("2026-08-19 09:00-13:00", datetime(2026, 8, 18, 9), datetime(2026, 8, 18, 17).time())  # noqa: DTZ001
    ends = datetime(2026, 8, 19, 13)  # noqa: DTZ001
    one = _conference(officer, host, days=days, ends=ends)
    assert [row.wall_end for row in queries.days(one)] == ["2026-08-18T17:00", "2026-08-19T13:00"]
    same = planning.as_plan(one)
    assert same.days == days
    _do(planning.edit, actor=officer, event=one, plan=same, version=None)
    assert one.sequence == 0
    later = days_typed("2026-08-19 10:00-13:00", same.starts, days[0].ends)
    _do(
        planning.edit,
        actor=officer,
        event=one,
        plan=_plan(**_facts(same), days=later, ends=ends),
        version=None,
    )
    assert one.sequence == 1
    _do(
        planning.edit,
        actor=officer,
        event=one,
        plan=_plan(**_facts(same), ends=datetime(2026, 8, 18, 17)),  # noqa: DTZ001
        version=None,
    )
    assert db.session.scalars(select(EventDay)).all() == []


def _facts(plan: Plan) -> dict[str, object]:
    return {"host_post_id": plan.host_post_id, "locality_id": plan.locality_id}


def test_a_conference_was_held_before_it_was_published(app):  # 002.2
    one = events.event(state=State.CLOSED, starts_at=NOW, published_at=NOW + 7 * DAY)
    two = events.event(state=State.CLOSED, starts_at=NOW + DAY, published_at=NOW + 2 * DAY, office=one.office)

    def order(column):
        return db.session.scalars(select(Event.id).order_by(column)).all()

    assert order(Event.starts_at) == [one.id, two.id]
    assert order(Event.published_at) == [two.id, one.id]
