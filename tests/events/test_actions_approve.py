"""Who comes to a women's session: the host looks at each answer, or a voucher opens it; the place is told to nobody else."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from engagement.channels.models import OutboxMessage
from engagement.channels.notice import composer
from engagement.events.actions import approve, at_once, attend, vouchers
from engagement.events.actions import plan as planning
from engagement.events.models import Event, Rsvp, Voucher
from engagement.events.queries import attend as answers
from engagement.events.queries import womens
from engagement.events.rules import Kind, Need, RsvpState, State
from engagement.kernel import database
from engagement.kernel.actor import VISITOR
from engagement.kernel.database import db, unit
from engagement.kernel.refusals import Refusal
from tests.factories import answers as make
from tests.factories import events, organisation, people
from tests.factories.answers import NOW

CONFIRMED, WAITING, WITHDRAWN = RsvpState.CONFIRMED, RsvpState.WAITING, RsvpState.WITHDRAWN


class Session:
    """A women's session with its host, and those who ask to come."""

    def __init__(self, **given: Any) -> None:
        self.office = organisation.station()
        self.post = organisation.post(office=self.office)
        holder = people.person(holding=self.post, hosts_women=True)
        self.host = people.actor_at(self.post, person=holder)
        self.event = events.event(
            office=self.office, kind=Kind.WOMEN, host_post_id=self.post.id, place="Marker house", **given
        )

    def asks(self, address: str = "", **more: Any) -> attend.Kept:
        now = more.pop("now", NOW)
        with unit():
            given = make.given(self.event, address=address, women=True, **more)
            return attend.answer(actor=VISITOR, now=now, given=given)

    def do(self, action: Any, kept: attend.Kept | Rsvp, **more: Any) -> Rsvp:
        who = more.pop("actor", self.host)
        rsvp = db.session.get_one(Rsvp, kept.rsvp_id if isinstance(kept, attend.Kept) else kept.id)
        event = db.session.get_one(Event, self.event.id)
        with unit():
            database.fresh(event)
            database.fresh(rsvp)
            return action(actor=who, now=more.pop("now", NOW), event=event, rsvp=rsvp, **more)  # type: ignore[no-any-return]

    def approved(self, address: str, **more: Any) -> Rsvp:
        kept = self.asks(address, **more)
        self.do(approve.confirm, kept, actor=VISITOR)
        return self.do(approve.approve, kept)

    def vouchers(self, number: int = 1, *, until: date = date(2026, 11, 24), **more: Any) -> tuple[str, ...]:
        event = db.session.get_one(Event, self.event.id)
        operation = more.pop("operation_id", f"form {number} {until}")
        with unit():
            made = vouchers.make(
                actor=self.host, now=more.pop("now", NOW), event=event, partner="Clinic", number=number, until=until,
                operation_id=operation,
            )  # fmt: skip
        return made.codes

    def mark(self, code: str) -> bytes:
        return vouchers.digest(code, self.event.force.ref)

    @property
    def seats(self) -> int:
        db.session.rollback()
        return db.session.scalar(select(Event.seats_taken).where(Event.id == self.event.id)) or 0


@pytest.fixture
def here(app: Any) -> Session:
    return Session(capacity=10)


def one(kept: attend.Kept) -> Rsvp:
    db.session.rollback()
    return db.session.get_one(Rsvp, kept.rsvp_id, populate_existing=True)


def told() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def mails() -> list[Any]:
    db.session.rollback()
    messages = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    return [composer(each.kind)(each) for each in messages]


