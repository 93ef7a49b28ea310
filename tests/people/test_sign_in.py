"""Sign-in: both factors, freshness, throttles, the same answer for names that are here and names that are not."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urljoin, urlsplit

import pyotp
import pytest
import time_machine
from passlib.hash import argon2
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.kernel.database import db, unit
from engagement.people import notices, sign_in
from engagement.people.actions import postings
from engagement.people.models import Person
from tests.factories import organisation, people
from tests.factories.accounts import PASSWORD, account, code

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def clock_stands():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def officer(app, clock_stands):
    return account(holding=organisation.post(office=organisation.station()))


def fill(client, address, **fields):
    """Open a page as a person does, then send its form with the token that stands in it."""
    page = client.get(address)
    found = TOKEN.search(page.get_data(as_text=True))
    return client.post(address, data={"csrf_token": found[1] if found else "", **fields})


def first_factor(client, email="gul@example.org", password=PASSWORD, address="/sign-in"):
    return fill(client, address, email=email, password=password)


def enter(client, **which):
    """Sign in with both factors and put the recovery codes away."""
    first_factor(client)
    answer = fill(client, "/sign-in/code", code=code(**which))
    fill(client, "/account/recovery-codes", generate_new_codes="1")
    return answer


def text(response):
    return response.get_data(as_text=True)


def test_a_password_alone_opens_nothing(client, officer):
    answer = first_factor(client)
    assert (answer.status_code, answer.location) == (302, "/sign-in/code?next=/desk")
    assert client.get("/account").location == "/sign-in?next=/account"


def test_both_factors_sign_in(client, officer):
    first_factor(client)
    answer = fill(client, "/sign-in/code", code=code())
    assert answer.location == "/desk"
    fill(client, "/account/recovery-codes", generate_new_codes="1")
    assert officer.email in text(client.get("/account"))


def test_one_is_led_back_to_the_page_one_came_for(client, officer):
    page = client.get("/account")
    assert page.location == "/sign-in?next=/account"
    answer = first_factor(client, address=page.location)
    following = fill(client, answer.location, code=code())
    assert following.location == "/account"


def test_nobody_is_led_away_to_another_site(client, officer):
    first_factor(client)
    assert fill(client, "/sign-in/code?next=https://evil.example/", code=code()).location == "/desk"


def test_a_wrong_password_an_unknown_name_and_a_person_without_post_get_the_same_answer(client, officer):
    account(email="idle@example.org")
    answers = [
        first_factor(client, password="not this one at all"),
        first_factor(client, email="nobody@example.org"),
        first_factor(client, email="idle@example.org"),
    ]
    assert {a.status_code for a in answers} == {422}
    shown = {re.sub(r'value="[^"]*"', "", text(a)) for a in answers}
    assert len(shown) == 1
    assert "The e-mail address or the password is not right." in shown.pop()


def test_tries_are_counted_in_the_database_for_names_that_are_not_here_as_well(client, officer):
    for _ in range(20):
        assert first_factor(client, email="nobody@example.org", password="wrong").status_code == 422
    refused = first_factor(client, email="nobody@example.org", password="wrong")
    assert refused.status_code == 429
    assert "Too many tries" in text(refused)
    assert first_factor(client).status_code == 302


def test_the_second_factor_cannot_be_tried_through(client, officer):
    first_factor(client)
    statuses = [fill(client, "/sign-in/code", code="000000").status_code for _ in range(7)]
    assert statuses == [422] * 6 + [429]
    assert fill(client, "/sign-in/code", code=code()).status_code == 429


def test_a_code_works_once(app, client, officer):
    enter(client)
    other = app.test_client()
    first_factor(other)
    assert fill(other, "/sign-in/code", code=code()).status_code == 429
    assert fill(other, "/sign-in/code", code=code(later=1)).location == "/desk"


def test_a_code_is_read_in_urdu_digits(client, officer):
    first_factor(client)
    typed = code().translate({ord(str(n)): "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)})
    assert fill(client, "/sign-in/code", code=f" {typed[:3]} {typed[3:]}").location == "/desk"


def test_recovery_codes_come_before_anything_else_and_each_works_once(app, client, officer):
    first_factor(client)
    fill(client, "/sign-in/code", code=code())
    assert client.get("/account").location == "/account/recovery-codes"
    shown = re.findall(
        r">([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})<", text(fill(client, "/account/recovery-codes"))
    )
    assert len(shown) == 8
    assert client.get("/account").status_code == 200
    stored = db.session.get(Person, officer.id).mf_recovery_codes
    assert not set(stored) & set(shown)  # encrypted
    other = app.test_client()
    first_factor(other)
    assert fill(other, "/sign-in/recovery-code", code=shown[0]).location == "/desk"
    third = app.test_client()
    first_factor(third)
    assert fill(third, "/sign-in/recovery-code", code=shown[0]).status_code == 422
    assert fill(third, "/sign-in/recovery-code", code=shown[1].upper()).location == "/desk"


def test_who_has_no_second_factor_sets_one_up_before_anything_else(client, officer):
    with unit():
        officer.tf_primary_method = officer.tf_totp_secret = None
    assert first_factor(client).location == "/sign-in/second-factor"
    assert client.get("/account").location == "/sign-in?next=/account"
    shown = text(fill(client, "/sign-in/second-factor", setup="authenticator"))
    key = re.search(r"type this key:.*?<b[^>]*>([A-Z0-9 ]+)<", shown, re.DOTALL)[1]
    secret = re.sub(r"[^A-Z0-9]", "", key)
    token = TOKEN.search(shown)[1]
    now = pyotp.TOTP(secret).at(NOW)
    wrong = client.post("/sign-in/code", data={"csrf_token": token, "code": "000000"})
    assert wrong.status_code == 422
    assert key in text(wrong)
    assert "<svg viewBox" in text(wrong)
    assert 'aria-invalid="true"' in text(wrong)
    assert key in text(client.get("/sign-in/second-factor"))
    assert fill(client, "/sign-in/code", code=now).location == "/desk"
    assert db.session.get(Person, officer.id).tf_primary_method == "authenticator"


def test_the_first_square_is_answered_where_its_own_form_leads(client, officer):
    with unit():
        officer.tf_primary_method = officer.tf_totp_secret = None
    first_factor(client)
    shown = text(fill(client, "/sign-in/second-factor", setup="authenticator"))
    key, action = re.search(
        r"type this key:.*?<b[^>]*>([A-Z0-9 ]+)<.*?action=\"([^\"]+)\"", shown, re.DOTALL
    ).groups()
    now = pyotp.TOTP(key.replace(" ", "")).at(NOW)
    answer = client.post(action, data={"csrf_token": TOKEN.search(shown)[1], "code": now})
    assert answer.location == "/desk"


def test_a_wrong_code_while_the_phone_is_changed_keeps_the_square_on_the_page(client, officer, clock_stands):
    enter(client)
    shown = text(fill(client, "/sign-in/second-factor", setup="authenticator"))
    key, action = re.search(
        r"type this key:.*?<b[^>]*>([A-Z0-9 ]+)<.*?action=\"([^\"]+)\"", shown, re.DOTALL
    ).groups()
    for guess in ("000000", "12"):
        wrong = client.post(action, data={"csrf_token": TOKEN.search(shown)[1], "code": guess})
        assert wrong.status_code == 422
        assert key in text(wrong)
        assert 'aria-invalid="true"' in text(wrong)
    clock_stands.move_to(NOW + timedelta(minutes=2))
    now = pyotp.TOTP(key.replace(" ", "")).at(NOW + timedelta(minutes=2))
    right = client.post(action, data={"csrf_token": TOKEN.search(shown)[1], "code": now})
    assert right.location == "/account"


def test_the_second_factor_is_changed_only_soon_after_the_password(client, officer, clock_stands):
    enter(client)
    clock_stands.move_to(NOW + timedelta(hours=2))
    answer = client.get("/sign-in/second-factor")
    assert answer.location.startswith("/sign-in/again")
    assert fill(client, "/sign-in/again", password="not this one at all").status_code == 422
    assert fill(client, "/sign-in/again?next=/sign-in/second-factor", password=PASSWORD).status_code == 302
    assert client.get("/sign-in/second-factor").status_code == 200


def test_a_sign_in_lasts_a_shift(client, officer, clock_stands):
    enter(client)
    clock_stands.move_to(NOW + timedelta(hours=11))
    assert client.get("/account").status_code == 200
    clock_stands.move_to(NOW + timedelta(hours=12, minutes=1))
    assert client.get("/account").location == "/sign-in?next=/account"
    assert client.get("/sign-in").status_code == 200


def test_ending_the_last_posting_signs_out_at_the_next_request(app, client, officer):
    enter(client)
    boss = people.actor_at(organisation.post(office=organisation.station()))
    with unit():
        postings.end(actor=boss, now=NOW, posting=officer.postings[0])
    assert client.get("/account").location == "/sign-in?next=/account"
    assert client.get("/account", headers={"Accept": "application/json"}).status_code == 401


def test_signing_out_needs_a_press(client, officer):
    enter(client)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 200  # without its token: asks once more
    assert client.get("/account").status_code == 200
    assert client.send("/sign-out").location == "/"
    assert client.get("/account").status_code == 302


def test_a_forgotten_password_is_set_anew_by_mail_and_every_session_ends(app, client, officer):
    enter(client)
    other = app.test_client()
    assert fill(other, "/sign-in/forgotten", email="GUL@example.org").status_code == 200
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "people.reset")).one()
    assert (message.recipient_id, message.about) == (officer.id, {})
    link = notices.reset(message).link.removeprefix("http://localhost")
    assert fill(other, link, password="short", password_confirm="short").status_code == 422
    new = "four quiet green rivers"
    assert fill(other, link, password=new, password_confirm=new).location == "/sign-in"
    assert client.get("/account").status_code == 302
    assert fill(other, link, password=new, password_confirm=new).location == "/sign-in/forgotten"
    assert first_factor(other).status_code == 422
    assert (
        first_factor(other, password=new).location == "/sign-in/code?next=/desk"
    )  # the second factor is still asked for
    kinds = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert kinds == ["people.reset", "people.password_changed"]


def test_asking_for_a_new_password_tells_nothing_about_who_is_here(client, officer):
    shown = [
        re.sub(r'value="[^"]*"', "", text(fill(client, "/sign-in/forgotten", email=email)))
        for email in ("gul@example.org", "nobody@example.org", "no address")
    ]
    assert len(set(shown)) == 1
    assert len(db.session.scalars(select(OutboxMessage)).all()) == 1


def test_changing_the_password_signs_out_every_other_device(app, client, officer):
    enter(client)
    other = app.test_client()
    first_factor(other)
    fill(other, "/sign-in/code", code=code(later=1))
    new = "four quiet green rivers"
    fields = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert fill(client, "/account/password", **{**fields, "password": "wrong"}).status_code == 422
    assert fill(client, "/account/password", **fields).location == "/account"
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_the_trail_tells_who_signed_in_and_nothing_more(client, officer):
    enter(client)
    entries = db.session.scalars(
        select(AuditEntry).where(AuditEntry.person_id == officer.id).order_by(AuditEntry.id)
    )
    assert [(e.verb, e.facts) for e in entries] == [
        ("people.signed_in", {}),
        ("people.made_recovery_codes", {}),
    ]


def test_a_visitor_gets_no_cookie_before_the_sign_in_page(app, client):
    answer = client.get("/nowhere")
    assert (answer.headers.getlist("Set-Cookie"), "Cookie" in answer.headers.get("Vary", "")) == ([], False)
    assert client.get("/sign-in").headers.getlist("Set-Cookie") != []


def test_the_library_adds_nothing_to_each_request(app):
    after = [call.__qualname__ for call in app.after_request_funcs.get(None, [])]
    before = [call.__qualname__ for call in app.before_request_funcs.get(None, [])]
    assert not [name for name in after + before if "Principal" in name or "LoginManager" in name]
    assert app.login_manager._request_callback is None


def test_a_token_in_the_address_signs_nobody_in(client, officer):
    with client.application.test_request_context():
        token = officer.get_auth_token()
    assert client.get(f"/account?auth_token={token}").status_code == 302
    assert client.get("/account", headers={"Authentication-Token": token}).status_code == 302


def test_a_session_cannot_be_fixed_from_outside(app, client, officer):
    page = client.get("/sign-in")
    before = page.headers["Set-Cookie"]
    first_factor(client)
    after = fill(client, "/sign-in/code", code=code()).headers["Set-Cookie"]
    assert before.split(";")[0] != after.split(";")[0]
    assert "HttpOnly" in after
    assert "SameSite=Lax" in after


def test_views_of_the_library_that_we_do_not_use_are_not_there(app):
    ours = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("security.") and not rule.build_only
    }
    assert ours == {
        "security.login",
        "security.logout",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "security.forgot_password",
        "security.reset_password",
        "security.verify",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.change_password",
        "security.mf_recovery_codes",
        "security.passkey",
    }


def test_a_hash_of_an_older_cost_is_made_anew_at_sign_in(client, officer):
    with unit():
        officer.password = argon2.using(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    assert first_factor(client).location == "/sign-in/code?next=/desk"
    assert "$m=8,t=1,p=1$" in db.session.get(Person, officer.id, populate_existing=True).password


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_name_or_password_of_ten_thousand_characters_is_refused(client, officer, field):
    fields = {"email": "gul@example.org", "password": PASSWORD, field: "x" * 10_000}
    assert fill(client, "/sign-in", **fields).status_code == 422
    assert fill(client, "/sign-in", **{**fields, field: "x\x00"}).status_code == 422


def test_one_address_alone_does_not_lock_the_holder_of_a_name_out(client, officer):
    for _try in range(25):
        client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
        answer = first_factor(client, password="a guess that is wrong")
    assert answer.status_code == 429
    client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert first_factor(client).headers["Location"].startswith("/sign-in/code")


@pytest.mark.parametrize(
    ("address", "host", "shown"),
    [
        ("127.0.0.1", "127.0.0.1:8000", True),
        ("::1", "[::1]:8000", True),
        ("127.0.0.1", "localhost", True),
        ("192.0.2.4", "127.0.0.1:8000", False),
        ("127.0.0.1", "evil.example:8000", False),  # a site that lent this machine its name (DNS rebinding)
    ],
)
def test_the_demo_shows_its_sign_ins_to_this_machine_alone(app, address, host, shown):
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}, headers={"Host": host}):
        assert sign_in._from_here() is shown


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "@evil.example"],
)
def test_a_sign_in_leads_to_no_other_site(client, officer, wanted):
    asked = urlencode({"next": wanted})
    first = fill(client, f"/sign-in?{asked}", email="gul@example.org", password=PASSWORD)
    ways = [first] if "Location" in first.headers else []  # the form itself refuses another site by name
    if ways:
        ways.append(fill(client, first.headers["Location"], code=code()))
    for answer in ways:
        at = urljoin("http://localhost/sign-in", answer.headers["Location"].replace("\\", "/"))
        assert urlsplit(at).netloc == "localhost", at
