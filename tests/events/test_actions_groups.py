"""Groups: one answer by head-count, one contact, within what the host gives them; whole or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import composer
from engagement.events.actions import at_once, attend, checkin, groups
from engagement.events.actions import plan as planning
from engagement.events.models import Event, Rsvp
from engagement.events.queries import attend as queries
from engagement.events.rules import MOST_GROUP, Need, RsvpState
from engagement.kernel import database, sealing
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.people.actions.contacts import LANE
from tests.factories import answers, events, organisation, people
from tests.factories.answers import NOW

CONFIRMED, WAITING = RsvpState.CONFIRMED, RsvpState.WAITING


def comes(
    event: Event, party: int, name: str = "Girls' School", address: str = "", **more: Any
) -> attend.Kept:
    sealed = sealing.store(name, force=event.force.ref, lane=LANE) if name else None
    told = (address or f"group{party}@example.org").strip()
    with unit():
        given = answers.given(event, party=party, group=True, name=sealed, address=told, **more)
        return attend.answer(actor=VISITOR, now=NOW, given=given)


def act(action: Any, event: Event, kept: attend.Kept, **more: Any) -> Rsvp:
    with unit():
        row, rsvp = db.session.get_one(Event, event.id), db.session.get_one(Rsvp, kept.rsvp_id)
        database.fresh(row)
        database.fresh(rsvp)
        return action(**{"actor": VISITOR, "now": NOW, **more}, event=row, rsvp=rsvp)  # type: ignore[no-any-return]


def one(kept: attend.Kept) -> Rsvp:
    db.session.rollback()
    return db.session.get_one(Rsvp, kept.rsvp_id, populate_existing=True)


def refused(work: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        work()
    db.session.rollback()
    return found.value


@pytest.fixture
def event(app: Any) -> Event:
    return events.event(capacity=100, group_seats=60)


def test_a_group_comes_by_head_count_with_one_contact(event):
    kept = comes(event, 40)
    rsvp = one(kept)
    assert (rsvp.state, rsvp.party, rsvp.is_group, kept.told) == (CONFIRMED, 40, True, True)
    assert queries.name_of(rsvp) == "Girls' School"
    assert db.session.get_one(Event, event.id).seats_taken == 40
    message = db.session.scalars(select(OutboxMessage)).one()
    assert "You are 40 people." in composer(message.kind)(message).paragraphs


def test_groups_take_no_more_than_they_are_given(event):
    comes(event, 40)
    no = refused(lambda: comes(event, 21))
    assert (no.field, no.values) == ("party", {"given": 60, "left": 20})
    kept = comes(event, 20)
    assert groups.taken(event.id) == 60
    act(attend.withdraw, event, kept)
    assert groups.taken(event.id) == 40
    comes(event, 15)


def test_a_meeting_that_gives_groups_nothing_takes_none(app):
    meeting = events.event(capacity=None)
    assert "takes no groups" in refused(lambda: comes(meeting, 21)).message


def test_a_group_has_a_name_and_an_address_and_a_bound(event):
    assert refused(lambda: comes(event, 30, name="")).field == "name"
    assert refused(lambda: comes(event, 30, address=" ")).field == "contact"
    assert refused(lambda: comes(event, MOST_GROUP + 1)).values == {"most": MOST_GROUP}
    assert refused(lambda: comes(event, 0)).field == "party"
    given = answers.given(event, party=30, group=True, operation_id="x")
    assert at_once.answer(actor=VISITOR, now=NOW, given=given) is None


def test_who_is_no_group_keeps_the_usual_bound(event):
    with pytest.raises(Refusal), unit():
        attend.answer(actor=VISITOR, now=NOW, given=answers.given(event, party=21))


def test_it_waits_as_a_whole_and_moves_up_as_a_whole(event):
    for n in range(3):
        with unit():
            attend.answer(actor=VISITOR, now=NOW, given=answers.given(event, party=20, operation_id=f"p{n}"))
    first = db.session.scalars(select(Rsvp.id).order_by(Rsvp.id)).first()
    group = comes(event, 50)
    assert (one(group).state, queries.place_in_line(one(group))) == (WAITING, 1)
    assert groups.taken(event.id) == 50  # its place in the line counts
    act(attend.withdraw, event, attend.Kept(first, told=False))
    assert one(group).state == CONFIRMED
    assert db.session.get_one(Event, event.id).seats_taken == 90


def test_the_same_form_twice_is_one_group(event):
    assert comes(event, 40, operation_id="twice").rsvp_id == comes(event, 40, operation_id="twice").rsvp_id
    assert groups.taken(event.id) == 40


def test_a_group_grows_within_what_groups_have(event):
    kept = comes(event, 40)
    act(attend.change, event, kept, party=60, need=Need.NOTHING)
    assert refused(lambda: act(attend.change, event, kept, party=61, need=Need.NOTHING)).field == "party"
    act(attend.change, event, kept, party=12, need=Need.NOTHING)
    assert groups.taken(event.id) == 12


def test_the_door_counts_its_heads(event):
    kept = comes(event, 40)
    at = event.starts_at + timedelta(minutes=5)
    assert (
        refused(lambda: act(checkin.arrive, event, kept, arrived=MOST_GROUP + 1, now=at)).field == "arrived"
    )
    act(checkin.arrive, event, kept, arrived=37, now=at)
    assert queries.attendance(db.session.get_one(Event, event.id)).total == 37


def test_the_host_gives_groups_no_fewer_places_than_they_have_and_no_more_than_there_are(event):
    post = organisation.post(office=event.office)
    comes(event, 40)

    def edit(**more: Any) -> Event:
        with unit():
            row = db.session.get_one(Event, event.id)
            database.fresh(row)
            said = planning.as_plan(row)
            plan = type(said)(
                **{name: getattr(said, name) for name in said.__dataclass_fields__}
                | {"host_post_id": post.id}
                | more
            )
            return planning.edit(actor=people.actor_at(post), now=NOW, event=row, plan=plan, version=None)

    assert refused(lambda: edit(group_seats=39)).field == "group_seats"
    assert refused(lambda: edit(group_seats=None)).field == "group_seats"
    assert refused(lambda: edit(group_seats=101)).field == "group_seats"
    assert edit(group_seats=40).group_seats == 40


def test_a_group_answers_on_a_page_of_its_own_without_names_of_members(client, event):
    shown = client.get(f"/events/{event.ref}").get_data(as_text=True)
    assert f"/events/{event.ref}/group" in shown
    page = client.get(f"/events/{event.ref}/group").get_data(as_text=True)
    assert "60 places are left for groups." in page
    assert "A group comes as a whole" in page
    typed = {
        "name": "Girls' School",
        "party": "80",
        "need": "nothing",
        "contact": "head@example.org",
        "operation_id": "g",
    }
    no = client.post(f"/events/{event.ref}/group", data=typed)
    assert (no.status_code, "60 are left" in no.get_data(as_text=True)) == (422, True)
    kept = client.post(f"/events/{event.ref}/group", data={**typed, "party": "60"})
    assert kept.status_code == 303
    assert "We wrote to you" in client.get(kept.location).get_data(as_text=True)
    rsvp = db.session.scalars(select(Rsvp)).one()
    mine = f"/rsvp/{queries.link_token(rsvp)}/mine"
    assert client.post(mine, data={"do": "change", "party": "50", "need": "nothing"}).status_code == 303
    closed = events.event(capacity=10)
    assert client.get(f"/events/{closed.ref}/group").status_code == 404
    assert "/group" not in client.get(f"/events/{closed.ref}").get_data(as_text=True)
