"""The administrator's workspace, by pages alone; what officers may and may not do there."""

import io
import json
import re

import pytest
from sqlalchemy import select

from engagement.kernel.actor import COMMAND, Role
from engagement.kernel.database import db, unit
from engagement.organisation import present, queries
from engagement.organisation.actions.founding import found
from engagement.organisation.models import Locality, Office, Post, Venue
from engagement.organisation.rules import OfficeKind
from tests.factories import organisation as make
from tests.factories import people
from tests.organisation.test_actions import NOW


@pytest.fixture
def head(app):
    with unit():
        return found(actor=COMMAND, now=NOW, seed=present.of_settings()).office


@pytest.fixture
def admin(client, head):
    client.sign_in(people.person(holding=queries.posts_of(head)[0]))
    return client


def link(html, words):
    """Return the address behind a link or button by its words."""
    found_ = re.search(rf'href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?\s*(?:<bdi>)?{re.escape(words)}', html)
    assert found_, f"no link {words!r}"
    return found_[1].replace("&amp;", "&")


def text(answer):
    return answer.get_data(as_text=True)


def test_from_one_head_office_a_whole_organisation_is_set_up_by_pages_alone(admin, head):
    tree = text(admin.get("/organisation"))
    at_head = text(admin.get(link(tree, "Police")))
    made = admin.send(
        link(at_head, "New office under it"), name_en="Peshawar", name_ur="پشاور", kind="district"
    )
    assert made.status_code == 303, text(made)
    at_district = text(admin.get(made.location))
    made = admin.send(
        link(at_district, "New office under it"), name_en="Badhber", kind="station", phone="091 1234567"
    )
    at_station = text(admin.get(made.location))
    for name, role in (("SHO Badhber", "commander"), ("Officer Badhber", "officer")):
        assert admin.send(link(at_station, "New post"), name_en=name, role=role).status_code == 303
    station = db.session.scalars(select(Office).where(Office.slug == "badhber")).one()
    new_place = link(text(admin.get("/organisation/places")), "New place")
    form = text(admin.get(new_place))
    assert f'value="{station.ref}"' in form
    outline = json.dumps(make.SQUARE)
    assert admin.send(new_place, name_en="Bazar", outline=outline, office=station.ref).status_code == 303
    assert admin.send(new_place, name_en="Village", aliases="Kalay\nKali", office="").status_code == 303
    bazar, village = db.session.scalars(select(Locality).order_by(Locality.id)).all()
    assert queries.serving(bazar, queries.today(head.force)).id == station.id
    assert (village.aliases, village.outline) == (["Kalay", "Kali"], None)
    handing = f"/organisation/places/{village.ref}/hand-over"
    assert handing in text(admin.get("/organisation/places"))
    assert admin.send(handing, office=station.ref, since="2026-01-01").status_code == 303
    new_venue = link(text(admin.get("/organisation/venues")), "New venue")
    sent = admin.send(
        new_venue,
        name_en="Hall",
        locality=bazar.ref,
        features=["step_free", "childcare"],
        directions_language="en",
    )
    assert sent.status_code == 303, text(sent)
    assert db.session.scalars(select(Venue)).one().features == ["step_free", "childcare"]
    assert {post.slug for post in db.session.scalars(select(Post))} == {
        "administrator",
        "sho-badhber",
        "officer-badhber",
    }


def test_an_outline_may_be_sent_as_a_file(admin, head):
    file = (io.BytesIO(json.dumps(make.SQUARE).encode("utf-8-sig")), "outline.geojson")
    sent = admin.post(
        "/organisation/places/new",
        data={"csrf_token": admin.token(), "name_en": "Bazar", "office": "", "outline_file": file},
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    assert db.session.scalars(select(Locality)).one().outline["type"] == "Polygon"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name_en": ""}, "Please write a name in at least one language."),
        ({"name_en": "x" * 10_000}, "Too long: at most 120 characters."),
        ({"name_en": "A\x00B"}, "This holds characters that cannot be read."),
        (
            {"name_en": "A", "outline": '{"type":"Point","coordinates":[1,1]}'},
            "An outline is a Polygon or a MultiPolygon.",
        ),
        ({"name_en": "A", "latitude": "34"}, "A position needs both numbers"),
        ({"name_en": "A", "latitude": "999", "longitude": "1"}, "A position needs both numbers"),
        ({"name_en": "A", "latitude": "north"}, "Write degrees as a number"),
        ({"name_en": "A", "population": "-3"}, "Write a whole number"),
        ({"name_en": "A", "since": "1900-01-01"}, "Choose a date between 2000 and 2099."),
        ({"name_en": "A", "office": "ZZZZZZZZ"}, "Not a valid choice"),
    ],
)
def test_bad_input_gets_a_sentence_keeps_what_was_typed_and_saves_nothing(admin, head, fields, said):
    sent = admin.send("/organisation/places/new", **{"office": "", "aliases": "Kept as typed", **fields})
    assert sent.status_code == 422
    assert said in text(sent)
    assert "Kept as typed" in text(sent)
    assert db.session.scalars(select(Locality)).all() == []


def test_the_same_form_twice_makes_one_place(admin, head):
    for status in (303, 422):
        assert admin.send("/organisation/places/new", name_en="Bazar", office="").status_code == status
    assert len(db.session.scalars(select(Locality)).all()) == 1


