"""What small scripts add where concerns are raised: the emergency number while typing, and a way out that leaves no way back."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from engagement.concerns.emergency import CHILD, LOST, PHRASES, WORDS, found
from tests.browser.phones import QUIET, found_in, until_written
from tests.concerns.test_emergency import DANGER, EVERY_DAY
from tests.factories.sealed import Force3
from tests.house.tree import ROOT

pytestmark = pytest.mark.browser
SCRIPTS = ROOT / "static" / "concerns"
HERE = "http://chowk.test"


@pytest.fixture
def page(chromium: Any) -> Any:
    """A page of its own."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def test_the_emergency_number_shows_while_typing_as_the_page_after_sending_will(page: Any) -> None:
    page.set_content(
        f'<form><p data-danger="{" ".join(sorted(WORDS))}" data-phrases="{"|".join(PHRASES)}" '
        f'data-child="{" ".join(sorted(CHILD))}" data-lost="{" ".join(sorted(LOST))}" hidden>Call 15</p>'
        '<textarea name="words"></textarea></form>'
    )
    page.add_script_tag(path=str(SCRIPTS / "emergency.js"))
    for words in [*DANGER, *EVERY_DAY, *WORDS, *(phrase.strip() for phrase in PHRASES)]:
        page.fill("textarea", words)
        assert page.is_visible("p") == found(words), words


def test_leave_now_leaves_no_way_back_to_the_page(page: Any) -> None:
    def told(route: Any) -> None:
        path = route.request.url.removeprefix(HERE)
        html = f"<title>{path}</title>"
        if path == "/report":
            html += '<a href="/leave" data-leave>Leave</a><script src="/leave.js"></script>'
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        body = (SCRIPTS / "leave.js").read_text() if path.endswith(".js") else html
        route.fulfill(body=body, content_type=kind)

    page.route("**/*", told)
    page.goto(HERE + "/before")
    page.goto(HERE + "/report")
    page.click("a")
    page.wait_for_url(HERE + "/leave")
    page.go_back()
    assert page.title() == "/before"


# T4
def test_the_browser_writes_down_neither_words_nor_code_of_what_was_sent_past_the_station(
    served: str, play: Any, program: str, tmp_path: Path
) -> None:
    here = Force3(slug="kp")
    context = play.chromium.launch_persistent_context(
        str(tmp_path), executable_path=program, args=list(QUIET), viewport={"width": 360, "height": 740}
    )
    page = context.pages[0]
    page.goto(f"{served}/concerns/new/tip")
    page.fill("[name=words]", "marker-of-what-was-sent")
    page.select_option("[name=where]", here.place.ref)
    page.locator("main form button").last.click()
    code = page.locator(".slip .code").first.inner_text()
    secrets = ("marker-of-what-was-sent", code, code.replace(" ", ""))
    assert found_in(until_written(page, tmp_path), secrets) == []
    page.goto(f"{served}/follow")
    page.fill("[name=code]", code)
    page.locator("main form button").first.click()
    page.wait_for_selector("main :text('marker-of-what-was-sent')")
    assert found_in(until_written(page, tmp_path), secrets) == []
    page.reload()
    # Who opens the tab again needs the code.
    assert page.locator("main :text('marker-of-what-was-sent')").count() == 0
    context.close()


def test_an_answer_that_was_refused_leaves_its_reader_on_the_page_of_the_matter(
    app: Flask, served: str, chromium: Any
) -> None:
    here = Force3(slug="kp")
    matter = f"{served}/oversight/{here.complaint().ref}"
    client: Any = app.test_client()
    client.sign_in(here.oversight.person)
    context = chromium.new_context()
    context.add_cookies([{"name": "session", "value": client.get_cookie("session").value, "url": served}])
    page = context.new_page()
    page.goto(matter)
    page.click("#answer [value='send']")
    page.wait_for_selector("#wrong")
    page.wait_for_url(matter)
    assert page.reload().status == 200
    context.close()
