"""The keys of the desk's list: rows are chosen and set without a mouse."""

from types import SimpleNamespace

import pytest
from flask import Flask

from tests.browser.test_pages import Watched, cookie_of, served
from tests.concerns.conftest import Town, town
from tests.factories import concerns

__all__ = ["served", "town"]


@pytest.fixture
def here(town: Town) -> SimpleNamespace:
    """Three concerns and who works them."""
    for n in range(3):
        concerns.concern(locality=town.place, words=f"Lamp {n}")
    return SimpleNamespace(people={"sho": town.sho})


def test_rows_are_chosen_by_keys_and_set_at_once(app: Flask, here, served: str, chromium) -> None:
    sho = Watched(chromium, served, "en", cookie_of(app, here, "sho"))
    page = sho.page
    page.goto(served + "/concerns")
    boxes = page.locator("input[name=row]")
    boxes.first.focus()
    for key in ("x", "j", "j", "x", "k"):
        page.keyboard.press(key)
    assert [box.is_checked() for box in boxes.all()] == [True, False, True]
    page.keyboard.press("a")
    assert all(box.is_checked() for box in boxes.all())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.locator("select[name=bulk-category]").select_option("water")
    with page.expect_navigation():
        page.get_by_role("button", name="Set for all of them").press("Enter")
    assert "Saved: 3." in page.content()
    assert not sho.trouble
