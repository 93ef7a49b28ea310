"""Each form of a template that is posted carries its tokens: without them somebody signed in gets a bare 400."""

import re

from tests.house.tree import ROOT, files, name

FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)
MACRO = re.compile(r"{%-? *macro (\w+)\(.*?endmacro", re.DOTALL)
BY_HAND = {  # file: why its form writes the token itself
    "templates/base.html": "Sign out stands on pages of signed-in people only",
    "templates/macros/footer.html": "Sign out stands on pages of signed-in people only",
}


def test_each_posted_form_carries_its_tokens():
    bare = []
    for path in files("templates", suffixes=(".html",)):
        text = path.read_text()
        carrying = {"form_tokens"} | {m[1] for m in MACRO.finditer(text) if "form_tokens(" in m[0]}
        if name(path) in BY_HAND:
            carrying.add("csrf_token")
        for form in FORM.finditer(text):
            if not any(re.search(rf"\b{each}\(", form[0]) for each in carrying):
                bare.append(f"{name(path)}:{text[: form.start()].count(chr(10)) + 1}")
    assert bare == [], f"Write form_tokens(form), or form_tokens() for a lone button: {bare}"


def test_each_form_that_writes_its_token_itself_is_still_there():
    for each in BY_HAND:
        assert 'name="csrf_token"' in (ROOT / each).read_text(), each
