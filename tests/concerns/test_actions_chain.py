"""The links of the chain that problems and raisers close."""

from datetime import UTC, datetime

import pytest

from engagement.concerns.actions import chain, following
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel.actor import JOB
from engagement.kernel.refusals import Refusal
from engagement.kernel.signals import concern_confirmed, concern_reopened
from tests.concerns.conftest import Town
from tests.factories import concerns

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def do(action: object, row: Concern) -> Concern:
    """Carry out one step."""
    return concerns.done(action, actor=JOB, now=NOW, concern=row)


@pytest.fixture
def row(town: Town) -> Concern:
    """An owned concern."""
    return concerns.owned(
        concerns.concern(locality=town.place), town.sho_post, town.acts(town.sho, town.sho_post)
    )


def test_from_owned_through_a_problem_to_the_raisers_yes(row: Concern) -> None:
    heard: list[str] = []
    with concern_confirmed.connected_to(lambda sender, **_given: heard.append(sender.state)):
        for action in (chain.work, chain.tell, following.confirm):
            do(action, row)
    assert (row.state, row.told_at, row.confirmed_at) == (State.CONFIRMED, NOW, NOW)
    assert heard == [State.CONFIRMED]


def test_a_no_is_counted_each_time_and_its_owner_keeps_it(town: Town, row: Concern) -> None:
    heard: list[int] = []
    with concern_reopened.connected_to(lambda sender, **_given: heard.append(sender.reopened)):
        for _ in range(2):
            do(chain.tell, row)
            do(following.reopen, row)
    assert heard == [1, 2]
    assert (row.state, row.owner_post_id) == (State.OWNED, town.sho_post.id)


def test_what_nobody_owns_is_neither_worked_nor_told(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    for action in (chain.work, chain.tell, following.confirm, following.reopen):
        with pytest.raises(Refusal):
            do(action, row)
    assert row.state == State.RAISED


def test_what_leaves_its_problem_stands_with_its_owner(row: Concern) -> None:
    do(chain.work, row)
    do(chain.unwork, row)
    assert row.state == State.OWNED
