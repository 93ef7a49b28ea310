"""Modules stand on agendas where they are due, go from there when covered, and come to the next meeting when not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from engagement.events import jobs, queries
from engagement.events.actions import modules as doing
from engagement.events.actions import plan as planning
from engagement.events.actions import programme
from engagement.events.models import AgendaItem, Event
from engagement.events.modules import modules_of
from engagement.events.programme import Point
from engagement.events.queries import modules as reads
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from tests.factories import events, organisation, people

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
TEXT = "Partnerships\nProblem solving\n2 | Organisational transformation"


@pytest.fixture
def officer(host):
    return people.actor_at(organisation.post(office=host))


@pytest.fixture
def series(host):
    return events.series(office=host)


def _do(action, **given):
    with unit():
        return action(**{"now": NOW, **given})


def _written(officer, series, text=TEXT):
    return _do(doing.write, actor=officer, series=series, modules=modules_of(text, 4), language="en")


def _meeting(number: int) -> Event:
    return db.session.scalars(select(Event).where(Event.series_number == number)).one()


def _agenda(number: int) -> list[str]:
    return [row.words for row in queries.agenda(_meeting(number))]


def _covers(officer, words: str, number: int, hours: int = 1) -> None:
    event = _meeting(number)
    item = next(row for row in queries.agenda(event) if row.words == words)
    at = event.starts_at + timedelta(hours=hours)
    _do(
        programme.count_point,
        actor=officer,
        event=event,
        item=item,
        now=at,
        came=None,
        women=None,
        men=None,
        covered=True,
    )


def test_each_module_stands_on_the_agenda_of_its_meeting(officer, series):  # 003.2
    _written(officer, series)
    assert [_agenda(n) for n in (1, 2, 3)] == [
        ["Partnerships", "Problem solving"],
        ["Organisational transformation"],
        [],
    ]
    assert reads.progress(series.id).covered == 0


def test_an_uncovered_module_carries_forward_by_itself(officer, series):  # 003.2
    _written(officer, series)
    _covers(officer, "Partnerships", 1)
    with time_machine.travel(_meeting(1).ends_at + timedelta(minutes=40), tick=False):
        jobs.carry_modules()
        jobs.carry_modules()
    assert _agenda(2) == ["Problem solving", "Organisational transformation"]
    assert (reads.progress(series.id).covered, reads.progress(series.id).total) == (1, 3)
    _covers(officer, "Problem solving", 2)
    with time_machine.travel(_meeting(2).ends_at + timedelta(minutes=40), tick=False):
        jobs.carry_modules()
    assert _agenda(3) == ["Organisational transformation"]
    assert _agenda(1) == ["Partnerships", "Problem solving"]
    assert {each.words: n for each, n in reads.progress(series.id).modules} == {
        "Partnerships": 1,
        "Problem solving": 2,
        "Organisational transformation": None,
    }


def test_a_module_ticked_late_leaves_the_next_agenda_again(officer, series):
    _written(officer, series)
    with time_machine.travel(_meeting(1).ends_at + timedelta(minutes=40), tick=False):
        jobs.carry_modules()
    assert "Partnerships" in _agenda(2)
    _covers(officer, "Partnerships", 1, hours=30)
    assert "Partnerships" not in _agenda(2)


def test_a_meeting_called_off_leaves_its_modules_to_the_next(officer, series):
    _written(officer, series)
    _do(planning.cancel, actor=officer, event=_meeting(1), reason="Rain", language="en")
    assert _agenda(2) == ["Partnerships", "Problem solving", "Organisational transformation"]


def test_editing_an_agenda_leaves_the_modules_of_the_series_where_they_are(officer, series):
    _written(officer, series)
    first = _meeting(1)
    first.host_post_id = organisation.post(office=first.office).id
    plan = planning.as_plan(first)
    assert plan.agenda == ()
    from dataclasses import replace

    _do(
        planning.edit,
        actor=officer,
        event=first,
        plan=replace(plan, agenda=(Point("Opening"),)),
        version=None,
    )
    assert _agenda(1) == ["Opening", "Partnerships", "Problem solving"]
    assert planning.as_plan(first).agenda == (Point("Opening"),)


def test_a_module_keeps_its_row_and_one_that_was_covered_stays(officer, series):
    before = [row.id for row in _written(officer, series)]
    after = _written(officer, series, "2 | Problem solving\nPartnerships")
    assert [row.id for row in after] == [before[1], before[0]]
    assert (_agenda(1), _agenda(2)) == ([], ["Problem solving", "Partnerships"])
    _covers(officer, "Problem solving", 2)
    with pytest.raises(Refusal, match="was covered at meeting"):
        _written(officer, series, "Partnerships")
    assert len(db.session.scalars(select(AgendaItem)).all()) == 2
