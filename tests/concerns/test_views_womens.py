"""The door of the women's desk and the way back with the code: neutral, sealed, closed by the raiser alone."""

import re

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.channels.models import OutboxMessage
from engagement.concerns.models import Concern
from engagement.concerns.reaching import number_of, safe_of
from engagement.concerns.rules import Lane, State
from engagement.concerns.safe import Hours, Wish
from engagement.kernel.database import db, fresh, unit
from tests.concerns.test_views_report import code_in
from tests.factories.sealed import MARKER, Desk, Force3, reader
from tests.pages import PageClient

DOOR = "/concerns/new/talk"


@pytest.fixture
def here(app: object) -> Desk:
    return Desk(slug="kp")


def fields(here: Force3, **given: str) -> dict[str, str]:
    chosen = {"wish": "advice", "hours": "evening", "neutral": "parcel"}
    return {
        "words": MARKER,
        "where": here.place.ref,
        "answer": "code",
        "operation_id": "op-1",
        **chosen,
        **given,
    }


def sent(client: PageClient, here: Desk, **given: str) -> tuple[str, Concern]:
    """Send it through the door; return the code and the row."""
    slip = client.post(DOOR, data=fields(here, **given))
    assert slip.status_code == 200, slip.get_data(as_text=True)
    return code_in(slip.get_data(as_text=True)), db.session.scalars(select(Concern)).one()


def opened(client: PageClient, code: str) -> tuple[str, str]:
    """Open the page with the code; return it and what its forms carry."""
    html = client.post("/follow", data={"code": code}).get_data(as_text=True)
    return html, re.search(r'name="bearer" value="([^"]+)"', html).group(1)


def reload(row: Concern) -> Concern:
    db.session.expire_all()
    found = db.session.get(Concern, row.id)
    assert found is not None
    return found


def test_the_door_is_shown_where_the_desk_is_staffed_beside_the_category_too(
    client: PageClient, here: Desk
) -> None:
    html = client.get("/concerns/new").get_data(as_text=True)
    assert html.count(f'href="{DOOR}') == 3  # among the sealed ways, in "not here", under the categories
    assert ">Harassment and violence against women</a>" in html
    assert "no trained woman officer" not in html


def test_where_nobody_stands_on_a_roster_there_is_no_door_and_the_page_says_so(
    client: PageClient, app: object
) -> None:
    # 002.9
    here = Force3(slug="kp")
    html = client.get("/concerns/new").get_data(as_text=True)
    assert DOOR not in html
    assert "Violence against a woman: no trained woman officer is on a roster here." in html
    assert "<form method" not in client.get(DOOR).get_data(as_text=True)
    assert client.post(DOOR, data=fields(here)).status_code == 422
    assert db.session.scalar(select(func.count(Concern.id))) == 0


@pytest.mark.parametrize("language", ["en", "ur"])
def test_address_title_and_slip_name_nothing(client: PageClient, here: Desk, language: str) -> None:
    page = client.get(f"{DOOR}?lang={language}").get_data(as_text=True)
    slip = client.post(DOOR, data=fields(here))
    said = [
        re.search(r"<title>(.*?)</title>", page).group(1),
        slip.get_data(as_text=True).split("<main")[1].split("</main>")[0],
        DOOR,
    ]
    for words in said:
        assert re.search("women|woman|harass|خواتین|خاتون|ہراس", words) is None
    assert slip.headers["Cache-Control"] == "no-store"
    assert slip.headers["Referrer-Policy"] == "no-referrer"
    assert "/leave" in page
    assert "tel:15" in page.split("<form method")[0]


def test_the_whole_way_of_a_raiser(client: PageClient, here: Desk) -> None:
    # 002.9
    code, row = sent(client, here, under_18="y", reach=f"{MARKER} 0300", office=here.station.ref)
    assert (row.lane, row.office_id, row.contact_id) == (Lane.WOMEN, here.district.id, None)
    assert (safe_of(row).wish, safe_of(row).hours) == (Wish.ADVICE, Hours.EVENING)
    assert [each.office_id for each in row.accused] == [here.station.id]
    page, bearer = opened(client, code)
    assert MARKER in page
    assert here.district.names["en"] in page  # the office that holds it
    assert here.head.names["en"] in page  # and the next rung
    assert "<h1>Your page" in page
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    shown = hers.get(f"/oversight/{row.ref}").get_data(as_text=True)
    assert f"{MARKER} 0300" in shown
    assert "About somebody under 18." in shown
    assert hers.send(f"/oversight/{row.ref}/take").status_code == 302
    said = {"reply-words": "We are here.", "reply-operation_id": "r", "reply-settles": "y"}
    assert hers.send(f"/oversight/{row.ref}/reply", **said).status_code == 302
    assert reload(row).state == State.TOLD
    page, bearer = opened(client, code)
    assert "We are here." in page
    assert page.index("We are here.") < page.index("Is this closed for you?")
    closed = client.post("/follow", data={"bearer": bearer, "press": "yes"}).get_data(as_text=True)
    assert reload(row).state == State.CONFIRMED
    assert "Open again" in closed
    client.post("/follow", data={"bearer": bearer, "press": "no"})
    assert reload(row).state == State.OWNED


