"""Passkeys: kept under a name, listed, removed, told of; another's, an old question and a copy let nobody in."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Kind, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people import passkeys as own_keys
from engagement.people import permissions
from engagement.people.actions import accounts, passkeys
from engagement.people.actions.passkeys import Made
from engagement.people.models import Passkey, Person
from engagement.people.sign_in import keys
from tests.factories import organisation, people
from tests.factories.accounts import account
from tests.house.tree import ROOT
from tests.pages import PageClient
from tests.people.test_sign_in import first_factor, text


@pytest.fixture
def gul(app: Flask) -> Person:
    return account(holding=organisation.post(office=organisation.station(), role=Role.OFFICER))


def made(name: bytes = b"one") -> Made:
    return Made(name, b"public", 0, "usb")


def add(person: Person, name: str = "My phone", key: Made | None = None, by: Person | None = None) -> Passkey:
    who = Actor(Kind.PERSON, (by or person).id)
    with unit():
        return passkeys.add(actor=who, now=clock.now(), person=person, made=key or made(), name=name)


def told() -> list[tuple[str, int]]:
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
    return [(row.kind, row.recipient_id) for row in rows]


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.like("%passkey")).order_by(AuditEntry.id)))  # fmt: skip


def test_a_key_is_kept_and_removed_and_its_person_is_told_each_time(gul: Person) -> None:
    row = add(gul, "  My \n phone ")
    assert (row.name, [each.id for each in own_keys.passkeys_of(gul)]) == ("My phone", [row.id])
    with unit():
        passkeys.remove(actor=Actor(Kind.PERSON, gul.id), now=clock.now(), passkey=row)
    assert own_keys.passkeys_of(gul) == []
    assert told() == [("people.passkey_added", gul.id), ("people.passkey_removed", gul.id)]
    assert verbs() == ["people.add_passkey", "people.remove_passkey"]


def test_a_name_that_is_taken_a_key_that_is_known_and_an_eleventh_are_refused(gul: Person) -> None:
    add(gul)
    for name, key in (("my PHONE", made(b"two")), ("Other", made()), (" ", made(b"three"))):
        with pytest.raises(Refusal):
            add(gul, name, key)
    for n in range(passkeys.MOST - 1):
        add(gul, f"Key {n}", made(bytes([n])))
    with pytest.raises(Refusal):
        add(gul, "Eleventh", made(b"eleven"))


def test_nobody_changes_the_keys_of_somebody_else(client: PageClient, gul: Person) -> None:
    row, other = add(gul), people.person(holding=organisation.post(office=organisation.station()))
    with pytest.raises(Refusal):
        add(gul, "Theirs", made(b"two"), by=other)
    assert not permissions.REMOVE_PASSKEY.allows(Actor(Kind.PERSON, other.id), row)
    client.sign_in(other)
    assert client.send(f"/account/passkeys/{row.ref}/remove").status_code == 404
    assert [each.id for each in own_keys.passkeys_of(gul)] == [row.id]


def test_who_is_let_set_up_a_new_phone_loses_the_keys_that_may_lie_in_the_old_one(gul: Person) -> None:
    # T15
    add(gul)
    posting = gul.postings[0]
    who = people.actor_at(organisation.post(office=posting.post.office, role=Role.ADMINISTRATOR))
    with unit():
        accounts.forget_second_factor(actor=who, now=clock.now(), posting=posting)
    assert own_keys.passkeys_of(gul) == []


def test_the_page_lists_and_removes_and_says_that_the_app_stays(client: PageClient, gul: Person) -> None:
    row = add(gul)
    client.sign_in(gul)
    page = text(client.get("/account/passkeys"))
    assert ("My phone" in page, "not used yet" in page, "data-make-key" in page) == (True, True, True)
    assert (
        "publickey-credentials-create=(self)" in client.get("/account/passkeys").headers["Permissions-Policy"]
    )
    assert client.send(f"/account/passkeys/{row.ref}/remove").status_code == 302
    assert "You have no passkey yet." in text(client.get("/account/passkeys"))


def test_long_after_the_password_it_is_asked_for_again_first(client: PageClient, gul: Person) -> None:
    row = add(gul)
    client.sign_in(gul)
    with client.session_transaction() as session:
        session["fs_paa"] = clock.now().timestamp() - 3600
    assert client.get("/account/passkeys").location.startswith("/sign-in/again?next=")
    client.send(f"/account/passkeys/{row.ref}/remove")
    assert [each.id for each in own_keys.passkeys_of(gul)] == [row.id]


@pytest.mark.parametrize(
    "sent", ["", "[]", "{}", "null", "x" * 30_000, '{"rawId": 7, "response": []}', "[" * 9000]
)
def test_what_is_no_answer_of_a_device_keeps_nothing(client: PageClient, gul: Person, sent: str) -> None:
    client.sign_in(gul)
    client.get("/account/passkeys")
    assert client.send("/account/passkeys", name="Mine", credential=sent).status_code == 422
    assert own_keys.passkeys_of(gul) == []


def test_the_code_page_offers_a_key_only_to_who_has_one_and_the_code_works_beside(
    client: PageClient, gul: Person
) -> None:
    first_factor(client)
    assert "data-use-key" not in text(client.get("/sign-in/code"))
    add(gul)
    page = text(client.get("/sign-in/code"))
    asked = json.loads(re.search(r'data-use-key="([^"]+)"', page)[1].replace("&#34;", '"'))  # type: ignore[index]
    assert (asked["rpId"], [each["id"] for each in asked["allowCredentials"]]) == ("localhost", ["b25l"])


@pytest.mark.parametrize(
    "sent", ["", "{}", '{"rawId": "b25l", "id": "b25l", "type": "public-key", "response": {}}']
)
def test_a_wrong_answer_lets_nobody_in_and_tries_are_counted(
    client: PageClient, gul: Person, sent: str
) -> None:
    # T20
    add(gul)
    first_factor(client)
    for _ in range(8):
        client.get("/sign-in/code")
        answer = client.post("/sign-in/passkey?next=/desk", data={"credential": sent})
        assert answer.location == "/sign-in/code?next=/desk"
    assert "Too many tries" in text(client.get("/sign-in/code"))
    assert client.get("/account").location.startswith("/sign-in")


def test_without_the_password_a_key_opens_nothing(client: PageClient, gul: Person) -> None:
    add(gul)
    assert client.post("/sign-in/passkey", data={"credential": "{}"}).location == "/sign-in"


@pytest.mark.parametrize(("public", "host", "there"), [
    ("https://chowk.example.org", "chowk.example.org", ("chowk.example.org", "https://chowk.example.org")),
    ("http://192.0.2.7:8000", "192.0.2.7:8000", None),
    ("https://192.0.2.7", "192.0.2.7", None),
    ("http://chowk.example.org", "chowk.example.org", None),
    ("https://chowk.example.org", "evil.example", ("chowk.example.org", "https://chowk.example.org")),
    ("http://127.0.0.1:8000", "localhost:8000", ("localhost", "http://localhost:8000")),
])  # fmt: skip
def test_keys_belong_to_the_name_of_the_site_and_need_a_secure_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch, public: str, host: str, there: Any
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", public)
    with app.test_request_context("/account/passkeys", headers={"Host": host}):
        assert keys.site() == there


def test_the_library_of_passkeys_is_not_loaded_before_it_is_used() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import engagement.web_server, sys; print('webauthn' in sys.modules, 'OpenSSL' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert said.stdout.split() == ["False", "False"]
