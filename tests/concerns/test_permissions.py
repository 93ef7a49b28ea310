"""Who may do what with a concern; the rule of reading and the query of what is in sight agree."""

from datetime import UTC, datetime

import pytest

from engagement.concerns import permissions, queries
from engagement.concerns.actions import desk
from engagement.kernel.actor import COMMAND, JOB, VISITOR, Actor, Kind, Role
from engagement.kernel.database import db
from tests.concerns.conftest import Town
from tests.factories import concerns, organisation, people

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def actors(town: Town) -> dict[str, Actor]:
    """One actor of each role at each rung, and those without a post."""
    found = {"visitor": VISITOR, "job": JOB, "command": COMMAND}
    found["bearer"] = Actor(Kind.BEARER, bears=frozenset({("concern", 1)}))
    found["nobody"] = people.actor_at()
    elsewhere = organisation.station()
    for role in Role:
        for name, office in (("district", town.district), ("badhber", town.badhber), ("other", elsewhere)):
            found[f"{role} {name}"] = people.actor_at(organisation.post(office=office, role=role))
    return found


def test_reading_and_what_is_in_sight_agree(town: Town) -> None:
    rows = [concerns.concern(locality=town.place), concerns.concern(office=town.mattani)]
    for name, who in actors(town).items():
        seen = {row.id for row in db.session.scalars(queries.concerns_visible_to(who))}
        judged = {row.id for row in rows if permissions.READ.allows(who, row)}
        assert seen == judged, name


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSIGHT])
def test_no_words_for_who_only_administers_or_oversees(town: Town, role: Role) -> None:
    row = concerns.concern(locality=town.place)
    who = people.actor_at(organisation.post(office=town.district, role=role))
    assert not permissions.READ.allows(who, row)
    assert not permissions.LIST.allows(who)


def test_an_officer_words_and_does_not_review_a_commander_does_not_review_their_own(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    officer, sho = town.acts(town.officer, town.officer_post), town.acts(town.sho, town.sho_post)
    assert permissions.WORD.allows(officer, row)
    assert not permissions.REVIEW.allows(officer, row)
    assert permissions.REVIEW.allows(sho, row)
    concerns.done(desk.word, actor=sho, now=NOW, concern=row, words="A light is out.", language="en")
    assert not permissions.REVIEW.allows(sho, row)
    assert permissions.REVIEW.allows(town.acts(town.dpo, town.dpo_post), row)


def test_the_pro_reads_and_answers(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    pro = people.actor_at(organisation.post(office=town.district, role=Role.PRO))
    assert permissions.REPLY.allows(pro, row)
    assert not permissions.REVIEW.allows(pro, row)


def test_a_bearer_follows_the_concern_that_the_code_opened_and_no_other(town: Town) -> None:
    one, other = concerns.concern(locality=town.place), concerns.concern(locality=town.place)
    bearer = Actor(Kind.BEARER, bears=frozenset({("concern", one.id)}))
    assert permissions.FOLLOW.allows(bearer, permissions.Opened(one, bearer))
    assert not permissions.FOLLOW.allows(bearer, permissions.Opened(other, bearer))
    assert not permissions.READ.allows(bearer, one)
