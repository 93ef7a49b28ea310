"""What a phone may have written down, and when its clock is believed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engagement.intake.rules import (
    DEED_WORDS,
    REASON_WORDS,
    Deed,
    Held,
    Malformed,
    Reason,
    captured,
    check_clock,
)

AT = datetime(2026, 11, 24, 11, tzinfo=UTC)
TAP = {"deed": "count", "side": "resident", "sex": "woman", "age": "adult", "disability": "no"}
GOOD: list[dict[str, Any]] = [
    TAP,
    {"deed": "arrive", "code": "12345678", "n": 3},
    {"deed": "arrive", "party": "ab12", "n": 1},
    {"deed": "undo", "of": "abc"},
    {"deed": "tick", "item": 4},
    {"deed": "concern", "category": "water", "words": "نل خشک ہے", "receipt": "4820193755620914"},
    {"deed": "promise", "words": "A lamp.", "post": "P2", "due": "2026-12-01"},
]
BAD: list[Any] = [
    None,
    [],
    {},
    {"deed": "dance"},
    {**TAP, "sex": "robot"},
    {**TAP, "age": None},
    {"deed": "arrive", "code": "1", "n": 0},
    {"deed": "arrive", "code": "1", "n": 201},
    {"deed": "arrive", "n": 2},
    {"deed": "undo"},
    {"deed": "undo", "of": "x" * 41},
    {"deed": "tick", "item": "first"},
    {"deed": "concern", "category": "water", "words": "  "},
    {"deed": "concern", "category": "water", "words": "x" * 4001},
    {"deed": "concern", "category": "ghosts", "words": "x"},
    {"deed": "concern", "category": "water", "words": "x", "receipt": "12"},
    {"deed": "promise", "words": "x", "post": "P", "due": "soon"},
    {"deed": "promise", "words": "x", "post": "", "due": "2026-12-01"},
    {"deed": "concern", "category": "water", "words": "a\x00b"},
    {"deed": "concern", "category": "water", "words": "Road \ud83d"},
    {"deed": "promise", "words": "a\x1bb", "post": "P", "due": "2026-12-01"},
    {"deed": "arrive", "party": "\udc00", "n": 1},
    {"deed": "arrive", "party": ["\x00"], "n": 1},
    {"deed": "tick", "item": 2**63},
]


@pytest.mark.parametrize("payload", GOOD)
def test_each_deed_is_read(payload):
    found = captured({**payload, "at": AT.isoformat()})
    assert (found.deed, found.at) == (payload["deed"], AT)


@pytest.mark.parametrize("payload", BAD)
def test_what_no_phone_of_ours_writes_is_malformed(payload):
    with pytest.raises(Malformed):
        captured({**payload, "at": AT.isoformat()} if isinstance(payload, dict) else payload)


@pytest.mark.parametrize("at", ["", "noon", "2026-11-24T11:00:00", None, "9999-12-31T23:59:59-23:00"])
def test_without_an_instant_nothing_is_read(at):
    with pytest.raises(Malformed):
        captured({**TAP, "at": at})


@pytest.mark.parametrize(("sent_off", "at_off", "good"), [(0, -60, True), (4, -60, True), (6, -60, False),
    (-60, -60, False), (0, 6, False), (0, 4, True), (0, -24 * 60, False)])  # fmt: skip
def test_a_clock_is_believed_within_five_minutes(sent_off, at_off, good):
    minutes = timedelta(minutes=1)
    given = {"taken_at": AT - timedelta(hours=20), "sent_at": AT + sent_off * minutes, "now": AT}
    if good:
        check_clock(AT + at_off * minutes, **given)
    else:
        with pytest.raises(Held) as held:
            check_clock(AT + at_off * minutes, **given)
        assert held.value.reason == Reason.CLOCK


def test_every_deed_and_reason_has_words():
    assert (set(DEED_WORDS), set(REASON_WORDS)) == (set(Deed), set(Reason))
