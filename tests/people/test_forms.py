"""Forms of people: bounds, and a password typed twice."""

import pytest

from engagement.people.forms import AcceptForm

GOOD = {
    "name": "Gul",
    "locale": "en",
    "password": "four quiet green rivers",
    "again": "four quiet green rivers",
}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, []),
        ({"name": " "}, ["name"]),
        ({"locale": "xx"}, ["locale"]),
        ({"password": "", "again": ""}, ["password"]),
        ({"password": "x" * 10_000, "again": "x" * 10_000}, ["password"]),
        ({"again": "four quiet green river"}, ["again"]),
        ({"password": "password12345678", "again": "password12345678"}, ["password"]),
    ],
)
def test_each_field_says_what_is_wrong_with_it(app, given, wrong):
    with app.test_request_context("/", method="POST", data={**GOOD, **given}):
        form = AcceptForm.sent()
        form.locale.offer(("en", "ur"))
        assert (form.validate(), [name for name, errors in form.errors.items() if errors]) == (
            not wrong,
            wrong,
        )
