"""What people type, read with a sentence for each fault."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from engagement.concerns.forms import CodeForm, MisplaceForm, RaiseForm

GOOD = {"lane": "enquiry", "category": "patrol", "words": "When?", "where": "", "answer": "none"}


@pytest.fixture
def page(app: Flask) -> object:
    """The words of a page."""
    with app.test_request_context() as context:
        yield context


@pytest.mark.parametrize("typed", ["4820193755620914", " 4820 1937-5562 0914 ", "۴۸۲۰۱۹۳۷۵۵۶۲۰۹۱۴"])
def test_sixteen_digits_however_written(page: object, typed: str) -> None:
    assert CodeForm(MultiDict({"code": typed})).validate()


@pytest.mark.parametrize(("typed", "n"), [("", 0), ("K7P2QX", 2), ("4820 1937 5562 09141", 17)])
def test_another_number_of_digits_is_named(page: object, typed: str, n: int) -> None:
    form = CodeForm(MultiDict({"code": typed}))
    assert not form.validate()
    assert f"This has {n} digits; it needs 16." in form.code.errors


def test_an_address_counts_only_when_an_answer_by_mail_was_asked_for(page: object) -> None:
    form = RaiseForm(MultiDict({**GOOD, "contact": "gul@example.org"})).fill({"Force": []})
    assert form.validate()
    assert form.contact.data == ""


def test_deleting_needs_the_tick(page: object) -> None:
    assert not MisplaceForm(MultiDict({"version": "1"})).validate()
    assert MisplaceForm(MultiDict({"version": "1", "sure": "y"})).validate()
