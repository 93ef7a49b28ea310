"""What small scripts add where concerns are raised: the emergency number while typing, and a way out that leaves no way back."""

from typing import Any

import pytest

from engagement.concerns.emergency import CHILD, LOST, PHRASES, WORDS, found
from tests.concerns.test_emergency import DANGER, EVERY_DAY
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
