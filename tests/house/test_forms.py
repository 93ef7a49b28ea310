"""Each form of a template that is posted carries its tokens: without them somebody signed in gets a bare 400."""

import re

from tests.house.tree import ROOT, files, name

FORM = re.compile(r"<form\b[^>]*\bmethod=[\"']?post\b.*?</form>", re.IGNORECASE | re.DOTALL)
MACRO = re.compile(r"{%-? *macro (\w+)\(.*?endmacro", re.DOTALL)
BY_HAND = {  # file: why its form writes the token itself
    "templates/base.html": "Sign out stands on pages of signed-in people only",
    "templates/macros/footer.html": "Sign out stands on pages of signed-in people only",
}


def _bare(text: str, also: set[str]) -> list[int]:
    """Return the lines of posted forms that neither a token's macro nor one that calls it stands in."""
    carrying = {"form_tokens"} | also | {m[1] for m in MACRO.finditer(text) if "form_tokens(" in m[0]}
    calls = re.compile(rf"\b({'|'.join(sorted(carrying))})\(")
    return [text[: f.start()].count("\n") + 1 for f in FORM.finditer(text) if not calls.search(f[0])]


def test_each_posted_form_carries_its_tokens():
    bare = [
        f"{name(path)}:{number}"
        for path in files("templates", suffixes=(".html",))
        for number in _bare(path.read_text(), {"csrf_token"} if name(path) in BY_HAND else set())
    ]
    assert bare == [], f"Write form_tokens(form), or form_tokens() for a lone button: {bare}"


def test_each_form_that_writes_its_token_itself_is_still_there():
    for each in BY_HAND:
        assert 'name="csrf_token"' in (ROOT / each).read_text(), each
