"""A meeting, an officer at its door, and the phone that took the door along the evening before."""

from datetime import timedelta

import pytest

from engagement.events.models import Event
from tests.factories import events, organisation, people
from tests.factories.intake import Phone


@pytest.fixture
def event(app) -> Event:
    return events.event(capacity=200)


@pytest.fixture
def post(event):
    return organisation.post(office=event.office)


@pytest.fixture
def officer(post):
    return people.actor_at(post)


@pytest.fixture
def phone(event, officer) -> Phone:
    return Phone(event, officer, events.SOON - timedelta(hours=20))
