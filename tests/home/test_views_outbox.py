"""The outbox: who sees which message, what is hidden, what is stuck and goes out again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import select

from engagement.channels.models import OutboxMessage, State
from engagement.channels.notice import kinds
from engagement.events.models import Rsvp
from engagement.home import rules
from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.organisation.models import Office, Post
from engagement.people.models import Person
from tests.factories import events, people
from tests.factories import organisation as org
from tests.pages import PageClient

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
Statements = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def _on_a_monday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def station(app: object) -> Office:
    """A station with a district above it."""
    return org.station()


def holder(role: Role, office: Office) -> tuple[Person, Post]:
    post = org.post(office=office, role=role)
    return people.person(holding=post), post


def kept(client: PageClient, station: Office, contact: str = "amina@example.org") -> OutboxMessage:
    """The message that somebody gets who says that they come."""
    event = events.event(office=station)
    sent = {"party": "1", "need": "nothing", "contact": contact, "operation_id": event.ref}
    assert client.post(f"/events/{event.ref}/rsvp", data=sent).status_code == 303
    return newest()


def newest() -> OutboxMessage:
    found = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()
    db.session.refresh(found)
    return found


def stands(message: OutboxMessage, state: State) -> OutboxMessage:
    with unit():
        db.session.refresh(message)
        message.state = state
    return message


def name_of(message: OutboxMessage) -> str:
    return message.message_id.strip("<>").partition("@")[0]


def test_the_list_says_what_goes_out_and_hides_the_address(client: PageClient, station: Office) -> None:
    kept(client, station)
    client.sign_in(holder(Role.COMMANDER, station)[0])
    html = client.get("/outbox").get_data(as_text=True)
    assert "A place is kept" in html
    assert "Waits to be sent" in html
    assert "a•••@…" in html
    assert "amina" not in html
    assert "No mail server is set up." in html


def test_a_message_shows_its_words_in_the_readers_language_and_opens_nothing(
    client: PageClient, station: Office
) -> None:
    message = kept(client, station)
    client.sign_in(holder(Role.COMMANDER, station)[0])
    html = client.get(f"/outbox/{name_of(message)}").get_data(as_text=True)
    panel = html[html.index('<article class="panel"') : html.index("</article>")]
    assert 'lang="en"' in panel
    assert "http" not in panel
    assert "amina" not in html
    code = db.session.scalars(select(Rsvp.code)).one()
    assert code not in panel


def test_what_failed_or_may_not_have_arrived_stands_first_and_goes_out_again(
    client: PageClient, station: Office
) -> None:
    message = stands(kept(client, station), State.UNCERTAIN)
    kept(client, station, "b@example.org")
    client.sign_in(holder(Role.COMMANDER, station)[0])
    html = client.get("/outbox").get_data(as_text=True)
    assert html.index("May not have arrived") < html.index("Waits to be sent")
    assert client.send(f"/outbox/{name_of(message)}/again").status_code == 302
    db.session.refresh(message)
    assert (message.state, message.attempts) == (State.DUE, 0)
    assert "May not have arrived" not in client.get("/outbox").get_data(as_text=True)


def test_a_message_on_its_way_is_not_sent_again(client: PageClient, station: Office) -> None:
    message = kept(client, station)
    client.sign_in(holder(Role.COMMANDER, station)[0])
    assert client.send(f"/outbox/{name_of(message)}/again").status_code == 403


def test_the_desk_says_that_messages_are_stuck(client: PageClient, station: Office) -> None:
    stands(kept(client, station), State.FAILED)
    client.sign_in(holder(Role.COMMANDER, station)[0])
    assert "1 message may not have arrived." in client.get("/desk").get_data(as_text=True)


def test_an_administrator_does_not_read_what_a_raiser_is_told(client: PageClient, station: Office) -> None:
    place = org.locality(office=station)
    holder(Role.OFFICER, station)  # somebody reads what is raised there
    sent = {"lane": "concern", "category": "street_light", "words": "Dark bus stand.", "where": place.ref}
    client.post(
        "/concerns/new", data={**sent, "answer": "email", "contact": "b@example.org", "operation_id": "op-1"}
    )
    message = newest()
    client.sign_in(holder(Role.ADMINISTRATOR, station)[0])
    html = client.get(f"/outbox/{name_of(message)}").get_data(as_text=True)
    assert "Your post does not read that." in html
    assert '<article class="panel"' not in html


def test_a_message_of_another_station_is_not_there(client: PageClient, station: Office) -> None:
    message = kept(client, station)
    client.sign_in(holder(Role.COMMANDER, org.station())[0])
    assert name_of(message) not in client.get("/outbox").get_data(as_text=True)
    assert client.get(f"/outbox/{name_of(message)}").status_code == 404
    assert client.send(f"/outbox/{name_of(message)}/again").status_code == 404


def test_an_officer_has_no_outbox(client: PageClient, station: Office) -> None:
    message = kept(client, station)
    client.sign_in(holder(Role.OFFICER, station)[0])
    assert client.get("/outbox").status_code == 403
    assert client.get(f"/outbox/{name_of(message)}").status_code == 404


def test_one_and_thirty_messages_cost_the_same_statements(
    client: PageClient, station: Office, statements: Statements
) -> None:
    person, _post = holder(Role.COMMANDER, station)
    stands(kept(client, station, "first@example.org"), State.FAILED)
    ran: list[int] = []
    for more in (1, 29):
        for n in range(more):
            kept(client, station, f"r{more}-{n}@example.org")
        reader = client.application.test_client()
        reader.sign_in(person)
        with statements() as one:
            assert reader.get("/outbox").status_code == 200
        ran.append(len(one))
    assert ran[0] == ran[1]


def test_every_kind_of_message_has_words(app: object) -> None:
    ours = {kind for kind in kinds() if not kind.startswith("test.")}
    assert ours == set(rules.MESSAGE_WORDS)
