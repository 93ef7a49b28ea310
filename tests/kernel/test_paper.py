"""Sheets of paper: no file but ours is read, nothing is fetched, a missing library is said."""

import importlib.abc
import io
import sys
from collections.abc import Iterator

import pytest
from flask import Flask
from pypdf import PdfReader

from engagement.kernel import paper
from engagement.kernel.locale import say
from tests.printed import needs_type


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.woff2",
        "http://127.0.0.1:8000/metrics",
        "ftp://example.org/a",
        "data:text/plain,a",
        "file:///etc/passwd",
        "file://example.org/etc/passwd",
        (paper.STATIC / ".." / "app.py").as_uri(),
        f"file://{paper.STATIC}/%2e%2e/app.py",
        (paper.STATIC / "no-such-file.css").as_uri(),
        paper.STATIC.as_uri(),
    ],
)
def test_no_other_file_and_no_other_machine_is_asked(address: str):
    with pytest.raises(ValueError, match="not a file of ours"):
        paper.own_file(address)


def test_our_own_files_are_read():
    assert paper.own_file(paper.LOOK.as_uri() + "?v=1") == paper.LOOK


@needs_type
@pytest.mark.parametrize(
    "named",
    [
        '<img src="https://example.org/a.png">',
        '<link rel="stylesheet" href="//example.org/a.css">',
        '<object data="file:///etc/passwd"></object>',
        '<p style="background: url(http://example.org/a.png)">a</p>',
    ],
)
def test_a_sheet_that_names_a_stranger_is_not_printed(named: str):
    with pytest.raises(ValueError, match="not a file of ours"):
        paper.pdf(f"<!doctype html><html lang=en><title>a</title><body>{named}")


@needs_type
def test_the_first_try_that_fits_on_one_leaf_is_taken():
    words = ["<p>one</p>" * 400, "<p>two</p>", "<p>three</p>"]
    tries = [f"<!doctype html><html lang=en><title>a</title><body>{each}" for each in words]
    leaves = PdfReader(io.BytesIO(paper.pdf(*tries))).pages
    assert [leaf.extract_text().strip() for leaf in leaves] == ["two"]
    assert len(PdfReader(io.BytesIO(paper.pdf(tries[0]))).pages) > 1


class Missing(importlib.abc.MetaPathFinder):
    """Answers as ctypes does on a machine without Pango."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without the libraries that set type."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    paper._press.cache_clear()
    yield
    paper._press.cache_clear()


def test_a_missing_library_is_said_with_its_cure(app: Flask, without_pango: None):
    with pytest.raises(paper.CannotPrint) as refusal:
        paper.pdf("<p>a</p>")
    assert refusal.value.status == 503
    with app.test_request_context():
        assert "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in say(refusal.value)


@pytest.mark.parametrize(
    ("spoken", "printed"),
    [
        (["en", "ur", "ps"], ("en", "ur", "ps")),
        (["ps", "en"], ("en", "ps")),
        (["en", "sq", "sr"], ("en",)),
        (["sq"], ("en",)),
    ],
)
def test_a_force_prints_in_those_of_its_languages_that_have_words(
    spoken: list[str], printed: tuple[str, ...]
):
    assert paper.languages_of(spoken) == printed


@pytest.mark.parametrize(
    ("query", "chosen"),
    [("", "en"), ("?in=ps", "ps"), ("?in=ur", "ur"), ("?lang=ur", "ur"), ("?in=ps&lang=ur", "ps")],
)
def test_the_language_is_the_one_asked_for_else_the_page_s(app: Flask, query: str, chosen: str):
    with app.test_request_context(f"/{query}"):
        assert paper.language_asked(["en", "ur", "ps"]) == chosen


@pytest.mark.parametrize("asked", ["sq", "xx", "", "EN", "ur,en", "../en", "\0", "ú" * 500])
def test_another_language_is_refused_with_the_ones_there_are(app: Flask, asked: str):
    with app.test_request_context("/", query_string={"in": asked}):
        with pytest.raises(paper.NoSuchLanguage) as refusal:
            paper.language_asked(["en", "ur"])
        assert say(refusal.value) == "This sheet is printed in: English, اردو."
