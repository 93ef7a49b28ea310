"""One strange entry of a phone keeps none of its others back, and its words are not logged."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from engagement.concerns.models import Concern
from engagement.events.queries import attend
from engagement.intake import door
from engagement.intake.actions import decide as decisions
from engagement.intake.actions.decide import Choice
from engagement.intake.rules import Reason, State
from engagement.kernel import inbound, sealing, signals
from engagement.kernel.database import db, fresh, unit
from tests.factories import events

START = events.SOON
LATER = START + timedelta(hours=5)


@pytest.fixture
def event(app, time_machine):
    time_machine.move_to(LATER, tick=False)
    return events.event(capacity=200)


def minute(n: float):
    return START + timedelta(minutes=n)


def test_one_strange_entry_keeps_no_other_back(event, phone, post):
    bound = door.envelopes.bound_to(phone.lease.ref, "deep")
    rows = phone.send(
        phone.sealed("concern", minute(1), category="water", words="Road \ud83d"),
        phone.sealed("promise", minute(1), words="a\x00b", post=post.ref, due="2026-12-01"),
        phone.sealed("arrive", minute(1), party="ہ", n=1),
        phone.sealed("tick", minute(1), item=2**63),
        door.Raw("deep", inbound.sealed(b"[" * 9000, force=event.force.ref, bound_to=bound)),
        phone.walk_in(minute(2)),
        clock=LATER,
    )
    assert [row.state for row in rows] == [State.HELD] * 5 + [State.APPLIED]
    assert (rows[2].reason, attend.attendance(event).total) == (Reason.UNKNOWN_CODE, 1)


def test_what_goes_wrong_with_one_entry_holds_it_and_its_words_are_not_logged(event, phone, officer):
    def stumbles(concern: Concern, **_more: Any) -> None:
        raise RuntimeError(sealing.read(concern.words or b""))

    concern = phone.sealed("concern", minute(1), category="water", words="marker words")
    with signals.concern_raised.connected_to(stumbles), capture_logs() as lines:
        rows = phone.send(concern, phone.walk_in(minute(2)), clock=LATER)
    assert [(row.state, row.reason) for row in rows] == [(State.HELD, Reason.REFUSED), (State.APPLIED, None)]
    assert ("RuntimeError" in str(lines), "marker" in str(lines)) == (True, False)
    with unit():
        said = door.envelopes.opened(phone.lease, concern.operation_id, concern.sealed)
        decisions.decide(
            actor=officer, now=LATER, event=fresh(event), entry=fresh(rows[0]), choice=Choice.TAKE, said=said
        )
    assert db.session.scalar(select(func.count(Concern.id))) == 1
