"""One Chromium for the browser tests of a process, skipped aloud where there is none; a meeting and phones at its door."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engagement.events.models import AgendaItem, Event
from engagement.kernel import clock, sealing
from tests.browser.phones import NAME, OTHER_NAME, POINT, QUIET, TITLE, Phone
from tests.browser.port import on_a_port
from tests.factories import answers, events, organisation, people
from tests.factories.saving import saved


@pytest.fixture(scope="session")
def program() -> str:
    """Where this machine keeps Chromium."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("SKIPPED: Chromium is not installed here")
    return path


@pytest.fixture(scope="session")
def play() -> Iterator[Any]:
    """Give the driver, of which a process can run one at a time."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="SKIPPED: Playwright is not installed here"
    )
    with playwright.sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def chromium(play: Any, program: str) -> Iterator[Any]:
    """Debian's Chromium, driven by Playwright."""
    browser = play.chromium.launch(executable_path=program, args=list(QUIET))
    yield browser
    browser.close()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The app on a port of this machine, which browsers trust as they trust https."""
    with on_a_port(app) as address:
        yield address


@pytest.fixture
def event(app: Flask) -> Event:
    """A meeting that began ten minutes ago, to which forty parties mean to come."""
    row = events.event(starts_at=clock.now() - timedelta(minutes=10), title=TITLE, capacity=300)
    saved(AgendaItem(event_id=row.id, position=1, words=POINT, language="en"))
    for number in range(40):
        name = {0: NAME, 1: OTHER_NAME}.get(number)
        answers.rsvp(
            event=row,
            code=f"{41_317_529 + number * 791_939}",
            party=1 + number % 3,
            name=sealing.store(name, force=row.force.ref, lane="contacts") if name else None,
            door_name=number == 0,
        )
    return row


@pytest.fixture
def phones(
    app: Flask, event: Event, served: str, tmp_path: Path, play: Any, program: str
) -> Iterator[Callable[..., Phone]]:
    """Give phones of one officer."""
    client: Any = app.test_client()
    client.sign_in(people.person(holding=organisation.post(office=event.office)))
    cookie = str(client.get_cookie("session").value)
    started: list[Phone] = []

    def one(name: str, **more: Any) -> Phone:
        started.append(Phone(play, program, tmp_path / name, served, cookie=cookie, **more))
        return started[-1].take(event.ref, name)

    yield one
    for phone in started:
        phone.context.close()
