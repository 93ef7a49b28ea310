"""The phones on the screen: what each can send with one press is understood."""

from datetime import timedelta

import pytest

from engagement.demo import rules
from engagement.demo.meetings import opens_now
from engagement.demo.titles import ALBANIAN, KARACHI, PAKISTANI
from engagement.events.rules import DOOR_OPENS
from engagement.intake.keywords import Means, read
from engagement.people import phones


@pytest.mark.parametrize("phone", rules.PHONES)
def test_each_phone_has_a_number_that_is_one(phone: rules.Phone) -> None:
    assert phones.normal(phone.number, "PK") == phone.number
    assert rules.phone_of(phone.name) is phone
    assert (
        phones.normal(rules.national(phone.number), "XK" if "+383" in phone.number else "PK") == phone.number
    )


@pytest.mark.parametrize("writes", rules.TRIES)
def test_what_a_press_sends_is_understood_in_each_script(writes: str) -> None:
    wanted = [Means.HELP, Means.JOIN, Means.CONCERN, Means.STATUS, Means.STOP, Means.START]
    assert [read(words).means for words in rules.tries(writes, "412")] == wanted
    assert read(rules.tries(writes, "")[1]).means == Means.JOIN, "where no meeting has a code"


@pytest.mark.parametrize("phone", rules.PHONES)
def test_each_phone_has_a_number_of_its_own_country_to_text(phone: rules.Phone) -> None:
    country = "XK" if "+383" in phone.number else "PK"
    assert any(each.texts for each in (PAKISTANI, ALBANIAN, KARACHI) if each.country == country)


@pytest.mark.parametrize("hour", range(24))
def test_whenever_the_demo_is_loaded_a_meeting_of_today_has_its_door_open(hour: int) -> None:
    start = opens_now(hour)
    assert start <= 23, "of the same day"
    assert timedelta(hours=start - hour) <= DOOR_OPENS
    assert start > hour or hour == 23