def test_the_officer_reads_first_that_nobody_may_call(client: PageClient, here: Desk) -> None:
    _code, row = sent(client, here, reach="0300 1234567", silent="y")
    assert safe_of(row).reach == ""
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    assert "Do not call. Do not text." in hers.get(f"/oversight/{row.ref}").get_data(as_text=True)


def test_who_protects_children_has_no_button_to_own_it(client: PageClient, here: Desk) -> None:
    _code, row = sent(client, here, under_18="y")
    theirs = client.application.test_client()
    theirs.sign_in(here.guard.person)
    shown = theirs.get(f"/oversight/{row.ref}").get_data(as_text=True)
    assert f"/oversight/{row.ref}/take" not in shown
    assert theirs.send(f"/oversight/{row.ref}/take").status_code == 403
    assert theirs.send(f"/oversight/{row.ref}/hand-over").status_code == 403


def test_a_mail_without_a_code_is_refused_and_nothing_typed_is_lost(client: PageClient, here: Desk) -> None:
    answer = client.post(DOOR, data=fields(here, answer="none", email="someone@example.org"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert MARKER in html
    assert "<details open>" in html
    answer = client.post(DOOR, data=fields(here, email="0300 1234567"))
    assert answer.status_code == 422
    assert "This is not an e-mail address." in answer.get_data(as_text=True)


def test_with_the_code_she_types_the_number_changes_how_she_is_reached_and_ends_the_mail(
    client: PageClient, here: Desk
) -> None:
    code, row = sent(client, here, email="group@example.org", trusted="A group")
    assert db.session.scalars(select(OutboxMessage.kind)).all() == ["concerns.quiet"]
    page, bearer = opened(client, code)
    assert "group@example.org" not in page  # whoever finds the page open learns no address
    wrong = client.post("/follow", data={"bearer": bearer, "number-number": "1"})
    assert "This is not the number in our mail." in wrong.get_data(as_text=True)
    right = client.post("/follow", data={"bearer": bearer, "number-number": number_of(reload(row))})
    assert "We will write to you by e-mail." in right.get_data(as_text=True)
    changed = {
        "reach-wish": "complaint",
        "reach-hours": "any",
        "reach-neutral": "message",
        "reach-reach": "0300",
    }
    assert "Saved." in client.post("/follow", data={"bearer": bearer, **changed}).get_data(as_text=True)
    assert (safe_of(reload(row)).wish, safe_of(row).reach, row.contact is None) == (
        Wish.COMPLAINT,
        "0300",
        False,
    )
    client.post("/follow", data={"bearer": bearer, "press": "stop"})
    assert reload(row).contact_id is None


def test_another_lane_takes_no_way_of_reaching(client: PageClient, here: Desk) -> None:
    row = here.tip(code="4820193755620914")
    _page, bearer = opened(client, "4820193755620914")
    changed = {"reach-wish": "heard", "reach-hours": "any", "reach-neutral": "message"}
    client.post("/follow", data={"bearer": bearer, **changed})
    assert reload(row).safe is None


def test_her_page_says_when_nobody_is_there_to_read_it(client: PageClient, here: Desk) -> None:
    # 002.9
    code, _row = sent(client, here)
    with unit():
        for each in (here.woman, here.woman_above):
            fresh(each.person).trained_until = each.person.trained_on
    page, _bearer = opened(client, code)
    assert "At this moment no trained woman officer is there to read it." in page


def test_an_expired_training_shuts_the_page_that_was_open(client: PageClient, here: Desk) -> None:
    # 002.10
    _code, row = sent(client, here)
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    assert hers.get(f"/oversight/{row.ref}").status_code == 200
    with time_machine.travel("2028-01-06T06:00:00Z", tick=False):
        late = client.application.test_client()
        late.sign_in(here.woman.person)
        assert late.get(f"/oversight/{row.ref}").status_code == 404


def test_no_press_without_the_number_lets_mail_go_to_a_typed_address(client: PageClient, here: Desk) -> None:
    code, row = sent(client, here, email="group@example.org")
    _page, bearer = opened(client, code)
    refused = client.post("/follow", data={"bearer": bearer, "press": "mail"})
    assert refused.status_code == 422
    assert "behind the link in our mail" in refused.get_data(as_text=True)
    contact = reload(row).contact
    assert contact is not None
    assert contact.verified_at is None


def test_how_she_is_reached_is_not_changed_a_hundred_times_an_hour(client: PageClient, here: Desk) -> None:
    code, _row = sent(client, here)
    _page, bearer = opened(client, code)
    changed = {"reach-wish": "heard", "reach-hours": "any", "reach-neutral": "message"}
    answers = [client.post("/follow", data={"bearer": bearer, **changed}).status_code for _again in range(21)]
    assert (answers[19], answers[20]) == (200, 429)


def test_her_pages_name_the_desk_and_no_station(client: PageClient, here: Desk) -> None:
    with unit():
        fresh(here.district).phone = "091-000 11 01"
    slip = client.post(DOOR, data=fields(here)).get_data(as_text=True)
    main = slip.split("<main")[1]
    assert here.district.names["en"] not in main
    assert "Nobody else at a station can." in main
    assert "A first answer comes within 24 hours; what was done, or why not, by" in main
    assert "Write the number where nobody looks." in main
    page, bearer = opened(client, code_in(slip))
    assert f"the women's desk at {here.district.names['en']}" in page
    assert "Only its trained women officers read it. Men at the station cannot." in page
    assert "091-000 11 01" not in page
    proof = client.post("/follow", data={"bearer": bearer, "press": "proof"}).get_data(as_text=True)
    assert here.district.names["en"] not in proof.split("<main")[1]


def test_a_history_holds_one_name_for_all_pages_of_what_is_sealed(client: PageClient, here: Desk) -> None:
    doors = [client.get(DOOR).get_data(as_text=True)]
    slip = client.post(DOOR, data=fields(here)).get_data(as_text=True)
    page, bearer = opened(client, code_in(slip))
    proof = client.post("/follow", data={"bearer": bearer, "press": "proof"}).get_data(as_text=True)
    pages = [*doors, slip, page, proof]
    assert [re.search("<title>(.*?)</title>", each).group(1) for each in pages] == ["Chowk"] * 4
    assert "private window" in doors[0]


def test_what_was_typed_is_not_put_back_by_the_browser(client: PageClient, here: Desk) -> None:
    html = client.get(DOOR).get_data(as_text=True)
    assert '<form method="post" autocomplete="off"' in html
    for name in ("words", "reach", "trusted", "email"):
        (field,) = re.findall(rf'<(?:input|textarea)[^>]* name="{name}"[^>]*>', html)
        assert 'autocomplete="off"' in field


def test_no_wish_is_chosen_beforehand_and_none_need_be(client: PageClient, here: Desk) -> None:
    html = client.get(DOOR).get_data(as_text=True)
    assert not any("checked" in each for each in re.findall(r'<input[^>]* name="wish"[^>]*>', html))
    given = fields(here)
    del given["wish"]
    code = code_in(client.post(DOOR, data=given).get_data(as_text=True))
    assert safe_of(db.session.scalars(select(Concern)).one()).wish == Wish.NONE
    _page, bearer = opened(client, code)
    changed = {"reach-hours": "any", "reach-neutral": "message"}
    assert "Saved." in client.post("/follow", data={"bearer": bearer, **changed}).get_data(as_text=True)


def test_new_words_and_what_was_opened_again_stand_marked_on_top(client: PageClient, here: Desk) -> None:
    code, row = sent(client, here)
    first, other = row.ref, here.brought().ref
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    said = {"reply-words": "We are here.", "reply-settles": "y"}
    for ref in (first, other):
        hers.send(f"/oversight/{ref}/take")
        hers.send(f"/oversight/{ref}/reply", **said, **{"reply-operation_id": f"r-{ref}"})

    def listed() -> str:
        return hers.get("/oversight").get_data(as_text=True).split("<main")[1]

    assert "New words" not in listed()
    _page, bearer = opened(client, code)
    client.post("/follow", data={"bearer": bearer, "words": "He came back.", "operation_id": "w"})
    assert listed().index("New words") < listed().index("Answered")
    assert listed().index(first) < listed().index(other)
    client.post("/follow", data={"bearer": bearer, "press": "no"})
    assert "Opened again" in listed()


def test_a_station_where_somebody_knows_her_is_shut_out_as_a_whole(client: PageClient, here: Desk) -> None:
    near, other = reader(here.station, Lane.WOMEN), reader(here.other, Lane.WOMEN)
    page = client.get(DOOR).get_data(as_text=True)
    assert "know you, your family or the one it is about?" in page
    _code, row = sent(client, here, known=here.station.ref)
    assert row.office_id == here.district.id  # past the desk of the station itself
    assert [each.office_id for each in row.accused] == [here.station.id]
    for who, status in ((near, 404), (other, 404), (here.woman, 200)):
        theirs = client.application.test_client()
        theirs.sign_in(who.person)
        assert theirs.get(f"/oversight/{row.ref}").status_code == status
    assert {near.person.id, here.sho.person.id} <= {each.person_id for each in row.barred}


def test_one_station_named_twice_is_shut_out_once_and_a_wrong_one_is_refused(
    client: PageClient, here: Desk
) -> None:
    _code, row = sent(client, here, known=here.station.ref, office=here.station.ref)
    assert len(row.accused) == 1
    assert client.post(DOOR, data=fields(here, known="nowhere", operation_id="op-2")).status_code == 422
