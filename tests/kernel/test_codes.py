"""Codes: read aloud, typed on any keyboard, and made by this installation alone."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from engagement.kernel import codes


@pytest.fixture
def app():
    app = Flask("codes")
    app.config["SECRET_KEY"] = "s" * 32
    with app.app_context():
        yield app


def test_references_have_no_look_alikes():
    drawn = "".join(codes.reference() + codes.concern_reference() for _ in range(500))
    assert set(drawn) <= set(codes.ALPHABET)
    for either, other in ("0O", "1I", "1L", "IL", "5S", "UV", "2Z"):
        assert not {either, other} <= set(codes.ALPHABET)
    assert [len(codes.reference()), len(codes.concern_reference())] == [8, 6]


def test_a_receipt_code_is_sixteen_digits_read_in_fours():
    code = codes.receipt_code()
    assert len(code) == 16
    assert codes.grouped("1234567812345678") == "1234 5678 1234 5678"
    assert codes.digits_of(codes.grouped(code)) == code
    assert len({codes.receipt_code() for _ in range(200)}) == 200


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("۱۲۳۴ ۵۶۷۸", "12345678"), ("٠١٢٣-٤", "01234"), ("code: 12 34", "1234"), ("", ""), ("²½x", "")],
)
def test_a_code_is_typed_on_any_keyboard(typed, meant):
    assert codes.digits_of(typed) == meant


@pytest.mark.parametrize("typed", ["k7p2qx", " K7P 2QX ", "K7-P2-QX", "K۷P۲QX"])
def test_a_reference_is_found_however_it_is_typed(typed):
    assert codes.reference_of(typed) == "K7P2QX"


def test_a_signed_link_opens_one_purpose_only(app):
    token = codes.sign("rsvp", {"id": 12})
    assert codes.unsign("rsvp", token) == {"id": 12}
    assert codes.unsign("follow", token) is None
    assert [codes.unsign("rsvp", changed) for changed in (token[:-1], "x" + token, "", "ü")] == [None] * 4
    app.config["SECRET_KEY"] = "t" * 32
    assert codes.unsign("rsvp", token) is None


def test_a_link_for_a_while_ends(app):
    with time_machine.travel("2026-11-21 12:00:00Z", tick=False) as clock:
        token = codes.sign_for_a_while("invite", 7)
        clock.shift(timedelta(seconds=60))
        assert codes.unsign_in_time("invite", token, seconds=60) == 7
        clock.shift(timedelta(seconds=1))
        assert codes.unsign_in_time("invite", token, seconds=60) is None
        assert codes.unsign_in_time("rsvp", token, seconds=600) is None


def test_a_link_of_one_sort_is_not_taken_for_the_other(app):
    assert codes.unsign("invite", codes.sign_for_a_while("invite", 7)) is None
    assert codes.unsign_in_time("invite", codes.sign("invite", 7), seconds=60) is None
