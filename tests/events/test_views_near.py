"""Meetings near somebody: by locality without script, by the browser's position in the body of a form alone."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from engagement.events.map_points import Point, kilometres_between
from engagement.events.rules import Kind, State
from tests.factories import organisation, people
from tests.factories.events import event
from tests.house.tree import ROOT

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def place(host, name, longitude, latitude=34.0, **given):
    return organisation.locality(
        office=host,
        slug=name.lower(),
        names={"en": name, "ur": name},
        longitude=longitude,
        latitude=latitude,
        **given,
    )


def text(answer) -> str:
    return answer.get_data(as_text=True)


def order(page: str, *titles: str) -> list[str]:
    return sorted((title for title in titles if title in page), key=page.index)


@pytest.fixture
def three(host):
    """A near meeting late, a far one soon, one between."""
    near, between, far = (
        place(host, name, at) for name, at in (("Near", 71.5), ("Between", 71.6), ("Far", 72.6))
    )
    event(office=host, locality=near, title="The near one", starts_at=NOW + timedelta(days=9))
    event(office=host, locality=between, title="The one between", starts_at=NOW + timedelta(days=5))
    event(office=host, locality=far, title="The far one", starts_at=NOW + timedelta(days=1))
    return near, between, far


TITLES = ("The near one", "The one between", "The far one")


def test_without_script_a_locality_is_chosen_and_the_nearest_meeting_stands_first(client, three):  # C.2
    page = text(client.get("/events/near"))
    assert order(page, *TITLES) == []
    assert '<option value="near">Near</option>' in page
    page = text(client.get("/events/near?locality=near"))
    assert order(page, *TITLES) == list(TITLES)
    assert "Less than 1 km away" in page
    assert "About 9 km away" in page
    assert "About 101 km away" in page
    assert order(text(client.get("/events/near?locality=far")), *TITLES) == list(TITLES[::-1])
    assert "/events/near" in text(client.get("/events"))


def test_a_position_is_taken_from_the_body_alone_and_stands_nowhere_else(client, three, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    answer = client.post("/events/near", data={"lat": "34.001234", "lon": "72.601234"})
    assert order(text(answer), *TITLES) == list(TITLES[::-1])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]
    said = text(answer) + str(answer.headers) + caplog.text + "".join(capsys.readouterr())
    assert not any(number in said for number in ("34.001", "72.601"))
    asked = text(client.get("/events/near?lat=34.0&lon=72.6"))
    assert order(asked, *TITLES) == []  # an address never says where somebody is


def test_the_script_sends_it_in_a_form_that_only_it_shows():
    script = Path(ROOT / "static/events/near.js").read_text()
    assert "toFixed(3)" in script
    assert not any(
        word in script for word in ("fetch(", "URLSearchParams", "location.assign", "XMLHttpRequest")
    )


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"lat": "x", "lon": "1"},
        {"lat": "nan", "lon": "1"},
        {"lat": "91", "lon": "1"},
        {"lat": "1e999", "lon": "9"},
    ],
)
def test_what_is_no_position_is_said_in_words(client, three, sent):
    answer = client.post("/events/near", data=sent)
    assert answer.status_code == 200
    assert "We could not read where you are." in text(answer)


def test_a_signed_in_person_uses_it_with_their_token(client, three, host):
    client.sign_in(people.person(holding=organisation.post(office=host)))
    page = client.get("/events/near")
    assert "csrf_token" in text(page)
    assert order(text(client.send("/events/near", lat="34", lon="71.5")), *TITLES) == list(TITLES)


def test_of_a_womens_session_the_distance_is_its_localitys(client, host):  # T7
    where = place(host, "Near", 71.5)
    hall = organisation.venue(locality=where, longitude=71.7, latitude=34.2)
    event(
        office=host,
        locality=where,
        venue_id=hall.id,
        longitude=71.7,
        latitude=34.2,
        kind=Kind.WOMEN,
        title="Women only",
    )
    event(office=host, locality=where, venue_id=hall.id, title="Open to all")
    for page in (
        text(client.get("/events/near?locality=near")),
        text(client.post("/events/near", data={"lat": "34", "lon": "71.5"})),
    ):
        assert order(page, "Women only", "Open to all") == ["Women only", "Open to all"]
        assert "Locality less than 1 km away" in page
        assert "About 29 km away" in page


@pytest.mark.parametrize(
    "given", [{"state": State.DRAFT}, {"state": State.CANCELLED}, {"starts_at": NOW - timedelta(days=1)}]
)
def test_only_what_is_to_come_is_near(client, host, given):
    event(office=host, locality=place(host, "Near", 71.5), title="Gone", **given)
    assert "No meeting is planned." in text(client.get("/events/near?locality=near"))


def test_it_costs_the_same_statements_at_1_and_30_rows(client, host, statements):
    where, costs = place(host, "Near", 71.5), []
    for number in (1, 29):
        for _n in range(number):
            event(office=host, locality=where)
        client.application.extensions["kept"].shelf.empty()
        with statements() as ran:
            client.get("/events/near?locality=near")
        costs.append(len(ran))
    assert costs[0] == costs[1]


def test_the_shorter_way_round_the_earth_is_taken():
    assert round(kilometres_between(Point(179.5, 0), Point(-179.5, 0))) == 111
    assert round(kilometres_between(Point(71.5, 34.0), Point(71.5, 35.0))) == 111
