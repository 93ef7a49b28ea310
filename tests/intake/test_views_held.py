"""Texts that wait for a person: each different one once, the rarest first; who decides, and what becomes of it."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select

from engagement.concerns.models import Concern
from engagement.intake.models import TextIn
from engagement.intake.permissions import DECIDE_TEXT
from engagement.intake.queries import texts as queries
from engagement.intake.rules import MOST_FROM_ONE, TextState
from engagement.intake.views import held
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db
from engagement.organisation.models import Office
from tests.factories import organisation, people
from tests.factories.texts import Handset, numbered, two_tiers
from tests.pages import PageClient


@pytest.fixture
def flooded(texting: Handset) -> Handset:
    """Too many texts from one phone; one of those that wait is different."""
    for turn in range(MOST_FROM_ONE + 5):
        texting.post("The culvert is broken" if turn == MOST_FROM_ONE + 2 else "Buy my phones today")
    texting.work()
    return texting


def signed_in(client: PageClient, office: Office) -> PageClient:
    client.sign_in(people.person(holding=organisation.post(office=office)))
    return client


def test_each_different_text_stands_once_and_the_rarest_first(
    client: PageClient, flooded: Handset, office: Office
) -> None:
    html = signed_in(client, office).get("/texts").get_data(as_text=True)
    assert html.count("The culvert is broken") == 1
    assert html.count("Buy my phones today") == 1
    assert html.index("culvert") < html.index("Buy my phones")
    assert "3001234567" not in html
    assert "2 texts wait" not in html


def test_the_desk_says_that_texts_wait(client: PageClient, flooded: Handset, office: Office) -> None:
    assert "5 texts wait for a person." in signed_in(client, office).get("/concerns").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/desk", "/concerns"])
def test_the_desk_marks_danger_among_the_texts_that_wait(
    client: PageClient, flooded: Handset, office: Office, address: str
) -> None:
    signed_in(client, office)
    assert "5 texts wait for a person." in client.get(address).get_data(as_text=True)
    flooded.text("fire in our house")
    html = client.get(address).get_data(as_text=True)
    assert "1 text that waits may be danger." in html
    assert "6 texts wait for a person." in html
    assert "May be danger" in client.get("/texts").get_data(as_text=True)


def test_a_text_that_is_let_through_is_read_as_usual_and_the_rest_is_left_together(
    client: PageClient, flooded: Handset, office: Office
) -> None:
    who = people.actor_at(organisation.post(office=office))
    (real, _), (noise, times) = queries.held(who, 10)
    assert times == 4
    signed_in(client, office)
    assert client.send(f"/texts/{real.ref}/read").status_code == 303
    assert client.send(f"/texts/{noise.ref}/leave").status_code == 303
    flooded.work()
    assert queries.held_count(who) == (0, 0)
    left = db.session.scalar(select(func.count(TextIn.id)).where(TextIn.state == TextState.LEFT))
    assert left == 4
    assert db.session.scalar(select(func.count(Concern.id))) == 2


def test_what_a_person_lets_through_is_not_held_again_for_being_one_of_many(
    client: PageClient, texting: Handset, office: Office
) -> None:
    for turn in range(20):
        texting.post("Our bridge was washed away today", sender=f"0300{turn:07d}")
    texting.work()
    made = db.session.scalar(select(func.count(Concern.id)))
    who = people.actor_at(organisation.post(office=office))
    (first, _), *rest = queries.held(who, 50)
    signed_in(client, office).send(f"/texts/{first.ref}/read")
    texting.work()
    assert db.session.scalar(select(func.count(Concern.id))) == (made or 0) + 1
    assert queries.held_count(who) == (len(rest), 0)


def test_danger_stands_first_and_all_that_waits_can_be_reached(
    client: PageClient, texting: Handset, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held, "MOST", 2)
    for words in ("Prize one", "Prize two", "Prize three", "firing in the bazaar", "firing in the bazaar"):
        texting.post(words, sender="JAZZ")
    first = signed_in(client, office).get("/texts").get_data(as_text=True)
    assert first.index("firing") < first.index("Prize one")
    assert "Prize two" not in first
    further = re.search(r'href="(/texts\?after=[^"]+)" rel="next"', first)
    assert further
    second = client.get(further[1]).get_data(as_text=True)
    assert "Prize two" in second
    assert "Prize three" in second
    assert "firing" not in second
    assert 'rel="next"' not in second


def test_officers_of_another_office_see_and_decide_nothing(
    client: PageClient, flooded: Handset, office: Office
) -> None:
    text = db.session.scalars(select(TextIn).where(TextIn.state == TextState.HELD)).first()
    assert text is not None
    elsewhere = organisation.office(force=office.force)
    signed_in(client, elsewhere)
    assert "culvert" not in client.get("/texts").get_data(as_text=True)
    assert client.send(f"/texts/{text.ref}/leave").status_code == 404


@pytest.mark.parametrize("where", ["here", "elsewhere", "nobody"])
def test_what_may_be_decided_is_what_is_listed(flooded: Handset, office: Office, where: str) -> None:
    places: dict[str, Any] = {
        "here": lambda: people.actor_at(organisation.post(office=office)),
        "elsewhere": lambda: people.actor_at(
            organisation.post(office=organisation.office(force=office.force))
        ),
        "nobody": lambda: VISITOR,
    }
    who = places[where]()
    listed = set(db.session.scalars(queries.held_visible_to(who)))
    held = db.session.scalars(select(TextIn).where(TextIn.state == TextState.HELD)).all()
    assert listed == {row for row in held if DECIDE_TEXT.allows(who, row)}


def test_receipt_codes_are_shown_to_nobody(client: PageClient, texting: Handset, office: Office) -> None:
    texting.text("My code is 1234 5678-9012 3456 please", sender="JAZZ")
    html = signed_in(client, office).get("/texts").get_data(as_text=True)
    assert "My code is […] please" in html
    assert "9012" not in html


@pytest.mark.parametrize("parts", [1, 2])
def test_held_words_about_police_wait_at_the_office_above(
    texting: Handset, office: Office, parts: int
) -> None:
    head, station = two_tiers(office)
    above, here = (people.actor_at(organisation.post(office=each)) for each in (head, station))
    numbered("2000", station)
    words = "thana wale rishwat mangte hain"
    for part in range(parts):
        half = words[part * 7 : part * 7 + 7 if part + 1 < parts else None]
        more = {"X_Kannel_UDH": f"%05%00%03%2A%02%{part + 1:02X}"} if parts > 1 else {}
        texting.text(half, sender="JAZZ", to="2000", **more)
    assert queries.held(here, 10) == []
    ((row, _),) = queries.held(above, 10)
    assert DECIDE_TEXT.allows(above, row)
    assert not DECIDE_TEXT.allows(here, row)


def test_every_part_of_a_flood_about_police_waits_above(texting: Handset, office: Office) -> None:
    head, station = two_tiers(office)
    above, here = (people.actor_at(organisation.post(office=each)) for each in (head, station))
    numbered("2000", station)
    for turn in range(MOST_FROM_ONE):
        texting.post(f"Buy my phones, offer {turn}", to="2000")
    for part, words in ((1, "On our road the SH"), (2, "O takes money")):
        texting.post(words, to="2000", X_Kannel_UDH=f"%05%00%03%2A%02%{part:02X}")
    assert queries.held(here, 10) == []
    assert len(queries.held(above, 10)) == 2
