"""The clock's part: the outside address hears of complaints that nobody answers."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from engagement.channels.delivery import deliver
from engagement.channels.models import OutboxMessage
from engagement.concerns.actions import desk
from engagement.concerns.jobs import tell_of_dormant
from engagement.kernel.database import db
from tests.factories.concerns import done
from tests.factories.sealed import MARKER, Force3


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
    messages = db.session.scalars(select(OutboxMessage)).all()
    assert [(m.kind, m.recipient_id, m.force_id, m.office_id, m.about) for m in messages] == [
        ("concerns.waits", here.force.id, None, None, {})
    ]
    db.session.refresh(quiet)
    assert quiet.outside_told_at is not None
    assert deliver(messages[0].id) == "sent"
