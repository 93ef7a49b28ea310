"""A station that hosts, a post there, and its officer signed in."""

import pytest

from tests.factories import organisation, people


@pytest.fixture
def host(app):
    return organisation.station()


@pytest.fixture
def post(host):
    return organisation.post(office=host)


@pytest.fixture
def officer(client, post):
    client.sign_in(people.person(holding=post))
    return client
