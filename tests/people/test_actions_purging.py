"""What is kept no longer than needed."""

from datetime import timedelta

import pytest

from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, unit
from engagement.people.actions import contacts, purging
from engagement.people.models import Contact, Invitation
from tests.factories import organisation
from tests.factories.invitations import LONG_AGO, MADE, invitation


@pytest.mark.parametrize(
    ("age", "verified", "kept"),
    [(timedelta(days=2), False, 0), (timedelta(hours=1), False, 1), (timedelta(days=2), True, 1)],
)
def test_an_unverified_contact_that_nothing_refers_to_is_erased(app, age, verified, kept):
    force = organisation.force()
    with unit():
        made = contacts.contact_for(force=force, address="gul@example.org", locale="en", now=MADE - age)
        if verified:
            contacts.verify(made, MADE)
    with unit():
        assert purging.purge_contacts(actor=COMMAND, now=MADE) == 1 - kept
    assert len(db.session.scalars(db.select(Contact)).all()) == kept


# T14
@pytest.mark.parametrize(("days", "stopped", "kept"), [(29, False, 1), (31, False, 0), (31, True, 1)])
def test_a_number_that_texted_is_erased_after_thirty_days_unless_it_said_stop(app, days, stopped, kept):
    then = MADE - timedelta(days=days)
    with unit():
        made = contacts.contact_of_number(
            force=organisation.force(), address="+923001234567", locale="en", now=then
        )
        contacts.verify(made, then)
        if stopped:
            contacts.stop(made, then)
    with unit():
        purging.purge_contacts(actor=COMMAND, now=MADE)
    assert len(db.session.scalars(db.select(Contact)).all()) == kept


def test_every_table_that_names_a_contact_keeps_it(app):
    statement = str(purging.unneeded_contacts(MADE))
    assert "rsvps.contact_id = contacts.id" in statement
    assert "concerns.contact_id = contacts.id" in statement


def test_invitations_that_lapsed_long_ago_are_deleted_with_their_addresses(app):
    post = organisation.post(office=organisation.station())
    recent = invitation(post=post)
    taken = invitation(post=post, made=LONG_AGO, accepted_at=LONG_AGO)
    invitation(post=post, made=LONG_AGO)
    with unit():
        assert purging.purge_invitations(actor=COMMAND, now=MADE) == 1
    assert {i.id for i in db.session.scalars(db.select(Invitation))} == {recent.id, taken.id}