def refused(work: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        work()
    db.session.rollback()
    return found.value


def test_an_answer_waits_until_its_address_is_confirmed_and_the_host_approved_it(here):  # T7
    kept = here.asks("amina@example.org", party=2)
    assert (one(kept).state, here.seats, told()) == (WAITING, 0, ["events.rsvp_asked"])
    assert not answers.told_place(one(kept), NOW)
    assert "not confirmed" in refused(lambda: here.do(approve.approve, kept)).message
    assert db.session.scalars(womens.looked_at_first(here.event)).all() == []
    assert womens.unconfirmed(here.event) == 1
    here.do(approve.confirm, kept, actor=VISITOR)
    assert (
        womens.unconfirmed(here.event),
        [r.id for r in db.session.scalars(womens.looked_at_first(here.event))],
    ) == (0, [kept.rsvp_id])
    assert not answers.told_place(one(kept), NOW)
    here.do(approve.approve, kept)
    here.do(approve.approve, kept)  # twice is once
    assert (one(kept).state, here.seats, told()[1:]) == (CONFIRMED, 2, ["events.rsvp_approved"])
    assert answers.told_place(one(kept), NOW)


def test_no_way_in_seats_anybody_whom_nobody_looked_at(here):  # T7
    # Whoever calls an answer and forgets what sort of meeting it is keeps it for the host to look at.
    with unit():
        kept = attend.answer(actor=VISITOR, now=NOW, given=make.given(here.event, operation_id="a"))
    assert (one(kept).state, here.seats) == (WAITING, 0)
    assert at_once.answer(actor=VISITOR, now=NOW, given=make.given(here.event, operation_id="b")) is None
    assert here.seats == 0


def test_without_an_address_or_a_voucher_nobody_could_be_told(here):
    assert refused(here.asks).field == "contact"


def test_who_waits_for_the_host_stands_in_nobodys_way(here):
    first = here.asks("first@example.org", party=10)
    assert answers.waiting_at(here.event) == 0
    here.approved("second@example.org", party=4)
    third = here.approved("third@example.org", party=7)
    assert (third.state, answers.place_in_line(third), here.seats) == (WAITING, 1, 4)
    assert answers.waiting_at(here.event) == 1
    assert not answers.told_place(third, NOW)  # approved, but there is no place yet
    assert one(first).state == WAITING
    second = db.session.scalars(select(Rsvp).where(Rsvp.party == 4)).one()
    here.do(attend.withdraw, second, actor=VISITOR)
    third = db.session.get_one(Rsvp, third.id, populate_existing=True)
    assert (third.state, here.seats) == (CONFIRMED, 7)
    assert answers.told_place(third, NOW)


def test_the_place_is_told_no_longer_once_it_is_withdrawn_declined_called_off_or_over(here):  # T7
    gone, no, stays = (here.approved(f"{name}@example.org") for name in ("gone", "no", "stays"))
    assert all(answers.told_place(each, NOW) for each in (gone, no, stays))
    here.do(attend.withdraw, gone, actor=VISITOR)
    here.do(approve.decline, no)
    db.session.rollback()
    assert not answers.told_place(db.session.get_one(Rsvp, gone.id), NOW)
    assert not answers.told_place(db.session.get_one(Rsvp, no.id), NOW)
    stays = db.session.get_one(Rsvp, stays.id)
    assert not answers.told_place(stays, here.event.ends_at)
    event = db.session.get_one(Event, here.event.id)
    with unit():
        planning.cancel(actor=here.host, now=NOW, event=event, reason="Rain", language="en")
    assert not answers.told_place(db.session.get_one(Rsvp, stays.id), NOW)


def test_who_is_declined_reads_neutral_words_and_asks_no_second_time(here):
    kept = here.asks("no@example.org", operation_id="once")
    here.do(approve.confirm, kept, actor=VISITOR)
    here.do(approve.decline, kept)
    here.do(approve.decline, kept)
    assert told() == ["events.rsvp_asked", "events.rsvp_declined"]
    mail = mails()[-1]
    assert (mail.subject, mail.calendar) == ("About your answer", None)
    words = " ".join(mail.paragraphs).lower()
    assert not any(word in words for word in ("declin", "refus", "host", "approv", "not allowed"))
    again = here.asks("no@example.org", operation_id="twice")
    assert (again.rsvp_id, again.told) == (kept.rsvp_id, True)
    assert one(kept).state == WITHDRAWN
    assert mails()[-1] is None  # what was posted about it says nothing


def test_who_had_a_place_and_is_declined_is_taken_out_of_the_calendar_and_the_next_moves_up(here):
    had = here.approved("had@example.org", party=10)
    waits = here.approved("waits@example.org", party=3)
    here.do(approve.decline, had)
    assert [mail.calendar.method for mail in mails() if mail and mail.subject == "About your answer"] == [
        "CANCEL"
    ]
    assert (db.session.get_one(Rsvp, waits.id, populate_existing=True).state, here.seats) == (CONFIRMED, 3)


def test_an_answer_that_was_withdrawn_is_not_approved(here):
    kept = here.asks("gone@example.org")
    here.do(attend.withdraw, kept, actor=VISITOR)
    assert "withdrawn" in refused(lambda: here.do(approve.approve, kept)).message


@pytest.mark.parametrize("action", [approve.approve, approve.decline, approve.confirm])
def test_nothing_is_looked_at_once_it_began(here, action):
    kept = here.asks("late@example.org")
    refused(lambda: here.do(action, kept, now=here.event.starts_at))


def test_another_meetings_answers_are_not_approved(app):
    meeting = events.event()
    rsvp = make.rsvp(event=meeting)
    with pytest.raises(Refusal), unit():
        approve.approve(actor=VISITOR, now=NOW, event=meeting, rsvp=rsvp)


class TestVouchers:
    def test_a_voucher_opens_one_answer_at_once_without_an_address(self, here):  # T7
        [code] = here.vouchers()
        kept = here.asks(voucher=here.mark(code.lower()), operation_id="paper")
        assert (one(kept).state, here.seats, kept.told, told()) == (CONFIRMED, 1, False, [])
        assert answers.told_place(one(kept), NOW)
        assert here.asks(voucher=here.mark(code), operation_id="paper") == kept  # the same press
        other = refused(lambda: here.asks(voucher=here.mark(code), operation_id="again"))
        assert other.field == "voucher"  # whoever saw her slip, even a moment later
        assert here.seats == 1

    def test_with_an_address_the_place_is_told_once_that_is_confirmed(self, here):  # T7
        [code] = here.vouchers()
        kept = here.asks("typed-wrong@example.org", voucher=here.mark(code))
        assert (kept.told, told(), here.seats) == (True, ["events.rsvp_kept"], 1)
        assert not answers.told_place(one(kept), NOW)
        here.do(approve.confirm, kept, actor=VISITOR)
        assert answers.told_place(one(kept), NOW)

    def test_it_is_used_on_the_private_page_too(self, here):
        code, _other = here.vouchers(2)
        kept = here.asks("amina@example.org")
        here.do(approve.present, kept, actor=VISITOR, voucher=here.mark(code))
        assert (one(kept).state, here.seats) == (CONFIRMED, 1)
        assert answers.told_place(one(kept), NOW)
        other = here.asks("other@example.org")
        assert (
            refused(lambda: here.do(approve.present, other, actor=VISITOR, voucher=here.mark(code))).field
            == "voucher"
        )

    def test_what_opens_nothing_is_refused_with_one_sentence_and_tells_nothing(self, here):
        code, used = here.vouchers(2)
        elsewhere = Session()
        [theirs] = elsewhere.vouchers()
        here.asks(voucher=here.mark(used), operation_id="x", now=NOW)
        here.asks("known@example.org")
        said = {
            refused(lambda each=each, address=address: here.asks(address, voucher=here.mark(each), now=NOW + timedelta(hours=1))).message
            for each in (theirs, used, "ABCDEFGH", "")
            for address in ("", "known@example.org", "unknown@example.org")
        }  # fmt: skip
        assert len(said) == 1
        assert len(code) == 8

    def test_it_ends_with_its_day_or_when_the_host_ends_it(self, here):
        [code] = here.vouchers(until=date(2026, 11, 21))
        late = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)  # 22 November in Karachi
        assert refused(lambda: here.asks(voucher=here.mark(code), now=late)).field == "voucher"
        [batch] = womens.batches(here.event)
        with unit():
            row = db.session.merge(batch.batch)
            vouchers.end(actor=here.host, now=NOW, event=db.session.get_one(Event, here.event.id), batch=row)
        assert refused(lambda: here.asks(voucher=here.mark(code))).field == "voucher"

    def test_no_code_stands_in_the_database_nor_is_shown_twice(self, here):
        codes = here.vouchers(3)
        assert (len(set(codes)), here.vouchers(3)) == (3, ())
        kept = db.session.scalars(select(Voucher.digest)).all()
        assert len(kept) == 3
        assert not any(code.encode() in digest for code in codes for digest in kept)

    @pytest.mark.parametrize(
        ("field", "more"),
        [
            ("number", {"number": 101}),
            ("number", {"number": 0}),
            ("until", {"until": date(2026, 11, 25)}),
            ("until", {"until": date(2026, 11, 19)}),
        ],
    )
    def test_how_many_and_until_when_have_bounds(self, here, field, more):
        assert refused(lambda: here.vouchers(**more)).field == field

    def test_only_a_public_womens_session_has_vouchers(self, app):
        for given in ({"state": State.DRAFT}, {"state": State.CANCELLED}):
            session = Session(**given)
            refused(session.vouchers)
        session = Session()
        refused(lambda: session.vouchers(now=session.event.starts_at))

    def test_a_full_room_makes_them_wait_and_a_declined_contact_stays_declined(self, here):
        here.approved("all@example.org", party=10)
        [code, second] = here.vouchers(2)
        kept = here.asks(voucher=here.mark(code), operation_id="w")
        assert (one(kept).state, answers.told_place(one(kept), NOW)) == (WAITING, False)
        no = here.asks("no@example.org")
        here.do(approve.confirm, no, actor=VISITOR)
        here.do(approve.decline, no)
        assert here.asks("no@example.org", voucher=here.mark(second)).rsvp_id == no.rsvp_id
        assert one(no).state == WITHDRAWN


