"""The pages of people: one's own account, the directory, taking up an invitation."""

import html
import re
from datetime import timedelta

import pyotp
import pytest
import time_machine

from engagement.channels.models import OutboxMessage
from engagement.kernel import clock, codes
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.people import notices, queries
from engagement.people.models import Invitation, Person
from tests.factories import organisation, people
from tests.factories.accounts import PASSWORD, account
from tests.factories.invitations import MADE, invitation
from tests.people.test_sign_in import fill, text

NEW = "four quiet green rivers"


@pytest.fixture
def clock_stands():
    with time_machine.travel(MADE, tick=False):
        yield


@pytest.fixture
def station(app, clock_stands):
    return organisation.station()


@pytest.fixture
def commander(client, station):
    person = people.person(holding=organisation.post(office=station, role=Role.COMMANDER))
    client.sign_in(person)
    return person


def test_a_commander_invites_an_officer_who_walks_in_by_the_link(app, client, station, commander):
    post = organisation.post(office=station)
    assert "Vacant" in text(client.get("/people"))
    sent = client.send(f"/people/posts/{post.ref}/invite", name="Gul", email="gul@example.org", locale="en")
    assert sent.location == f"/people/posts/{post.ref}"
    message = db.session.query(OutboxMessage).one()
    link = notices.invited(message).link.removeprefix("http://localhost")
    assert link in text(client.get(sent.location))  # no mail leaves here, so the link is handed over
    guest = app.test_client()
    assert post.names["en"] in text(guest.get(link))
    fields = {"name": "Gul Rukh", "locale": "en", "password": NEW, "again": NEW}
    assert fill(guest, link, **{**fields, "password": "short", "again": "short"}).status_code == 422
    assert fill(guest, link, **{**fields, "again": "another one entirely"}).status_code == 422
    assert fill(guest, link, **fields).location == "/sign-in/second-factor"
    assert guest.get("/account").status_code == 302
    shown = text(fill(guest, "/sign-in/second-factor", setup="authenticator"))
    secret = re.sub(
        r"[^A-Z0-9]", "", re.search(r"type this key:.*?<b[^>]*>([A-Z0-9 ]+)<", shown, re.DOTALL)[1]
    )
    assert fill(guest, "/sign-in/code", code=pyotp.TOTP(secret).at(MADE)).location == "/desk"
    fill(guest, "/account/recovery-codes")
    assert "Gul Rukh" in text(guest.get("/account"))
    assert "Gul Rukh" in text(client.get("/people"))


def test_used_lapsed_withdrawn_and_unknown_links_get_one_and_the_same_page(client, station):
    post = organisation.post(office=station)
    tokens = [
        codes.sign(queries.INVITING, invitation(post=post, accepted_at=MADE).ref),
        codes.sign(queries.INVITING, invitation(post=post, withdrawn_at=MADE).ref),
        codes.sign(queries.INVITING, invitation(post=post, made=MADE - timedelta(days=8)).ref),
        codes.sign(queries.INVITING, "ABCDEFGH"),
        codes.sign("other", invitation(post=post).ref),
        "nonsense",
    ]
    pages = [client.get(f"/invitations/{token}") for token in tokens]
    assert {page.status_code for page in pages} == {410}
    assert len({text(page).replace(token, "") for page, token in zip(pages, tokens, strict=True)}) == 1


def test_a_commander_sees_the_posts_of_their_station_alone(client, station, commander):
    elsewhere = organisation.post(office=organisation.station())
    here = organisation.post(office=station)
    listed = text(client.get("/people"))
    assert (here.ref in listed, elsewhere.ref in listed) == (True, False)
    assert client.get(f"/people/posts/{elsewhere.ref}").status_code == 404
    assert client.get(f"/people/posts/{elsewhere.ref}/invite").status_code == 404
    assert client.get("/people/posts/NOTTHERE").status_code == 404
    own = queries.own_postings(commander.id, MADE)[0].post
    assert client.get(f"/people/posts/{own.ref}").status_code == 200
    assert (
        client.get(f"/people/posts/{own.ref}/invite").status_code == 403
    )  # a commander gives no commander's post


def test_posts_stand_under_their_office_and_are_found_by_name(client, station, commander):
    beneath = organisation.office(parent=station, names={"en": "Chauki Kohat Road"})
    later = organisation.post(office=beneath, names={"en": "Head of the chauki"})
    for number in range(40):
        organisation.post(office=station, names={"en": f"Officer {number}"})
    first = text(client.get("/people"))
    assert first.index(station.names["en"]) < first.index("Officer 7<")
    assert later.ref not in first
    assert "Officer 38" not in first
    second = text(client.get(html.unescape(re.search(r'href="(/people\?after=[^"]+)"', first)[1])))
    assert ("Officer 38" in second, "Officer 7<" in second) == (True, False)
    assert later.ref in second
    for wanted in ("chauki", "kohat", "head of"):
        found = text(client.get(f"/people?q={wanted}"))
        assert (later.ref in found, "Officer 7" in found) == (True, False)
    assert "No post of that name" in text(client.get("/people?q=nowhere"))


def test_a_new_post_is_offered_from_the_page_of_its_office(client, station):
    head = station.parent or station
    client.sign_in(people.person(holding=organisation.post(office=head, role=Role.ADMINISTRATOR)))
    new = organisation.post(office=station, role=Role.COMMANDER)
    assert f"/people/posts/{new.ref}/invite" in text(client.get(f"/organisation/offices/{station.ref}"))
    sent = client.send(f"/people/posts/{new.ref}/invite", name="Gul", email="gul@example.org", locale="en")
    after = text(client.get(sent.location))
    assert "on its way" not in after  # no mail leaves a test installation
    assert "Hand over this link yourself" in after


