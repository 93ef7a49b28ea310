"""The raiser's own page, by code and by the link of a mail."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from engagement.concerns import notices
from engagement.concerns.actions import chain, desk, following
from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.concerns.views import bearer
from engagement.dialogue.models import Message
from engagement.kernel import codes
from engagement.kernel.actor import JOB
from engagement.kernel.database import db
from engagement.people.actions import contacts
from tests.concerns.conftest import Town
from tests.factories import concerns
from tests.pages import PageClient

CODE = "4820193755620914"
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_hour() -> object:
    """A morning in November."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def mine(town: Town) -> Concern:
    """A concern whose code is known, owned by the SHO."""
    row = concerns.concern(locality=town.place, code=CODE)
    return concerns.owned(row, town.sho_post, town.acts(town.sho, town.sho_post))


def told(row: Concern) -> Concern:
    """The same, told."""
    return concerns.done(chain.tell, actor=JOB, now=NOW, concern=row)


def opened(client: PageClient, code: str = CODE) -> str:
    """The page that a code opens."""
    answer = client.post("/follow", data={"code": code})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def bearer_in(html: str) -> str:
    """The token that the page's forms carry."""
    found = re.search(r'name="bearer" value="([^"]+)"', html)
    assert found is not None
    return found.group(1)


def again(row: Concern) -> Concern:
    """The row as the database holds it now."""
    db.session.rollback()
    db.session.refresh(row)
    return row


def test_neither_form_nor_link_shows_the_number_of_a_row(
    app: Flask, client: PageClient, town: Town, mine: Concern
) -> None:
    asked = concerns.concern(locality=town.place, address="gul@example.org")
    link = notices.link_to(asked).rsplit("/", 1)[-1]
    with app.test_request_context():
        form = bearer.token_for(mine)
    assert codes.unsign_in_time(bearer.PURPOSE, form, seconds=60) == mine.ref
    assert codes.unsign(notices.LINK, link) == [asked.ref, asked.contact.ref]
    assert asked.ref in client.get(f"/follow/{link}").get_data(as_text=True)
    before = codes.sign(notices.LINK, [asked.id, asked.contact_id])
    assert asked.ref in client.get(f"/follow/{before}").get_data(as_text=True)
    wrong = codes.sign(notices.LINK, [mine.ref, asked.contact.ref])
    assert client.get(f"/follow/{wrong}").status_code == 404


def test_the_code_opens_words_owner_holder_and_next_rung(
    client: PageClient, town: Town, mine: Concern
) -> None:  # 001.20
    html = opened(client)
    assert "The street light at the bus stand is out." in html
    assert town.sho_post.names["en"] in html
    assert town.badhber.names["en"] in html
    assert town.district.names["en"] in html
    assert "Public Safety Commission, Peshawar" in html


@pytest.mark.parametrize(
    "typed", ["4820 1937 5562 0914", "۴۸۲۰ ۱۹۳۷ ۵۵۶۲ ۰۹۱۴", "٤٨٢٠١٩٣٧٥٥٦٢٠٩١٤", "4820-1937-5562-0914"]
)
def test_digits_of_any_keyboard_are_read(client: PageClient, mine: Concern, typed: str) -> None:
    assert mine.ref in opened(client, typed)


def test_nothing_of_the_page_is_kept_or_told_to_others(client: PageClient, mine: Concern) -> None:
    answer = client.post("/follow", data={"code": CODE})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    html = answer.get_data(as_text=True)
    assert CODE not in html.replace(" ", "")
    assert "/leave" in html


def test_a_wrong_code_gets_one_sentence(client: PageClient, mine: Concern) -> None:
    answer = client.post("/follow", data={"code": "1111 2222 3333 4444"})
    assert answer.status_code == 422
    assert "No concern has this code." in answer.get_data(as_text=True)


def test_too_few_digits_say_how_many_are_needed(client: PageClient, mine: Concern) -> None:
    html = client.post("/follow", data={"code": "4820 1937"}).get_data(as_text=True)
    assert "This has 8 digits; it needs 16." in html


