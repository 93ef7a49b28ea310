"""The pages of a women's session: asking for a place, the host who looks, vouchers shown once, throttled."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as answers
from engagement.events.rules import Kind, RsvpState
from engagement.kernel.database import db, unit
from engagement.people.models import Contact
from tests.factories import organisation, people
from tests.factories.events import event
from tests.pages import PageClient
from tests.printed import Sheet, needs_type

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CODE = re.compile(r'<li class="code"><bdi dir="ltr">([A-Z2-9]{4} [A-Z2-9]{4})</bdi>')


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def post(app):
    return organisation.post(office=organisation.station())


@pytest.fixture
def session(post) -> Event:
    where = organisation.locality(office=post.office)
    hall = organisation.venue(
        locality=where, names={"en": "Marker Hall"}, directions="Behind the marker well"
    )
    return event(
        office=post.office,
        locality=where,
        kind=Kind.WOMEN,
        host_post_id=post.id,
        venue_id=hall.id,
        capacity=12,
    )


@pytest.fixture
def host(app, post) -> PageClient:
    client = app.test_client()
    client.sign_in(people.person(holding=post, hosts_women=True))
    return client


def text(answer) -> str:
    return answer.get_data(as_text=True)


def one() -> Rsvp:
    db.session.rollback()
    return db.session.scalars(select(Rsvp).order_by(Rsvp.id.desc())).first()


def mine() -> str:
    return f"/rsvp/{answers.link_token(one())}/mine"


def asks(client, session, **given):
    return client.post(f"/events/{session.ref}/rsvp", data={"party": 1, "need": "nothing", **given})


def test_from_the_question_to_the_place(client, host, session):  # T7, 3 B
    shown = text(client.get(f"/events/{session.ref}"))
    assert "Ask for a place" in shown
    assert "Marker" not in shown
    told = client.get(asks(client, session, contact="amina@example.org", name="Amina").location)
    assert "We wrote to you" in text(told)
    page = text(client.get(mine()))
    assert "Yes, this address is mine" in page
    listed = f"/events/{session.ref}/answers"
    assert "Nobody waits for you to look." in text(host.get(listed))
    assert "1 answer is not shown yet" in text(host.get(listed))
    assert client.post(mine(), data={"do": "confirm"}).status_code == 303
    assert "The host looks at your answer." in text(client.get(mine()))
    seen = text(host.get(listed))
    assert ("Amina" in seen, "amina@" in seen) == (True, False)  # what is needed, and no more
    assert "1 answer waits for you" in text(host.get("/desk"))
    assert host.send(listed, rsvp=one().ref, do="approve").status_code == 303
    page = text(client.get(mine()))
    assert "Marker Hall" in page
    assert "Behind the marker well" in page
    assert one().state == RsvpState.CONFIRMED
    host.send(listed, rsvp=one().ref, do="decline")
    page = text(client.get(mine()))
    assert ("Marker" in page, "There is no place for you at this session" in page) == (False, True)
    assert "answer again" not in page


def test_once_it_has_begun_nobody_is_approved_or_declined_any_more(client, host, session):
    client.get(asks(client, session, contact="amina@example.org", name="Amina").location)
    client.post(mine(), data={"do": "confirm"})
    listed = f"/events/{session.ref}/answers"
    assert "Decline" in text(host.get(listed))
    with time_machine.travel(session.starts_at, tick=False):
        page = text(host.get(listed))
    assert "This meeting takes no more answers." in page
    assert ("Amina" in page, "Decline" in page) == (True, False)


def test_only_the_woman_officer_who_hosts_looks_at_answers_and_gives_vouchers(app, client, session, post):
    for person in (
        people.person(holding=post),  # the same post, but she does not host
        people.person(
            holding=organisation.post(office=post.office), hosts_women=True
        ),  # hosts by another post
    ):
        other = app.test_client()
        other.sign_in(person)
        for page in ("answers", "vouchers"):
            assert other.get(f"/events/{session.ref}/{page}").status_code == 403
            assert f"/{page}" not in text(other.get(f"/events/{session.ref}/manage"))
    meeting = event(office=post.office, host_post_id=post.id)
    own = app.test_client()
    own.sign_in(people.person(holding=post, hosts_women=True))
    assert own.get(f"/events/{meeting.ref}/answers").status_code == 404
    assert f"/events/{session.ref}/vouchers" in text(own.get(f"/events/{session.ref}/manage"))


def test_an_answer_of_another_session_is_not_looked_at_here(client, host, session, post):
    other = event(office=post.office, kind=Kind.WOMEN, host_post_id=post.id)
    asks(client, other, contact="amina@example.org")
    with unit():
        db.session.scalars(select(Contact)).one().verified_at = NOW
    host.send(f"/events/{session.ref}/answers", rsvp=one().ref, do="approve")
    assert one().state == RsvpState.WAITING


def make(host, session, **more) -> list[str]:
    given = {
        "partner": "Khwendo clinic",
        "number": "2",
        "until": "2026-11-23",
        "operation_id": "batch",
        **more,
    }
    made = host.send(f"/events/{session.ref}/vouchers", **given)
    assert made.headers["Cache-Control"] == "no-store"
    return CODE.findall(text(made))


def test_vouchers_are_shown_once_and_open_one_answer_each(client, host, session):  # T7
    first, second = make(host, session)
    assert make(host, session) == []
    kept = asks(client, session, voucher=first.lower(), operation_id="paper")
    shown = text(client.get(kept.location))
    assert "Your place is kept" in shown
    assert "Marker Hall" in text(client.get(mine()))
    again = asks(client, session, voucher=first, operation_id="paper")
    assert again.status_code == 303
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        refused = asks(client, session, voucher=first, operation_id="other")
    assert (refused.status_code, "This voucher does not open this session." in text(refused)) == (422, True)
    listed = text(host.get(f"/events/{session.ref}/vouchers"))
    assert ("1 of 2 used" in listed, first in listed) == (True, False)
    batch = re.search(r'name="batch" value="(\w+)"', listed)[1]
    host.send(f"/events/{session.ref}/vouchers", do="end", batch=batch)
    assert asks(client, session, voucher=second, operation_id="x").status_code == 422


def test_a_voucher_is_used_on_the_private_page(client, host, session):
    code, _other = make(host, session)
    asks(client, session, contact="amina@example.org")
    wrong = client.post(mine(), data={"do": "voucher", "voucher-voucher": "ABCD EFGH"})
    assert (wrong.status_code, "This voucher does not open" in text(wrong)) == (422, True)
    assert client.post(mine(), data={"do": "voucher", "voucher-voucher": code}).status_code == 303
    assert "Marker Hall" in text(client.get(mine()))


def test_codes_cannot_be_guessed_by_trying(client, session):
    tries = [asks(client, session, voucher="ABCDEFGH", operation_id=str(n)).status_code for n in range(22)]
    assert set(tries[:20]) == {422}
    assert set(tries[20:]) == {429}
    assert (
        asks(client, session, contact="amina@example.org").status_code == 303
    )  # who has none is not held up


@needs_type
@pytest.mark.parametrize("language", ["en", "ur"])
def test_vouchers_work_on_paper(host, session, language):
    codes = make(host, session)
    sheet = host.send(f"/events/{session.ref}/vouchers.pdf?in={language}", code=codes)
    assert sheet.mimetype == "application/pdf"
    said = Sheet(sheet.data).text
    assert all(code in said for code in codes)
    assert "Marker" not in said
    strange = host.send(f"/events/{session.ref}/vouchers.pdf", code=[codes[0], "ABCD EFGH"])
    assert strange.mimetype == "text/html"
    assert "Nothing was printed." in text(strange)


def test_the_list_of_answers_costs_the_same_at_1_and_30_rows(client, host, session, statements):
    costs = []
    for number in (1, 30):
        for n in range(number):
            asks(client, session, contact=f"amina{number}x{n}@example.org")
        with unit():
            for contact in db.session.scalars(select(Contact)):
                contact.verified_at = NOW
        with statements() as ran:
            host.get(f"/events/{session.ref}/answers")
        costs.append(len(ran))
    assert costs[0] == costs[1]
