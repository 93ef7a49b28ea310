"""The clock's part: the outside address hears of complaints that nobody answers."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engagement.channels.delivery import deliver
from engagement.channels.models import OutboxMessage
from engagement.concerns import queries
from engagement.concerns.actions import desk, higher, sealed
from engagement.concerns.jobs import find_readers, tell_of_dormant
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel.actor import VISITOR, Role
from engagement.kernel.database import db, unit
from engagement.people.models import Posting
from tests.factories import organisation as org
from tests.factories import people
from tests.factories.concerns import done
from tests.factories.sealed import EACH, MARKER, Force3, Reader


def test_the_outside_address_is_told_once_of_a_complaint_that_nobody_answers_and_not_a_word_of_it(
    app: object,
) -> None:
    here = Force3(oversight_address="Safety Commission, commission@example.org", dormant_days=5)
    old = datetime.now(UTC) - timedelta(days=6)
    quiet, answered = here.complaint(now=old), here.complaint(now=old)
    here.complaint(now=old + timedelta(days=2))
    said = {"words": MARKER, "language": "en", "operation_id": "r-1"}
    done(desk.reply, actor=here.focal.actor, now=old, concern=answered, **said)
    tell_of_dormant()
    tell_of_dormant()
    messages = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(m.kind, m.recipient_id, m.force_id, m.office_id, m.about) for m in messages] == [
        ("concerns.waits", here.force.id, None, None, {"concern_id": quiet.id})
    ]
    db.session.refresh(quiet)
    assert quiet.outside_told_at is not None
    assert deliver(messages[0].id) == "sent"


def test_what_was_answered_and_then_taken_higher_waits_since_then_and_what_never_was_since_it_was_raised(
    app: object,
) -> None:
    here = Force3(oversight_address="commission@example.org", dormant_days=5)
    now = datetime.now(UTC)
    old = now - timedelta(days=6)
    answered, never = here.complaint(now=old), here.complaint(now=old)
    said = {"words": MARKER, "language": "en", "operation_id": "r-1"}
    done(desk.reply, actor=here.focal.actor, now=old + timedelta(hours=1), concern=answered, **said)
    for row in (answered, never):
        done(higher.take_higher, actor=VISITOR, now=now - timedelta(days=1), concern=row)
    force, days = here.force, timedelta(days=5)
    assert [row.id for row in queries.dormant(force, now - days)] == [never.id]
    later = queries.dormant(force, now + timedelta(days=4, hours=1) - days)
    assert {row.id for row in later} == {answered.id, never.id}


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_a_message_outside_that_did_not_go_is_written_anew_each_day_until_one_goes(
    app: object, state: str
) -> None:
    here = Force3(oversight_address="commission@example.org", dormant_days=5)
    old = datetime.now(UTC) - timedelta(days=6)
    row, answered = here.complaint(now=old), here.complaint(now=old)
    tell_of_dormant()

    def messages(concern: Concern) -> list[OutboxMessage]:
        found = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        return [each for each in found if each.about["concern_id"] == concern.id]

    def end(concern: Concern, how: str, *, ago: int) -> None:
        with unit():
            last = messages(concern)[-1]
            last.state, last.created_at = how, datetime.now(UTC) - timedelta(hours=ago)
        tell_of_dormant()
        tell_of_dormant()

    said = {"words": MARKER, "language": "en", "operation_id": "r-1"}
    done(desk.reply, actor=here.focal.actor, now=datetime.now(UTC), concern=answered, **said)
    end(answered, state, ago=25)
    assert len(messages(answered)) == 1
    for how, ago, then in ((state, 23, 1), (state, 25, 2), (state, 25, 3), ("sent", 25, 3)):
        end(row, how, ago=ago)
        assert len(messages(row)) == then


def leave(*readers: Reader) -> None:
    with unit():
        for each in readers:
            query = select(Posting).where(Posting.person_id == each.person.id)
            db.session.scalars(query).one().ended_at = datetime.now(UTC) - timedelta(minutes=1)


def test_what_nobody_reads_any_more_goes_to_who_reads_such_and_at_the_end_the_outside_address_is_told(
    app: object,
) -> None:
    here = Force3(oversight_address="commission@example.org")
    rows = [here.complaint(), here.tip(), here.threat()]
    for row in rows:
        done(sealed.take, actor=here.focal.actor, now=datetime.now(UTC), concern=row)
    find_readers()
    db.session.expire_all()
    assert {(row.office_id, row.state) for row in rows} == {(here.district.id, State.OWNED)}
    leave(here.focal)
    find_readers()
    db.session.expire_all()
    assert {(row.office_id, row.state, row.owner_post_id) for row in rows} == {
        (here.head.id, State.RAISED, None)
    }
    leave(here.focal_above, here.oversight)
    find_readers()
    find_readers()
    messages = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [m.about["concern_id"] for m in messages] == [row.id for row in rows]
    assert [deliver(m.id) for m in messages] == ["sent"] * len(EACH)


def test_a_reader_who_administers_as_well_is_none(app: object) -> None:
    here = Force3()
    rows = [here.complaint(), here.tip(), here.threat()]
    people.posting(person=here.focal.person, post=org.post(office=here.head, role=Role.ADMINISTRATOR))
    assert here.tip().office_id == here.head.id
    find_readers()
    db.session.expire_all()
    assert {row.office_id for row in rows} == {here.head.id}
