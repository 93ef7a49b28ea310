"""What an answer gives for the door: a square to be read there, and a name only where its owner agreed."""

from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from sqlalchemy import select

from engagement.channels import email
from engagement.channels.models import OutboxMessage
from engagement.channels.notice import composer
from engagement.events.models import Event, Rsvp
from engagement.events.queries.attend import link_token
from engagement.kernel import paper
from engagement.kernel.database import db
from tests.factories import answers, events


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(events.SOON - timedelta(days=2), tick=False)


@pytest.fixture
def event(app) -> Event:
    return events.event(capacity=50)


@pytest.mark.parametrize(
    ("fields", "agreed"),
    [
        ({"name": "Gul Rukh", "door_name": "y"}, True),
        ({"name": "Gul Rukh"}, False),
        ({"door_name": "y"}, False),  # there is no name to be shown
    ],
)
@pytest.mark.parametrize("contact", ["", "gul@example.org"])
def test_a_phone_may_hold_a_name_only_where_its_owner_ticked_that(client, event, fields, agreed, contact):
    sent = {"party": "2", "need": "nothing", "operation_id": "one", "contact": contact, **fields}
    client.post(f"/events/{event.ref}/rsvp", data=sent)
    assert db.session.scalars(select(Rsvp.door_name)).all() == [agreed]


def test_the_tick_is_not_set_beforehand(client, event):
    page = client.get(f"/events/{event.ref}").get_data(as_text=True)
    box = page.split('name="door_name"')[0].rsplit("<input", 1)[1] + page.split('name="door_name"')[1][:80]
    assert "checked" not in box.split(">")[0]


def test_the_page_of_an_answer_shows_its_code_as_a_square(client, event):
    rsvp = answers.rsvp(event=event)
    page = client.get(f"/rsvp/{link_token(rsvp)}/mine").get_data(as_text=True)
    assert '<svg viewBox="0 0 29 29" class="square">' in page  # version 2: few, large modules
    told = client.post(f"/events/{event.ref}/rsvp", data={"party": "1", "need": "nothing"})
    assert 'class="square"' in client.get(told.headers["Location"]).get_data(as_text=True)


def test_the_mail_shows_the_square_without_fetching_anything(client, event):
    sent = {"party": "1", "need": "nothing", "operation_id": "one", "contact": "gul@example.org"}
    client.post(f"/events/{event.ref}/rsvp", data=sent)
    message = db.session.scalars(select(OutboxMessage)).one()
    told = composer("events.rsvp_kept")(message)
    mail = email.build(told, message_id="<one@example.org>", sender="chowk@example.org")
    read = message_from_bytes(mail.as_bytes(), policy=default)
    assert [part.get_content_type() for part in read.iter_parts()] == [
        "text/plain",
        "multipart/related",
        "text/calendar",
    ]
    html = read.get_body(("html",)).get_content()
    assert f'<img src="cid:{email.SQUARE}"' in html
    (picture,) = [part for part in read.walk() if part.get_content_type() == "image/png"]
    code = db.session.scalars(select(Rsvp.code)).one()
    assert picture["Content-ID"] == f"<{email.SQUARE}>"
    assert picture.get_content() == paper.square_png(f"CHOWK:{event.ref}:{code}")
