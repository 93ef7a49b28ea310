"""What looks like a card, a phone, an address or a plate is found however it is written; what is none is left alone."""

import pytest

from engagement.kernel import identifying
from engagement.kernel.refusals import Refusal


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("The man with card 35201-1234567-1 did it", ["35201-1234567-1"]),
        ("شناختی کارڈ ۳۵۲۰۱-۱۲۳۴۵۶۷-۱ والا", ["۳۵۲۰۱-۱۲۳۴۵۶۷-۱"]),
        ("card 3520112345671", ["3520112345671"]),
        ("card 35201–1234567–1", ["35201–1234567–1"]),
        ("card 35201\u200b-1234567-1", ["35201\u200b-1234567-1"]),
        ("ring 0300-1234567 or +92 (300) 123 4567", ["0300-1234567", "+92 (300) 123 4567"]),
        ("فون ٠٣٠٠١٢٣٤٥٦٧", ["٠٣٠٠١٢٣٤٥٦٧"]),
        ("write to amina.k@example.org", ["amina.k@example.org"]),
        ("a white Corolla LEA-12-3456", ["LEA-12-3456"]),
        ("car ABC 123 stood there", ["ABC 123"]),
        ("code 4131 7529 7919 3987", ["4131 7529 7919 3987"]),
    ],
)
def test_it_is_found_as_it_was_written(words, pieces):
    assert identifying.found(words) == pieces


@pytest.mark.parametrize(
    "words",
    [
        "Four lamps were mended on 2026-11-22, two on 24.11.2026.",
        "FIR 123 was written; section PPC-302; seat PK-75.",
        "From 16:00 to 18:00, 80 people came; 1,500 rupees.",
        "Call 15. Street 12, house row 4-6.",
        "Reference K7P2QX.",
        "۲۰۲۶-۱۱-۲۲ کو چار بلب لگے۔",
    ],
)
def test_what_is_none_is_left_alone(words):
    assert identifying.found(words) == []


def test_words_stop_until_somebody_decides():
    with pytest.raises(Refusal) as refused:
        identifying.check("Ring 0300-1234567", field="public_words", names_nobody=False)
    assert (refused.value.field, refused.value.values) == (
        "public_words",
        {"found": "\u20680300-1234567\u2069"},
    )
    identifying.check("Ring 0300-1234567", field="public_words", names_nobody=True)
