"""People who can really sign in: a password, and an authenticator that the test holds."""

from datetime import UTC, datetime
from typing import Any

import pyotp

from engagement.kernel import clock
from engagement.kernel.database import unit
from engagement.organisation.models import Post
from engagement.people.actions import accounts
from engagement.people.models import Person
from tests.factories import people

PASSWORD = "wisdom teeth grow slowly"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def account(*, holding: Post | None = None, email: str = "gul@example.org", **given: Any) -> Person:
    """A person with PASSWORD and an authenticator with SECRET; holds `holding` since 2020 when one is named."""
    values = {"name": "Gul Rukh", "locale": "en", "now": datetime(2020, 1, 1, tzinfo=UTC), **given}
    with unit():
        person = accounts.open_account(email=email, password=PASSWORD, totp_secret=SECRET, **values)
        person.mf_recovery_codes = None
    if holding is not None:
        people.posting(person=person, post=holding)
    return person


def code(*, later: int = 0) -> str:
    """The code that the authenticator shows now, or so many half minutes later."""
    return pyotp.TOTP(SECRET).at(clock.now(), counter_offset=later)
