"""One Chromium for the browser tests of a process; skipped aloud where there is none."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


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
