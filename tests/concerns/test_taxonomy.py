"""What concerns are about: what every force begins with, what one changes, who does the work, who may read it."""

import re

import pytest
from sqlalchemy import select

from engagement.concerns import taxonomy
from engagement.concerns.actions import categories, desk
from engagement.concerns.models import Concern
from engagement.concerns.rules import ALL_CATEGORY_WORDS, Category, Lane, Sensitivity
from engagement.kernel import clock
from engagement.kernel.actor import JOB, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal, Stale
from engagement.organisation.models import Force
from tests.concerns.conftest import Town
from tests.concerns.test_views_report import code_in, send
from tests.factories import concerns, organisation, people
from tests.pages import PageClient


def change(force: Force, key: str, **given: object) -> None:
    """Change one category of a force."""
    kind = taxonomy.kinds_of(force.id).get(key)
    values = {
        "names": {},
        "sensitivity": kind.sensitivity if kind else Sensitivity.ORDINARY,
        "agency": {},
        "offered": True,
        "version": kind.version if kind else 0,
    }
    with unit():
        categories.change(actor=JOB, now=clock.now(), force=force, key=key, **{**values, **given})
    db.session.rollback()


def test_every_force_begins_with_what_people_bring() -> None:
    needed = [
        "homicide",
        "burglary",
        "accident",
        "kidnapping",
        "extortion",
        "harassment",
        "traffic",
        "drugs",
        "street_light",
        "municipal",
        "conduct",
    ]
    assert set(needed) <= set(taxonomy.BEGUN)
    assert set(ALL_CATEGORY_WORDS) == set(Category)


def test_what_endangers_people_is_offered_at_no_open_door(app: object) -> None:  # 003.8
    offered = {kind.key for kind in taxonomy.open_kinds(None)}
    assert offered.isdisjoint({"homicide", "kidnapping", "extortion", "harassment", "conduct"})
    assert taxonomy.kind_of(None, "conduct").sensitivity is Sensitivity.SEALED
    assert taxonomy.kind_of(None, "harassment").sensitivity is Sensitivity.SENSITIVE
    assert list(taxonomy.kinds_of(None))[-1] == "other"


@pytest.mark.parametrize("key", ["harassment", "conduct", "extortion"])
def test_what_is_guarded_is_taken_by_no_open_door_whatever_is_sent(
    client: PageClient, town: Town, key: str
) -> None:
    assert send(client, town, category=key).status_code == 422
    row = concerns.concern(locality=town.place)
    officer = town.acts(town.officer, town.officer_post)
    for act in (
        lambda: concerns.concern(locality=town.place, category=key),
        lambda: concerns.done(
            desk.triage,
            actor=officer,
            now=clock.now(),
            concern=row,
            lane=Lane.CONCERN,
            category=key,
            locality=None,
        ),
    ):
        with pytest.raises(Refusal) as no:
            act()
        assert no.value.field == "category"
    assert db.session.scalars(select(Concern.category)).all() == ["street_light"]


def test_a_matter_of_the_municipality_names_it_and_stays_with_its_raiser(
    client: PageClient, town: Town
) -> None:  # 001.10, 004.8
    change(town.force, "street_light", agency={"en": "Town Hall, Peshawar", "ur": "بلدیہ پشاور"})
    slip = send(client, town).get_data(as_text=True)
    assert "This is the work of Town Hall, Peshawar. The office has not passed it on yet." in slip
    mine = client.post("/follow", data={"code": code_in(slip), "csrf_token": client.token()})
    assert "The office has not passed it on yet." in mine.get_data(as_text=True)
    row = db.session.scalars(select(Concern)).one()
    client.sign_in(town.officer)
    work = client.get(f"/concerns/{row.ref}/work").get_data(as_text=True)
    assert 'value="Town Hall, Peshawar"' in work  # beside the button that passes it on
    client.send(
        f"/concerns/{row.ref}/refer", **{"refer-agency": "Town Hall, Peshawar", "refer-version": row.version}
    )
    mine = client.post("/follow", data={"code": code_in(slip), "csrf_token": client.token()})
    html = mine.get_data(as_text=True)
    assert "Also passed to" in html
    assert "Dark bus stand." in html
    assert "has not passed it on" not in html


