"""The plan of a year: planned against held in each locality, summed over a police area."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from engagement.events.rules import Kind, State
from engagement.kernel.actor import Role
from engagement.organisation.models import Area
from engagement.organisation.rules import OfficeKind
from tests.factories import events, organisation, people
from tests.factories.saving import saved

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def _rows(client, address="/events/plan") -> dict[str, list[int]]:
    """Return the numbers of each row: planned, held, owed."""
    found = client.get(address).get_data(as_text=True)
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", found)
    return {
        name: [int(n) for n in re.findall(r">(\d+)<", re.sub("</?b(di)?[^>]*>", "", cells))]
        for name, cells in rows
    }


def _signed_in(client, office, role=Role.SUPERVISOR):
    client.sign_in(people.person(holding=organisation.post(office=office, role=role)))
    return client


def test_the_plan_shows_planned_beside_held_in_each_locality(client):  # 000.7
    host = organisation.station()
    place, quiet = (organisation.locality(office=host) for _each in range(2))
    for state, days in ((State.CLOSED, -60), (State.HELD, -1), (State.PUBLISHED, 9), (State.DRAFT, 20)):
        events.event(office=host, locality=place, state=state, starts_at=NOW + timedelta(days=days))
    for more in (
        {"state": State.CANCELLED},
        {"kind": Kind.CEREMONY, "state": State.CLOSED},
        {"invite_only": True},
        {"starts_at": NOW - timedelta(days=400), "state": State.CLOSED},
    ):
        events.event(**{"office": host, "locality": place, "starts_at": NOW + timedelta(days=2), **more})
    rows = _rows(_signed_in(client, host, Role.OFFICER))
    assert rows[place.names["en"]] == [4, 2, 4]
    assert rows[quiet.names["en"]] == [0, 0, 4]
    assert rows["In all"] == [4, 2, 8]
    assert _rows(client, "/events/plan?year=2025")["In all"] == [1, 1, 8]


def test_the_totals_of_a_zone_hold_all_its_districts_whatever_the_administration_calls_them(client):  # 003.5
    force = organisation.force()
    zone = organisation.office(force=force, kind=OfficeKind.ZONE, names={"en": "Karachi East Zone"})
    other = organisation.office(force=force, kind=OfficeKind.ZONE, names={"en": "Karachi South Zone"})
    for n, (name, above) in enumerate((("Korangi", zone), ("Malir", zone), ("East", zone), ("South", other))):
        area = saved(Area(force_id=force.id, kind="district", slug=name.lower(), names={"en": name}))
        station = organisation.office(parent=above, force=force)
        place = organisation.locality(office=station, area_id=area.id, names={"en": name})
        for each in range(n + 1):
            events.event(
                office=station, locality=place, state=State.CLOSED, starts_at=NOW - timedelta(days=each + 1)
            )
    rows = _rows(_signed_in(client, zone))
    assert rows == {"Korangi": [1, 1, 4], "Malir": [2, 2, 4], "East": [3, 3, 4], "In all": [6, 6, 12]}


def test_another_office_is_not_there_and_an_odd_year_is_this_one(client):
    host = organisation.station()
    _signed_in(client, host)
    assert client.get(f"/events/plan?office={organisation.station().ref}").status_code == 404
    for odd in ("soon", "99999", "1066", "٢٠٢٦"):
        assert "Plan of 2026" in client.get(f"/events/plan?year={odd}").get_data(as_text=True)


def test_the_plan_asks_as_often_for_thirty_localities_as_for_two(client, statements):
    few, many = organisation.station(), organisation.station()
    for host, number in ((few, 2), (many, 30)):
        for _each in range(number):
            events.event(office=host)
    counts = []
    for host in (few, many):
        _signed_in(client, host)
        client.get("/events/plan")
        with statements() as ran:
            client.get("/events/plan")
        counts.append(len(ran))
    assert counts[0] == counts[1]
