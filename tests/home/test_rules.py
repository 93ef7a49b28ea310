"""Masks: what may be shown of an address, and of the words of a message."""

from datetime import date

import pytest

from engagement.channels.delivery import DOUBT
from engagement.channels.models import State
from engagement.home import rules


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Your code is 482019.", "Your code is •••."),
        ("4820 1937 5562 0914 opens it", "••• opens it"),
        ("Open https://example.org/follow/abc?x=1 now", "Open ••• now"),
        ("On 24 November at 16:00, for 12 people", "On 24 November at 16:00, for 12 people"),
        ("K7P2QX has an owner", "K7P2QX has an owner"),
    ],
)
def test_links_and_codes_are_hidden_and_the_rest_can_be_read(words: str, shown: str) -> None:
    assert rules.masked(words) == shown


def test_an_address_shows_its_first_letter_alone() -> None:
    assert rules.masked_address("amina@example.org") == "a•••@…"
    assert rules.masked_address("no address") == "•••"


def test_every_state_of_a_message_has_words() -> None:
    assert set(rules.STATE_WORDS) == set(State)


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ("the mail server answered 550", ("The mail server answered %(code)s.", {"code": "550"})),
        ("the SMS gateway answered 503", ("The SMS gateway answered %(code)s.", {"code": "503"})),
        ("the phone network could not deliver it", ("The phone network could not deliver it.", {})),
        (DOUBT, ("No answer came after the message was handed over.", {})),
        (
            "ConnectionRefusedError",
            (
                "The mail server or the SMS gateway was not reached (%(what)s).",
                {"what": "ConnectionRefusedError"},
            ),
        ),
    ],
)
def test_why_a_message_did_not_go_is_a_sentence_that_can_be_translated(
    kept: str, said: tuple[str, dict[str, str]]
) -> None:
    assert rules.reason_words(kept) == said


def test_a_profile_is_of_whole_months_the_present_one_among_them():
    assert rules.first_of(3, date(2026, 11, 22)) == date(2026, 9, 1)
    assert rules.first_of(12, date(2026, 1, 31)) == date(2025, 2, 1)
    assert [rules.span_asked(asked) for asked in ("3", "12", "7", "")] == [3, 12, 6, 6]


def test_the_third_in_180_days_is_a_repeat():
    assert [rules.repeats(n) for n in (0, 2, 3)] == [False, False, True]
