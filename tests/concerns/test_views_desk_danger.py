"""What may be danger stands first on the desk, on whatever leaf it would be."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from engagement.concerns.views import desk as views
from engagement.kernel import clock
from engagement.kernel.database import fresh, unit
from tests.concerns.conftest import Town
from tests.factories import concerns
from tests.pages import PageClient


@pytest.fixture(autouse=True)
def the_hour() -> object:
    """A morning in November, 25 hours after the concerns of the factory."""
    with time_machine.travel(datetime(2026, 11, 22, 6, tzinfo=UTC), tick=False) as shown:
        yield shown


def test_what_may_be_danger_is_marked_and_stands_on_top(town: Town, client: PageClient) -> None:
    first = concerns.concern(locality=town.place)
    urgent = concerns.concern(locality=town.place, words="chor ghar mein hai bachao")
    client.sign_in(town.sho)
    page = client.get("/concerns").get_data(as_text=True)
    assert "May be danger" in page
    assert page.index(f"/concerns/{urgent.ref}/work") < page.index(f"/concerns/{first.ref}/work")
    assert page.count(f"/concerns/{urgent.ref}/work") == 2, "once, with its button"


@pytest.mark.parametrize("state", ["", "raised"])
def test_danger_stands_first_however_much_waits_and_once(
    town: Town, client: PageClient, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PAGE", 3)
    rows = [concerns.concern(locality=town.place) for _n in range(4)]
    urgent = [concerns.concern(locality=town.place, words="chor ghar mein hai bachao") for _n in range(2)]
    rows += [concerns.concern(locality=town.place) for _n in range(5)]
    client.sign_in(town.sho)
    listed, address = [], f"/concerns?state={state}"
    while address:
        page = client.get(address).get_data(as_text=True)
        listed += re.findall(r'<h3><a href="/concerns/([^/]+)/work"', page)
        further = re.search(r'href="(/concerns\?[^"]*after=[^"]+)"', page)
        address = further.group(1).replace("&amp;", "&") if further else ""
    assert listed == [row.ref for row in (*urgent, *rows)]


def test_danger_that_has_an_owner_is_marked_no_more(town: Town, client: PageClient) -> None:
    urgent = concerns.concern(locality=town.place, words="chor ghar mein hai bachao")
    concerns.owned(urgent, town.sho_post, town.acts(town.sho, town.sho_post))
    client.sign_in(town.sho)
    for address in ("/concerns", "/desk"):
        assert "May be danger" not in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize("address", ["/concerns", "/desk"])
def test_what_may_be_danger_stands_before_what_is_late(town: Town, client: PageClient, address: str) -> None:
    late = concerns.concern(locality=town.place)
    with time_machine.travel(late.raised_at + timedelta(days=60), tick=False):
        urgent = concerns.concern(locality=town.place, words="chor ghar mein hai bachao", now=clock.now())
        client.sign_in(town.sho)
        page = client.get(address).get_data(as_text=True)
    assert page.index(f"/concerns/{urgent.ref}/work") < page.index(f"/concerns/{late.ref}/work")
    assert page.count("May be danger") == 1


def test_the_page_of_what_may_be_danger_says_so_at_the_top_and_names_no_three_days(
    town: Town, client: PageClient
) -> None:
    urgent = concerns.concern(locality=town.place, words="chor ghar mein hai bachao")
    client.sign_in(town.sho)
    address = f"/concerns/{urgent.ref}/work"
    page = client.get(address).get_data(as_text=True)
    assert page.index("May be danger") < page.index("What was said")
    assert "Report within three days" not in page
    concerns.owned(urgent, town.sho_post, town.acts(town.sho, town.sho_post))
    assert "May be danger" in client.get(address).get_data(as_text=True), "until somebody answered"
    with unit():
        fresh(urgent).answered_at = clock.now()
    page = client.get(address).get_data(as_text=True)
    assert "May be danger" not in page
    assert "Report within three days" in page


def test_an_officers_desk_marks_danger_first_too(town: Town, client: PageClient) -> None:
    concerns.concern(locality=town.place)
    urgent = concerns.concern(locality=town.place, words="chor ghar mein hai bachao")
    client.sign_in(town.officer)
    for address in ("/desk", "/concerns"):
        page = client.get(address).get_data(as_text=True)
        assert page.index("May be danger") < page.index(f'<h3><a href="/concerns/{urgent.ref}/work"')
        assert page.find("/work") == page.index(f"/concerns/{urgent.ref}/work") + len(
            f"/concerns/{urgent.ref}"
        )
