"""A meeting, an officer at its door, and the phone that took the door along the evening before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from engagement.concerns.models import Concern
from engagement.events.models import Event
from engagement.organisation.models import Office
from tests.factories import concerns, events, organisation, people
from tests.factories.intake import Phone
from tests.factories.texts import NOW, Handset, handset, numbered


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


@pytest.fixture
def frozen(app: Flask) -> Iterator[time_machine.Traveller]:
    """A clock that stands still on 20 November 2026."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def office(app: Flask) -> Office:
    """A station where somebody reads."""
    found = organisation.station()
    organisation.post(office=found)
    return found


@pytest.fixture
def texting(app: Flask, frozen: time_machine.Traveller, office: Office) -> Iterator[Handset]:
    """A resident's phone; what it texts to 8484 goes to the station."""
    with handset(app) as found:
        numbered("8484", office)
        yield found


@pytest.fixture
def here(app: Flask) -> Concern:
    """A concern whose raiser left an address, where mails may be answered."""
    app.extensions["settings"] = replace(app.extensions["settings"], mail_reply="reply@chowk.example")
    station = organisation.station()
    organisation.post(office=station)
    return concerns.concern(
        office=station, locality=organisation.locality(office=station), address="gul@example.org"
    )
