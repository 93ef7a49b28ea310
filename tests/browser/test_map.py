"""The map in a real browser: outlines and meetings are drawn, nothing foreign is asked, the strict policy holds."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from engagement.events.rules import Kind
from tests.browser.port import on_a_port
from tests.factories import events as make_events
from tests.factories import organisation as make


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """A force with four squares of localities, some met long ago, with meetings to come."""
    now = datetime.now(UTC).replace(microsecond=0)
    force = make.force(slug="kp", names={"en": "KP Police", "ur": "کے پی پولیس"})
    station = make.office(force=force, slug="badhber", names={"en": "Badhber Station", "ur": "تھانہ بڈھ بیر"})
    for number, days in enumerate((8, 55, 131, None)):
        west = 71.5 + number / 10
        ring = [[west, 34.0], [west + 0.1, 34.0], [west + 0.1, 34.1], [west, 34.1], [west, 34.0]]
        place = make.locality(
            office=station,
            slug=f"place-{number}",
            names={"en": f"Place {number}", "ur": f"جگہ {number}"},
            outline={"type": "Polygon", "coordinates": [ring]},
            longitude=west + 0.05,
            latitude=34.05,
        )
        if days is not None:
            make_events.event(office=station, locality=place, starts_at=now - timedelta(days=days))
        make_events.event(
            office=station,
            locality=place,
            title=f"Tea <img src=x onerror=alert({number})>",
            kind=Kind.COFFEE,
            starts_at=now + timedelta(days=3),
        )
    with on_a_port(app) as address:
        yield address


def opened(chromium, address, width=1280, **options):
    """Open a page; collect what it asks elsewhere and what the policy or the scripts complain of."""
    page = chromium.new_context(viewport={"width": width, "height": 900}, **options).new_page()
    page.foreign, page.complaints = [], []
    origin = "/".join(address.split("/")[:3])
    page.on("request", lambda r: None if r.url.startswith((origin, "data:")) else page.foreign.append(r.url))
    page.on("console", lambda m: page.complaints.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda problem: page.complaints.append(str(problem)))
    page.goto(address)
    return page


# 003.13, 000.6, C.2
@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ur", 360)])
def test_the_map_draws_outlines_and_meetings_and_asks_nobody_else(served, chromium, language, width):
    page = opened(chromium, f"{served}/map?lang={language}", width)
    page.wait_for_selector("#atlas[data-areas='4'][data-points='4']", timeout=20_000)
    assert page.locator("path.area").count() == 4
    assert [page.locator(f"path.area.m{n}").count() for n in (1, 2, 3)] == [1, 1, 2]
    assert page.locator("path.hatched").count() == 2
    assert sorted(page.locator(".place-label b").all_inner_texts()) == ["131", "55", "8", "–"]
    assert page.locator(".meeting").count() == 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert (page.foreign, page.complaints) == ([], [])


def test_a_keyboard_opens_a_locality_and_words_are_never_html(served, chromium):
    page = opened(chromium, f"{served}/map")
    page.wait_for_selector("#atlas[data-points='4']")
    page.locator("path.area").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup a[href='/localities/place-0']")
    page.keyboard.press("Escape")
    page.locator(".meeting").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup a[href^='/events/']")
    assert page.locator(".leaflet-popup").get_by_text("Tea <img src=x onerror").count() == 1
    assert page.locator(".leaflet-popup img").count() == 0
    assert (page.foreign, page.complaints) == ([], [])


def test_a_position_found_by_the_browser_leads_to_the_station(served, chromium):
    page = opened(
        chromium,
        f"{served}/stations",
        geolocation={"latitude": 34.0512345, "longitude": 71.5512345},
        permissions=["geolocation"],
    )
    asked = []
    page.on("request", lambda r: asked.append(r.url))
    page.get_by_role("button", name="Use my position").click()
    page.wait_for_url("**/stations/badhber")
    assert [url.split("?")[1] for url in asked if "/near" in url] == ["lat=34.051&lon=71.551"]
    assert (page.foreign, page.complaints) == ([], [])


def test_without_javascript_the_list_says_it_all(served, chromium):
    page = opened(chromium, f"{served}/map", java_script_enabled=False)
    assert page.get_by_text("The map needs JavaScript. The list holds all of it.").is_visible()
    assert page.locator(".ledger > li").count() == 4
    assert page.locator(".events > .event").count() == 4