def test_an_officer_is_not_told_who_holds_posts_on_the_page_of_an_office(client, station):
    client.sign_in(people.person(holding=organisation.post(office=station)))
    assert "Who holds them" not in text(client.get(f"/organisation/offices/{station.ref}"))


def test_a_posting_is_ended_after_a_question(client, station, commander):
    officer = people.person(holding=organisation.post(office=station))
    address = f"/people/postings/{officer.postings[0].id}/end"
    assert officer.name in text(client.get(address))
    assert client.send(address).status_code == 302
    assert queries.holder_of(officer.postings[0].post, MADE) is None
    assert client.send(address).status_code == 422


def test_a_post_is_given_to_somebody_who_is_here(client, station, commander):
    post, other = organisation.post(office=station), people.person()
    address = f"/people/posts/{post.ref}/start"
    assert client.send(address, email="nobody@example.org").status_code == 422
    assert client.send(address, email=other.email, starts_on="1900-01-01").status_code == 422
    assert client.send(address, email=other.email).status_code == 302
    assert queries.holder_of(post, MADE).id == other.id


def test_who_holds_a_post_already_is_asked_first(client, station, commander):
    post, there = organisation.post(office=station), people.person(holding=organisation.post(office=station))
    client.send(f"/people/posts/{post.ref}/start", email=there.email)
    assert queries.holder_of(post, MADE) is None
    assert there.name in text(client.get(f"/people/posts/{post.ref}"))
    client.sign_in(there)
    ref = re.search(r"/account/offers/(\w+)", text(client.get("/account")))[1]
    client.send(f"/account/offers/{ref}", yes="y")
    assert queries.holder_of(post, MADE).id == there.id


def test_an_invitation_is_taken_back(client, station, commander):
    offered = invitation(post=organisation.post(office=station))
    assert client.send(f"/people/invitations/{offered.ref}/withdraw").status_code == 302
    assert db.session.get(Invitation, offered.id, populate_existing=True).withdrawn_at == MADE


def test_the_directory_asks_the_same_number_of_questions_for_one_post_and_for_thirty(
    client, station, commander, statements
):
    def asked():
        with statements() as ran:
            assert client.get("/people").status_code == 200
        return len(ran)

    one = asked()
    for _ in range(29):
        people.person(holding=organisation.post(office=station))
    assert asked() == one


def test_the_name_and_language_are_ones_own_to_change(client, commander):
    assert client.send("/account", name="", locale="ur").status_code == 422
    assert client.send("/account", name="x" * 121, locale="ur").status_code == 422
    assert client.send("/account", name="Gul\x00", locale="ur").status_code == 422
    assert client.send("/account", name="Gul", locale="xx").status_code == 422
    assert client.send("/account", name="گل رخ", locale="ur").location == "/account?lang=ur"
    person = db.session.get(Person, commander.id, populate_existing=True)
    assert (person.name, person.locale) == ("گل رخ", "ur")


def test_of_several_posts_one_is_chosen_to_act_as(client, station, commander):
    second = organisation.post(office=station)
    people.posting(person=commander, post=second)
    assert "Act as this post" in text(client.get("/account"))
    assert client.send("/account/acting", post=str(second.id)).status_code == 302
    assert f'selected value="{second.id}"' in text(client.get("/account"))
    client.send("/account/acting", post=str(organisation.post(office=station).id))
    assert f'selected value="{second.id}"' in text(client.get("/account"))


def test_staff_pages_send_visitors_to_sign_in_first(app, client):
    for address in ("/people", "/account", "/people/posts/NOTTHERE", "/account/recovery-codes"):
        assert client.get(address).location == f"/sign-in?next={address}"


def test_who_lost_their_phone_sets_up_a_new_one_after_the_password(client, station, commander):
    officer = account(holding=organisation.post(office=station))
    address = f"/people/postings/{officer.postings[0].id}/second-factor"
    assert officer.name in text(client.get(address))
    assert client.send(address).status_code == 302
    other = client.application.test_client()
    assert (
        fill(other, "/sign-in", email=officer.email, password=PASSWORD).location == "/sign-in/second-factor"
    )
    kinds = db.session.scalars(db.select(OutboxMessage.kind)).all()
    assert kinds == ["people.second_factor_forgotten"]


def test_who_appoints_says_that_a_woman_officer_hosts_womens_sessions(client, station):  # T7
    client.sign_in(people.person(holding=organisation.post(office=station.parent, role=Role.SUPERVISOR)))
    post = organisation.post(office=station)
    there = people.person()
    assert "Tick this only for a woman officer" in text(client.get(f"/people/posts/{post.ref}/start"))
    client.send(f"/people/posts/{post.ref}/start", email=there.email, hosts_women="y")
    assert "hosts women's sessions" in text(client.get(f"/people/posts/{post.ref}"))
    [posting] = queries.holders([post], clock.now())[post.id]
    assert client.send(f"/people/postings/{posting.id}/hosting").status_code == 302
    assert " · hosts women's sessions" not in text(client.get(f"/people/posts/{post.ref}"))
    client.send(f"/people/postings/{posting.id}/hosting", hosts="y")
    assert " · hosts women's sessions" in text(client.get(f"/people/posts/{post.ref}"))
    client.send(f"/people/postings/{posting.id}/end")
    again = client.send(f"/people/postings/{posting.id}/hosting", hosts="")
    assert "This posting has ended already." in text(client.get(again.location))


def test_a_colleague_says_nothing_of_who_hosts(client, station):
    post = organisation.post(office=station)
    posting = people.posting(person=people.person(), post=post)
    client.sign_in(people.person(holding=organisation.post(office=station)))
    assert client.send(f"/people/postings/{posting.id}/hosting", hosts="y").status_code == 404