def test_the_code_in_an_address_opens_nothing(client: PageClient, mine: Concern) -> None:
    assert mine.ref not in client.get(f"/follow?code={CODE}").get_data(as_text=True)
    assert client.get(f"/follow/{CODE}").status_code == 404


def test_guessing_is_slowed_down(client: PageClient, mine: Concern, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "MOST_TRIES", 3)
    tries = [client.post("/follow", data={"code": f"{n:016}"}).status_code for n in range(5)]
    assert tries == [422, 422, 422, 429, 429]
    assert client.post("/follow", data={"code": CODE}).status_code == 429


def test_the_raiser_adds_words_without_an_account(client: PageClient, mine: Concern) -> None:
    token = bearer_in(opened(client))
    sent = {"bearer": token, "words": "Still dark.", "operation_id": "talk-1"}
    assert "Still dark." in client.post("/follow", data=sent).get_data(as_text=True)
    client.post("/follow", data=sent)
    assert db.session.scalar(select(func.count(Message.id))) == 1


def test_the_code_in_a_reply_is_taken_out_with_a_sentence(client: PageClient, mine: Concern) -> None:
    token = bearer_in(opened(client))
    words = "My code is 4820 1937 5562 0914, the lamp is 1111 2222 3333 4444."
    html = client.post("/follow", data={"bearer": token, "words": words, "operation_id": "talk-1"}).get_data(
        as_text=True
    )
    assert "Your code stood in your words; we took it out." in html
    assert "4820 1937" not in html
    assert "1111 2222 3333 4444" in html


def test_bad_words_keep_the_page_open(client: PageClient, mine: Concern) -> None:
    token = bearer_in(opened(client))
    answer = client.post("/follow", data={"bearer": token, "words": "x" * 4001, "operation_id": "t"})
    assert answer.status_code == 422
    assert bearer_in(answer.get_data(as_text=True)) == token
    assert db.session.scalar(select(func.count(Message.id))) == 0


