"""What the station does with a concern, and what it may not."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.concerns.actions import chain, desk, following
from engagement.concerns.models import Concern
from engagement.concerns.rules import Category, Lane, State
from engagement.kernel.actor import JOB, Actor, Role
from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal, Stale
from engagement.kernel.signals import concern_owned
from tests.concerns.conftest import Town
from tests.factories import concerns, organisation

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def row(town: Town) -> Concern:
    """A concern of the place."""
    return concerns.concern(locality=town.place)


@pytest.fixture
def sho(town: Town) -> Actor:
    """The SHO."""
    return town.acts(town.sho, town.sho_post)


def kinds() -> list[str]:
    """The kinds of all messages, the oldest first."""
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def test_the_first_owner_is_announced_once(town: Town, row: Concern, sho: Actor) -> None:
    heard: list[str] = []
    with concern_owned.connected_to(lambda sender, **_given: heard.append(sender.ref)):
        concerns.owned(row, town.sho_post, sho, NOW)
        concerns.owned(row, town.sho_post, sho, NOW)
    assert heard == [row.ref]
    assert (row.owned_at, row.state) == (NOW, State.OWNED)


def test_a_verified_raiser_hears_of_owner_and_reply_an_unverified_one_once(town: Town, sho: Actor) -> None:
    row = concerns.concern(locality=town.place, address="gul@example.org")
    concerns.owned(row, town.sho_post, sho)
    assert kinds() == ["concerns.received"]
    concerns.done(following.allow_mail, actor=JOB, now=NOW, concern=row)
    concerns.done(
        desk.reply, actor=sho, now=NOW, concern=row, words="Tomorrow.", language="en", operation_id="r"
    )
    concerns.owned(row, town.officer_post, sho)
    assert kinds() == ["concerns.received", "concerns.replied", "concerns.owned"]
    assert "Tomorrow." not in repr(db.session.scalars(select(OutboxMessage.about)).all())


def test_a_post_that_answers_no_residents_cannot_own(town: Town, row: Concern, sho: Actor) -> None:
    post = organisation.post(office=town.badhber, role=Role.ADMINISTRATOR)
    with pytest.raises(Refusal):
        concerns.owned(row, post, sho)
    with pytest.raises(Refusal):
        concerns.owned(row, organisation.post(office=organisation.station()), sho)


def test_the_second_of_two_editors_is_told(town: Town, row: Concern, sho: Actor) -> None:
    seen = row.version
    given = {"lane": Lane.CONCERN, "category": Category.WATER, "locality": None, "version": seen}
    concerns.done(desk.triage, actor=sho, now=NOW, concern=row, **given)
    with pytest.raises(Stale):
        concerns.done(desk.triage, actor=sho, now=NOW, concern=row, **given)


def test_a_day_that_was_set_by_hand_stays_when_the_lane_changes(town: Town, row: Concern, sho: Actor) -> None:
    concerns.done(desk.own, actor=sho, now=NOW, concern=row, post=town.sho_post, due=date(2026, 12, 24))
    concerns.done(
        desk.triage,
        actor=sho,
        now=NOW,
        concern=row,
        lane=Lane.ENQUIRY,
        category=Category.OTHER,
        locality=None,
    )
    assert (row.due_on, row.thread.lane) == (date(2026, 12, 24), Lane.ENQUIRY)


def test_a_place_of_another_force_is_refused(town: Town, row: Concern, sho: Actor) -> None:
    with pytest.raises(Refusal) as said:
        concerns.done(
            desk.triage,
            actor=sho,
            now=NOW,
            concern=row,
            lane=Lane.CONCERN,
            category=Category.OTHER,
            locality=organisation.locality(),
        )
    assert said.value.field == "locality"


def test_a_reply_settles_questions_alone_and_only_with_an_owner(town: Town, row: Concern, sho: Actor) -> None:
    question = concerns.concern(locality=town.place, lane=Lane.ENQUIRY)
    for concern in (row, question):
        with pytest.raises(Refusal):
            concerns.done(
                desk.reply,
                actor=sho,
                now=NOW,
                concern=concern,
                words="Yes.",
                language="en",
                operation_id=concern.ref,
                settles=True,
            )


def test_the_words_are_gone_after_it_was_said_not_to_belong_here(
    town: Town, row: Concern, sho: Actor
) -> None:
    concerns.done(desk.word, actor=sho, now=NOW, concern=row, words="Public", language="en")
    concerns.done(desk.misplace, actor=sho, now=NOW, concern=row)
    assert (row.words, row.public_words, row.wording) == (None, "", "none")
    with pytest.raises(Refusal):
        concerns.done(desk.misplace, actor=sho, now=NOW, concern=row)
    with pytest.raises(Refusal):
        concerns.owned(row, town.sho_post, sho)


def test_what_its_raiser_was_told_is_not_deleted_any_more(town: Town, row: Concern, sho: Actor) -> None:
    concerns.owned(row, town.sho_post, sho)
    concerns.done(chain.tell, actor=JOB, now=NOW, concern=row)
    with pytest.raises(Refusal):
        concerns.done(desk.misplace, actor=sho, now=NOW, concern=row)
    assert row.words is not None


def test_every_act_names_the_post_in_whose_name_it_was_done(town: Town, row: Concern, sho: Actor) -> None:
    concerns.owned(row, town.sho_post, sho)
    concerns.done(desk.refer, actor=sho, now=NOW, concern=row, agency="Municipality")
    concerns.done(desk.word, actor=sho, now=NOW, concern=row, words="A light is out.", language="en")
    dpo = town.acts(town.dpo, town.dpo_post)
    concerns.done(desk.review, actor=dpo, now=NOW, concern=row)
    found = db.session.execute(
        select(AuditEntry.verb, AuditEntry.post_id)
        .where(AuditEntry.verb != "concerns.raise")
        .order_by(AuditEntry.id)
    ).all()
    assert [tuple(line) for line in found] == [
        ("concerns.own", town.sho_post.id),
        ("concerns.refer", town.sho_post.id),
        ("concerns.word", town.sho_post.id),
        ("concerns.review", town.dpo_post.id),
    ]
