"""Likely ones side by side at the desk; linking and unlinking by a press."""

import pytest

from engagement.concerns.models import Concern
from engagement.kernel.database import db, unit
from tests.concerns.conftest import Town
from tests.factories import concerns, people
from tests.pages import PageClient


@pytest.fixture
def rows(town: Town) -> tuple[Concern, Concern]:
    """Two that say the same."""
    return concerns.concern(locality=town.place), concerns.concern(
        locality=town.place, words="bus adda ki batti kharab hai"
    )


def test_an_officer_sees_likely_ones_counts_them_once_and_takes_them_apart(
    client: PageClient, town: Town, rows: tuple[Concern, Concern]
) -> None:  # 001.7
    one, same = (row.ref for row in rows)
    client.sign_in(town.officer)
    assert "1 may be the same" in client.get(f"/concerns/{one}/work").get_data(as_text=True)
    html = client.get(f"/concerns/{one}/same").get_data(as_text=True)
    assert "bus adda ki batti" in html
    assert "The street light at the bus stand is out." in html  # side by side
    client.send(f"/concerns/{one}/same", **{"same-other": same, "same-version": "1"})
    listed = client.get("/concerns").get_data(as_text=True)
    assert (one in listed, same in listed) == (False, True)
    assert one in client.get(f"/concerns/{same}/work").get_data(as_text=True)
    assert "It is another matter" in client.get(f"/concerns/{one}/work").get_data(as_text=True)
    client.send(f"/concerns/{one}/apart", **{"same-version": "2"})
    listed = client.get("/concerns").get_data(as_text=True)
    assert (one in listed, same in listed) == (True, True)


def test_another_station_cannot_link_and_its_concerns_are_as_if_they_were_not(
    client: PageClient, town: Town, rows: tuple[Concern, Concern]
) -> None:
    one, _same = rows
    away = concerns.concern(office=town.mattani)
    client.sign_in(people.person(holding=town.officer_post))
    answers = [
        client.send(f"/concerns/{one.ref}/same", **{"same-other": ref, "same-version": "1"})
        for ref in (away.ref, "ZZZZZZ")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("Nothing found." in answer.get_data(as_text=True) for answer in answers)
    db.session.refresh(one)
    assert one.same_as_id is None
    client.sign_in(people.person(holding=town.mattani_post))
    assert client.get(f"/concerns/{one.ref}/same").status_code == 404


def test_what_is_counted_with_it_out_of_sight_is_not_shown(client: PageClient, town: Town) -> None:
    head, near = concerns.concern(locality=town.place), concerns.concern(locality=town.place)
    away = concerns.concern(office=town.mattani)
    with unit():
        near.same_as_id = away.same_as_id = head.id
    for who, seen in ((town.officer, False), (town.dpo, True)):
        client.sign_in(who)
        html = client.get(f"/concerns/{head.ref}/work").get_data(as_text=True)
        assert near.ref in html
        assert (away.ref in html) == seen
