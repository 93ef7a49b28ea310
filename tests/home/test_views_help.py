"""Help and privacy: what they promise must be on them, and the addresses that other pages link to."""

from sqlalchemy import select

from engagement.kernel import clock
from engagement.kernel.actor import JOB
from engagement.kernel.database import db
from engagement.people.actions import roster
from engagement.people.models import Posting
from tests.factories import organisation as org
from tests.factories.concerns import done
from tests.factories.sealed import Desk
from tests.factories.texts import numbered
from tests.pages import PageClient


def test_help_names_the_emergency_number_and_who_hears_complaints(client: PageClient) -> None:
    org.force(emergency_number="192", oversight_address="Ombudsperson, Prishtina")
    html = client.get("/help").get_data(as_text=True)
    assert 'href="tel:192"' in html
    assert "Ombudsperson, Prishtina" in html
    for anchor in ("kept", "oversight", "not-yet", "follow"):
        assert f'id="{anchor}"' in html


def test_help_says_how_texts_work_once_a_number_is_set(client: PageClient) -> None:
    office = org.office()
    html = client.get("/help").get_data(as_text=True)
    assert "You cannot join or ask by SMS yet" in html
    assert 'id="texts"' not in html
    numbered("8484", office)
    html = client.get("/help").get_data(as_text=True)
    assert "You cannot join or ask by SMS yet" not in html
    assert "8484" in html
    assert 'id="texts"' in html


def test_privacy_says_whose_mail_may_hold_words_and_which(client: PageClient) -> None:
    html = client.get("/privacy").get_data(as_text=True)
    assert "A mail to who raised something never says what it was" in html
    assert "A mail to who follows a concern of others may hold its words that are public already." in html


def test_privacy_says_who_controls_the_data(client: PageClient) -> None:
    org.force(names={"en": "Peshawar Police"})
    html = client.get("/privacy").get_data(as_text=True)
    assert "Peshawar Police runs this site" in html
    assert "none leaves." in html


def test_every_address_of_the_foot_of_a_page_leads_somewhere(client: PageClient) -> None:
    for address in ("/help", "/privacy", "/you-said-we-did", "/sign-in", "/events.ics"):
        assert client.get(address).status_code == 200, address


def test_front_page_and_help_lead_to_the_womens_desk_while_somebody_stands_there(
    client: PageClient, app: object
) -> None:
    here = Desk(slug="kp")
    pages = ("/", "/help")
    for path in pages:
        assert 'href="/concerns/new/talk"' in client.get(path).get_data(as_text=True)
        assert "Something that must stay hidden?" in client.get(path).get_data(as_text=True)
    for each in (here.woman, here.woman_above):
        posting = db.session.scalars(select(Posting).where(Posting.person_id == each.person.id)).one()
        done(roster.enrol, actor=JOB, now=clock.now(), posting=posting, stands=False)
    assert 'href="/concerns/new#sealed-lanes"' in client.get("/").get_data(as_text=True)
    assert 'id="sealed-lanes"' in client.get("/concerns/new").get_data(as_text=True)
    for path in pages:
        assert "/concerns/new/talk" not in client.get(path).get_data(as_text=True)
