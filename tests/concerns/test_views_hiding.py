"""Who raised something openly by mistake takes it back from the desk and gives it to the woman officer above."""

import re

import pytest

from engagement.concerns.models import Concern
from engagement.concerns.notices import LINK
from engagement.concerns.rules import Lane
from engagement.kernel import codes
from engagement.kernel.database import db
from tests.concerns.test_actions_moving import where_it_stands
from tests.concerns.test_views_follow import CODE, bearer_in, opened
from tests.concerns.test_views_guarding import fields, rows
from tests.concerns.test_views_oversight import signed_in
from tests.factories.concerns import concern, owned
from tests.factories.sealed import Desk, Force3, reader
from tests.pages import PageClient

WORDS = "marker-open-words of somebody at home"
BUTTON = 'value="hide"'


@pytest.fixture
def here(app: object) -> Desk:
    return Desk(slug="kp")


def mine(here: Force3, **given: object) -> Concern:
    return concern(locality=here.place, office=here.station, words=WORDS, **{"code": CODE, **given})  # type: ignore[arg-type]


def test_the_raiser_is_told_who_read_it_and_seals_it_past_the_station(client: PageClient, here: Desk) -> None:
    row = mine(here)
    own_woman = reader(here.station, Lane.WOMEN)  # of the station that read it: past her too
    token = bearer_in(opened(client))
    asked = client.post("/follow", data={"bearer": token, "press": "hide"}).get_data(as_text=True)
    station, district = (office.names["en"] for office in (here.station, here.district))
    assert f"at the desk of {station}, and at the offices above it, could read it" in asked
    assert f"only the women officers at {district} read it" in asked
    assert row.lane == Lane.CONCERN  # asked alone
    done = client.post("/follow", data={"bearer": token, "press": "hidden"}).get_data(as_text=True)
    assert "It is sealed." in done
    assert BUTTON not in done
    db.session.expire_all()
    assert (row.lane, row.office_id) == (Lane.WOMEN, here.district.id)
    assert where_it_stands() == []
    for who in (here.officer, here.sho, here.dpo, own_woman):
        desk = signed_in(client, who)
        assert desk.get(f"/concerns/{row.ref}/work").status_code == 404
        assert desk.get(f"/oversight/{row.ref}").status_code == 404
    assert WORDS in signed_in(client, here.woman).get(f"/oversight/{row.ref}").get_data(as_text=True)
    assert WORDS in opened(client)  # the code goes on


def test_her_page_goes_on_to_name_the_station_that_held_it_before(client: PageClient, here: Desk) -> None:
    owned(mine(here), here.sho.post, here.sho.actor)
    sent = {"bearer": bearer_in(opened(client)), "press": "hidden"}
    assert "It is sealed." in client.post("/follow", data=sent).get_data(as_text=True)
    page = opened(client)
    assert f"Given to {here.sho.post.names['en']}" in page
    assert f"the women&#39;s desk at {here.station.names['en']}" not in page


def test_who_says_no_finds_it_as_it_was(client: PageClient, here: Desk) -> None:
    row = mine(here)
    token = bearer_in(opened(client))
    back = client.post("/follow", data={"bearer": token, "press": "back"}).get_data(as_text=True)
    assert BUTTON in back
    assert row.lane == Lane.CONCERN


def test_the_link_of_a_mail_does_it_too(client: PageClient, here: Desk) -> None:
    row = mine(here, code=None, address="h@example.org")
    assert row.contact is not None
    path = f"/follow/{codes.sign(LINK, [row.ref, row.contact.ref])}"
    assert BUTTON in client.get(path).get_data(as_text=True)
    assert client.send(path, press="hidden").status_code == 200
    db.session.expire_all()
    assert row.lane == Lane.WOMEN


def test_the_slip_offers_it_once(client: PageClient, here: Desk) -> None:
    slip = client.post("/concerns/new", data=fields(here, settled="1")).get_data(as_text=True)
    assert BUTTON in slip
    sent = {"bearer": bearer_in(slip), "press": "hidden"}
    assert client.post("/follow", data=sent).status_code == 200
    assert [row.lane for row in rows()] == [Lane.WOMEN]
    again = client.post("/concerns/new", data=fields(here, settled="1")).get_data(as_text=True)
    assert re.search(r'name="bearer"', again) is None


def test_where_no_woman_officer_is_above_no_button_is_offered_and_a_press_is_refused(
    client: PageClient, app: object
) -> None:
    row = mine(Force3(slug="kp"))
    html = opened(client)
    assert BUTTON not in html
    sent = {"bearer": bearer_in(html), "press": "hidden"}
    assert client.post("/follow", data=sent).status_code == 422
    asked = client.post("/follow", data={**sent, "press": "hide"}).get_data(as_text=True)
    assert "No trained woman officer is on a roster here." in asked
    assert row.lane == Lane.CONCERN
