"""Breaking the glass: with a reason and two people, for a day, never for those it is about; all of it in the trail."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.concerns import openings, permissions, queries, sight
from engagement.concerns.actions import breaking, desk, sealed
from engagement.concerns.models import Concern, Opening
from engagement.concerns.rules import Lane
from engagement.kernel import clock
from engagement.kernel.actor import Actor, Role
from engagement.kernel.database import db
from engagement.kernel.refusals import Refusal
from tests.concerns.test_sight import seen
from tests.factories.concerns import done
from tests.factories.sealed import EACH, MARKER, Force3, both, reader

WHY = "marker-of-the-reason: both readers are on leave"


@pytest.fixture
def here(app: object) -> Force3:
    return Force3(oversight_address="commission@example.org")


def ask(who: Actor, row: Concern | None, reason: str = WHY) -> Opening | None:
    done(breaking.ask, actor=who, now=clock.now(), concern=row, reason=reason)
    return db.session.scalars(select(Opening).order_by(Opening.id.desc())).first()


def agree(who: Actor, opening: Opening | None, *, yes: bool = True) -> None:
    assert opening is not None
    done(breaking.settle, actor=who, now=clock.now(), opening=opening, yes=yes)


def verbs() -> list[str]:
    query = select(AuditEntry.verb).where(
        AuditEntry.verb.like("%opening%") | AuditEntry.verb.like("%emergency%")
    )
    return list(db.session.scalars(query.order_by(AuditEntry.id)))


def told(kind: str) -> set[tuple[str, int]]:
    rows = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id)
    ).all()
    assert all(row.office_id is None and row.force_id is None for row in rows)
    return {(row.recipient_kind, row.recipient_id) for row in rows}


@pytest.mark.parametrize("lane", EACH)
def test_two_people_and_a_reason_open_one_matter_to_one_person(here: Force3, lane: Lane) -> None:
    # T4
    make = {Lane.TIP: here.tip, Lane.COMPLAINT: here.complaint, Lane.THREAT: here.threat}[lane]
    row, other = make(), make()
    opening = ask(here.dpo.actor, row)
    assert seen(row, here.dpo.actor) == [False]
    agree(here.focal_above.actor, opening)
    assert seen(row, here.dpo.actor, here.sho.actor, here.officer.actor) == [True, False, False]
    assert seen(other, here.dpo.actor) == [False]


def test_one_person_alone_opens_nothing(here: Force3) -> None:
    row = here.complaint()
    asker = both(here.dpo, reader(here.head, *EACH, person=here.dpo.person))
    opening = ask(asker, row)
    with pytest.raises(Refusal):
        agree(asker, opening)
    for who in (here.sho, here.officer, here.administrator, here.neighbour):
        with pytest.raises(Refusal):
            agree(who.actor, opening)
    agree(here.oversight.actor, opening, yes=False)
    assert seen(row, here.dpo.actor) == [False]
    assert verbs() == ["concerns.ask_opening", "concerns.refuse_opening"]


def test_neither_who_it_is_about_nor_an_administrator_asks_or_agrees(here: Force3) -> None:
    # T2, T4
    row = here.complaint()
    chief = reader(here.station, *EACH, role=Role.SUPERVISOR)  # above nobody but the accused
    row_of_chief = here.complaint()
    admin = both(here.dpo, here.administrator)
    for who in (here.sho.actor, here.officer.actor, here.neighbour.actor, admin):
        before = db.session.scalar(select(Opening.id).limit(1))
        assert ask(who, row) is None is before
    assert not sight.may_ask(chief.actor, row_of_chief)
    second = reader(here.district, *EACH)  # so that it stays in the district
    done(sealed.declare_conflict, actor=here.focal.actor, now=clock.now(), concern=row)
    opening = ask(here.dpo.actor, row)
    assert opening is not None
    assert not permissions.AGREE.allows(here.focal.actor, opening)
    assert permissions.AGREE.allows(second.actor, opening)


@pytest.mark.parametrize("lane", EACH)
def test_the_judgement_on_who_agrees_and_the_list_are_the_same(here: Force3, lane: Lane) -> None:
    make = {Lane.TIP: here.tip, Lane.COMPLAINT: here.complaint, Lane.THREAT: here.threat}[lane]
    opening = ask(here.dpo.actor, make())
    assert opening is not None
    may = set()
    for name, each in here.everybody().items():
        listed = opening.id in {
            row.id for row in db.session.scalars(openings.openings_visible_to(each.actor))
        }
        assert listed == permissions.AGREE.allows(each.actor, opening), name
        may |= {name} if listed else set()
    assert may == {"focal", "focal_above", "oversight"}


def stood_in(who: Actor) -> Actor:
    """The same, held in somebody's stead."""
    held = tuple(replace(each, stands_for=1, lanes=frozenset()) for each in who.holdings)
    return replace(who, holdings=held, acting=held[0])


def test_whoever_stands_in_neither_asks_nor_agrees_nor_reads_what_was_opened(here: Force3) -> None:
    row = here.complaint()
    opening = ask(here.dpo.actor, row)
    assert opening is not None
    overseer = stood_in(here.oversight.actor)
    assert not sight.may_agree(overseer, opening)
    assert db.session.scalars(openings.openings_visible_to(overseer)).all() == []
    agree(here.focal_above.actor, opening)
    instead = stood_in(here.dpo.actor)
    assert seen(row, here.dpo.actor, instead) == [True, False]
    assert not sight.breaks(instead)
    assert not sight.may_ask(instead, here.complaint())


