"""What a raiser at the women's desk is told: who is shut out, by when somebody writes, what was not kept."""

import re
from datetime import timedelta

import time_machine

from engagement.concerns.actions import attaching
from engagement.concerns.rules import State
from engagement.dialogue.rules import Speaker
from engagement.kernel import sealing
from engagement.kernel.redrawing import Sort
from tests.concerns.test_views_report import code_in
from tests.concerns.test_views_womens import DOOR, fields, here, opened, reload, sent
from tests.factories.concerns import done
from tests.factories.sealed import MARKER, Desk
from tests.kernel.test_redrawing import photo
from tests.pages import PageClient

__all__ = ["here"]


def test_receipt_and_page_say_which_station_is_shut_out(client: PageClient, here: Desk) -> None:
    slip = client.post(DOOR, data=fields(here, known=here.station.ref)).get_data(as_text=True)
    sentence = f"Nobody of {here.station.names['en']} can read this."
    assert sentence in slip
    page, _bearer = opened(client, code_in(slip))
    assert sentence in page


def test_who_shuts_out_everybody_is_told_so_with_the_way_past_the_police(
    client: PageClient, here: Desk
) -> None:
    answer = client.post(DOOR, data=fields(here, known=here.head.ref))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert (
        f"You shut out everyone who could read this. Shut out less, or go to: {here.force.oversight_address}"
        in html
    )
    assert "no trained woman officer is on the roster" not in html


def test_one_office_more_is_shut_out_from_her_page_and_the_matter_goes_up(
    client: PageClient, here: Desk
) -> None:
    code, row = sent(client, here)
    _page, bearer = opened(client, code)
    answer = client.post("/follow", data={"bearer": bearer, "shut-office": here.district.ref})
    assert "They cannot read this any more." in answer.get_data(as_text=True)
    assert f"Nobody of {here.district.names['en']} or under it can read this." in answer.get_data(
        as_text=True
    )
    assert reload(row).office_id == here.head.id
    for who, status in ((here.woman, 404), (here.woman_above, 200)):
        theirs = client.application.test_client()
        theirs.sign_in(who.person)
        assert theirs.get(f"/oversight/{row.ref}").status_code == status
    none_left = client.post("/follow", data={"bearer": bearer, "shut-office": here.head.ref})
    assert none_left.status_code == 422
    assert "You shut out everyone who could read this." in none_left.get_data(as_text=True)
    assert len(reload(row).accused) == 1
    assert client.post("/follow", data={"bearer": bearer, "shut-office": ""}).status_code == 422


def test_another_lane_shuts_out_nobody_later(client: PageClient, here: Desk) -> None:
    row = here.tip(code="4820193755620914")
    _page, bearer = opened(client, "4820193755620914")
    answer = client.post("/follow", data={"bearer": bearer, "shut-office": here.station.ref})
    assert answer.status_code == 422
    assert reload(row).accused == []


def test_after_the_first_answer_only_the_day_of_what_is_done_is_promised(
    client: PageClient, here: Desk
) -> None:
    code, row = sent(client, here)
    page, _bearer = opened(client, code)
    assert "A first answer comes within 24 hours; what was done, or why not, by" in page
    assert "Within three days we tell you" not in page
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    hers.send(f"/oversight/{row.ref}/reply", **{"reply-words": "We are here.", "reply-operation_id": "r"})
    page, _bearer = opened(client, code)
    assert "within 24 hours" not in page
    assert "What was done, or why not, by" in page


def test_the_door_says_from_which_address_a_mail_comes(client: PageClient, here: Desk) -> None:
    page = client.get(DOOR).get_data(as_text=True)
    assert "It comes from <bdi" in page
    assert "chowk@localhost</bdi>" in page


def test_her_page_names_the_desk_and_not_what_its_officer_does_besides(
    client: PageClient, here: Desk
) -> None:
    code, row = sent(client, here)
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    hers.send(f"/oversight/{row.ref}/take")
    hers.send(f"/oversight/{row.ref}/reply", **{"reply-words": "We are here.", "reply-operation_id": "r"})
    page, _bearer = opened(client, code)
    assert here.woman.post.names["en"] not in page
    assert page.count(f"the women&#39;s desk at {here.woman.post.office.names['en']}") >= 3


def test_neither_an_answer_nor_a_file_of_whoever_did_not_take_it_on_yet_says_what_else_she_does(
    client: PageClient, here: Desk
) -> None:
    code, row = sent(client, here)
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    hers.send(f"/oversight/{row.ref}/reply", **{"reply-words": "We are here.", "reply-operation_id": "r"})
    envelope = sealing.store_bytes(photo(), force=here.force.ref, lane=row.lane)
    given = {"sort": Sort.PHOTO, "envelope": envelope, "speaker": Speaker.POST, "operation_id": "f"}
    done(attaching.attach, actor=here.woman.actor, now=row.raised_at, concern=reload(row), **given)
    page, _bearer = opened(client, code)
    assert "We are here." in page
    assert here.woman.post.names["en"] not in page


