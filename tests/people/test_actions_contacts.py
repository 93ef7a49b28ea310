"""Contacts: the same address is the same contact, nothing of it is readable in the database, erasing is a delete."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.kernel.actor import COMMAND
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people import queries
from engagement.people.actions import contacts
from tests.factories import organisation

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def made(force, address="Gul@Example.org ", locale="ur"):
    with unit():
        return contacts.contact_for(force=force, address=address, locale=locale, now=NOW)


def test_the_same_address_is_the_same_contact_however_it_is_cased(app):
    force = organisation.force()
    first = made(force)
    again = made(force, "gul@EXAMPLE.org", locale="en")
    assert (again.id, again.locale) == (first.id, "ur")
    assert contacts.address_of(again) == "Gul@example.org"


def test_forces_do_not_share_contacts(app):
    assert made(organisation.force()).id != made(organisation.force()).id


def test_an_address_is_not_readable_in_the_database(app):  # 010.4
    made(organisation.force())
    row = db.session.execute(text("SELECT address, fingerprint FROM contacts")).one()
    assert b"gul" not in bytes(row.address).lower() + bytes(row.fingerprint).lower()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "gul",
        "gul@",
        "@example.org",
        "a b@example.org",
        "gul@example",
        "x" * 250 + "@example.org",
        "gul@ex\x00.org",
    ],
)
def test_what_is_no_address_is_refused_beside_its_field(app, address):
    force = organisation.force()
    with pytest.raises(Refusal) as refused:
        made(force, address)
    assert refused.value.field == "contact"


def test_an_unverified_contact_gets_one_first_message(app):
    contact = made(organisation.force())
    with unit():
        assert [contacts.first_message(contact, NOW) for _ in range(3)] == [True, False, False]
        contacts.verify(contact, NOW)
        assert [contacts.first_message(contact, NOW) for _ in range(3)] == [True, True, True]
        contacts.stop(contact, NOW)
        assert not contacts.first_message(contact, NOW)


def test_erasing_leaves_the_trail_a_number_and_nothing_else(app):
    contact = made(organisation.force())
    key = contact.id
    with unit():
        contacts.erase(actor=COMMAND, contact=contact, now=NOW)
    assert queries.contact(key) is None
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.verb, entry.subject_id, entry.facts) == ("people.erase_contact", key, {})


def test_an_address_that_some_mail_servers_cannot_be_told_is_refused_at_once(app):
    with pytest.raises(Refusal):
        made(organisation.force(), "gül@example.org")
