"""What is typed beside a sealed matter, or of people at a door, is in no file that a browser makes to open its tabs again."""

import re

import pytest

from tests.house.tree import ROOT

PAGES = (
    "concerns/_reached.html",
    "concerns/capture.html",
    "concerns/emergencies.html",
    "concerns/guarded.html",
    "concerns/oversee.html",
    "concerns/raised.html",
    "concerns/seal.html",
    "concerns/sealed.html",
    "concerns/womens.html",
    "events/delegates.html",
    "events/member.html",
    "intake/app.html",
)


# T4, T15
@pytest.mark.parametrize("page", PAGES)
def test_each_form_with_words_tells_the_browser_to_keep_none(page: str) -> None:
    source = (ROOT / "templates" / page).read_text()
    typed = [
        head
        for head, inside in re.findall(r"(<form\b(?:{{.*?}}|[^>])*>)(.*?)</form>", source, re.DOTALL)
        if re.search(r"fields?\(|{% include|<textarea|<select|<input(?! type=\"(?:hidden|radio)\")", inside)
    ]
    passwords = [head for head in typed if 'id="unlock"' in head]  # which no browser keeps so
    assert typed
    assert [head for head in typed if 'autocomplete="off"' not in head and head not in passwords] == []
