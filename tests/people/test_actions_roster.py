"""The roster of the women's desk and the trainings that open it: written down by another, closed on the day they end."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.kernel.actor import COMMAND, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.organisation.models import Post
from engagement.people.actions import lanes, roster
from engagement.people.models import LaneOffer, Posting
from tests.factories import organisation as org
from tests.factories import people
from tests.pages import PageClient

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


@pytest.fixture
def post(app: Flask) -> Post:
    head = org.office(force=org.force(oversight_address="Commission: office@example.org"), kind="force")
    return org.post(office=org.office(parent=head))


def row_of(post: Post) -> Posting:
    return people.posting(person=people.person(), post=post)


def run(action: object, row: Posting, **given: object) -> Posting:
    with unit():
        values = {"actor": COMMAND, "now": NOW, "posting": db.session.merge(row), **given}
        return action(**values)


def readied(row: Posting) -> Posting:
    run(roster.enrol, row, stands=True, woman=True)
    return run(roster.train, row, on=date(2026, 11, 1))


def test_without_a_place_on_the_roster_and_a_training_nobody_is_let_in(post: Post) -> None:
    # 002.10
    row = row_of(post)
    with pytest.raises(Refusal):
        run(lanes.let_in_first, row, lane="women")
    run(roster.enrol, row, stands=True, woman=True)
    with pytest.raises(Refusal):
        run(lanes.let_in_first, row, lane="women")
    run(roster.train, row, on=date(2024, 1, 1), until=date(2026, 11, 21))
    with pytest.raises(Refusal):  # it ended yesterday
        run(lanes.let_in_first, row, lane="women")
    run(roster.train, row, on=date(2026, 11, 1))
    assert row.person.trained_until == date(2028, 10, 31)
    assert run(lanes.let_in_first, row, lane="women").lanes == "women"


def test_who_protects_children_needs_the_training_and_not_the_roster(post: Post) -> None:
    # 002.9
    row = row_of(post)
    with pytest.raises(Refusal):
        run(lanes.let_in_first, row, lane="children")
    run(roster.train, row, on=date(2026, 11, 1))
    assert run(lanes.let_in_first, row, lane="children").lanes == "children"


@pytest.mark.parametrize(
    ("on", "until"),
    [
        (None, None),
        (date(2026, 11, 23), None),
        (date(2026, 1, 1), date(2029, 6, 1)),
        (date(2026, 1, 2), date(2026, 1, 1)),
    ],
)
def test_a_training_that_is_no_training_is_refused(post: Post, on: date | None, until: date | None) -> None:
    with pytest.raises(Refusal):
        run(roster.train, row_of(post), on=on, until=until)


def test_nobody_writes_it_down_of_themselves(post: Post) -> None:
    row = row_of(post)
    myself = people.actor_at(post, person=row.person)
    for action, given in (
        (roster.enrol, {"stands": True, "woman": True}),
        (roster.train, {"on": date(2026, 11, 1)}),
    ):
        with pytest.raises(Refusal):
            run(action, row, actor=myself, **given)


def test_off_the_roster_the_lane_is_closed_announced_and_in_the_trail(post: Post) -> None:
    row = readied(row_of(post))
    run(lanes.let_in_first, row, lane="women")
    run(roster.enrol, row, stands=False)
    assert db.session.get(Posting, row.id).lanes == ""
    assert [each.kind for each in db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))] == [
        "people.lane_opened",
        "people.lane_closed",
    ]
    verbs = [entry.verb for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert verbs == [
        "people.enrol",
        "people.train",
        "people.open_lane",
        "people.strike_off",
        "people.close_lanes",
    ]


def test_the_pages_enrol_train_and_ask_and_the_desk_shuts_by_itself(client: PageClient, post: Post) -> None:
    # 002.10
    first, newcomer = readied(row_of(org.post(office=org.office(parent=post.office.parent)))), row_of(post)
    run(lanes.let_in_first, first, lane="women")
    admin = people.person(holding=org.post(office=post.office.parent, role=Role.ADMINISTRATOR))
    client.sign_in(admin)
    head = f"/people/postings/{newcomer.id}"
    client.send(f"{head}/lanes", lane="women")
    assert "First put her on the roster" in client.get(f"/people/posts/{post.ref}").get_data(as_text=True)
    assert db.session.scalars(select(LaneOffer)).all() == []
    client.send(f"{head}/roster", stands="y")  # nobody said that she is a woman officer
    assert "woman officer" in client.get(f"/people/posts/{post.ref}").get_data(as_text=True)
    db.session.expire_all()
    assert not db.session.get(Posting, newcomer.id).womens_desk
    client.send(f"{head}/roster", stands="y", woman="y")
    client.send(f"{head}/training", trained_on="2026-11-01", trained_until="")
    client.send(f"{head}/lanes", lane="women")
    shown = client.get(f"/people/posts/{post.ref}").get_data(as_text=True)
    assert "on the roster of the women&#39;s desk" in shown or "on the roster of the women's desk" in shown
    offer = db.session.scalars(select(LaneOffer)).one()
    hers = client.application.test_client()
    hers.sign_in(first.person)
    hers.get("/people/lanes")
    assert hers.send(f"/people/lanes/{offer.ref}", yes="y").status_code == 302
    assert hers.get("/oversight").status_code == 200
    with time_machine.travel("2028-11-02T06:00:00Z", tick=False):
        late = client.application.test_client()
        late.sign_in(first.person)
        assert late.get("/oversight").status_code == 403
        assert "The women's desk is closed to you" in late.get("/account").get_data(as_text=True).replace(
            "&#39;", "'"
        )


def test_who_enrols_her_says_that_she_is_a_woman_officer_and_the_trail_keeps_it(post: Post) -> None:
    # 002.10
    row = row_of(post)
    with pytest.raises(Refusal):
        run(roster.enrol, row, stands=True)
    assert not db.session.get(Posting, row.id).womens_desk
    run(roster.enrol, row, stands=True, woman=True)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "people.enrol")).one()
    assert entry.facts["woman"] is True


def test_roster_training_and_yes_do_not_come_from_one_line(post: Post, client: PageClient) -> None:
    # T4: whoever leads the station wrote her down; that an administrator asked for it changes nothing
    district = org.office(parent=post.office.parent, kind="district")
    station = org.office(parent=district)
    leads = org.post(office=district, role=Role.SUPERVISOR)
    leader = people.actor_at(leads)
    beneath = readied(row_of(org.post(office=org.office(parent=district))))
    run(lanes.let_in_first, beneath, lane="women")
    newcomer = row_of(org.post(office=station))
    run(roster.enrol, newcomer, actor=leader, stands=True, woman=True)
    run(roster.train, newcomer, actor=leader, on=date(2026, 11, 1))
    desk = org.post(office=post.office.parent, role=Role.ADMINISTRATOR)
    admin = people.actor_at(desk)
    with unit():
        offer = lanes.ask(actor=admin, now=NOW, posting=db.session.merge(newcomer), lane="women")

    def settled(row: Posting) -> LaneOffer:
        who = people.actor_at(row.post, person=row.person, lanes="women")
        with unit():
            return lanes.settle(actor=who, now=NOW, offer=db.session.merge(offer), yes=True)

    with pytest.raises(Refusal, match="another office"):
        settled(beneath)
    apart = readied(row_of(post))  # of no line that wrote it down
    with unit():
        db.session.merge(apart).lanes = "women"
    client.sign_in(apart.person)
    shown = client.get("/people/lanes").get_data(as_text=True)
    assert "Make sure of it yourself." in shown  # who says yes sees on what it rests
    assert "trained until" in shown
    assert settled(apart).posting.lanes == "women"
