"""Invitations: who is invited is told once, answers by a link of their own, and may be taken back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import composer
from engagement.events.actions import attend
from engagement.events.actions import invite as inviting
from engagement.events.actions import plan as planning
from engagement.events.invitations import Invited
from engagement.events.models import Delegate, Rsvp
from engagement.events.queries import attend as attending
from engagement.events.queries import cadence, record
from engagement.events.queries import invitations as reads
from engagement.events.rules import Kind as Meeting
from engagement.events.rules import Need, RsvpState, State
from engagement.kernel.actor import Actor, Kind
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people.actions.contacts import contact_for
from tests.factories import answers, events, organisation, people

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
BEARER = Actor(Kind.BEARER)


@pytest.fixture
def officer(host):
    return people.actor_at(organisation.post(office=host))


def _meeting(host, **given):
    post = organisation.post(office=host)
    return events.event(office=host, host_post_id=post.id, invite_only=True, **given)


def _do(action, **given):
    with unit():
        return action(**{"now": NOW, **given})


def _invite(officer, event, name="S. Bibi", address="s@example.org", **given) -> Delegate:
    values = {"home": "Gilgit-Baltistan Police", "locale": "en", **given}
    return _do(inviting.invite, actor=officer, event=event, name=name, address=address, **values)


def _letters() -> list[OutboxMessage]:
    return list(
        db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.kind == "events.invited").order_by(OutboxMessage.id)
        )
    )


def test_who_is_invited_gets_one_letter_with_a_link_of_their_own(officer, host):  # 002.4
    one = _meeting(host)
    first = _invite(officer, one, operation_id="form")
    assert _invite(officer, one, operation_id="form") is first
    _invite(officer, one, name="No address", address="")
    (letter,) = _letters()
    told = composer(letter.kind)(letter)
    assert told.address == "s@example.org"
    assert reads.token_of(first, mailed=True) in told.link
    assert first.home == "Gilgit-Baltistan Police"
    assert b"Bibi" not in first.name
    assert reads.invitation(reads.token_of(first)).event is one


def test_invitations_to_a_draft_go_out_when_it_is_published(officer, host):
    one = _meeting(host, state=State.DRAFT)
    delegate = _invite(officer, one)
    assert (_letters(), reads.invitation(reads.token_of(delegate))) == ([], None)
    _do(planning.publish, actor=officer, event=one)
    _do(planning.publish, actor=officer, event=one)
    assert len(_letters()) == 1


def test_a_yes_keeps_a_place_and_a_no_gives_it_back(officer, host):
    one = _meeting(host, capacity=1)
    delegate = _invite(officer, one)
    answer = {"actor": BEARER, "event": one, "delegate": delegate, "mailed": True}
    _do(inviting.answer, **answer, coming=True)
    _do(inviting.answer, **answer, coming=True)
    assert (delegate.state, one.seats_taken) == (Invited.COMING, 1)
    assert [row.state for row in db.session.scalars(select(Rsvp))] == [RsvpState.CONFIRMED]
    kinds = set(db.session.scalars(select(OutboxMessage.kind)))
    assert kinds == {"events.invited", "events.rsvp_kept"}
    _do(inviting.answer, **answer, coming=False)
    assert (delegate.state, one.seats_taken) == (Invited.DECLINED, 0)
    _do(inviting.answer, **answer, coming=True)
    assert one.seats_taken == 1


def test_an_invitation_taken_back_opens_nothing_and_frees_its_place(officer, host):
    one = _meeting(host)
    delegate = _invite(officer, one)
    token = reads.token_of(delegate)
    _do(inviting.answer, actor=BEARER, event=one, delegate=delegate, coming=True)
    for _time in range(2):
        _do(inviting.take_back, actor=officer, event=one, delegate=delegate)
    assert one.seats_taken == 0
    assert reads.invitation(token) is None
    assert reads.invitation(reads.token_of(delegate)) is None
    (letter,) = _letters()
    assert composer(letter.kind)(letter) is None
    with pytest.raises(Refusal):
        _do(inviting.answer, actor=BEARER, event=one, delegate=delegate, coming=True)


def test_what_cannot_be_invited_is_refused(officer, host):
    one, everybody = _meeting(host), events.event(office=host)
    _invite(officer, one)
    for wrong in (
        {"event": everybody},
        {"event": one},
        {"event": one, "name": " ", "address": ""},
        {"event": one, "address": "nobody"},
        {"event": _meeting(host, state=State.CANCELLED)},
        {"event": _meeting(host, starts_at=NOW - timedelta(days=2))},
    ):
        with pytest.raises(Refusal):
            _invite(officer, **wrong)
    with pytest.raises(Refusal):
        _do(inviting.answer, actor=BEARER, event=everybody, delegate=reads.delegates(one)[0], coming=True)


def test_who_may_come_is_not_changed_once_it_was_told(officer, host):
    for invite_only in (True, False):
        one = events.event(
            office=host, invite_only=invite_only, host_post_id=organisation.post(office=host).id
        )
        from dataclasses import replace

        plan = replace(planning.as_plan(one), invite_only=not invite_only)
        with pytest.raises(Refusal) as refusal:
            _do(planning.edit, actor=officer, event=one, plan=plan, version=None)
        assert refusal.value.field == "invite_only"


def test_the_address_of_a_letter_points_to_the_party_not_to_the_page(officer, host):
    one = _meeting(host)
    delegate = _invite(officer, one)
    _do(inviting.answer, actor=BEARER, event=one, delegate=delegate, coming=True, mailed=True)
    _do(planning.cancel, actor=officer, event=one, reason="Rain", language="en")
    (letter,) = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "events.cancelled"))
    told = composer(letter.kind)(letter)
    assert "/mine" in told.link
    assert f"/events/{one.ref}" not in told.calendar.body.decode().replace("\r\n ", "")
    contact = contact_for(force=one.force, address="s@example.org", locale="en", now=NOW)
    assert b"Bibi" not in told.calendar.body
    assert contact.verified_at == NOW


def test_a_meeting_by_invitation_is_no_meeting_of_its_locality(officer, host):
    place = organisation.locality(office=host)
    before = {"office": host, "locality": place, "starts_at": NOW - timedelta(days=9), "state": State.CLOSED}
    events.event(**before, invite_only=True)
    coming = events.event(office=host, locality=place)
    assert record.last_meeting_before(coming) is None
    assert cadence.last_in(place.id, NOW) is None
    known = events.event(**before)
    assert record.last_meeting_before(coming) is known


def _comes(event, delegate, **given) -> Rsvp:
    _do(inviting.answer, actor=BEARER, event=event, delegate=delegate, coming=True, **given)
    return db.session.get_one(Rsvp, delegate.rsvp_id)


def test_an_invitation_is_for_one(officer, host):  # 002.4
    one = _meeting(host)
    rsvp = _comes(one, _invite(officer, one))
    with pytest.raises(Refusal) as refusal:
        _do(attend.change, actor=BEARER, event=one, rsvp=rsvp, party=20, need=Need.NOTHING)
    assert refusal.value.field == "party"
    db.session.expire_all()
    assert (rsvp.party, one.seats_taken) == (1, 1)
    _do(attend.change, actor=BEARER, event=one, rsvp=rsvp, party=1, need=Need.STEP_FREE)
    assert rsvp.need == Need.STEP_FREE


def test_who_withdraws_by_the_link_of_the_answer_cannot_come(officer, host):
    one = _meeting(host)
    delegate = _invite(officer, one)
    _do(attend.withdraw, actor=BEARER, event=one, rsvp=_comes(one, delegate))
    db.session.expire_all()
    assert (delegate.state, delegate.answered_at) == (Invited.DECLINED, NOW)


def test_the_link_of_an_answer_stands_as_long_as_its_invitation(officer, host):
    one, everybody = _meeting(host), events.event(office=host)
    delegate = _invite(officer, one)
    rsvp, other = _comes(one, delegate), answers.rsvp(event=everybody)
    assert (reads.stands(rsvp), reads.stands(other)) == (True, True)
    _do(inviting.take_back, actor=officer, event=one, delegate=delegate)
    assert not reads.stands(rsvp)


def test_an_invitation_to_a_womens_session_is_its_hosts_approval(officer, host):  # T7
    one = _meeting(host, kind=Meeting.WOMEN)
    for address in ("s@example.org", ""):
        rsvp = _comes(one, _invite(officer, one, address=address), mailed=True)
        assert (rsvp.state, rsvp.approved_at) == (RsvpState.CONFIRMED, NOW)
        assert attending.told_place(rsvp, NOW)


def test_only_the_mailed_link_proves_an_address_and_tells_what_waited_for_that(officer, host):
    one, other = _meeting(host), events.event(office=host)
    delegate = _invite(officer, one)
    given = answers.given(other, address="s@example.org", operation_id="other")
    waits = _do(attend.answer, actor=BEARER, given=given, now=NOW + timedelta(minutes=1))
    rsvp = _comes(one, delegate)
    handed = Actor(Kind.BEARER, bears=frozenset({("rsvp", rsvp.id), (attend.HANDED, rsvp.id)}))
    _do(attend.change, actor=handed, event=one, rsvp=rsvp, party=1, need=Need.NOTHING)
    assert delegate.contact.verified_at is None
    assert set(db.session.scalars(select(OutboxMessage.kind))) == {"events.invited"}
    _comes(one, delegate, mailed=True)
    assert delegate.contact.verified_at == NOW
    (kept,) = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "events.rsvp_kept"))
    assert kept.about["rsvp"] == waits.rsvp_id
