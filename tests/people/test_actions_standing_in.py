"""Standing in: sight from now until a day, no sealed lane, never handed on, and the trail says on whose behalf."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from engagement.audit import actions as audit
from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.concerns import custody, routing
from engagement.concerns.models import BarredPerson, Concern
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Kind, Role
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from engagement.organisation.actions import offices
from engagement.people import notices, permissions, queries
from engagement.people.actions import lanes, offers, postings, standing_in, taking_up
from engagement.people.models import Person, Posting, PostingOffer
from tests.factories import concerns, organisation, people, sealed
from tests.pages import PageClient

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
UNTIL = date(2026, 11, 27)
AFTER = datetime(2026, 11, 27, 19, 30, tzinfo=UTC)  # 28 November in Karachi


class Office:
    """A station whose head goes away, and an officer who may stand in."""

    def __init__(self) -> None:
        self.station = organisation.station()
        self.chief = organisation.post(office=self.station, role=Role.COMMANDER)
        self.desk = organisation.post(office=self.station)
        self.head, self.officer = people.person(), people.person()
        self.own = people.posting(person=self.head, post=self.chief, lanes="threat")
        people.posting(person=self.officer, post=self.desk)

    def actor(self, person: Any = None) -> Actor:
        return people.actor_at(self.chief, person=person or self.head)

    def delegate(self, posting: Posting | None = None, **given: Any) -> Posting:
        """Somebody is asked and says yes."""
        offer = self.ask(posting, **given)
        row = answer(offer)
        assert row is not None
        return row

    def ask(self, posting: Posting | None = None, **given: Any) -> PostingOffer:
        values = {"email": self.officer.email, "until": UNTIL, **given}
        with unit():
            return standing_in.delegate(actor=self.actor(), now=NOW, posting=posting or self.own, **values)


def answer(offer: PostingOffer, *, yes: bool = True, by: Person | None = None) -> Posting | None:
    """Whoever was asked says yes or no."""
    who = Actor(Kind.PERSON, (by or offer.person).id)
    with unit():
        return taking_up.answer(actor=who, now=clock.now(), offer=offer, yes=yes)


@pytest.fixture
def station(app: Any, time_machine: Any) -> Office:
    time_machine.move_to(NOW, tick=False)
    return Office()


def test_a_delegate_expires_on_its_date_at_the_next_request(  # 001.3
    station: Office, client: PageClient, time_machine: Any
):
    client.sign_in(station.officer)
    address = f"/people/posts/{station.desk.ref}"
    assert client.get(address).status_code == 404  # an officer looks after nobody's posts
    station.delegate()
    assert client.get(address).status_code == 200
    time_machine.move_to(datetime(2026, 11, 27, 12, tzinfo=UTC), tick=False)
    client.sign_in(station.officer)
    assert client.get(address).status_code == 200  # its last day counts
    time_machine.move_to(AFTER, tick=False)
    client.sign_in(station.officer)
    assert client.get(address).status_code == 404
    assert client.get("/desk").status_code == 200  # the own post stays


def test_the_trail_says_on_whose_behalf(station: Office):
    row = station.delegate()
    holding = people.holding_of(station.chief, posting_id=row.id)
    stood_in = Actor(station.actor().kind, station.officer.id, (holding,), holding)
    with unit():
        object.__setattr__(holding, "stands_for", row.stands_for_id)
        audit.record(actor=stood_in, now=NOW, verb="events.publish", subject=row)
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.person_id, entry.post_id, entry.facts) == (
        station.officer.id, station.chief.id, {"stands_for": station.own.id},
    )  # fmt: skip


def test_an_act_of_the_delegate_s_screen_stands_in_the_trail_so(station: Office, client: PageClient):
    station.delegate()
    client.sign_in(station.officer)
    row = concerns.concern(locality=organisation.locality(office=station.station))
    client.send("/account/acting", post=str(station.chief.id))
    client.get(f"/concerns/{row.ref}/work")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == custody.SEEN)).one()
    assert (entry.person_id, entry.facts["stands_for"]) == (station.officer.id, station.own.id)


def test_no_sealed_lane_goes_with_it_and_none_is_opened_to_it(station: Office, client: PageClient):
    row = station.delegate()
    assert row.lanes == ""
    client.sign_in(station.officer)
    assert client.get("/oversight").status_code == 403
    with pytest.raises(Refusal), unit():
        lanes.ask(actor=station.actor(people.person()), now=NOW, posting=row, lane="threat")
    with pytest.raises(Refusal), unit():
        postings.host_women(actor=station.actor(), now=NOW, posting=row, hosts=True)


def test_whoever_stands_in_gives_no_post_and_takes_none(station: Office, client: PageClient):
    station.delegate()
    third = people.person(holding=station.desk)
    client.sign_in(station.officer)
    (posting,) = third.postings
    for address in (
        f"/people/posts/{station.desk.ref}/invite",
        f"/people/posts/{station.desk.ref}/start",
        f"/people/postings/{posting.id}/end",
        f"/people/postings/{posting.id}/second-factor",
    ):
        assert client.get(address).status_code == 403, address


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSIGHT])
def test_it_ends_where_the_post_becomes_one_that_is_never_delegated(station: Office, role: Role):
    row = station.delegate()
    with unit():
        offices.change_post(
            actor=station.actor(), now=NOW, post=station.chief, version=None, role=role, names={"en": "X"}
        )
    assert db.session.get(Posting, row.id).ended_at == NOW  # type: ignore[union-attr]
    assert station.own.ended_at is None


def test_it_is_not_handed_on(station: Office, client: PageClient):
    row = station.delegate()
    third = people.person(holding=organisation.post(office=station.station))
    with pytest.raises(Refusal):
        station.delegate(row, email=third.email)
    client.sign_in(station.officer)
    for posting in (row, station.own):
        address = f"/people/postings/{posting.id}/stand-in"
        assert client.send(address, email=third.email, until="2026-11-26").status_code in {403, 404}
    assert len(queries.stand_ins([station.own.id, row.id], NOW)) == 1


def test_who_stands_in_does_not_hold_the_post(station: Office):
    station.delegate()
    assert queries.holder_of(station.chief, NOW) == station.head


def test_it_ends_with_the_posting_itself(station: Office):
    row = station.delegate()
    with unit():
        postings.end(actor=station.actor(), now=NOW, posting=station.own)
    assert db.session.get(Posting, row.id).ended_at == NOW  # type: ignore[union-attr]


@pytest.mark.parametrize("until", [date(2026, 11, 23), date(2027, 4, 1)])
def test_a_day_that_has_passed_or_is_far_away_is_refused(station: Office, until: date):
    with pytest.raises(Refusal):
        station.delegate(until=until)


def test_only_somebody_of_the_force_with_a_post_of_their_own_stands_in(station: Office):
    elsewhere = people.person(holding=organisation.post(office=organisation.station()))
    for person in (people.person(), elsewhere, station.head):
        with pytest.raises(Refusal):
            station.delegate(email=person.email)
    with pytest.raises(Refusal):
        station.delegate(email="nobody@example.org")


def test_whoever_gives_posts_does_not_take_one_so(station: Office):
    boss = people.person(holding=organisation.post(office=station.station, role=Role.ADMINISTRATOR))
    with pytest.raises(Refusal), unit():
        standing_in.delegate(
            actor=station.actor(boss), now=NOW, posting=station.own, email=boss.email, until=UNTIL
        )


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OVERSIGHT])
def test_administrators_and_oversight_are_given_and_not_delegated(station: Office, role: Role):
    post = organisation.post(office=station.station, role=role)
    own = people.posting(person=people.person(), post=post)
    with pytest.raises(Refusal):
        station.delegate(own)
    assert not permissions.DELEGATE.allows(people.actor_at(post), own)


def test_the_holder_lets_somebody_stand_in_and_takes_it_back(station: Office, client: PageClient):
    client.sign_in(station.head)
    assert client.get(f"/people/postings/{station.own.id}/stand-in").status_code == 200
    sent = {"email": station.officer.email, "until": "2026-11-27"}
    client.send(f"/people/postings/{station.own.id}/stand-in", **sent)
    assert queries.stand_ins([station.own.id], NOW) == []
    assert "waits for their answer" in client.get("/account").get_data(as_text=True)
    answer(db.session.scalars(select(PostingOffer)).one())
    (row,) = queries.stand_ins([station.own.id], NOW)
    assert station.officer.name in client.get("/account").get_data(as_text=True)
    client.send(f"/people/postings/{row.id}/recall")
    assert queries.stand_ins([station.own.id], NOW) == []


def test_whoever_stands_in_may_stop(station: Office, client: PageClient):
    row = station.delegate()
    client.sign_in(station.officer)
    assert station.head.name in client.get("/account").get_data(as_text=True)
    client.send(f"/people/postings/{row.id}/recall")
    assert queries.stand_ins([station.own.id], NOW) == []


def test_a_stranger_does_not_know_of_it(station: Office, client: PageClient):
    row = station.delegate()
    client.sign_in(people.person(holding=organisation.post(office=organisation.station())))
    assert client.send(f"/people/postings/{row.id}/recall").status_code == 404
    assert client.get(f"/people/postings/{station.own.id}/stand-in").status_code == 404


def test_whoever_stands_in_for_the_accused_is_barred_for_good(station: Office):
    three = sealed.Force3()
    matter = three.complaint()
    own = db.session.scalars(select(Posting).where(Posting.post_id == three.sho.post.id)).one()
    assert three.focal_above.person.id not in _barred(matter)
    station.delegate(own, email=three.focal_above.person.email)
    assert three.focal_above.person.id in _barred(matter)


def test_the_accused_shut_out_no_reader_who_said_nothing(station: Office):
    three = sealed.Force3()
    matter = three.complaint()
    before = routing.reader_now(matter, NOW)
    own = db.session.scalars(select(Posting).where(Posting.post_id == three.sho.post.id)).one()
    for each in (three.focal, three.focal_above):
        station.ask(own, email=each.person.email)
        with unit():
            given = taking_up.give(
                actor=three.sho.actor,
                now=NOW,
                post=organisation.post(office=three.station),
                email=each.person.email,
                leaves_others=True,
            )
        assert isinstance(given, PostingOffer)
    for offer in db.session.scalars(select(PostingOffer)).all():
        answer(offer, yes=False)
    db.session.expire_all()
    assert not {three.focal.person.id, three.focal_above.person.id} & _barred(matter)
    assert before is not None
    assert routing.reader_now(matter, NOW) == before
    assert three.complaint(now=NOW).office_id == matter.office_id


def test_it_begins_with_a_yes_on_one_s_own_page_and_not_with_a_no(station: Office, client: PageClient):
    offer = station.ask()
    assert queries.stand_ins([station.own.id], NOW) == []
    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == offers.OFFERED)).one()
    assert (told.recipient_id, told.force_id, told.office_id) == (station.officer.id, None, None)
    client.sign_in(people.person(holding=station.desk))
    assert client.send(f"/account/offers/{offer.ref}", yes="y").status_code == 404
    client.sign_in(station.officer)
    assert "Waits for your answer" in client.get("/account").get_data(as_text=True)
    client.send(f"/account/offers/{offer.ref}")
    assert queries.stand_ins([station.own.id], NOW) == []
    offer = station.ask()
    client.send(f"/account/offers/{offer.ref}", yes="y")
    assert len(queries.stand_ins([station.own.id], NOW)) == 1
    assert "Waits for your answer" not in client.get("/account").get_data(as_text=True)


def test_the_mail_names_the_post_and_nothing_once_it_is_answered(station: Office):
    offer = station.ask()
    message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == offers.OFFERED)).one()
    mail = notices.post_offered(message)
    assert mail is not None
    assert (mail.address, mail.link.endswith("/account")) == (station.officer.email, True)
    answer(offer, yes=False)
    assert notices.post_offered(message) is None


def test_nobody_says_yes_for_somebody_else_nor_twice_nor_late(station: Office, time_machine: Any):
    offer = station.ask()
    with pytest.raises(Refusal):
        answer(offer, by=station.head)
    time_machine.move_to(datetime(2026, 12, 2, 7, tzinfo=UTC), tick=False)
    with pytest.raises(Refusal):
        answer(offer)
    time_machine.move_to(NOW, tick=False)
    answer(offer)
    with pytest.raises(Refusal):
        answer(offer)


def test_what_was_asked_is_taken_back_and_ends_with_the_posting_or_other_rights(
    station: Office, client: PageClient
):
    first = station.ask()
    second = station.ask()  # asked again: the first no longer holds
    with pytest.raises(Refusal):
        answer(first)
    client.sign_in(station.officer)
    assert client.send(f"/people/offers/{second.ref}/withdraw").status_code == 404
    client.sign_in(station.head)
    client.send(f"/people/offers/{second.ref}/withdraw")
    with pytest.raises(Refusal):
        answer(db.session.get_one(PostingOffer, second.id, populate_existing=True))
    third = station.ask()
    with unit():
        offices.change_post(
            actor=station.actor(),
            now=NOW,
            post=station.chief,
            version=None,
            role=Role.SUPERVISOR,
            names={"en": "X"},
        )
    with pytest.raises(Refusal):
        answer(third)
    fourth = station.ask()
    with unit():
        postings.end(actor=station.actor(), now=NOW, posting=station.own)
    with pytest.raises(Refusal):
        answer(fourth)


def _barred(matter: Concern) -> set[int]:
    return set(db.session.scalars(select(BarredPerson.person_id).where(BarredPerson.concern_id == matter.id)))