def test_the_mails_name_the_locality_alone_and_lead_to_the_private_page(here):  # T7
    rsvp = here.approved("amina@example.org", need=Need.CHILDCARE)
    event = db.session.get_one(Event, here.event.id)
    with unit():
        plan = planning.as_plan(event)
        planning.edit(
            actor=here.host, now=NOW, event=event, version=event.version,
            plan=type(plan)(**{name: getattr(plan, name) for name in plan.__dataclass_fields__} | {"place": "Marker barn"}),
        )  # fmt: skip
    assert told() == ["events.rsvp_asked", "events.rsvp_approved", "events.changed"]
    sent = [mail for mail in mails() if mail is not None]
    token = answers.link_token(rsvp)
    assert len(sent) == 2  # the first no longer holds
    for mail in sent:
        assert mail.link == f"http://localhost/rsvp/{token}/mine"
        assert "Marker" not in repr(mail)


def test_what_the_host_approved_does_not_grow_and_what_waits_for_the_host_does(here):  # T7
    asked = here.asks("amina@example.org")
    grow = {"actor": VISITOR, "need": Need.NOTHING}
    here.do(attend.change, asked, party=3, **grow)
    here.do(approve.approve, asked)
    assert refused(lambda: here.do(attend.change, asked, party=20, **grow)).field == "party"
    here.do(attend.change, asked, party=2, **grow)
    assert (one(asked).party, here.seats) == (2, 2)


def test_places_from_before_the_host_looked_at_any_wait_for_the_host(here):  # T7
    before = make.rsvp(event=here.event)
    db.session.rollback()
    host = replace(here.host, holdings=tuple(replace(each, hosts_women=True) for each in here.host.holdings))
    assert [row.id for row in db.session.scalars(womens.looked_at_first(here.event))] == [before.id]
    assert [each.answers for each in womens.waiting_for(host, NOW)] == [1]
    assert not answers.told_place(before, NOW)
    here.do(approve.approve, before)
    before = db.session.get_one(Rsvp, before.id, populate_existing=True)
    assert (answers.told_place(before, NOW), here.seats) == (True, 1)
    assert womens.waiting_for(host, NOW) == []
