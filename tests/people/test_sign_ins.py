"""Where one is signed in: each place is listed by its device, and ends by a button pressed at another."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.kernel import clock
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.people.models import SignIn
from engagement.people.rules import device_of
from tests.factories import organisation, people
from tests.factories.accounts import account
from tests.people.test_sign_in import enter
from tests.people.test_sign_in import text as words_of

PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)


@pytest.fixture
def gul(app):
    return account(holding=organisation.post(office=organisation.station(), role=Role.OFFICER))


def verbs():
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_signing_in_keeps_the_device_and_the_hour_and_no_address(client, gul):  # 016.2
    client.environ_base["HTTP_USER_AGENT"] = PHONE
    enter(client)
    row = db.session.scalars(select(SignIn)).one()
    assert (row.person_id, row.device, row.ended_at) == (gul.id, "Chrome, Android", None)
    page = words_of(client.get("/account"))
    assert ("Chrome, Android" in page, "this one" in page, "Sign out there" in page) == (True, True, False)


def test_a_phone_that_was_lost_is_signed_out_from_elsewhere(app, client, gul):
    phone = app.test_client()
    enter(phone)
    client.sign_in(gul)
    lost = db.session.scalars(select(SignIn).order_by(SignIn.id)).first()
    assert f"/account/sign-ins/{lost.ref}/end" in words_of(client.get("/account"))
    client.send(f"/account/sign-ins/{lost.ref}/end")
    assert phone.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    assert verbs()[-1] == "people.end_sign_in"


def test_all_others_end_together_and_this_one_stays(app, client, gul):
    elsewhere = [app.test_client() for _ in range(2)]
    for each in elsewhere:
        each.sign_in(gul)
    client.sign_in(gul)
    client.send("/account/sign-ins/end-others")
    assert [each.get("/account").status_code for each in (*elsewhere, client)] == [302, 302, 200]


def test_nobody_ends_the_sign_in_of_another(client, gul):
    other = people.person(holding=organisation.post(office=organisation.station()))
    row = people.signed_in(gul)
    client.sign_in(other)
    assert client.send(f"/account/sign-ins/{row.ref}/end").status_code == 404
    assert client.send("/account/sign-ins/none/end").status_code == 404
    assert db.session.get(SignIn, row.id).ended_at is None


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(app, client, gul):
    enter(client)
    copy = app.test_client()
    copy.set_cookie("session", client.get_cookie("session").value)
    assert copy.get("/account").status_code == 200
    client.send("/sign-out")
    assert copy.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (PHONE, "Chrome, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8", ""),
        ("<script>" * 900, ""),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(agent, device):
    assert device_of(agent) == device


def test_one_that_was_prolonged_is_still_listed_and_ends_with_the_others(app, client, gul):
    old = people.signed_in(gul, began_at=clock.now() - timedelta(hours=20))
    client.sign_in(gul)
    assert old.ref in words_of(client.get("/account"))
    client.send("/account/sign-ins/end-others")
    assert db.session.get(SignIn, old.id).ended_at is not None
