"""Several at once: all of them or none, and why, row by row."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from engagement.audit.models import AuditEntry
from engagement.concerns.actions import bulk, lists
from engagement.concerns.actions.bulk import Chosen, NotAll, set_all
from engagement.concerns.models import Concern
from engagement.concerns.saved import MOST, SavedList, list_of, lists_of
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal
from tests.concerns.conftest import Town
from tests.factories import concerns, organisation
from tests.factories.concerns import done

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def sho(town: Town) -> Actor:
    return town.acts(town.sho, town.sho_post)


def three(town: Town) -> list[Concern]:
    return [concerns.concern(locality=town.place, words=f"Lamp {n}") for n in range(3)]


def seen(rows: list[Concern]) -> list[tuple[Concern, int]]:
    return [(row, row.version) for row in rows]


def test_category_place_owner_and_day_are_set_for_all_and_each_is_in_the_trail(
    town: Town, sho: Actor
) -> None:
    rows, place = three(town), organisation.locality(office=town.badhber)
    chosen = Chosen("water", place, town.officer_post, date(2026, 12, 1))
    done(set_all, actor=sho, now=NOW, rows=seen(rows), chosen=chosen)
    found = {(r.category, r.locality_id, r.owner_post_id, r.due_on, r.state) for r in rows}
    assert found == {("water", place.id, town.officer_post.id, date(2026, 12, 1), "owned")}
    verbs = ("concerns.triage", "concerns.own")
    assert db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.verb.in_(verbs))) == 6


def test_where_one_was_changed_meanwhile_nothing_is_saved_and_that_row_is_named(
    town: Town, sho: Actor
) -> None:
    rows = three(town)
    given = [*seen(rows[:2]), (rows[2], rows[2].version + 1)]
    with pytest.raises(NotAll) as said:
        done(set_all, actor=sho, now=NOW, rows=given, chosen=Chosen("water"))
    assert {ref: each.message for ref, each in said.value.rows.items()} == {rows[2].ref: bulk.CHANGED}
    for row in rows:
        db.session.refresh(row)
    assert {row.category for row in rows} == {"street_light"}


def test_what_is_out_of_sight_or_cannot_take_it_is_named_beside(town: Town, sho: Actor) -> None:
    rows = [*three(town), concerns.concern(office=town.mattani)]
    with pytest.raises(NotAll) as said:
        done(set_all, actor=sho, now=NOW, rows=seen(rows), chosen=Chosen("harassment"))
    assert set(said.value.rows) == {row.ref for row in rows}
    assert said.value.rows[rows[3].ref].message == "Nothing found."


def test_nothing_chosen_and_too_many_are_refused(town: Town, sho: Actor) -> None:
    rows = three(town)
    for given, chosen in ((seen(rows), Chosen()), ([], Chosen("water")), (seen(rows) * 20, Chosen("water"))):
        with pytest.raises(Refusal):
            done(set_all, actor=sho, now=NOW, rows=given, chosen=chosen)


def test_a_list_is_its_persons_own_by_name(town: Town, sho: Actor) -> None:
    made: SavedList = done(lists.keep, actor=sho, now=NOW, name="Mine", chosen={"mine": "1", "bad": "x"})
    done(lists.keep, actor=sho, now=NOW, name="Mine", chosen={"state": "owned"})
    assert [(row.name, row.chosen) for row in lists_of(sho)] == [("Mine", {"state": "owned"})]
    other = town.acts(town.officer, town.officer_post)
    assert (list(lists_of(other)), list_of(other, made.ref)) == ([], None)
    for n in range(MOST - 1):
        done(lists.keep, actor=sho, now=NOW, name=f"List {n}", chosen={})
    with pytest.raises(Refusal):
        done(lists.keep, actor=sho, now=NOW, name="One more", chosen={})
    done(lists.drop, actor=sho, now=NOW, row=made)
    assert list_of(sho, made.ref) is None
