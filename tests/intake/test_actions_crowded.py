"""What a phone over its limit of texts still gets: danger answered, STOP and START, the women's desk, one STATUS."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.channels.models import OutboxMessage
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.intake.models import TextIn
from engagement.intake.rules import MOST_FROM_ONE, MOST_GUARDED, TextState
from engagement.kernel.database import db
from engagement.organisation.models import Office
from engagement.people.models import Contact
from tests.factories.sealed import Desk
from tests.factories.texts import Handset, numbered

DANGER = "Danger now? Call 15 at once. Nobody may read this text in time."
Crowd = Callable[..., None]


@pytest.fixture
def crowd(texting: Handset) -> Crowd:
    """Text so often that what comes now waits for a person."""

    def texts(to: str = "8484") -> None:
        for turn in range(MOST_FROM_ONE):
            texting.text(f"Offer {turn} of my shop", to=to)

    return texts


def held() -> int:
    return db.session.scalar(select(func.count(TextIn.id)).where(TextIn.state == TextState.HELD)) or 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("someone is breaking into my house with a gun help", DANGER),
        ("fire in our house", DANGER),
        ("گھر میں آگ لگ گئی ہے", "ابھی خطرہ ہے؟ فوراً 15 پر فون کریں۔"),
    ],
)
def test_danger_is_answered_once_in_ten_minutes_also_over_the_limit(
    texting: Handset, crowd: Crowd, frozen: time_machine.Traveller, words: str, said: str
) -> None:
    crowd()
    assert [each.startswith(said) for each in texting.text(words)] == [True]
    assert texting.text(words) == []
    assert held() == 2, "a person reads it all the same"
    frozen.shift(timedelta(minutes=11))
    for turn in range(MOST_FROM_ONE):
        texting.text(f"Offer {turn} of my shop")
    assert len(texting.text(words)) == 1


def test_over_the_limit_a_phone_hears_until_when_once(texting: Handset, office: Office) -> None:
    part = {"X_Kannel_UDH": "%05%00%03%2A%03%01"}
    for _turn in range(MOST_FROM_ONE):  # parts of texts: none is answered yet
        texting.text("A part", **part)
    assert texting.text("The drain is blocked") == ["Too many texts. Try again after 14:11. Danger: 15"]
    assert texting.text("The drain is still blocked") == []


def test_stop_and_start_always_take_effect(texting: Handset, crowd: Crowd) -> None:
    crowd()
    assert [each.startswith("No more texts from us.") for each in texting.text("STOP")] == [True]
    contact = db.session.scalars(select(Contact)).one()
    assert contact.stopped_at is not None
    assert texting.text("STOP") == []
    assert len(texting.text("START")) == 1
    db.session.refresh(contact)
    assert contact.stopped_at is None
    for _turn in range(20):
        texting.text("START")
        assert texting.text("STOP") == [], "confirmed once"
        db.session.refresh(contact)
        assert contact.stopped_at is not None


def test_a_status_is_answered_once_more(texting: Handset, office: Office) -> None:
    texting.text("The drain is blocked")
    row = db.session.scalars(select(Concern)).one()
    for turn in range(MOST_FROM_ONE):
        texting.text(f"Offer {turn} of my shop")
    assert row.ref in texting.text(f"STATUS {row.ref}")[0]
    assert texting.text(f"STATUS {row.ref}") == []


def test_what_the_womens_desk_alone_may_read_is_given_to_it_and_answered(
    texting: Handset, crowd: Crowd, office: Office
) -> None:
    desk = Desk()
    numbered("8490", desk.station)
    crowd(to="8490")
    (said,) = texting.text("my husband beats me every day", to="8490")
    assert said == "We have your message. In danger call 15."
    texting.text("mera shohar mujhe roz ", to="8490", X_Kannel_UDH="%05%00%03%2A%02%01")
    texting.text("marta hai", to="8490", X_Kannel_UDH="%05%00%03%2A%02%02")
    lanes = select(func.count(Concern.id)).where(Concern.lane == Lane.WOMEN)
    assert db.session.scalar(lanes) == 2
    assert not db.session.scalar(select(func.count(TextIn.id)).where(TextIn.state == TextState.GUARDED))
    for turn in range(MOST_GUARDED + 5):
        texting.text(f"my husband beats me, day {'x' * turn}", to="8490")
    assert (db.session.scalar(lanes) or 0) <= MOST_GUARDED, "bounded"


def test_a_flood_of_danger_is_answered_a_few_times(texting: Handset, crowd: Crowd) -> None:
    crowd()
    before = db.session.scalar(select(func.count(OutboxMessage.id))) or 0
    for turn in range(50):
        texting.post(f"fire {turn}")
    texting.work()
    assert db.session.scalar(select(func.count(OutboxMessage.id))) == before + 1
