"""Writing to the trail: ids, states and counts, as the post that acts."""

from datetime import UTC, datetime

from sqlalchemy import select

from engagement.audit import actions
from engagement.audit.models import AuditEntry
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, unit
from tests.factories import organisation, people

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_an_entry_names_the_person_the_acting_post_and_the_door(app):
    post = organisation.post(office=organisation.station())
    who = people.actor_at(post)
    with unit():
        actions.record(actor=who, now=NOW, verb="organisation.change_office", subject=post.office, n=3)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.person_id, entry.post_id, entry.force_id, entry.door, entry.facts) == (
        who.person_id, post.id, post.force_id, "web", {"n": 3},
    )  # fmt: skip
    assert (entry.subject_kind, entry.subject_id, entry.actor_kind) == ("offices", post.office_id, "person")


def test_a_job_or_a_command_acts_without_a_post_for_the_force_of_the_subject(app):
    office = organisation.station()
    with unit():
        actions.record(actor=COMMAND, now=NOW, verb="organisation.change_office", subject=office)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.person_id, entry.post_id, entry.force_id, entry.door) == (
        None,
        None,
        office.force_id,
        "command",
    )
