"""Both doors, the slip, the raiser's own page, the desk."""

import re

import pytest
from sqlalchemy import select

from engagement.concerns.models import Concern
from engagement.concerns.rules import State
from engagement.kernel.actor import Role
from engagement.kernel.database import db
from engagement.organisation.models import Locality, Office
from tests.factories import organisation as org
from tests.factories import people
from tests.pages import PageClient

GOOD = {"lane": "concern", "category": "street_light", "words": "Dark bus stand.", "answer": "code"}


@pytest.fixture
def station(app: object) -> Office:
    """A station with a place that it serves."""
    station = org.station()
    org.locality(office=station)
    return station


def _place() -> Locality:
    return db.session.scalars(select(Locality)).one()


def _send(client: PageClient, operation: str = "op-1", **given: str):
    return client.post(
        "/concerns/new", data={**GOOD, "where": _place().ref, "operation_id": operation, **given}
    )


def _code(html: str) -> str:
    found = re.search(r"\d{4} \d{4} \d{4} \d{4}", html)
    assert found is not None
    return found.group()


def test_raised_on_the_web_followed_by_code_and_owned_at_the_desk(
    client: PageClient, station: Office
) -> None:
    answer = _send(client)
    html = answer.get_data(as_text=True)
    concern = db.session.scalars(select(Concern)).one()
    assert answer.status_code == 200
    assert concern.ref in html
    assert concern.office_id == station.id
    code = _code(html)
    mine = client.post("/follow", data={"code": code})
    assert "Dark bus stand." in mine.get_data(as_text=True)
    sho = org.post(office=station, role=Role.COMMANDER)
    client.sign_in(people.person(holding=sho))
    assert concern.ref in client.get("/concerns").get_data(as_text=True)
    assert client.get(f"/concerns/{concern.ref}/work").status_code == 200
    taken = client.send(
        f"/concerns/{concern.ref}/own", **{"own-post": sho.ref, "own-version": str(concern.version)}
    )
    assert taken.status_code == 302, taken.get_data(as_text=True)
    db.session.expire_all()
    assert (concern.state, concern.owner_post_id) == (State.OWNED, sho.id)
