"""The doors of the sealed lanes, and the way back with the code."""

import io
import re

import pytest
import time_machine
from sqlalchemy import func, select

from engagement.concerns import queries
from engagement.concerns.actions import attaching
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane
from engagement.kernel import sealing
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Busy
from tests.concerns.test_views_report import code_in
from tests.factories import organisation as org
from tests.factories.sealed import MARKER, Force3
from tests.kernel.test_redrawing import photo
from tests.pages import PageClient

LANES = ("threat", "tip", "complaint")
CHOSEN = {
    "wish": "heard",
    "hours": "any",
    "neutral": "message",
}  # beforehand, on the form of the women's desk


@pytest.fixture
def here(app: object) -> Force3:
    return Force3(slug="kp")


def fields(here: Force3, lane: str, **given: str) -> dict[str, str]:
    where = {"office": here.station.ref, "who": "head"} if lane == "complaint" else {"where": here.place.ref}
    return {"words": MARKER, "answer": "code", "operation_id": "op-1", **where, **CHOSEN, **given}


def test_the_resident_chooses_the_lane_in_plain_words(client: PageClient, here: Force3) -> None:
    html = client.get("/concerns/new").get_data(as_text=True)
    for lane in LANES:
        assert f'href="/concerns/new/{lane}"' in html
    for words in ("Question", "Suggestion", "Concern", "A police officer did wrong", "A life is threatened"):
        assert words in html


