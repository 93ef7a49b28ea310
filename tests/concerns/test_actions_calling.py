"""The call-back sample: drawn by a seed that can be checked, called by another, "closed" asked of the raiser."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.concerns import calls, permissions
from engagement.concerns.actions import calling, chain, desk, following, moving
from engagement.concerns.calls import DRAWN, CallBack, Outcome, draw
from engagement.concerns.models import Concern
from engagement.concerns.rules import Lane, State
from engagement.kernel.actor import JOB, Actor
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from tests.concerns.conftest import Town
from tests.factories import concerns, people
from tests.factories.concerns import done
from tests.factories.sealed import Force3
from tests.pages import PageClient

CLOSED_AT = datetime(2026, 10, 20, 6, tzinfo=UTC)
DRAWN_AT = datetime(2026, 11, 1, 3, 10, tzinfo=UTC)


@pytest.fixture
def dpo(town: Town) -> Actor:
    return town.acts(town.dpo, town.dpo_post)


def closed(town: Town, n: int, by: Actor | None = None, at: datetime = CLOSED_AT, **given: str) -> Concern:
    sho = town.acts(town.sho, town.sho_post)
    row = concerns.concern(
        locality=town.place, now=at - timedelta(days=5), **{"address": f"r{n}@example.org", **given}
    )
    concerns.owned(row, town.sho_post, sho, at - timedelta(days=4))
    done(chain.tell, actor=by or sho, now=at, concern=row)
    return row


def drawn(town: Town) -> list[CallBack]:
    with unit():
        return calling.draw_month(force=town.force, day=date(2026, 11, 1), now=DRAWN_AT)


def test_five_of_a_month_are_drawn_once_and_anybody_can_repeat_the_draw(town: Town, dpo: Actor) -> None:
    rows = [closed(town, n) for n in range(8)]
    closed(town, 8, address="")  # nobody can be reached
    closed(town, 9, at=datetime(2026, 9, 29, 6, tzinfo=UTC))
    concerns.concern(locality=town.place, now=CLOSED_AT, address="open@example.org")
    found = drawn(town)
    assert drawn(town) == []
    assert len(found) == DRAWN
    assert {row.month for row in found} == {"2026-10"}
    seed = found[0].seed
    expected = draw(reversed([row.ref for row in rows]), seed)
    assert [row.concern.ref for row in found] == expected
    (share,) = calls.shares(dpo, date(2026, 10, 1))
    assert (share.out_of, share.reachable, share.drawn, share.seed, share.percent) == (9, 8, 5, seed, None)


def test_a_draw_depends_on_the_seed_and_not_on_the_order() -> None:
    refs = [f"K7P2Q{n}" for n in range(9)]
    assert draw(refs, "a") == draw(refs[::-1], "a")
    assert draw(refs, "a") != draw(refs, "b")
    assert draw(refs[:2], "a", 5) == draw(refs[1::-1], "a", 5)


def test_who_closed_it_does_not_call(town: Town, dpo: Actor) -> None:
    closed(town, 1, by=dpo)
    (row,) = drawn(town)
    assert row.closed_by_id == town.dpo.id
    assert not permissions.CALL.allows(dpo, row)
    assert list(calls.owed(dpo)) == []
    with pytest.raises(Refusal):
        done(calling.record, actor=dpo, now=DRAWN_AT, call=row, outcome=Outcome.CONFIRMED)
    other = people.actor_at(town.dpo_post)
    assert permissions.CALL.allows(other, row)
    assert [each.id for each in calls.owed(other)] == [row.id]


def test_a_reply_that_closed_nothing_makes_nobody_its_closer(town: Town, dpo: Actor) -> None:
    sho, other = town.acts(town.sho, town.sho_post), people.actor_at(town.dpo_post)
    told = closed(town, 1, by=dpo)
    settled = concerns.concern(
        locality=town.place, now=CLOSED_AT - timedelta(days=5), address="q@example.org", lane=Lane.ENQUIRY
    )
    concerns.owned(settled, town.sho_post, sho, CLOSED_AT - timedelta(days=4))
    reply(settled, dpo, settles=True)
    for row in (told, settled):
        reply(row, other)  # after it was closed, by another
    assert {row.concern_id: row.closed_by_id for row in drawn(town)} == {
        told.id: town.dpo.id,
        settled.id: town.dpo.id,
    }


def reply(row: Concern, who: Actor, *, settles: bool = False) -> None:
    given = {"words": "We fixed it.", "language": "en", "operation_id": f"r-{row.id}-{settles}"}
    done(desk.reply, actor=who, now=CLOSED_AT, concern=row, settles=settles, **given)


def test_who_wants_no_more_mail_is_not_drawn(town: Town) -> None:
    row, other = closed(town, 1), closed(town, 2)
    done(following.stop_mail, actor=JOB, now=CLOSED_AT, concern=row)
    assert [(each.concern_id, each.reachable, each.out_of) for each in drawn(town)] == [(other.id, 1, 2)]


def test_a_supervisor_sees_the_calls_beneath_and_nobody_else_any(town: Town, dpo: Actor) -> None:
    closed(town, 1)
    (row,) = drawn(town)
    for who in (dpo, town.acts(town.sho, town.sho_post), people.actor_at(town.mattani_post)):
        listed = list(db.session.scalars(calls.calls_visible_to(who)))
        assert (row in listed) == permissions.READ_CALL.allows(who, row) == (who is dpo)


def test_not_fixed_opens_it_again_and_fixed_closes_nothing_for_the_raiser(town: Town, dpo: Actor) -> None:
    # T21
    rows = {each.ref: each for each in (closed(town, n) for n in range(3))}
    said = dict(zip(rows, (Outcome.NOT_FIXED, Outcome.CONFIRMED, Outcome.NOT_REACHED), strict=True))
    for call in drawn(town):
        done(calling.record, actor=dpo, now=DRAWN_AT, call=call, outcome=said[call.concern.ref])
    assert [row.state for row in rows.values()] == [State.OWNED, State.TOLD, State.TOLD]
    (share,) = calls.shares(dpo, date(2026, 10, 1))
    assert (share.confirmed, share.not_fixed, share.not_reached, share.percent) == (1, 1, 1, 50)
    facts = select(AuditEntry.facts).where(AuditEntry.verb == "concerns.ask_again")
    assert sorted(each["outcome"] for each in db.session.scalars(facts)) == [
        "confirmed",
        "not_fixed",
        "not_reached",
    ]
    (left,) = calls.owed(dpo)  # who was not reached is tried again
    done(calling.record, actor=dpo, now=DRAWN_AT, call=left, outcome=Outcome.CONFIRMED)
    with pytest.raises(Refusal):
        done(calling.record, actor=dpo, now=DRAWN_AT, call=left, outcome=Outcome.NOT_FIXED)


def test_a_yes_by_text_is_made_whole_by_a_call_and_a_no_takes_it_back(town: Town, dpo: Actor) -> None:  # T8
    for n, (outcome, state) in enumerate(
        ((Outcome.CONFIRMED, State.CONFIRMED), (Outcome.NOT_FIXED, State.OWNED))
    ):
        row = closed(town, n)
        done(following.confirm, actor=JOB, now=CLOSED_AT, concern=row, provisional=True)
        with unit():
            db.session.query(CallBack).delete()
            calling.draw_month(force=town.force, day=date(2026, 11, 1), now=DRAWN_AT)
        call = db.session.scalars(select(CallBack).where(CallBack.concern_id == row.id)).one()
        done(calling.record, actor=dpo, now=DRAWN_AT, call=call, outcome=outcome)
        assert (row.state, row.provisional) == (state, False)


def test_what_is_sealed_later_stands_in_no_draw(app: object) -> None:
    here = Force3()
    row = concerns.concern(locality=here.place, now=CLOSED_AT, address="r@example.org")
    concerns.owned(row, here.sho.post, here.sho.actor, CLOSED_AT)
    done(chain.tell, actor=here.sho.actor, now=CLOSED_AT, concern=row)
    with unit():
        assert len(calling.draw_month(force=here.force, day=date(2026, 11, 9), now=DRAWN_AT)) == 1
    done(moving.seal, actor=here.sho.actor, now=DRAWN_AT, concern=row, lane=Lane.TIP)
    assert not db.session.scalars(select(CallBack)).all()


def test_the_supervisors_page_has_picture_and_table_and_the_trail_says_who_looked(
    client: PageClient, town: Town
) -> None:
    row = closed(town, 1)
    (call,) = drawn(town)
    client.sign_in(town.dpo)
    assert row.ref in client.get("/concerns/call-backs").get_data(as_text=True)
    assert "r1@example.org" in client.get(f"/concerns/call-backs/{call.ref}").get_data(as_text=True)
    looked = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.look_up_raiser")).one()
    assert looked.person_id == town.dpo.id
    client.send(f"/concerns/call-backs/{call.ref}", outcome="confirmed")
    html = client.get("/concerns/call-backs").get_data(as_text=True)
    assert "100 %" in html
    assert '<svg class="bar"' in html
    assert call.seed in html
    client.sign_in(town.sho)
    assert client.get("/concerns/call-backs").status_code == 403
    assert client.get(f"/concerns/call-backs/{call.ref}").status_code == 404
