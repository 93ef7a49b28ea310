"""Reads of polls: who reads which, and that nothing is told of fewer than ten."""

from typing import Any

from engagement.events.rules import State
from engagement.feedback import permissions, queries
from engagement.feedback.models import Poll
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from tests.factories import events, organisation, people, polls
from tests.feedback.conftest import CLOSED, Town


def test_of_fewer_than_ten_nothing_is_told(town: Town, time_machine: Any):
    row = town.poll()
    polls.pressed(row, 9, 0)
    time_machine.move_to(CLOSED, tick=False)
    result = queries.result_of(row)
    assert not result.told
    assert [part.pressed for part in result.parts] == [None, None]
    assert "Fewer than 10 people answered." in town.text(row)


def test_a_count_that_is_hidden_beside_a_small_one_is_not_said_to_be_small(town: Town, time_machine: Any):
    row = town.poll()
    polls.pressed(row, 30, 3)
    time_machine.move_to(CLOSED, tick=False)
    result = queries.result_of(row)
    assert [(part.pressed, part.beside) for part in result.parts] == [
        (None, {"pressed"}),
        (None, frozenset()),
    ]
    text = town.text(row)
    most, few = text.index("At the bus stand</"), text.index("At the school</")
    assert "not told" in text[most:few]
    assert "fewer than" not in text[most:few]
    assert "unsaid" not in text[most:few]
    assert "fewer than 10" in text[few:]


def test_the_query_and_the_rule_agree(town: Town):
    far = organisation.post(office=organisation.station())
    meeting = events.event(office=town.station, locality=town.place)
    rows = [
        town.poll(),
        town.poll(out=False),
        town.poll(event=meeting),
        town.poll(event=events.event(office=town.station)),
    ]
    with unit():
        db.session.merge(meeting).state = State.DRAFT
    for who in (VISITOR, town.writer, town.reader, people.actor_at(far)):
        seen = set(db.session.scalars(queries.polls_visible_to(who).with_only_columns(Poll.id)))
        assert seen == {row.id for row in rows if permissions.READ.allows(who, row)}