def test_after_half_an_hour_the_code_is_asked_for_and_the_words_stay(
    client: PageClient, mine: Concern, the_hour: time_machine.Traveller
) -> None:
    token = bearer_in(opened(client))
    the_hour.shift(timedelta(minutes=31))
    answer = client.post("/follow", data={"bearer": token, "words": "Still dark.", "operation_id": "t"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert "Still dark." in html
    assert "The street light at the bus stand is out." not in html


def test_yes_closes_the_last_link(client: PageClient, mine: Concern) -> None:  # 000.13
    told(mine)
    html = opened(client)
    assert "They say it is fixed. Is it?" in html
    client.post("/follow", data={"bearer": bearer_in(html), "press": "yes"})
    assert again(mine).state == State.CONFIRMED
    client.post("/follow", data={"bearer": bearer_in(html), "press": "yes"})
    assert again(mine).confirmed_at == NOW


def test_no_opens_it_again_for_its_owner(client: PageClient, town: Town, mine: Concern) -> None:
    told(mine)
    html = opened(client)
    client.post("/follow", data={"bearer": bearer_in(html), "press": "no"})
    row = again(mine)
    assert (row.state, row.reopened, row.owner_post_id) == (State.OWNED, 1, town.sho_post.id)
    client.post("/follow", data={"bearer": bearer_in(html), "press": "no"})
    assert again(mine).reopened == 1


def test_nothing_can_be_confirmed_before_it_was_told(client: PageClient, mine: Concern) -> None:
    answer = client.post("/follow", data={"bearer": bearer_in(opened(client)), "press": "yes"})
    assert answer.status_code == 422
    assert again(mine).state == State.OWNED


def test_one_code_opens_one_concern(client: PageClient, town: Town, mine: Concern) -> None:
    other = concerns.concern(locality=town.place, words="Another matter.")
    assert "Another matter." not in opened(client)
    assert other.ref not in opened(client)


class TestByMail:
    """Who left an address opens the page by a link that only shows."""

    @pytest.fixture
    def by_mail(self, town: Town) -> Concern:
        """A concern told by mail."""
        return told(
            concerns.owned(
                concerns.concern(locality=town.place, address="gul@example.org"),
                town.sho_post,
                town.acts(town.sho, town.sho_post),
            )
        )

    def path(self, row: Concern) -> str:
        """The link's path."""
        return notices.link_to(row).removeprefix("http://localhost")

    def test_opening_the_link_changes_nothing_and_a_button_does(
        self, client: PageClient, by_mail: Concern
    ) -> None:
        where = self.path(by_mail)
        assert "Is it?" in client.get(where).get_data(as_text=True)
        row = again(by_mail)
        assert (row.state, row.contact.verified_at) == (State.TOLD, None)
        client.post(where, data={"press": "yes"})
        assert again(by_mail).state == State.CONFIRMED

    def test_the_link_dies_with_the_address(self, client: PageClient, by_mail: Concern) -> None:
        where = self.path(by_mail)
        concerns.done(contacts.erase, actor=JOB, now=NOW, contact=by_mail.contact)
        db.session.expire_all()
        assert client.get(where).status_code == 404

    def test_a_link_made_up_is_missing(self, client: PageClient, by_mail: Concern) -> None:
        assert client.get(self.path(by_mail)[:-2] + "xx").status_code == 404

    def test_more_mail_only_after_the_button(self, client: PageClient, by_mail: Concern) -> None:
        client.post(self.path(by_mail), data={"press": "mail"})
        assert again(by_mail).contact.verified_at == NOW
        client.post(self.path(by_mail), data={"press": "stop"})
        assert again(by_mail).contact.stopped_at == NOW


def test_leaving_clears_what_the_browser_kept(client: PageClient) -> None:
    answer = client.get("/leave")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "https://www.wikipedia.org/"
    assert '"cache"' in answer.headers["Clear-Site-Data"]
    assert answer.headers["Cache-Control"] == "no-store"


def test_another_sites_picture_of_the_way_out_signs_nobody_out(client: PageClient) -> None:
    answer = client.get("/leave", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 303
    assert "Clear-Site-Data" not in answer.headers


def test_words_that_were_deleted_say_where_to_go(client: PageClient, town: Town) -> None:
    row = concerns.concern(locality=town.place, code=CODE)
    concerns.done(
        following.add_words, actor=JOB, now=NOW, concern=row, words="More.", language="en", operation_id="m"
    )
    concerns.done(desk.misplace, actor=town.acts(town.sho, town.sho_post), now=NOW, concern=row)
    html = opened(client)
    assert "We deleted what you wrote." in html
    assert "The street light" not in html
    assert "More." not in html
    assert "Public Safety Commission, Peshawar" in html


def test_more_words_of_danger_show_the_emergency_number(client: PageClient, mine: Concern) -> None:
    bearer = bearer_in(opened(client))
    fields = {"bearer": bearer, "words": "گولی چل رہی ہے", "operation_id": "op-7"}
    html = client.post("/follow", data=fields).get_data(as_text=True)
    assert "We have what you wrote, but nobody reads it at once." in html
    assert db.session.scalar(select(func.count(Message.id))) == 1


def test_what_was_told_before_it_was_opened_again_is_said_to_be_none_of_now(
    app: Flask, client: PageClient, town: Town, mine: Concern
) -> None:
    acts = town.acts(town.sho, town.sho_post)
    concerns.done(
        desk.reply, actor=acts, now=NOW, concern=mine, words="We come.", language="en", operation_id="r", reports=True
    )  # fmt: skip
    row = told(mine)
    before = opened(client)
    assert "22 November</small>" in before.split("Told</span>")[1].split("</li>")[0]
    concerns.done(following.reopen, actor=JOB, now=NOW, concern=row)
    chief = app.test_client()
    assert isinstance(chief, PageClient)
    chief.sign_in(town.sho)
    pages = {
        "We owe you a new answer": opened(client),
        "A new answer is owed": chief.get(f"/concerns/{row.ref}/work").get_data(as_text=True),
    }
    for owed, html in pages.items():
        assert "small>" not in html.split("Told</span>")[1].split("</li>")[0], "no day of what is owed anew"
        assert "Opened again" in html
        assert owed in html
        assert "light green" not in html
