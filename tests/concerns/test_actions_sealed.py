"""What is done with sealed matters: taken in, decided, passed on, called back; told to the outside address."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from engagement.audit.models import AuditEntry
from engagement.concerns import queries
from engagement.concerns.actions import desk
from engagement.concerns.actions import sealed as actions
from engagement.concerns.lanes import Decision
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane, State
from engagement.kernel import sealing
from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal
from tests.factories import organisation as org
from tests.factories.concerns import done
from tests.factories.sealed import MARKER, RAISED, Force3, matter, reader

NOW = RAISED + timedelta(hours=2)


@pytest.fixture
def here(app: object) -> Force3:
    return Force3()


def reply(row: Concern, who: object, **given: object) -> object:
    values = {"words": MARKER, "language": "en", "operation_id": "r-1", **given}
    return done(desk.reply, actor=who, now=NOW, concern=row, **values)


def dump() -> str:
    """Every row of every table as text, bytes as they are."""
    tables = (
        "concerns",
        "messages",
        "threads",
        "accused_posts",
        "concern_handovers",
        "audit_entries",
        "outbox",
    )
    return "".join(
        repr(tuple(row)) for name in tables for row in db.session.execute(text(f"SELECT * FROM {name}"))
    )


def test_words_replies_and_reach_lie_sealed(here: Force3) -> None:
    # T1
    row = here.threat(reach=f"{MARKER} 0300")
    reply(row, here.focal.actor)
    unit = reader(here.head, Lane.THREAT)
    done(
        actions.pass_on,
        actor=here.focal.actor,
        now=NOW,
        concern=row,
        post=unit.post,
        data_taken=MARKER,
        agreed=True,
    )
    assert MARKER not in dump()
    assert queries.words_of(row) == MARKER
    assert sealing.read(queries.handovers_of(row)[0].data_taken) == MARKER


def test_who_brought_it_is_nobody_in_the_trail(here: Force3) -> None:
    row = here.complaint()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.raise")).one()
    assert (entry.subject_id, entry.actor_kind, entry.person_id, entry.post_id) == (
        row.id,
        "visitor",
        None,
        None,
    )


def test_the_same_operation_is_one_matter(here: Force3) -> None:
    one, again = here.tip(operation_id="o"), here.tip(operation_id="o", words="other")
    assert one.id == again.id
    assert db.session.scalar(select(func.count(Concern.id))) == 1


@pytest.mark.parametrize(
    "given", [{"words": " "}, {"words": "x" * 4001}, {"lane": Lane.COMPLAINT}, {"lane": Lane.CONCERN}]
)
def test_what_is_refused(here: Force3, given: dict) -> None:
    with pytest.raises(Refusal):
        matter(here.force, **{"lane": Lane.TIP, **given})


def test_a_lane_that_nobody_was_let_into_takes_nothing(app: object) -> None:
    with pytest.raises(Refusal):
        matter(org.force(), Lane.TIP)


def test_a_reply_alone_leaves_a_threat_in_the_queue_and_so_does_passing_it_on_alone(here: Force3) -> None:
    # 001.14
    answered, passed = here.threat(), here.threat()
    reply(answered, here.focal.actor)
    unit = here.focal_above
    hand = {"post": unit.post, "data_taken": "", "agreed": False}
    done(actions.pass_on, actor=here.focal.actor, now=NOW, concern=passed, **hand)
    today = NOW.date()
    waiting = {row.id for row, _ in db.session.execute(queries.sealed_queue(unit.actor, today, NOW))}
    assert (answered.state, passed.state) == (State.RAISED, State.OWNED)
    assert waiting == {passed.id}
    reply(passed, unit.actor, operation_id="r-2")
    assert passed.state == State.TOLD


def test_a_call_back_is_owed_within_seven_days_and_waits_in_the_list_until_made(here: Force3) -> None:
    # 001.22
    row, unit = here.threat(), here.focal_above
    reply(row, here.focal.actor)
    hand = {"post": unit.post, "data_taken": "", "agreed": False}
    done(actions.pass_on, actor=here.focal.actor, now=NOW, concern=row, **hand)
    assert row.call_back_on == date(2026, 11, 28)
    listed = [each.id for each, _ in db.session.execute(queries.sealed_queue(unit.actor, NOW.date(), NOW))]
    assert listed == [row.id]
    done(actions.called_back, actor=unit.actor, now=NOW, concern=row)
    assert not db.session.execute(queries.sealed_queue(unit.actor, NOW.date(), NOW)).all()
    assert [each.id for each in queries.sealed_done(unit.actor)] == [row.id]


def test_passing_on_moves_sight_and_is_recorded_with_data_and_consent(here: Force3) -> None:
    # 001.21, 001.4
    row = here.threat()
    with pytest.raises(Refusal):
        done(
            actions.pass_on, actor=here.focal.actor, now=NOW, concern=row, post=here.focal_above.post,
            data_taken="call data", agreed=False,
        )  # fmt: skip
    with pytest.raises(Refusal):
        done(
            actions.pass_on,
            actor=here.focal.actor,
            now=NOW,
            concern=row,
            post=here.sho.post,
            data_taken="",
            agreed=True,
        )
    done(
        actions.pass_on, actor=here.focal.actor, now=NOW, concern=row, post=here.focal_above.post,
        data_taken="call data", agreed=True,
    )  # fmt: skip
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.pass_on")).one()
    assert (entry.facts["from_office_id"], entry.facts["owner_post_id"]) == (
        here.district.id,
        here.focal_above.post.id,
    )
    assert entry.facts["by_post_id"] == here.focal.post.id
    assert db.session.scalars(queries.concerns_visible_to(here.focal.actor)).all() == []


def test_a_complaint_is_decided_by_who_took_it_on_and_the_outcome_is_recorded(here: Force3) -> None:
    # 001.19
    row = here.complaint()
    said = {"decision": Decision.UPHELD, "words": "It was so.", "language": "en", "operation_id": "d-1"}
    with pytest.raises(Refusal):
        done(actions.decide, actor=here.focal.actor, now=NOW, concern=row, **said)
    done(actions.take, actor=here.focal.actor, now=NOW, concern=row)
    with pytest.raises(Refusal):
        reply(row, here.focal.actor, settles=True)
    done(actions.decide, actor=here.focal.actor, now=NOW, concern=row, **said)
    assert (row.decision, row.decided_at, row.state) == ("upheld", NOW, State.TOLD)
    with pytest.raises(Refusal):
        done(actions.decide, actor=here.focal.actor, now=NOW, concern=row, **{**said, "operation_id": "d-2"})


def test_when_the_only_reader_has_a_conflict_the_outside_address_is_told(app: object) -> None:
    here = Force3(oversight_address="commission@example.org")
    row = here.complaint()
    for each in (here.focal, here.focal_above, here.oversight):
        done(actions.declare_conflict, actor=each.actor, now=NOW, concern=row)
    assert row.outside_told_at == NOW
