"""What says the same counts once and is told to each; what is sealed is never searched."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from engagement.audit.models import AuditEntry
from engagement.concerns import alike, queries
from engagement.concerns.actions import chain, desk, following, linking, moving
from engagement.concerns.models import Concern, ConcernKey
from engagement.concerns.rules import Category, Lane, Light, State
from engagement.kernel.actor import JOB, Actor
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal, Stale
from tests.concerns.conftest import Town
from tests.factories import concerns
from tests.factories.concerns import done
from tests.factories.sealed import EACH, Force3, matter

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def sho(town: Town) -> Actor:
    return town.acts(town.sho, town.sho_post)


def pair(town: Town) -> tuple[Concern, Concern]:
    """A concern and another that says the same in Urdu."""
    one = concerns.concern(locality=town.place)
    return one, concerns.concern(locality=town.place, words="بس سٹینڈ پر بتی بند ہے", language="ur")


def keys(row: Concern) -> int:
    return db.session.scalar(select(func.count()).where(ConcernKey.concern_id == row.id)) or 0


def test_the_same_in_another_language_is_found_and_what_is_elsewhere_is_not(town: Town, sho: Actor) -> None:
    one, same = pair(town)
    concerns.concern(locality=town.place, words="Loud music all night", category=Category.NOISE)
    away = concerns.concern(office=town.mattani)
    assert [row.ref for row in alike.likely_for(one, sho)] == [same.ref]
    seen = alike.likely_for(one, town.acts(town.dpo, town.dpo_post))
    assert {row.ref for row in seen} == {same.ref, away.ref}


@pytest.mark.parametrize("lane", EACH)
def test_no_words_of_a_sealed_lane_are_ever_searched(app: object, lane: Lane) -> None:
    here = Force3()
    row = here.complaint() if lane is Lane.COMPLAINT else matter(here.force, lane, locality=here.place)
    with unit():
        done(
            desk.reply,
            actor=here.focal.actor,
            now=NOW,
            concern=row,
            words="We read it.",
            language="en",
            operation_id="r",
        )
    assert (row.search_text, keys(row)) == ("", 0)
    with pytest.raises(IntegrityError), unit() as session:  # the database itself refuses it
        session.execute(update(Concern).where(Concern.id == row.id).values(search_text="marker"))


def test_words_are_searched_while_the_same_may_come_and_gone_once_it_is_done(town: Town, sho: Actor) -> None:
    row = concerns.owned(concerns.concern(locality=town.place), town.sho_post, sho)
    assert row.search_text == "strit ligt bus stand out"
    assert keys(row) == 4  # street, light, stand and bus are one stop, out
    done(chain.tell, actor=JOB, now=NOW, concern=row)
    done(following.confirm, actor=JOB, now=NOW, concern=row)
    assert (row.search_text, keys(row)) == ("", 0)
    wrong = concerns.concern(locality=town.place)
    done(desk.misplace, actor=sho, now=NOW, concern=wrong)
    assert (wrong.search_text, keys(wrong)) == ("", 0)


def test_the_keys_go_where_the_concern_goes(town: Town) -> None:
    row = concerns.concern(locality=town.place)
    concerns.owned(row, town.mattani_post, town.acts(town.dpo, town.dpo_post))
    offices = set(db.session.scalars(select(ConcernKey.office_id).where(ConcernKey.concern_id == row.id)))
    assert offices == {town.mattani.id}


def test_linked_ones_are_counted_once_everywhere_and_apart_again_twice(
    town: Town, sho: Actor
) -> None:  # 001.7
    one, same = pair(town)
    done(linking.link, actor=sho, now=NOW, concern=same, other=one, version=same.version)
    assert queries.lights_for(sho, NOW)[Light.RED] == 1
    listed = queries.leaf(queries.desk(sho, NOW.date(), NOW), NOW.date(), NOW, after=None, size=9)
    assert [row.ref for row, _rank in listed] == [one.ref]
    assert [row.ref for row in alike.doubles_of(one)] == [same.ref]
    done(linking.unlink, actor=sho, now=NOW, concern=same)
    assert queries.lights_for(sho, NOW)[Light.RED] == 2
    said = (
        select(AuditEntry.verb, AuditEntry.facts)
        .where(AuditEntry.verb.like("concerns.%link%"))
        .order_by(AuditEntry.id)
    )
    found = [
        (verb, facts.get("same_as_id"), facts.get("same_id")) for verb, facts in db.session.execute(said)
    ]
    assert found == [
        ("concerns.link", one.id, None),
        ("concerns.link_here", None, same.id),
        ("concerns.unlink", one.id, None),
    ]


def test_it_goes_to_the_owner_with_the_other_and_each_raiser_is_told(town: Town, sho: Actor) -> None:
    one, same = pair(town)
    done(linking.link, actor=sho, now=NOW, concern=same, other=one)
    concerns.owned(one, town.sho_post, sho)
    assert (same.owner_post_id, same.state) == (town.sho_post.id, State.OWNED)
    done(chain.work, actor=JOB, now=NOW, concern=one)
    with unit():
        told = chain.tell_all(actor=JOB, now=NOW, concern=one, problem_id=1)
    assert [(row.ref, row.state) for row in told] == [(one.ref, State.TOLD), (same.ref, State.TOLD)]


def test_who_says_no_stands_alone_on_the_desk_again(town: Town, sho: Actor) -> None:
    one, same = pair(town)
    concerns.owned(one, town.sho_post, sho)
    done(linking.link, actor=sho, now=NOW, concern=same, other=one)
    done(chain.tell, actor=JOB, now=NOW, concern=same)
    done(following.reopen, actor=JOB, now=NOW, concern=same)
    assert (same.same_as_id, same.state) == (None, State.OWNED)


def test_none_is_lost_when_the_one_it_was_counted_with_does_not_belong_here(town: Town, sho: Actor) -> None:
    one, same = pair(town)
    done(linking.link, actor=sho, now=NOW, concern=same, other=one)
    done(desk.misplace, actor=sho, now=NOW, concern=one)
    assert (same.same_as_id, same.state) == (None, State.RAISED)


def test_three_are_one_whatever_the_order(town: Town, sho: Actor) -> None:
    one, same = pair(town)
    third = concerns.concern(locality=town.place)
    done(linking.link, actor=sho, now=NOW, concern=same, other=one)
    done(linking.link, actor=sho, now=NOW, concern=one, other=third)
    assert {one.same_as_id, same.same_as_id} == {third.id}
    with pytest.raises(Refusal):
        done(linking.link, actor=sho, now=NOW, concern=third, other=same)  # with itself


def test_what_is_sealed_out_of_sight_done_or_changed_meanwhile_is_refused(town: Town, sho: Actor) -> None:
    one, same = pair(town)
    away = concerns.concern(office=town.mattani)
    ended = concerns.owned(concerns.concern(locality=town.place), town.sho_post, sho)
    done(chain.tell, actor=JOB, now=NOW, concern=ended)
    for other in (away, ended, one):
        with pytest.raises(Refusal):
            done(linking.link, actor=sho, now=NOW, concern=one, other=other)
    with pytest.raises(Stale):
        done(linking.link, actor=sho, now=NOW, concern=one, other=same, version=0)
    with pytest.raises(Refusal):
        done(linking.unlink, actor=sho, now=NOW + timedelta(days=1), concern=one)


def test_what_is_sealed_later_loses_its_folded_words_and_stands_with_no_other(app: object) -> None:
    here = Force3()
    one, same, third = (concerns.concern(locality=here.place) for _n in range(3))
    done(linking.link, actor=here.sho.actor, now=NOW, concern=same, other=one)
    done(linking.link, actor=here.sho.actor, now=NOW, concern=third, other=one)
    done(moving.seal, actor=here.sho.actor, now=NOW, concern=one, lane=Lane.TIP)
    assert (one.search_text, keys(one)) == ("", 0)
    assert (same.same_as_id, third.same_as_id) == (None, None)
    assert [row.ref for row in alike.likely_for(same, here.sho.actor)] == [third.ref]
