"""The laws of councils over plain values: quorum, names without identity cards, phones with agreement."""

from datetime import date

import pytest

from engagement.events.councils import (
    QuorumBy,
    check_no_identity,
    check_quorum,
    check_time,
    is_reached,
    months_missed,
    needed,
    phone_of,
)
from engagement.kernel.refusals import Refusal

pytestmark = pytest.mark.rules
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("by", "quorum", "seats", "there"),
    [
        (QuorumBy.SHARE, 50, 7, 4),
        (QuorumBy.SHARE, 50, 8, 4),
        (QuorumBy.SHARE, 33, 10, 4),
        (QuorumBy.SHARE, 100, 11, 11),
        (QuorumBy.SHARE, 50, 0, 1),
        (QuorumBy.NUMBER, 5, 70, 5),
        (QuorumBy.NUMBER, 5, 3, 5),
    ],
)
def test_a_quorum_is_a_number_or_a_share_of_the_seats_rounded_up_and_never_none(by, quorum, seats, there):
    assert needed(by, quorum, seats) == there
    assert (is_reached(there, there), is_reached(there - 1, there)) == (True, False)


def test_a_share_has_at_most_a_hundred_percent_and_a_quorum_must_be_said():
    assert (check_quorum(QuorumBy.NUMBER, 101), check_quorum(QuorumBy.SHARE, 100)) == (101, 100)
    for by, quorum in ((QuorumBy.SHARE, 101), (QuorumBy.SHARE, None), (QuorumBy.NUMBER, 0)):
        with pytest.raises(Refusal):
            check_quorum(by, quorum)


@pytest.mark.parametrize("words", ["Gul 17301-1234567-1", "1730112345671", "17301 1234567 1 Khan"])
def test_the_number_of_an_identity_card_is_refused(words):
    with pytest.raises(Refusal) as refusal:
        check_no_identity(("Gul Khan", "phone"), (words, "name"))
    assert refusal.value.field == "name"


def test_a_phone_number_needs_the_agreement_of_its_owner():
    assert phone_of(" 0300 123-4567 ", agreed=True) == "03001234567"
    assert phone_of("  ", agreed=False) == ""
    for text, agreed, field in (
        ("0300 1234567", False, "agreed"),
        ("none", True, "phone"),
        ("12", True, "phone"),
    ):
        with pytest.raises(Refusal) as refusal:
            phone_of(text, agreed=agreed)
        assert refusal.value.field == field


def test_a_seat_ends_on_its_first_day_or_later():
    check_time(DAY, DAY)
    check_time(DAY, None)
    with pytest.raises(Refusal):
        check_time(DAY, date(2026, 11, 21))


@pytest.mark.parametrize(
    ("last", "missed"),
    [
        (None, 0),
        (date(2026, 11, 1), 0),
        (date(2026, 10, 18), 0),
        (date(2026, 10, 16), 1),
        (date(2026, 8, 1), 3),
    ],
)
def test_a_month_is_missed_a_week_after_the_meeting_was_due(last, missed):
    assert months_missed(last, DAY) == missed