def test_asking_in_vain_answers_the_same_and_stands_in_the_trail(here: Force3) -> None:
    row = here.complaint()
    ask(here.sho.actor, row)
    ask(here.dpo.actor, None)
    assert verbs() == ["concerns.ask_opening_in_vain"] * 2
    assert told(breaking.ASKED) == set()


@pytest.mark.parametrize("reason", ["", " " * 40, "too short", "x" * 1001])
def test_without_a_written_reason_nothing_is_asked(here: Force3, reason: str) -> None:
    with pytest.raises(Refusal):
        ask(here.dpo.actor, here.tip(), reason)


def test_oversight_and_the_outside_address_are_told_at_once_and_nothing_is_said(here: Force3) -> None:
    opening = ask(here.dpo.actor, here.tip())
    assert told(breaking.ASKED) == {
        ("person", each.person.id) for each in (here.focal, here.focal_above, here.oversight)
    }
    agree(here.focal_above.actor, opening)
    assert told(breaking.OPENED) == {
        ("force", here.force.id),
        *(("person", each.person.id) for each in (here.oversight, here.focal, here.dpo)),
    }
    dump = "".join(repr(tuple(row)) for name in ("concern_openings", "outbox", "audit_entries") for row in db.session.execute(text(f"SELECT * FROM {name}")))  # fmt: skip
    assert "marker" not in dump


def test_it_ends_by_itself_after_a_day_and_the_trail_says_so(here: Force3, time_machine) -> None:
    time_machine.move_to(clock.now(), tick=False)
    row = here.threat()
    opening = ask(here.dpo.actor, row)
    agree(here.focal.actor, opening)
    done(sealed.saw, actor=here.dpo.actor, now=clock.now(), concern=row)
    done(sealed.saw, actor=here.dpo.actor, now=clock.now(), concern=row)
    time_machine.shift(timedelta(hours=24))
    assert seen(row, here.dpo.actor) == [False]
    done(breaking.lapse, actor=here.dpo.actor, now=clock.now(), opening=opening)
    assert opening is not None
    assert opening.reads == 2
    assert verbs() == [
        "concerns.ask_opening",
        "concerns.agree_opening",
        "concerns.open_in_emergency",
        "concerns.end_opening",
    ]
    reads = db.session.scalars(
        select(AuditEntry).where(AuditEntry.verb == "concerns.read").order_by(AuditEntry.id)
    ).all()
    assert [(each.person_id, each.facts["opening"]) for each in reads] == [
        (here.dpo.person.id, opening.id)
    ] * 2


def test_an_ask_that_nobody_settled_for_a_day_is_agreed_to_no_more(here: Force3, time_machine) -> None:
    time_machine.move_to(clock.now(), tick=False)
    opening = ask(here.dpo.actor, here.tip())
    time_machine.shift(timedelta(hours=25))
    assert opening is not None
    assert not permissions.AGREE.allows(here.focal.actor, opening)


def test_a_reader_ends_it_at_once_and_so_does_losing_the_post(here: Force3) -> None:
    row = here.threat()
    agree(here.focal.actor, ask(here.dpo.actor, row))
    assert not seen(row, replace(here.dpo.actor, holdings=(), acting=None))[0]
    done(breaking.end, actor=here.focal.actor, now=clock.now(), concern=row)
    assert seen(row, here.dpo.actor) == [False]
    with pytest.raises(Refusal):
        done(breaking.end, actor=here.focal.actor, now=clock.now(), concern=row)


def test_who_broke_the_glass_answers_and_passes_on_but_owns_and_decides_nothing(here: Force3) -> None:
    threat, complaint = here.threat(), here.complaint()
    for row in (threat, complaint):
        agree(here.focal_above.actor, ask(here.dpo.actor, row))
    who = here.dpo.actor
    assert permissions.ANSWER_SEALED.allows(who, threat)
    assert permissions.PASS_ON.allows(who, threat)
    assert not permissions.HANDLE.allows(who, threat)
    assert not permissions.DECIDE.allows(who, complaint)
    said = {"words": MARKER, "language": "en", "operation_id": "r-9"}
    done(desk.reply, actor=who, now=clock.now(), concern=threat, **said)
    done(
        sealed.pass_on, actor=who, now=clock.now(), concern=threat, post=None, outside="The unit of the province",
        data_taken="", agreed=False,
    )  # fmt: skip
    assert threat.owner_post_id == here.focal.post.id
    assert queries.concern(threat.ref).openings[0].concern_id == threat.id


def test_who_stands_in_for_a_supervisor_breaks_no_glass(here: Force3) -> None:
    row = here.threat()
    held = replace(here.dpo.actor.holdings[0], stands_for=1)
    who = replace(here.dpo.actor, holdings=(held,), acting=held)
    assert not permissions.BREAK.allows(who)
    assert ask(who, row) is None
    agree(here.focal_above.actor, ask(here.dpo.actor, row))
    assert seen(row, who) == [False]