def test_a_stale_form_shows_both_texts_and_saves_when_sent_again(admin, head):
    address = f"/organisation/offices/{head.ref}/edit"
    assert admin.send(address, name_en="First", version="1").status_code == 303
    late = admin.send(address, name_en="Second", version="1")
    assert late.status_code == 409
    assert "Saved by somebody else" in text(late)
    assert "First" in text(late)
    assert 'value="Second"' in text(late)
    version = re.search(r'name="version"[^>]*value="(\d+)"', text(late))[1]
    assert admin.send(address, name_en="Second", version=version).status_code == 303
    db.session.refresh(head)
    assert head.names == {"en": "Second"}


def test_an_outline_is_kept_until_it_is_removed(admin, head):
    place = make.locality(force=head.force)
    address = f"/organisation/places/{place.ref}/edit"
    assert "An outline of 5 points is drawn." in text(admin.get(address))
    given = {"name_en": "A", "latitude": "34.05", "longitude": "71.55"}
    admin.send(address, version="1", **given)
    db.session.refresh(place)
    assert place.outline == make.SQUARE
    admin.send(address, version="2", without="y", **given)
    db.session.refresh(place)
    assert place.outline is None


@pytest.mark.parametrize("role", [Role.OFFICER, Role.COMMANDER, Role.SUPERVISOR])
def test_only_administrators_organise(client, head, role):
    station = make.office(parent=head)
    client.sign_in(people.person(holding=make.post(office=station, role=role)))
    place = make.locality(force=head.force)
    assert client.get("/organisation").status_code == 403
    assert client.get(f"/organisation/offices/{station.ref}/edit").status_code == 403
    assert client.get(f"/organisation/places/{place.ref}/edit").status_code == 403
    assert client.get(f"/organisation/offices/{station.ref}").status_code == 200
    assert client.get("/organisation/venues").status_code == 200


def test_another_force_is_out_of_sight(admin, head):
    other = make.office(kind=OfficeKind.FORCE)
    place = make.locality(force=other.force)
    venue = make.venue(locality=place)
    for address in (
        f"offices/{other.ref}",
        f"places/{place.ref}/edit",
        f"venues/{venue.ref}/edit",
        "offices/NOWHERE2",
    ):
        assert admin.get(f"/organisation/{address}").status_code == 404


def test_visitors_are_sent_to_sign_in_before_anything_is_looked_up(client, head):
    for address in (
        "/organisation",
        f"/organisation/offices/{head.ref}",
        "/organisation/offices/NOWHERE2",
        "/organisation/venues",
    ):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/sign-in" in answer.location


@pytest.mark.parametrize("address", ["/organisation", "/organisation/places", "/organisation/venues"])
def test_lists_run_the_same_number_of_statements_at_1_and_at_29_rows(admin, head, statements, address):
    counts = []
    for more in (1, 28):
        for _ in range(more):
            station = make.office(parent=head)
            make.venue(locality=make.locality(office=station))
        with statements() as ran:
            assert admin.get(address).status_code == 200
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_the_emergency_number_of_the_force_is_at_the_head_of_every_page_once_changed(admin, head):
    given = {"version": "1", "name_en": "Police", "oversight_address": "Commission, Peshawar"}
    bad = admin.send("/organisation/force", emergency_number="call us", **given)
    assert "Write the number in digits" in text(bad)
    assert admin.send("/organisation/force", emergency_number="۱۱۲۲", **given).status_code == 303
    visitor = admin.application.test_client()
    assert 'href="tel:1122"' in text(visitor.get("/stations"))


def test_how_long_a_complaint_may_wait_is_set_within_bounds_and_kept_when_it_is_not_sent(admin, head):
    given = {"name_en": "Police", "emergency_number": "15", "oversight_address": "Commission"}
    assert admin.send("/organisation/force", version="1", dormant_days="90", **given).status_code == 422
    assert admin.send("/organisation/force", version="1", dormant_days="5", **given).status_code == 303
    assert admin.send("/organisation/force", version="2", **given).status_code == 303
    assert 'value="5"' in text(admin.get("/organisation/force"))


def test_an_administrator_of_a_district_does_not_lead_the_force(client, head):
    district = make.office(parent=head, kind=OfficeKind.DISTRICT)
    client.sign_in(people.person(holding=make.post(office=district, role=Role.ADMINISTRATOR)))
    assert client.get("/organisation").status_code == 200
    assert client.get("/organisation/force").status_code == 403


def test_the_phone_of_an_office_is_one_that_can_be_dialled(admin, head):
    address = f"/organisation/offices/{head.ref}/new"
    for wrong in ("not a phone", "12", "091-1234567 ask for Gul", "1" * 21):
        answer = admin.send(address, name_en="Badhber", kind="station", phone=wrong)
        assert answer.status_code == 422
        assert "Write the phone number in digits" in text(answer)
    for number, right in enumerate(("1122", "+92 (91) 123-4567", "۰۹۱ ۱۲۳۴۵۶۷", "")):
        done = admin.send(address, name_en=f"Badhber {number}", kind="station", phone=right)
        assert done.status_code == 303