def test_a_slip_of_a_sealed_matter_says_that_the_file_did_not_come(
    client: PageClient, here: Force3, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(**_values: object) -> None:
        raise Busy

    monkeypatch.setattr(attaching, "attach", busy)
    sent = {**fields(here, "tip"), "file": (io.BytesIO(photo()), "a.jpg")}
    answer = client.post("/concerns/new/tip", data=sent, content_type="multipart/form-data")
    slip = answer.get_data(as_text=True)
    assert code_in(slip)
    assert "Your words came. Your file did not. Send it again on your page." in slip
    assert "Your file came with it." not in slip


def test_a_lane_that_nobody_reads_is_not_offered_and_takes_nothing(client: PageClient, app: object) -> None:
    force = org.force()
    org.post(office=org.office(force=force))
    assert "/concerns/new/tip" not in client.get("/concerns/new").get_data(as_text=True)
    assert "<form method" not in client.get("/concerns/new/tip").get_data(as_text=True)
    sent = {"words": MARKER, "where": "", "answer": "none", "operation_id": "op-1"}
    assert client.post("/concerns/new/tip", data=sent).status_code == 422
    assert db.session.scalar(select(func.count(Concern.id))) == 0


@pytest.mark.parametrize("lane", LANES)
def test_the_number_and_what_we_cannot_promise_stand_before_the_first_field(
    client: PageClient, here: Force3, lane: str
) -> None:
    before, form = client.get(f"/concerns/new/{lane}").get_data(as_text=True).split("<form method", 1)
    assert "tel:15" in before
    assert "We cannot" in before
    assert "name=" not in re.sub(
        r'name="(words|where|answer|operation_id|office|who|above|on_day|reach|file|lang|find)"', "", form
    )


@pytest.mark.parametrize("lane", LANES)
def test_it_is_taken_in_followed_with_the_code_and_answered(
    client: PageClient, here: Force3, lane: str
) -> None:
    # 001.2
    slip = client.post(f"/concerns/new/{lane}", data=fields(here, lane))
    row = db.session.scalars(select(Concern)).one()
    assert (row.lane, row.office_id, row.contact_id) == (Lane(lane), here.district.id, None)
    assert MARKER not in slip.get_data(as_text=True)
    assert slip.headers["Cache-Control"] == "no-store"
    reader = client.application.test_client()
    reader.sign_in(here.focal.person)
    answer = reader.send(
        f"/oversight/{row.ref}/reply", **{"reply-words": "We read it.", "reply-operation_id": "r"}
    )
    assert answer.status_code == 302
    opened = client.post("/follow", data={"code": code_in(slip.get_data(as_text=True))}).get_data(
        as_text=True
    )
    assert MARKER in opened
    assert "We read it." in opened
    assert here.district.names["en"] in opened  # 001.20: the office that holds it
    assert here.head.names["en"] in opened  # and the next rung


def test_a_form_sent_twice_is_one_matter_and_shows_no_code_again(client: PageClient, here: Force3) -> None:
    for times in (1, 2):
        html = client.post("/concerns/new/tip", data=fields(here, "tip")).get_data(as_text=True)
        assert bool(re.search(r"\d{4} \d{4} \d{4} \d{4}", html)) == (times == 1)
    assert db.session.scalar(select(func.count(Concern.id))) == 1


def test_a_complaint_without_an_office_is_not_lost(client: PageClient, here: Force3) -> None:
    answer = client.post("/concerns/new/complaint", data=fields(here, "complaint", office=""))
    assert answer.status_code == 422
    assert MARKER in answer.get_data(as_text=True)


def test_a_day_to_come_counts_as_today_and_the_office_above_is_named_with_one_tick(
    client: PageClient, here: Force3
) -> None:
    client.post("/concerns/new/complaint", data=fields(here, "complaint", on_day="2099-01-01", above="y"))
    row = db.session.scalars(select(Concern)).one()
    assert row.office_id == here.head.id
    assert {each.office_id for each in row.accused} == {here.station.id, here.district.id}
    assert max(each.on_day.year for each in row.accused) < 2099


def test_take_it_higher_shows_after_a_missed_promise_and_not_before(client: PageClient, here: Force3) -> None:
    # 001.8
    with time_machine.travel("2026-11-20T06:00:00Z", tick=False):
        slip = client.post("/concerns/new/threat", data=fields(here, "threat")).get_data(as_text=True)
        early = client.post("/follow", data={"code": code_in(slip)}).get_data(as_text=True)
        bearer = re.search(r'name="bearer" value="([^"]+)"', early).group(1)
        refused = client.post("/follow", data={"bearer": bearer, "press": "higher"})
    assert 'value="higher"' not in early
    assert refused.status_code == 409 or "No promise was missed" in refused.get_data(as_text=True)
    with time_machine.travel("2026-11-21T07:00:00Z", tick=False):
        late = client.post("/follow", data={"code": code_in(slip)}).get_data(as_text=True)
        bearer = re.search(r'name="bearer" value="([^"]+)"', late).group(1)
        done = client.post("/follow", data={"bearer": bearer, "press": "higher"}).get_data(as_text=True)
    assert 'value="higher"' in late
    assert "It is with the office above now." in done
    assert db.session.scalars(select(Concern)).one().office_id == here.head.id


def test_the_raiser_prints_a_proof_that_says_nothing_of_the_matter_and_readers_see_the_same_mark(
    client: PageClient, here: Force3
) -> None:
    slip = client.post("/concerns/new/complaint", data=fields(here, "complaint")).get_data(as_text=True)
    opened = client.post("/follow", data={"code": code_in(slip)}).get_data(as_text=True)
    bearer = re.search(r'name="bearer" value="([^"]+)"', opened).group(1)
    proof = client.post("/follow", data={"bearer": bearer, "press": "proof"}).get_data(as_text=True)
    row = db.session.scalars(select(Concern)).one()
    mark = queries.mark_of(row)
    plain = re.sub("<[^>]+>|\\s", "", proof)
    assert row.ref in plain
    assert here.district.names["en"].replace(" ", "") in plain
    assert mark in plain, proof[proof.find("Mark of") :][:300]
    assert MARKER not in proof
    assert "omplaint" not in proof.split("<main")[1].split("</main>")[0]
    reader = client.application.test_client()
    reader.sign_in(here.focal.person)
    assert mark[:16] in reader.get(f"/oversight/{row.ref}").get_data(as_text=True)
    before = row.words
    with unit():
        row.words = sealing.store("Something else.", force=here.force.ref, lane=row.lane)
    assert queries.mark_of(row) != mark
    assert before != row.words
