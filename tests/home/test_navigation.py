"""Tabs: for residents four, for staff those of their rooms; never more than a phone has room for."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from engagement.home import navigation
from engagement.kernel.actor import Role
from tests.factories import organisation as org
from tests.factories import people
from tests.pages import PageClient

RESIDENTS = ["/events", "/map", "/concerns/new", "/follow"]


def tabs(html: str) -> list[tuple[str, bool]]:
    """The addresses of the tabs, and whether each is this page."""
    nav = html[html.index('<nav class="tabs"') : html.index("</nav>", html.index('<nav class="tabs"'))]
    return [
        (url, bool(current)) for url, current in re.findall(r'<a href="([^"]+)"( aria-current="page")?>', nav)
    ]


def test_residents_get_four_tabs(client: PageClient) -> None:
    assert tabs(client.get("/").get_data(as_text=True)) == [(url, False) for url in RESIDENTS]


def test_the_tab_of_this_page_is_marked(client: PageClient) -> None:
    assert [url for url, here in tabs(client.get("/events").get_data(as_text=True)) if here] == ["/events"]
    assert [url for url, here in tabs(client.get("/help").get_data(as_text=True)) if here] == []


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.OFFICER, ["/desk", "/events/ours", "/concerns", "/problems"]),
        (Role.COMMANDER, ["/desk", "/events/ours", "/concerns", "/problems", "/people", "/outbox"]),
        (Role.ADMINISTRATOR, ["/desk", "/organisation", "/people", "/outbox"]),
        (Role.OVERSIGHT, ["/desk", "/oversight/emergency"]),
    ],
)
def test_staff_get_the_tabs_of_their_rooms(client: PageClient, role: Role, expected: list[str]) -> None:
    client.sign_in(people.person(holding=org.post(office=org.station(), role=role)))
    assert [url for url, _here in tabs(client.get("/desk").get_data(as_text=True))] == expected


def test_what_has_no_room_beside_the_tabs_stands_on_the_desk(client: PageClient) -> None:
    station = org.station()
    person = people.person(holding=org.post(office=station, role=Role.COMMANDER))
    people.posting(person=person, post=org.post(office=station, role=Role.ADMINISTRATOR))
    client.sign_in(person)
    html = client.get("/desk").get_data(as_text=True)
    assert len(tabs(html)) == navigation.MOST
    assert 'href="/outbox"' in html[html.index("<main") :]


def test_every_tab_opens_for_who_sees_it(client: PageClient) -> None:
    for role in Role:
        client.sign_in(people.person(holding=org.post(office=org.station(), role=role)))
        for url, _here in tabs(client.get("/desk").get_data(as_text=True)):
            assert client.get(url).status_code == 200, (role, url)


def test_missing_and_hidden_pages_carry_the_same_head(client: PageClient) -> None:
    with time_machine.travel(datetime.now(UTC), tick=False):  # the token of a form holds the second
        client.sign_in(people.person(holding=org.post(office=org.station(), role=Role.COMMANDER)))
        one, other = (client.get(f"/problems/{ref}").get_data() for ref in ("AAAAAAAA", "BBBBBBBB"))
    assert one == other
    assert b"<nav" in one
    assert b'aria-current="page"' not in one


def test_the_force_of_the_page_gives_its_name_and_number(client: PageClient) -> None:
    org.force(names={"en": "Peshawar Police"}, emergency_number="15")
    org.force(names={"en": "Kosovo Police"}, slug="kosovo", emergency_number="192")
    first, second = (client.get(address).get_data(as_text=True) for address in ("/", "/?force=kosovo"))
    assert "Residents and Peshawar Police" in first
    assert "Residents and Kosovo Police" in second
    assert 'href="tel:192"' in second
