"""Accounts: opened whole for demos, renamed, never two for one address."""

from datetime import UTC, date, datetime

import pytest

from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people.actions import accounts
from engagement.people.models import Person, Posting
from tests.factories import organisation, people
from tests.factories.accounts import PASSWORD, SECRET, account

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)


def test_nothing_secret_of_an_account_is_readable_in_the_database(app):
    person = db.session.get(Person, account().id, populate_existing=True)
    assert person.password.startswith("$argon2id$")
    assert PASSWORD not in person.password
    assert SECRET not in person.tf_totp_secret


def test_an_address_has_one_account(app):
    account()
    with pytest.raises(Refusal) as refused:
        account(email="GUL@example.org")
    assert refused.value.field == "email"
    assert len(db.session.scalars(db.select(Person)).all()) == 1


def lost_phone(by, posting):
    with unit():
        accounts.forget_second_factor(actor=by, now=NOW, posting=db.session.get(Posting, posting.id))


@pytest.fixture
def station(app):
    return organisation.station()


def test_who_may_staff_one_post_does_not_take_the_second_factor_off_the_holder_of_a_greater_one(station):
    chief = organisation.post(office=station, role=Role.COMMANDER)
    lesser = organisation.post(office=station, role=Role.OFFICER)
    person = account(holding=organisation.post(office=station.parent, role=Role.SUPERVISOR))
    also = people.posting(person=person, post=lesser)
    with pytest.raises(Refusal):
        lost_phone(people.actor_at(chief), also)
    assert db.session.get(Person, person.id, populate_existing=True).tf_totp_secret


def test_a_posting_that_is_over_opens_no_account(station):
    chief = organisation.post(office=station, role=Role.COMMANDER)
    lesser = organisation.post(office=station, role=Role.OFFICER)
    person = account(holding=organisation.post(office=station, role=Role.OFFICER))
    over = people.posting(person=person, post=lesser, ends_on=date(2025, 1, 1))
    with pytest.raises(Refusal):
        lost_phone(people.actor_at(chief), over)
    lost_phone(people.actor_at(chief), person.postings[0])
    assert db.session.get(Person, person.id, populate_existing=True).tf_totp_secret is None
