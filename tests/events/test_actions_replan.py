"""The rest of a series planned anew: old dates called off, new ones public, one message to each."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.events.actions import attend, sittings
from engagement.events.actions import plan as planning
from engagement.events.actions import series as serial
from engagement.events.models import CouncilMeeting, Event
from engagement.events.recurrence import Every, Rule
from engagement.events.rules import State
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people.models import Contact
from tests.factories import answers, councils, events, organisation, people

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def test_the_rest_of_a_series_is_planned_anew_in_one_press_with_one_message_each(app):  # C.1
    host = organisation.station()
    post = organisation.post(office=host)
    who = people.actor_at(post)
    one = events.series(office=host, meetings=4, host_post_id=post.id)
    rows = db.session.scalars(
        select(Event).where(Event.series_id == one.id).order_by(Event.series_number)
    ).all()
    for n, contact in enumerate(("a@example.org", "a@example.org", "b@example.org")):
        with unit():
            attend.answer(
                actor=VISITOR,
                now=NOW,
                given=answers.given(rows[n + 1], address=contact, operation_id=f"op-{n}"),
            )
        with unit():
            for each in db.session.scalars(select(Contact)):
                each.verified_at = NOW
    anew = datetime(2026, 12, 5, 10)  # noqa: DTZ001 - a wall clock
    plan = replace(planning.as_plan(rows[1]), starts=anew, ends=anew + timedelta(hours=2))
    rule = Rule(every=Every.MONTHLY, times=3)
    given = {
        "actor": who, "event": rows[1], "plan": plan, "rule": rule, "reason": "The hall moved.", "language": "en",
        "operation_id": "anew",
    }  # fmt: skip
    for _time in range(2):
        with unit():
            serial.replan(now=NOW, **given)
    found = db.session.execute(
        select(Event.series_number, Event.state, Event.wall_start)
        .where(Event.series_id == one.id)
        .order_by(Event.series_number)
    ).all()
    assert [row[:2] for row in found[:4]] == [
        (1, State.PUBLISHED), (2, State.CANCELLED), (3, State.CANCELLED), (4, State.CANCELLED),
    ]  # fmt: skip
    assert found[4:] == [
        (5, State.PUBLISHED, "2026-12-05T10:00"),
        (6, State.PUBLISHED, "2027-01-02T10:00"),
        (7, State.PUBLISHED, "2027-02-06T10:00"),
    ]
    kinds = ("events.cancelled", "events.series_cancelled")
    told = db.session.scalars(
        select(OutboxMessage.recipient_id).where(OutboxMessage.kind.in_(kinds)).order_by(OutboxMessage.id)
    ).all()
    assert len(told) == len(set(told)) == 2
    assert (one.every, one.weekday, one.nth) == ("monthly", 5, 1)


def test_a_rest_that_cannot_be_planned_calls_nothing_off(app):
    host = organisation.station()
    post = organisation.post(office=host)
    one = events.series(office=host, host_post_id=post.id)
    first = db.session.scalars(
        select(Event).where(Event.series_id == one.id).order_by(Event.series_number)
    ).first()
    given = {
        "actor": people.actor_at(post), "event": first, "reason": "The hall moved.", "language": "en",
        "plan": planning.as_plan(first),
    }  # fmt: skip
    with pytest.raises(Refusal), unit():
        serial.replan(now=NOW, rule=Rule(every=Every.MONTHLY), **given)
    with pytest.raises(Refusal), unit():
        serial.replan(now=first.starts_at, rule=Rule(every=Every.MONTHLY, times=3), **given)
    db.session.expire_all()
    states = set(db.session.scalars(select(Event.state)))
    assert State.CANCELLED not in states


def test_what_a_councils_series_gets_later_belongs_to_the_council_by_itself(app):
    host = organisation.station()
    post = organisation.post(office=host)
    one = events.series(office=host, meetings=2, host_post_id=post.id)
    rows = db.session.scalars(
        select(Event).where(Event.series_id == one.id).order_by(Event.series_number)
    ).all()
    council = councils.council(office=host)
    councils.linked(council, rows[0])
    anew = datetime(2026, 12, 5, 10)  # noqa: DTZ001 - a wall clock
    plan = replace(planning.as_plan(rows[1]), starts=anew, ends=anew + timedelta(hours=2))
    with unit():
        serial.replan(
            actor=people.actor_at(post), now=NOW, event=rows[1], plan=plan, rule=Rule(every=Every.MONTHLY, times=3),
            reason="The hall moved.", language="en",
        )  # fmt: skip
    every = set(db.session.scalars(select(Event.id).where(Event.series_id == one.id)))
    linked = db.session.scalars(
        select(CouncilMeeting.event_id).where(CouncilMeeting.council_id == council.id)
    )
    assert set(linked) == every


def test_a_series_that_is_no_councils_stays_so(app):
    host = organisation.station()
    one = events.series(office=host, meetings=2)
    with unit():
        sittings.follow_series(actor=VISITOR, now=NOW, series_id=one.id)
    assert db.session.scalars(select(CouncilMeeting.event_id)).all() == []
