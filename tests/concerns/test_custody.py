"""The custody chain: from, to, when, by whom, and who read it there."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.concerns import custody
from engagement.concerns.actions import desk, sealed
from engagement.concerns.models import Concern
from engagement.kernel import clock
from engagement.kernel.database import db
from tests.concerns.conftest import Town
from tests.concerns.test_views_oversight import signed_in
from tests.factories import concerns, people
from tests.factories.concerns import RAISED, done
from tests.factories.saving import saved
from tests.factories.sealed import Force3
from tests.pages import PageClient


@pytest.fixture
def row(town: Town) -> Concern:
    """A concern of the place, nobody's yet."""
    return concerns.concern(locality=town.place)


def seen() -> list[tuple[int | None, int | None]]:
    query = select(AuditEntry.person_id, AuditEntry.post_id).where(AuditEntry.verb == custody.SEEN)
    return [(each[0], each[1]) for each in db.session.execute(query.order_by(AuditEntry.id))]


def chain(row: Concern) -> list[tuple[Any, Any, Any, list[Any]]]:
    name = lambda names: names["en"] if names else None  # noqa: E731
    return [
        (
            name(step.came_from),
            name(step.to),
            name(step.by),
            [name(names) for names, _at in step.read.values()],
        )
        for step in custody.steps_of(row)
    ]


def test_an_open_matter_says_from_whom_to_whom_when_by_whom_and_who_read_it(  # 001.4
    client: PageClient, town: Town, row: Concern
) -> None:
    page = f"/concerns/{row.ref}/work"
    client.sign_in(town.officer)
    client.get(page)
    client.get(page)  # a second look is no news
    assert seen() == [(town.officer.id, town.officer_post.id)]
    dpo = town.acts(town.dpo, town.dpo_post)
    done(desk.own, actor=dpo, now=RAISED, concern=row, post=town.sho_post)
    done(desk.own, actor=dpo, now=RAISED + timedelta(hours=1), concern=row, post=town.mattani_post)
    other = client.application.test_client()
    other.sign_in(people.person(holding=town.mattani_post))
    html = other.get(page).get_data(as_text=True)
    office, sho, officer, mattani, dpo_name = (
        each.names["en"] for each in (town.badhber, town.sho_post, town.officer_post, town.mattani_post, town.dpo_post)
    )  # fmt: skip
    assert chain(row) == [
        (None, office, None, [officer]),
        (office, sho, dpo_name, []),
        (sho, mattani, dpo_name, [mattani]),
    ]
    for words in (
        "Through whose hands",
        f"From {sho} to {mattani}",
        f"by {dpo_name}",
        "Nobody read it there.",
    ):
        assert words in html


def test_after_it_was_handed_on_each_reading_is_new_and_another_persons_is_their_own(
    client: PageClient, town: Town, row: Concern
) -> None:
    page = f"/concerns/{row.ref}/work"
    client.sign_in(town.dpo)
    client.get(page)
    done(desk.own, actor=town.acts(town.dpo, town.dpo_post), now=RAISED, concern=row, post=town.sho_post)
    client.get(page)
    successor = client.application.test_client()
    successor.sign_in(people.person(holding=town.sho_post))
    successor.get(page)
    assert [post for _person, post in seen()] == [town.dpo_post.id, town.dpo_post.id, town.sho_post.id]


def test_a_transfer_shows_since_when_somebody_else_holds_the_post_and_the_matter_stays_with_it(
    town: Town, row: Concern
) -> None:
    done(
        desk.own, actor=town.acts(town.sho, town.sho_post), now=clock.now() - timedelta(days=5), concern=row,
        post=town.sho_post,
    )  # fmt: skip
    assert custody.others_since(row) == []
    day = clock.to_local(clock.now(), row.force.zone).date()
    saved(people.posting(person=people.person(), post=town.sho_post, starts_on=day))
    assert custody.others_since(row) == [day]
    assert row.owner_post_id == town.sho_post.id


def test_a_threat_that_was_handed_over_says_who_read_it_on_which_side(client: PageClient) -> None:  # 001.21
    here = Force3(slug="kp")
    row = here.threat()
    signed_in(client, here.focal).get(f"/oversight/{row.ref}")
    done(
        sealed.pass_on, actor=here.focal.actor, now=clock.now(), concern=row, post=here.focal_above.post,
        data_taken="", agreed=False,
    )  # fmt: skip
    html = signed_in(client, here.focal_above).get(f"/oversight/{row.ref}").get_data(as_text=True)
    first, second = (each.post.names["en"] for each in (here.focal, here.focal_above))
    assert [read for *_all, read in chain(row)] == [[first], [second]]
    assert f"to {second}" in html
