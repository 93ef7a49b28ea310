"""Several at once from the list, without script; lists kept by name."""

import re

import pytest

from engagement.concerns import queries
from engagement.concerns.models import Concern
from engagement.kernel.database import db
from tests.concerns.conftest import Town
from tests.factories import concerns, people, problems
from tests.pages import PageClient


@pytest.fixture
def rows(town: Town) -> list[Concern]:
    return [
        concerns.owned(
            concerns.concern(locality=town.place), town.sho_post, town.acts(town.sho, town.sho_post)
        )
        for _n in range(2)
    ]


def ticks(html: str) -> list[str]:
    return re.findall(r'name="row"[^>]* value="([A-Z0-9]+\.\d+)"', html)


def press(client: PageClient, given: list[str], **fields: str):
    return client.post("/concerns/bulk", data={"csrf_token": client.token(), "row": given, **fields})


def test_from_ticks_in_the_list_to_owner_and_problem_in_two_presses(
    client: PageClient, town: Town, rows: list[Concern]
) -> None:
    client.sign_in(town.sho)
    given = ticks(client.get("/concerns").get_data(as_text=True))
    assert len(given) == 2
    problem = problems.problem(concern=concerns.concern(locality=town.place), owner=town.sho_post)
    html = press(client, given).get_data(as_text=True)
    assert ticks(html) == given
    fields = {"set": "1", "bulk-category": "traffic", "bulk-problem": problem.ref}
    assert press(client, given, **fields).status_code == 302
    for row in rows:
        db.session.refresh(row)
    assert {(row.category, row.state) for row in rows} == {("traffic", "worked")}


def test_a_conflict_is_said_at_its_row_and_a_second_press_goes_on(
    client: PageClient, town: Town, rows: list[Concern]
) -> None:
    client.sign_in(town.sho)
    given = [f"{rows[0].ref}.{rows[0].version}", f"{rows[1].ref}.0"]
    answer = press(client, given, **{"set": "1", "bulk-category": "traffic"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    before, after = html.split(rows[1].ref, 1)
    assert "Somebody changed this meanwhile" not in before.split("<legend>")[1]
    assert "Somebody changed this meanwhile" in after
    assert press(client, ticks(html), **{"set": "1", "bulk-category": "traffic"}).status_code == 302


def test_rows_out_of_sight_are_as_missing_ones(client: PageClient, town: Town, rows: list[Concern]) -> None:
    client.sign_in(people.person(holding=town.mattani_post))
    hidden, missing = (press(client, [ref]) for ref in (f"{rows[0].ref}.1", "ZZZZZZ.1"))
    assert (hidden.status_code, hidden.headers["Location"]) == (
        missing.status_code,
        missing.headers["Location"],
    )


def test_a_list_is_kept_by_name_and_shown_and_let_go(
    client: PageClient, town: Town, rows: list[Concern]
) -> None:
    client.sign_in(town.sho)
    answer = client.send("/concerns/lists", **{"list-name": "Mine, owned", "mine": "1", "state": "owned"})
    html = client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Mine, owned" in html
    way = re.search(r"/concerns/lists/\w+/drop", html)
    assert way is not None
    client.sign_in(town.officer)
    assert "Mine, owned" not in client.get("/concerns").get_data(as_text=True)
    assert client.send(way.group()).status_code == 404
    client.sign_in(town.sho)
    client.send(way.group())
    assert "Mine, owned" not in client.get("/concerns").get_data(as_text=True)


def test_a_row_is_asked_for_without_what_the_database_cannot_read(
    client: PageClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(town.sho)
    asked: list[str] = []
    monkeypatch.setattr(queries, "concern", asked.append)
    assert press(client, ["AB\0CD.1"]).status_code == 302
    assert asked == ["ABCD"]
