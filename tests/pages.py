"""A client that reads each page it fetches: title, language, direction, labels, doubled ids, inline script or style."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

from flask import g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engagement.kernel.database import db
from engagement.kernel.locale import direction
from engagement.people.models import Person
from engagement.people.sign_in import presence
from tests.factories.people import signed_in

VOID = {"br", "hr", "img", "input", "link", "meta", "rect", "use", "path", "circle"}
UNLABELLED = {"hidden", "submit", "button"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.labels: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.html: dict[str, str | None] = {}
        self.title = ""
        self.inline: list[str] = []
        self.headings = 0
        self._in_title = False
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids[str(given["id"])] += 1
        if tag == "html":
            self.html = given
        if tag == "title" and "svg" not in self._open:
            self._in_title = True
        if tag == "label" and given.get("for"):
            self.labels.add(str(given["for"]))
        if tag in {"input", "select", "textarea"} and given.get("type") not in UNLABELLED:
            self.fields.append({**given, "wrapped": "yes" if "label" in self._open else None})
        if tag == "style" or (tag == "script" and not given.get("src")) or "style" in given:
            self.inline.append(tag)
        if any(name.startswith("on") for name in given):
            self.inline.append(f"{tag} with a handler")
        self.headings += tag == "h1"
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False if tag == "title" else self._in_title
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


class PageClient(FlaskClient):
    """A browser for tests."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch, and read what came if it is a page."""
        _forget_last_request()
        response = super().open(*args, **kwargs)
        response.request.environ["wsgi.input"].close()  # large bodies lie in a file
        if response.mimetype == "text/html" and response.data and response.status_code not in range(300, 400):
            check(response.get_data(as_text=True))
        return response

    def sign_in(self, person: Person) -> None:
        """Be `person` from now on, as after both factors."""
        known = presence.session_of(person, signed_in(person).ref, at=4_000_000_000.0)
        with self.session_transaction() as session:
            session.update(known)

    def token(self) -> str:
        """Return the token that forms of the signed-in person carry."""
        from flask import current_app
        from flask_wtf.csrf import generate_csrf

        with self.session_transaction() as session:
            kept = dict(session)
        with current_app.test_request_context():
            from flask import session as current

            current.update(kept)
            token = generate_csrf()
            fresh = dict(current)
        with self.session_transaction() as session:
            session.update(fresh)
        return token

    def send(self, address: str, **fields: Any) -> TestResponse:
        """Send a form to `address` as a signed-in person does, with its token."""
        return self.post(address, data={"csrf_token": self.token(), **fields})


def _forget_last_request() -> None:
    """Empty `g` and let rows be read anew: the test's context outlives the request, the next one must not."""
    if has_app_context():
        db.session.expire_all()
        for name in list(g):
            g.pop(name)


def check(html: str) -> None:
    """Refuse a page without title, language, direction or labels, with doubled ids, or with inline script or style."""
    page = _Reader()
    page.feed(html)
    assert page.title.strip(" ·\n"), "the page has no title"
    language = page.html.get("lang")
    assert language, "the page names no language"
    assert page.html.get("dir") == direction(language), "the page's direction is not its language's"
    doubled = [name for name, times in page.ids.items() if times > 1]
    assert not doubled, f"ids that stand twice: {doubled}"
    assert not page.inline, f"inline script or style: {page.inline}"
    assert page.headings == 1, f"{page.headings} h1 on one page"
    for field in page.fields:
        named = (
            field.get("wrapped")
            or field.get("id") in page.labels
            or field.get("aria-label")
            or field.get("aria-labelledby")
        )
        assert named, f"a field without a label: {field}"
