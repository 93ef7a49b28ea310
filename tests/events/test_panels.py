"""Meetings on the pages of offices and localities, and on the outlines of the map."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from engagement.events.rules import State
from engagement.kernel.actor import Role
from tests.factories import organisation
from tests.factories.events import event

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def test_station_and_locality_pages_show_the_next_and_last_meetings(client):
    host = organisation.station(slug="badhber")
    where = organisation.locality(office=host, slug="badhber-village")
    event(office=host, locality=where, title="Coming")
    event(office=host, locality=where, title="Gone", starts_at=NOW - timedelta(days=3), state=State.HELD)
    for address in ("/stations/badhber", "/localities/badhber-village"):
        text = client.get(address).get_data(as_text=True)
        assert (
            text.index("Next meetings")
            < text.index("Coming")
            < text.index("Last meetings")
            < text.index("Gone")
        )


def test_a_station_without_a_meeting_says_who_owes_the_next(client):
    host = organisation.station(slug="badhber")
    organisation.post(office=host, role=Role.COMMANDER, names={"en": "SHO Badhber"})
    assert "SHO Badhber owes the next one." in client.get("/stations/badhber").get_data(as_text=True)


def test_outlines_carry_the_dates_of_the_last_and_next_meeting(client):
    host = organisation.station()
    where = organisation.locality(office=host)
    organisation.locality(office=host)
    event(office=host, locality=where)
    event(office=host, locality=where, starts_at=NOW - timedelta(days=3), state=State.HELD)
    event(office=host, locality=where, starts_at=NOW - timedelta(days=1), state=State.CANCELLED)
    features = client.get("/localities.geojson").get_json(force=True)["features"]
    told = [(f["properties"].get("last_meeting"), f["properties"].get("next_meeting")) for f in features]
    assert told == [("2026-11-17", "2026-11-24"), (None, None)]
