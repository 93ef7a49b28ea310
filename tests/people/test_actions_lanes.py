"""Letting a posting into a sealed lane: the first from the command line, announced outside; never an administrator."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from engagement.audit.models import AuditEntry
from engagement.channels.delivery import deliver
from engagement.channels.models import OutboxMessage
from engagement.kernel.actor import COMMAND, Actor, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.organisation.actions import offices
from engagement.organisation.models import Post
from engagement.people import permissions, queries
from engagement.people.actions import lanes
from engagement.people.models import LaneOffer, Posting
from tests.factories import organisation as org
from tests.factories import people
from tests.pages import PageClient

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)


def posting(post: Post) -> Posting:
    return people.posting(person=people.person(), post=post)


def let_in(row: Posting, **given: object) -> Posting:
    with unit():
        values = {
            "actor": COMMAND,
            "now": NOW,
            "posting": db.session.merge(row),
            "lane": "complaint",
            **given,
        }
        return lanes.let_in_first(**values)


@pytest.fixture
def post(app: Flask) -> Post:
    head = org.office(force=org.force(oversight_address="Commission: office@example.org"), kind="force")
    return org.post(office=org.office(parent=org.office(parent=head, kind="district")))


def admin_post(post: Post) -> Post:
    """A post that administers, at the head of the force."""
    return org.post(office=post.office.parent.parent, role=Role.ADMINISTRATOR)


def test_the_first_is_let_in_and_the_outside_address_hears_which_post_and_not_who(post: Post) -> None:
    row = let_in(posting(post))
    assert row.lanes == "complaint"
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.recipient_kind) == ("people.lane_opened", "force")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "people.open_lane")).one()
    assert (entry.facts["person"], entry.facts["lane"]) == (row.person_id, "complaint")
    assert deliver(message.id) == "sent"


def test_a_second_is_not_let_in_from_the_command_line(post: Post) -> None:
    let_in(posting(post))
    with pytest.raises(Refusal):
        let_in(posting(org.post(office=org.office(parent=post.office.parent))))


def test_nobody_else_lets_in_the_first(post: Post) -> None:
    with pytest.raises(Refusal):
        let_in(posting(post), actor=people.actor_at(post))


def test_whoever_administers_is_never_let_in(post: Post) -> None:
    row = posting(post)
    people.posting(person=row.person, post=org.post(office=post.office, role=Role.ADMINISTRATOR))
    with pytest.raises(Refusal):
        let_in(row)


def test_the_command_line_lets_in_by_slugs_and_says_what_is_wrong(app: Flask, post: Post) -> None:
    row = posting(post)
    place = f"{post.office.slug}/{post.slug}"

    def run(email: str) -> tuple[int, str]:
        args = ["people", "let-in", "--post", place, "--email", email, "--lane", "complaint"]
        result = app.test_cli_runner().invoke(args=args)
        return result.exit_code, result.output

    assert run("nobody@example.org")[0] == 1
    assert run(row.person.email)[0] == 0
    code, said = run(row.person.email)
    assert (code, "already" in said) == (1, True)


def reader_of(post: Post, lane: str = "complaint") -> tuple[Posting, Actor]:
    """Somebody of a lane who serves at another station."""
    desk = org.post(office=org.office(parent=post.office.parent)) if post.office.parent else post
    return reader_at(desk, lane)


def reader_at(post: Post, lane: str = "complaint") -> tuple[Posting, Actor]:
    row = posting(post)
    with unit():
        db.session.merge(row).lanes = lane
    return row, people.actor_at(post, person=row.person, lanes=lane)


def asking(post: Post) -> Actor:
    return people.actor_at(post)


def asked(post: Post, **given: object) -> LaneOffer:
    asker = asking(admin_post(post))
    values = {"actor": asker, "now": NOW, "posting": posting(post), "lane": "complaint", **given}
    with unit():
        return lanes.ask(**values)


def settled(offer: LaneOffer, who: Actor, *, yes: bool = True) -> LaneOffer:
    with unit():
        return lanes.settle(actor=who, now=NOW, offer=db.session.merge(offer), yes=yes)


def test_the_next_is_let_in_by_two_one_of_them_in_the_lane(post: Post) -> None:
    # T4
    _row, reader = reader_of(post)
    offer = asked(post)
    assert not offer.posting.lanes
    assert settled(offer, reader).posting.lanes == "complaint"
    assert [m.kind for m in db.session.scalars(select(OutboxMessage))] == ["people.lane_opened"]


def test_who_is_not_in_that_lane_who_asked_and_who_is_to_be_let_in_do_not_settle_it(post: Post) -> None:
    _row, reader = reader_of(post)
    _other, of_tips = reader_of(post, "tip")
    admin = people.actor_at(org.post(office=post.office, role=Role.ADMINISTRATOR), lanes="complaint")
    offer = asked(post)
    by_reader = asked(post, actor=reader)
    themselves = people.actor_at(post, person=offer.posting.person, lanes="complaint")
    for who, which in ((of_tips, offer), (admin, offer), (themselves, offer), (reader, by_reader)):
        with pytest.raises(Refusal):
            settled(which, who)
    assert settled(offer, reader, yes=False).posting.lanes == ""
    with pytest.raises(Refusal):
        settled(offer, reader)


def test_nobody_asks_for_themselves_for_no_lane_or_before_the_first(post: Post) -> None:
    with pytest.raises(Refusal):
        asked(post)
    row, reader = reader_of(post)
    for given in ({"lane": "gossip"}, {"posting": row, "actor": reader}, {"posting": row}):
        with pytest.raises(Refusal):
            asked(post, **given)
    first = asked(post)
    assert asked(post, posting=first.posting).id == first.id


def test_letting_out_takes_one_person_and_closes_what_was_asked(post: Post) -> None:
    row, reader = reader_of(post)
    offer = asked(post, posting=row, lane="complaint") if not row.lanes else asked(post)
    with unit():
        lanes.let_out(actor=reader, now=NOW, posting=db.session.merge(offer.posting))
    with pytest.raises(Refusal):
        settled(offer, reader)


def test_letting_out_is_announced_outside_as_letting_in_is(post: Post) -> None:
    row, reader = reader_of(post)
    with unit():
        lanes.let_out(actor=reader, now=NOW, posting=db.session.merge(row))
    message = db.session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.about["lane"]) == ("people.lane_closed", "complaint")
    assert deliver(message.id) == "sent"


def changed(action: object, actor: Actor, **given: object) -> None:
    with unit():
        given = {
            key: db.session.merge(value) if key in {"post", "office", "parent"} else value
            for key, value in given.items()
        }
        action(actor=actor, now=NOW, version=None, names={"en": "New"}, **given)
    db.session.expire_all()


def test_another_role_of_the_post_closes_its_lanes_and_its_offers_and_a_new_name_does_not(post: Post) -> None:
    row, _reader = reader_at(post)
    offer = asked(post)
    other, _actor = reader_of(org.post(office=post.office))
    admin = people.actor_at(org.post(office=post.office, role=Role.ADMINISTRATOR))
    changed(offices.change_post, admin, post=post, role=post.role)
    assert row.lanes == "complaint"
    changed(offices.change_post, admin, post=post, role=Role.OVERSIGHT)
    assert (row.lanes, other.lanes) == ("", "complaint")
    assert offer.settled_at == NOW
    entry = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "people.close_lanes", AuditEntry.subject_id == row.id)
    ).one()
    assert (entry.person_id, entry.facts["lanes"]) == (admin.person_id, "complaint")


def test_moving_an_office_closes_the_lanes_of_all_at_and_beneath_it(app: Flask) -> None:
    head = org.office(force=org.force(), kind="force")
    one, two = org.office(parent=head, kind="district"), org.office(parent=head, kind="district")
    station = org.office(parent=one)
    circle = org.office(parent=station)
    moved = [reader_at(org.post(office=each))[0] for each in (station, circle)]
    stays = [reader_at(org.post(office=each))[0] for each in (head, one, two)]
    admin = people.actor_at(org.post(office=head, role=Role.ADMINISTRATOR))
    changed(offices.change_office, admin, office=station)
    assert {row.lanes for row in moved} == {"complaint"}
    changed(offices.change_office, admin, office=station, parent=two)
    assert {row.lanes for row in moved} == {""}
    assert {row.lanes for row in stays} == {"complaint"}


def test_offers_in_sight_and_the_judgement_on_each_agree(post: Post) -> None:
    reader_of(post)
    offer = asked(post)
    elsewhere = org.post(office=org.station())
    for name, who in {
        "in it": reader_of(post)[1],
        "in another": reader_of(post, "tip")[1],
        "in another force": reader_at(elsewhere)[1],
        "oversees": asking(org.post(office=post.office.parent, role=Role.OVERSIGHT)),
        "oversees another force": asking(org.post(office=elsewhere.office, role=Role.OVERSIGHT)),
        "administers": people.actor_at(
            org.post(office=post.office, role=Role.ADMINISTRATOR), lanes="complaint"
        ),
        "in none": people.actor_at(post),
    }.items():
        seen = {each.id for each in db.session.scalars(queries.offers_visible_to(who))}
        assert (
            (offer.id in seen) == permissions.READ_OFFER.allows(who, offer) == (name in {"in it", "oversees"})
        ), name


def test_the_pages_ask_and_settle(client: PageClient, post: Post) -> None:
    row, _actor = reader_of(post)
    admin = people.person(holding=admin_post(post))
    newcomer = posting(post)
    client.sign_in(admin)
    assert client.send(f"/people/postings/{newcomer.id}/lanes", lane="complaint").status_code == 302
    html = client.get(f"/people/posts/{post.ref}").get_data(as_text=True)
    assert "Ask to let them in" in html
    assert "Asked; somebody in that lane must answer: <b>Complaint about police</b>" in html
    assert client.get("/people/lanes").status_code == 403
    offer = db.session.scalars(select(LaneOffer)).one()
    assert client.send(f"/people/lanes/{offer.ref}", yes="y").status_code == 404
    other = client.application.test_client()
    other.sign_in(row.person)
    assert newcomer.person.name in other.get("/people/lanes").get_data(as_text=True)
    assert other.send(f"/people/lanes/{offer.ref}", yes="y").status_code == 302
    db.session.expire_all()
    assert db.session.get(Posting, newcomer.id).lanes == "complaint"
    client.send(f"/people/postings/{newcomer.id}/lanes", out="y")
    db.session.expire_all()
    assert db.session.get(Posting, newcomer.id).lanes == ""


def test_nobody_of_the_line_that_asked_says_yes_and_another_desk_or_oversight_does(post: Post) -> None:
    # T4: the head of a station lets nobody in with a yes of their own people
    leads = org.post(office=post.office, role=Role.COMMANDER)
    district = org.post(office=post.office.parent, role=Role.SUPERVISOR)
    _same, same_office = reader_at(post)
    _other, elsewhere = reader_of(post)
    overseer = asking(org.post(office=post.office.parent.parent, role=Role.OVERSIGHT))
    for asker, who, good in (
        (leads, same_office, False),
        (district, same_office, False),
        (district, elsewhere, False),  # under the command of who asked
        (admin_post(post), same_office, False),  # where they would read
        (leads, elsewhere, True),
        (district, overseer, True),
    ):
        offer = asked(post, actor=asking(asker))
        if good:
            assert settled(offer, who).posting.lanes == "complaint"
        else:
            with pytest.raises(Refusal, match="another office"):
                settled(offer, who)
            assert offer.posting.lanes == ""


def test_with_nobody_apart_from_it_the_command_line_lets_in(post: Post) -> None:
    reader_at(post)
    assert let_in(posting(post)).lanes == "complaint"
    org.post(office=post.office.parent.parent, role=Role.OVERSIGHT)
    asking(org.post(office=post.office.parent.parent, role=Role.OVERSIGHT))
    with pytest.raises(Refusal):  # oversight can say yes from now on
        let_in(posting(post))


def test_each_letting_in_is_told_to_the_outside_address_and_to_oversight(post: Post) -> None:
    overseer = asking(org.post(office=post.office.parent.parent, role=Role.OVERSIGHT))
    _row, reader = reader_of(post)
    settled(asked(post), reader)
    told = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [(each.kind, each.recipient_kind) for each in told] == [
        ("people.lane_opened", "force"),
        ("people.lane_opened", "person"),
    ]
    assert told[1].recipient_id == overseer.person_id
    assert [deliver(each.id) for each in told] == ["sent", "sent"]


def test_the_page_of_an_officer_of_the_same_station_offers_no_yes(client: PageClient, post: Post) -> None:
    row, _actor = reader_at(post)
    offer = asked(post, actor=asking(org.post(office=post.office, role=Role.COMMANDER)))
    client.sign_in(row.person)
    shown = client.get("/people/lanes").get_data(as_text=True)
    assert 'name="yes"' not in shown
    assert "serves at another office" in shown
    client.send(f"/people/lanes/{offer.ref}", yes="y")
    db.session.expire_all()
    assert db.session.get(Posting, offer.posting_id).lanes == ""
