"""The page of the map: the list beside it says all that the map shows."""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest

from engagement.events.rules import Kind
from tests.factories import events as make_events
from tests.factories import organisation as make

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def places(app, time_machine):
    """Four places: met 8, 55 and 131 days ago, and never."""
    time_machine.move_to(NOW, tick=False)
    station = make.station(names={"en": "Badhber Station", "ur": "تھانہ بڈھ بیر"})
    found = []
    for number, days in enumerate((8, 55, 131, None)):
        place = make.locality(
            office=station, slug=f"place-{number}", names={"en": f"Place {number}", "ur": f"جگہ {number}"}
        )
        if days is not None:
            make_events.event(office=station, locality=place, starts_at=NOW - timedelta(days=days))
        found.append(place)
    return found


def text(client, address="/map"):
    return client.get(address).get_data(as_text=True)


def test_the_list_names_the_longest_without_a_meeting_first_and_who_owes_it(client, places):
    html = text(client)
    assert re.findall(r'<h3><a href="/localities/(place-\d)"', html) == [
        "place-3",
        "place-2",
        "place-1",
        "place-0",
    ]
    assert [words for words in ("No meeting yet", "131 days", "55 days", "8 days") if words not in html] == []
    assert "Badhber Station</bdi></a> owes it" in html


def test_every_meeting_to_come_stands_in_the_list(client, places):  # C.2
    made = [
        make_events.event(office=place.services[0].office, locality=place, starts_at=NOW + timedelta(days=2))
        for place in places
    ]
    html = text(client)
    assert [event.ref for event in made if f"/events/{event.ref}" not in html] == []


def test_the_map_and_the_list_are_asked_the_same_question(client, places):
    event = make_events.event(office=places[0].services[0].office, locality=places[0], kind=Kind.COFFEE)
    assert f"/events/{event.ref}" in text(client, "/map?kind=coffee")
    html = text(client, "/map?kind=workshop&audience=youth")
    assert f"/events/{event.ref}" not in html
    assert "from=2026-11-21&amp;kind=workshop&amp;audience=youth" in html


def test_a_search_by_any_spelling_shows_that_place_alone(client, places):
    html = text(client, "/map?q=جگه 2")
    assert re.findall(r'<h3><a href="/localities/(place-\d)"', html) == ["place-2"]
    assert 'data-focus="place-2"' in html


def test_a_place_nobody_knows_gets_a_way_on(client, places):
    assert "Show all places" in text(client, "/map?q=Atlantis")


def test_the_script_of_the_shell_is_kept_for_ever_and_no_other_is_there(client, places):
    address = re.search(r'src="(/map/[0-9a-f]{16}\.js)"', text(client))[1]
    answer = client.get(address)
    assert answer.mimetype == "text/javascript"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/map/0000000000000000.js").status_code == 404


def test_the_page_follows_a_meeting_and_the_day(client, places, time_machine):
    assert "55 days" in text(client)
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    assert "56 days" in text(client)
    make_events.event(
        office=places[1].services[0].office, locality=places[1], starts_at=NOW - timedelta(days=3)
    )
    assert "56 days" not in text(client)


def test_the_page_runs_the_same_number_of_statements_however_many_places(client, places, statements):
    counts = []
    for more in (1, 28):
        for _ in range(more):
            make_events.event(
                locality=make.locality(office=places[0].services[0].office),
                office=places[0].services[0].office,
            )
        client.application.extensions["kept"].shelf.empty()
        with statements() as ran:
            client.get("/map")
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_the_page_is_light_without_the_map(client, places):  # 000.6
    assert len(gzip.compress(client.get("/map").data)) < 20_000
