"""Words of harassment at the open door: nothing is kept before who writes was asked who shall read them."""

import io
import re
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.kernel.database import db
from tests.factories.sealed import Desk, Force3
from tests.kernel.test_redrawing import photo
from tests.pages import PageClient

WORDS = "mera shohar mujhe roz marta hai"


def fields(here: Force3, **given: object) -> dict[str, object]:
    chosen = {"lane": "concern", "category": "other", "answer": "code", "operation_id": "op-1"}
    return {**chosen, "words": WORDS, "where": here.place.ref, **given}


def rows() -> list[Concern]:
    return list(db.session.scalars(select(Concern)))


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_open_door_stops_and_offers_the_womens_desk_with_what_was_typed(
    client: PageClient, app: object, language: str
) -> None:
    here = Desk(slug="kp")
    asked = client.post(f"/concerns/new?lang={language}", data=fields(here))
    html = asked.get_data(as_text=True)
    assert rows() == []
    assert WORDS in html
    assert asked.headers["Cache-Control"] == "no-store"
    press = re.search(r'<button[^>]*value="carry"[^>]*formaction="([^"]+)"', html)
    assert press is not None
    door = client.post(press.group(1), data=fields(here, press="carry"))
    assert door.status_code == 200
    assert WORDS in door.get_data(as_text=True)
    assert f'selected value="{here.place.ref}"' in door.get_data(as_text=True)
    shown = door.get_data(as_text=True)
    assert shown.index("</h1>") < shown.index('<a href="#words">') < shown.index('<p class="note bad')
    assert urlencode({"words": WORDS}) not in html
    assert WORDS.split()[1] not in press.group(1)
    assert rows() == []
    sent = client.post(press.group(1), data=fields(here, hours="any", neutral="message"))
    assert sent.status_code == 200
    assert [row.lane for row in rows()] == [Lane.WOMEN]


def test_who_says_that_it_is_not_about_that_goes_on_and_is_asked_once(
    client: PageClient, app: object
) -> None:
    here = Desk(slug="kp")
    wrong = client.post("/concerns/new", data=fields(here, settled="1", lane=""))
    assert '<input type="hidden" name="settled" value="1">' in wrong.get_data(as_text=True)
    assert "We have it" in client.post("/concerns/new", data=fields(here, settled="1")).get_data(as_text=True)
    assert [row.lane for row in rows()] == [Lane.CONCERN]


def test_a_file_that_did_not_come_along_is_said(client: PageClient, app: object) -> None:
    sent = {**fields(Desk(slug="kp")), "file": (io.BytesIO(photo()), "a.jpg")}
    html = client.post("/concerns/new", data=sent, content_type="multipart/form-data").get_data(as_text=True)
    assert "The photo or PDF did not come along." in html


def test_where_no_roster_is_it_says_so_first_and_offers_no_door(client: PageClient, app: object) -> None:
    here = Force3(slug="kp")
    html = client.post("/concerns/new", data=fields(here)).get_data(as_text=True)
    assert "No trained woman officer is on a roster here." in html
    assert "/concerns/new/talk" not in html
    assert rows() == []
    assert "We have it" in client.post("/concerns/new", data=fields(here, settled="1")).get_data(as_text=True)


def test_words_that_come_along_to_a_desk_whose_roster_ended_meanwhile_are_not_lost(
    client: PageClient, app: object
) -> None:
    here = Force3(slug="kp")
    door = client.post("/concerns/new/talk", data=fields(here, press="carry", contact="a@example.org"))
    html = door.get_data(as_text=True)
    assert (door.status_code, door.headers["Cache-Control"]) == (200, "no-store")
    assert "No trained woman officer is on a roster here." in html
    assert WORDS in html
    assert f'name="where" value="{here.place.ref}"' in html
    assert "/concerns/new/talk" not in html
    assert rows() == []


def test_other_words_are_not_stopped(client: PageClient, app: object) -> None:
    here = Desk(slug="kp")
    answer = client.post("/concerns/new", data=fields(here, words="The street light is out."))
    assert "We have it" in answer.get_data(as_text=True)


def test_the_womens_desk_says_nothing_of_words_that_nobody_brought_along(
    client: PageClient, app: object
) -> None:
    Desk(slug="kp")
    assert "What you wrote stands below." not in client.get("/concerns/new/talk").get_data(as_text=True)


def test_words_of_a_wrong_done_by_police_do_not_reach_the_station_unasked(
    client: PageClient, app: object
) -> None:
    here, said = Force3(slug="kp"), "The SHO asked me for money and slapped me"
    html = client.post("/concerns/new", data=fields(here, words=said)).get_data(as_text=True)
    assert "Did a police officer do wrong?" in html
    assert rows() == []
    press = re.search(r'<button[^>]*value="carry"[^>]*formaction="([^"]+)"', html)
    assert press is not None
    door = client.post(press.group(1), data=fields(here, words=said, press="carry")).get_data(as_text=True)
    assert said in door
    assert "What you wrote stands below." in door
    assert rows() == []
    kept = client.post("/concerns/new", data=fields(here, words=said, settled="1"))
    assert "We have it" in kept.get_data(as_text=True)


def test_who_says_that_nobody_is_harassed_is_still_asked_whether_it_is_about_police(
    client: PageClient, app: object
) -> None:
    here, said = Force3(slug="kp"), "The SHO abused me and asked me for money"
    html = client.post("/concerns/new", data=fields(here, words=said)).get_data(as_text=True)
    assert "Is somebody harassed or hurt?" in html
    press = re.search(r'name="settled" value="([^"]+)"', html)
    assert press is not None
    again = client.post("/concerns/new", data=fields(here, words=said, settled=press.group(1)))
    html = again.get_data(as_text=True)
    assert "Did a police officer do wrong?" in html
    assert rows() == []
    wrong = client.post("/concerns/new", data=fields(here, words=said, settled=press.group(1), lane=""))
    assert f'name="settled" value="{press.group(1)}"' in wrong.get_data(as_text=True)
    press = re.search(r'name="settled" value="([^"]+)"', html)
    assert press is not None
    kept = client.post("/concerns/new", data=fields(here, words=said, settled=press.group(1)))
    assert "We have it" in kept.get_data(as_text=True)
