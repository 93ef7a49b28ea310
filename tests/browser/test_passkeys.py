"""A passkey in a real Chromium with a virtual authenticator: made, used after the password, removed; a copy refused."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from engagement.kernel.actor import Role
from engagement.kernel.database import db, unit
from engagement.people import passkeys as own_keys
from engagement.people.models import Passkey, Person
from tests.browser.port import on_a_port
from tests.factories import organisation
from tests.factories.accounts import PASSWORD, account, code

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
WAIT = {"timeout": 15_000}


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The app under a name: keys belong to names, not to numbers."""
    with on_a_port(app, "localhost") as address:
        yield address


@pytest.fixture
def gul(app: Flask) -> Person:
    person = account(holding=organisation.post(office=organisation.station(), role=Role.OFFICER))
    with unit():
        db.session.get_one(Person, person.id).mf_recovery_codes = ["kept"]
    return person


def password(page: Any, served: str) -> None:
    """Give the first factor."""
    page.goto(f"{served}/sign-in?next=/account/passkeys")
    page.fill("#email", "gul@example.org")
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/sign-in/code**", **WAIT)


def out(page: Any) -> None:
    """Sign out, as the button of the account page does."""
    page.click("form[action='/sign-out'] button")
    page.wait_for_load_state()


def test_a_passkey_is_made_used_after_the_password_and_removed(
    chromium: Any, served: str, gul: Person
) -> None:
    # H: passkeys beside the codes of the app
    context = chromium.new_context()
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]

    password(page, served)
    assert page.locator("[data-use-key]").count() == 0
    page.fill("#code", code())
    page.click("main form button")
    page.wait_for_url("**/account/passkeys", **WAIT)
    page.fill("#name", "My phone")
    page.click("form[data-make-key] button")
    page.wait_for_selector("text=not used yet", **WAIT)
    (row,) = own_keys.passkeys_of(gul)
    assert (row.name, row.transports) == ("My phone", "internal")

    page.goto(f"{served}/account")
    out(page)
    password(page, served)
    page.click("form[data-use-key] button")
    page.wait_for_url("**/account/passkeys", **WAIT)
    page.wait_for_selector("text=last used", **WAIT)
    assert page.locator("h2 bdi").inner_text() == "My phone"

    # A copy of the key counts what was counted before: it lets nobody in.
    page.goto(f"{served}/account")
    out(page)
    with unit():
        db.session.get_one(Passkey, row.id).uses = 10_000
    password(page, served)
    page.click("form[data-use-key] button")
    page.wait_for_selector("text=This key did not work", **WAIT)
    page.fill("#code", code(later=1))
    page.click("main form button")
    page.wait_for_url("**/account/passkeys", **WAIT)
    page.click("text=Remove")
    page.wait_for_selector("text=You have no passkey yet", **WAIT)
    db.session.expire_all()
    assert own_keys.passkeys_of(gul) == []
    assert faults == []
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    context.close()


def test_without_script_the_code_of_the_app_lets_in_and_no_dead_button_stands_there(
    chromium: Any, served: str, gul: Person
) -> None:
    with unit():
        db.session.add(Passkey(person_id=gul.id, credential=b"one", public_key=b"p", uses=0, name="Stick", added_at=gul.created_at))  # fmt: skip
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    password(page, served)
    assert not page.locator("form[data-use-key]").is_visible()
    page.fill("#code", code())
    page.click("main form button")
    page.wait_for_url("**/account/passkeys", **WAIT)
    assert not page.locator("form[data-make-key]").is_visible()
    page.wait_for_selector("text=needs JavaScript", **WAIT)
    context.close()
