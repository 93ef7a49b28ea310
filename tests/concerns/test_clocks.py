"""The clocks of the Police Access Service over plain values; going higher once a promise was missed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from engagement.concerns import queries
from engagement.concerns.actions import desk, higher
from engagement.concerns.clocks import LONGEST_STOP, Clock, Missed, days_late, missed, report_light, stands
from engagement.concerns.rules import Light, State
from engagement.concerns.views import talk
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.refusals import Refusal
from tests.factories import concerns
from tests.factories.concerns import done
from tests.factories.sealed import RAISED, Force3

AT = datetime(2026, 11, 1, 6, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FRESH = Clock(State.RAISED, AT, None, None, date(2026, 11, 15), None)
TALKED = replace(FRESH, contacted_at=AT + HOUR)
TOLD = replace(TALKED, reported_at=AT + HOUR)


def test_nothing_is_late_on_its_day_nor_once_the_raiser_was_told_nor_while_its_clock_stands() -> None:
    due, now = date(2026, 11, 15), datetime(2026, 11, 16, 6, tzinfo=UTC)
    assert days_late(TOLD, now, due) == 0
    assert days_late(TOLD, now, due + DAY) == 1
    assert days_late(replace(TOLD, state=State.TOLD), now, due + DAY) == 0
    assert days_late(replace(TOLD, due_on=None), now, due + DAY) == 0
    assert days_late(replace(TOLD, stopped_at=now - 14 * DAY), now, due + DAY) == 0
    assert days_late(replace(TOLD, stopped_at=now - 14 * DAY - HOUR), now, due + DAY) == 1


def at(clock: Clock, passed: timedelta) -> Missed | None:
    now = AT + passed
    return missed(clock, now, now.date())


@pytest.mark.parametrize(
    ("clock", "passed", "said"),
    [
        (FRESH, 24 * HOUR, None),
        (FRESH, 24 * HOUR + timedelta(seconds=1), Missed.CONTACT),
        (TALKED, 3 * DAY, None),
        (TALKED, 3 * DAY + HOUR, Missed.REPORT),
        (TOLD, 14 * DAY, None),
        (TOLD, 15 * DAY, Missed.ANSWER),
        (replace(TOLD, stopped_at=AT + 10 * DAY), 15 * DAY, None),
        (replace(TOLD, stopped_at=AT), 15 * DAY, Missed.ANSWER),  # it stood for two weeks: it runs again
        (replace(FRESH, stopped_at=AT), 2 * DAY, Missed.CONTACT),  # the first day is never stopped
        (replace(FRESH, state=State.TOLD), 99 * DAY, None),
    ],
)
def test_what_is_missed_when(clock: Clock, passed: timedelta, said: Missed | None) -> None:
    assert at(clock, passed) == said


def test_a_stopped_clock_runs_again_by_itself() -> None:
    clock = replace(TALKED, stopped_at=AT)
    assert stands(clock, AT + LONGEST_STOP)
    assert not stands(clock, AT + LONGEST_STOP + HOUR)


def test_the_report_is_green_once_given_red_after_three_days_and_blue_before() -> None:
    assert [report_light(clock, AT + 4 * DAY) for clock in (TOLD, TALKED)] == [Light.GREEN, Light.RED]
    assert report_light(TALKED, AT + DAY) == Light.BLUE


@pytest.fixture
def here(app: object) -> Force3:
    return Force3()


def test_higher_is_shut_before_a_promise_is_missed_and_open_after(here: Force3) -> None:
    # 001.8, 001.20
    row = concerns.concern(locality=here.place)
    with pytest.raises(Refusal):
        done(higher.take_higher, actor=VISITOR, now=RAISED + HOUR, concern=row)
    done(higher.take_higher, actor=VISITOR, now=RAISED + 25 * HOUR, concern=row)
    assert row.office_id == here.district.id
    with pytest.raises(Refusal):  # its clock began anew
        done(higher.take_higher, actor=VISITOR, now=RAISED + 26 * HOUR, concern=row)


def test_what_has_an_owner_is_owned_by_the_head_of_the_office_above(here: Force3) -> None:
    row = concerns.owned(concerns.concern(locality=here.place), here.sho.post, here.sho.actor)
    done(higher.take_higher, actor=VISITOR, now=RAISED + 25 * HOUR, concern=row)
    assert (row.owner_post_id, row.state) == (here.dpo.post.id, State.OWNED)


def test_a_complaint_goes_past_its_reader_and_at_last_to_the_outside_address(here: Force3) -> None:
    row, now, way = here.complaint(), RAISED, []
    for _rung in range(2):
        now += 25 * HOUR
        done(higher.take_higher, actor=VISITOR, now=now, concern=row)
        way.append(row.office_id)
        if way == [here.head.id]:
            break
    assert way[0] == here.head.id
    with pytest.raises(Refusal):
        done(higher.take_higher, actor=VISITOR, now=now + 25 * HOUR, concern=row)


def test_the_clock_is_stopped_after_the_first_answer_and_its_day_moves_by_as_long_as_it_stood(
    here: Force3,
) -> None:
    row = concerns.concern(locality=here.place)
    due = row.due_on
    stop = {"actor": here.sho.actor, "concern": row, "partner": "WAPDA"}
    with pytest.raises(Refusal):
        done(higher.stop_clock, now=RAISED + HOUR, **stop)
    done(
        desk.reply,
        actor=here.sho.actor,
        now=RAISED + HOUR,
        concern=row,
        words="Seen.",
        language="en",
        operation_id="1",
    )
    done(higher.stop_clock, now=RAISED + HOUR, **stop)
    assert queries.clock_of(row).stopped_at == RAISED + HOUR
    assert row.waits_for == "WAPDA"
    done(higher.run_clock, actor=here.sho.actor, now=RAISED + HOUR + 4 * DAY, concern=row)
    assert row.due_on == due + 4 * DAY
    assert (row.stopped_at, row.waits_for) == (None, "")


def test_what_a_sealed_matter_waits_for_is_not_written_in_the_open(here: Force3) -> None:
    row = here.complaint()
    done(
        desk.reply,
        actor=here.focal.actor,
        now=RAISED + HOUR,
        concern=row,
        words="Seen.",
        language="en",
        operation_id="1",
    )
    done(higher.stop_clock, actor=here.focal.actor, now=RAISED + HOUR, concern=row, partner="The court of X")
    assert row.waits_for == ""
    assert here.dpo.post.role == Role.SUPERVISOR


def test_what_the_office_below_said_is_no_word_of_the_office_above(here: Force3) -> None:
    row = concerns.owned(concerns.concern(locality=here.place), here.sho.post, here.sho.actor)
    said = {"concern": row, "words": "We look at it.", "language": "en", "operation_id": "r"}
    done(desk.reply, actor=here.sho.actor, now=RAISED + HOUR, reports=True, **said)
    late = RAISED + 20 * DAY
    done(higher.take_higher, actor=VISITOR, now=late, concern=row)
    above = queries.clock_of(row)
    assert (above.contacted_at, above.reported_at) == (None, None)
    assert missed(above, late + 25 * HOUR, (late + DAY).date()) == Missed.CONTACT


def test_a_day_gone_by_is_not_held_against_an_office_whose_clock_stands(here: Force3) -> None:
    row = concerns.concern(locality=here.place, receipt="x" * 64)
    said = {"concern": row, "words": "We look at it.", "language": "en", "operation_id": "r"}
    done(desk.reply, actor=here.sho.actor, now=RAISED + HOUR, reports=True, **said)
    done(higher.stop_clock, actor=here.sho.actor, now=RAISED + 13 * DAY, concern=row, partner="WAPDA")
    with time_machine.travel(RAISED + 20 * DAY, tick=False):
        assert talk.owed_of(row) == ""
    with time_machine.travel(RAISED + 28 * DAY, tick=False):
        assert talk.owed_of(row).startswith("It was due by")
