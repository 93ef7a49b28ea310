"""Accounts: opened whole for demos, renamed, never two for one address."""

import pytest

from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal
from engagement.people.models import Person
from tests.factories.accounts import PASSWORD, SECRET, account


def test_nothing_secret_of_an_account_is_readable_in_the_database(app):  # 002.8
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