def test_a_police_matter_names_no_agency(client: PageClient, town: Town) -> None:
    assert "This is the work of" not in send(client, town, category="theft").get_data(as_text=True)
    assert "This is the work of the municipal office." in send(client, town, "op-2").get_data(as_text=True)


def test_a_force_renames_adds_and_hides_and_another_keeps_its_own(client: PageClient, town: Town) -> None:
    change(town.force, "theft", names={"en": "Stolen things", "ur": "چوری شدہ چیزیں"})
    change(town.force, "noise", offered=False)
    change(town.force, "", names={"en": "Stray dogs"})
    html = client.get("/concerns/new").get_data(as_text=True)
    assert "Stolen things" in html
    assert "Stray dogs" in html
    assert 'value="noise"' not in html
    assert "چوری شدہ چیزیں" in client.get("/concerns/new?lang=ur").get_data(as_text=True)
    own = next(key for key in taxonomy.kinds_of(town.force.id) if key.startswith("own_"))
    slip = send(client, town, category=own).get_data(as_text=True)
    client.set_cookie("lang", "en")
    page = client.post("/follow", data={"code": code_in(slip)}).get_data(as_text=True)
    assert re.search(r"<h1>Stray dogs", page)
    other = organisation.force()
    assert taxonomy.called(other.id, "theft") == "Theft"
    assert own not in taxonomy.kinds_of(other.id)


def test_the_category_of_another_force_is_refused(client: PageClient, town: Town) -> None:
    other = organisation.force()
    organisation.post(office=organisation.office(force=other))
    change(other, "", names={"en": "Snow"})
    own = next(key for key in taxonomy.kinds_of(other.id) if key.startswith("own_"))
    assert send(client, town, category=own).status_code == 422


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("nothing", {}),
        ("", {"names": {"en": " "}}),
        ("harassment", {"sensitivity": Sensitivity.ORDINARY}),
        ("other", {"offered": False}),
        ("other", {"sensitivity": Sensitivity.SEALED}),
    ],
)
def test_what_would_lose_or_endanger_people_is_refused(town: Town, key: str, given: dict) -> None:
    with pytest.raises(Refusal):
        change(town.force, key, **given)
    assert db.session.scalars(select(taxonomy.CategoryRow)).all() == []


def test_the_second_of_two_administrators_is_told(town: Town) -> None:
    change(town.force, "theft", names={"en": "Stolen"})
    with pytest.raises(Stale):
        change(town.force, "theft", names={"en": "Robbed"}, version=0)


def test_an_administrator_changes_a_category_on_its_page(client: PageClient, town: Town) -> None:
    head = organisation.post(office=town.district, role=Role.ADMINISTRATOR)
    client.sign_in(people.person(holding=head))
    listed = client.get("/organisation/categories").get_data(as_text=True)
    assert "Street light" in listed
    assert "Work of the municipal office" in listed
    assert client.get("/organisation/categories?about=theft").status_code == 200
    answer = client.send(
        "/organisation/categories",
        key="theft",
        name_en="Stolen things",
        name_ur="چوری",
        sensitivity="ordinary",
        agency_en="",
        agency_ur="",
        offered="y",
        version="0",
    )
    assert answer.status_code == 303
    assert taxonomy.called(town.force.id, "theft") == "Stolen things"
    refused = client.send("/organisation/categories", key="", sensitivity="ordinary", version="0")
    assert refused.status_code == 422
    assert "Please write a name in at least one language." in refused.get_data(as_text=True)


def test_who_does_not_lead_the_force_changes_nothing(client: PageClient, town: Town) -> None:
    client.sign_in(town.dpo)
    assert client.get("/organisation/categories").status_code in {403, 404}