def test_the_answer_stands_before_all_else_once_there_is_one(client: PageClient, here: Desk) -> None:
    code, row = sent(client, here)
    page, _bearer = opened(client, code)
    assert page.index("Where it stands") < page.index("What was said")
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    hers.send(f"/oversight/{row.ref}/reply", **{"reply-words": "We are here.", "reply-operation_id": "r"})
    page, _bearer = opened(client, code)
    assert page.index("What was said") < page.index("Where it stands")


def test_at_the_top_a_missed_promise_leads_past_the_police_and_promises_no_day_gone_by(
    client: PageClient, here: Desk
) -> None:
    code, row = sent(client, here)
    page, _bearer = opened(client, code)
    assert "If we miss a day that we promised, you can take it higher here." in page
    assert 'value="higher"' not in page
    with time_machine.travel(row.raised_at + timedelta(days=9), tick=False):
        page, bearer = opened(client, code)
        assert "It was due by" in page
        client.post("/follow", data={"bearer": bearer, "press": "higher"})
        page, _bearer = opened(client, code)
        assert "A first answer comes within 24 hours" in page
        assert "Not contacted" not in page
    with time_machine.travel(row.raised_at + timedelta(days=12), tick=False):
        page, _bearer = opened(client, code)
    assert "No office above can take it. You can turn to those outside the police:" in page
    assert 'value="higher"' not in page


def test_without_an_answer_asked_for_nothing_is_promised_and_no_button_leads_to_a_code(
    client: PageClient, here: Desk
) -> None:
    slip = client.post(DOOR, data=fields(here, answer="none")).get_data(as_text=True).split("<main")[1]
    assert "You asked for no answer." in slip
    assert "within 24 hours" not in slip
    assert "Follow my concern" not in slip


def test_a_number_that_is_not_kept_is_said_not_to_be(client: PageClient, here: Desk) -> None:
    given = fields(here, reach="0300 1234567", silent="y")
    slip = client.post(DOOR, data=given).get_data(as_text=True)
    assert "Your number was not kept: you asked that nobody calls or texts." in slip
    _page, bearer = opened(client, code_in(slip))
    changed = {"reach-hours": "any", "reach-neutral": "message", "reach-silent": "y", "reach-reach": "0300"}
    html = client.post("/follow", data={"bearer": bearer, **changed}).get_data(as_text=True)
    assert "Saved. Your number was not kept" in html


def test_opened_again_with_a_reason_both_stand_in_their_order_in_the_talk(
    client: PageClient, here: Desk
) -> None:
    code, row = sent(client, here)
    hers = client.application.test_client()
    hers.sign_in(here.woman.person)
    hers.send(f"/oversight/{row.ref}/take")
    said = {"reply-words": "We are here.", "reply-operation_id": "r", "reply-settles": "y"}
    hers.send(f"/oversight/{row.ref}/reply", **said)
    page, bearer = opened(client, code)
    assert "What is still wrong? You need not say." in page
    again = client.post("/follow", data={"bearer": bearer, "press": "no", "again-why": "He came back."})
    html = again.get_data(as_text=True).split("<main")[1]
    places = [html.index(each) for each in (MARKER, "We are here.", "Opened again by you", "He came back.")]
    assert places == sorted(places)
    assert reload(row).state == State.OWNED
    assert chained(html, "Told") is None  # still to come: it carries no day


def chained(html: str, link: str) -> str | None:
    """Return the small line beside one link of the chain, or None."""
    found = re.search(rf"{link}.*?(?=</li>)", html.split('class="chain')[1], re.DOTALL)
    assert found is not None
    day = re.search(r"\d+ \w+", re.sub("<[^>]+>", " ", found.group()))
    return day.group() if day else None


def test_the_way_past_the_police_can_be_called_and_each_language_runs_from_its_own_side(
    client: PageClient, app: object
) -> None:
    Desk(slug="kp", oversight_address="کمیشن · Commission <b> · 091-000 1234 (demo)")
    html = client.get(DOOR).get_data(as_text=True)
    assert '<bdi dir="auto">کمیشن</bdi> · <bdi dir="auto">Commission &lt;b&gt;</bdi>' in html
    assert '<a href="tel:0910001234"><bdi dir="ltr">091-000 1234</bdi></a> (demo)' in html
