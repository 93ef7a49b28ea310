"""Phone numbers: one form, whatever keyboard and habit they come from."""

import pytest

from engagement.people import phones


@pytest.mark.parametrize(
    "typed",
    ["0300 1234567", "۰۳۰۰-۱۲۳۴۵۶۷", "٠٣٠٠١٢٣٤٥٦٧", "+92 300 1234567", "00923001234567", "923001234567", "\u2066(0300) 1234567\u2069"],
)  # fmt: skip
def test_a_number_has_one_form_however_its_digits_are_written(typed: str) -> None:
    assert phones.looks_like_one(typed)
    assert phones.normal(typed, "PK") == "+923001234567"


def test_a_number_without_its_country_code_is_read_where_the_force_stands() -> None:
    assert phones.normal("044 123 456", "XK") == "+38344123456"


@pytest.mark.parametrize("typed", ["12", "8484", "amina@example.org", "Badhber 25000", ""])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert not (phones.looks_like_one(typed) and phones.normal(typed, "PK"))
