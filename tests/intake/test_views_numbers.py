"""The numbers that people text: an administrator leads each to an office, and takes it off."""

import pytest
from flask import Flask
from sqlalchemy import select

from engagement.intake.models import TextNumber
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.organisation.models import Force, Office
from tests.factories import organisation, people
from tests.factories.texts import numbered
from tests.pages import PageClient

PAGE = "/organisation/numbers"


@pytest.fixture
def head(app: Flask) -> Office:
    """The head office, with a station beneath it."""
    found = organisation.office()
    organisation.office(force=found.force, parent=found, names={"en": "Badhber station"})
    return found


@pytest.fixture
def administrator(client: PageClient, head: Office) -> PageClient:
    client.sign_in(people.person(holding=organisation.post(office=head, role=Role.ADMINISTRATOR)))
    return client


def station(head: Office) -> Office:
    return db.session.scalars(select(Office).where(Office.parent_id == head.id)).one()


def leads() -> dict[str, int]:
    db.session.expire_all()
    return {row.number: row.office_id for row in db.session.scalars(select(TextNumber))}


def test_an_administrator_leads_a_number_to_an_office_and_moves_it(  # 001.5
    administrator: PageClient, head: Office
) -> None:
    beneath = station(head)
    assert administrator.send(PAGE, number="84 84", office=head.ref).status_code == 303
    assert administrator.send(PAGE, number="۸۴۸۶", office=beneath.ref).status_code == 303
    assert leads() == {"8484": head.id, "8486": beneath.id}
    assert administrator.send(PAGE, number="8484", office=beneath.ref).status_code == 303
    assert leads() == {"8484": beneath.id, "8486": beneath.id}
    shown = administrator.get(PAGE).text
    assert "Badhber station" in shown
    assert db.session.get_one(Force, head.force_id).short_codes == ["8484", "8486"]


def test_a_number_is_taken_off_and_stands_on_no_page_any_more(
    administrator: PageClient, head: Office
) -> None:
    numbered("8484", head)
    assert administrator.send(f"{PAGE}/drop", number="8484").status_code == 303
    assert leads() == {}
    assert db.session.get_one(Force, head.force_id).short_codes == []


@pytest.mark.parametrize("typed", ["", "84x4", "٨٤ab", "+", "1" * 21])
def test_what_is_no_number_is_refused_beside_its_field(
    administrator: PageClient, head: Office, typed: str
) -> None:
    answer = administrator.send(PAGE, number=typed, office=head.ref)
    assert answer.status_code == 422
    assert leads() == {}


def test_numbers_of_another_force_are_neither_seen_nor_taken(administrator: PageClient, head: Office) -> None:
    other = organisation.office(force=organisation.force())
    numbered("8585", other)
    assert "8585" not in administrator.get(PAGE).text
    answer = administrator.send(PAGE, number="8585", office=head.ref)
    assert answer.status_code == 422
    assert "taken by another force" in answer.text
    administrator.send(f"{PAGE}/drop", number="8585")
    assert administrator.send(PAGE, number="8586", office=other.ref).status_code == 422
    assert leads() == {"8585": other.id}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR, Role.OVERSIGHT])
def test_who_does_not_administer_sets_no_number(client: PageClient, head: Office, role: Role) -> None:
    client.sign_in(people.person(holding=organisation.post(office=head, role=role)))
    assert client.get(PAGE).status_code == 403
    assert client.send(PAGE, number="8484", office=head.ref).status_code == 403
    assert leads() == {}
