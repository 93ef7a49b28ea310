"""A matter of the open desk is sealed: nothing of it stays open, who moved it loses sight, its raiser does not."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from engagement.audit.models import AuditEntry
from engagement.channels.models import OutboxMessage
from engagement.channels.models import State as Sending
from engagement.concerns import custody, files, jobs, permissions, queries, receipts
from engagement.concerns.actions import attaching, desk, following, higher, moving, replies
from engagement.concerns.attachments import Attachment
from engagement.concerns.models import Concern
from engagement.concerns.routing import Accused
from engagement.concerns.rules import Lane, State
from engagement.dialogue import queries as said
from engagement.dialogue.rules import Speaker
from engagement.events.models import ReadBack
from engagement.home import permissions as outbox
from engagement.home.permissions import Sent
from engagement.home.queries.outbox import outbox_visible_to
from engagement.intake.actions import texts
from engagement.intake.models import TextIn
from engagement.intake.rules import TextState
from engagement.kernel import clock, codes, redrawing, sealing
from engagement.kernel.actor import VISITOR, Actor
from engagement.kernel.database import db
from engagement.kernel.redrawing import Sort
from engagement.kernel.refusals import Refusal
from engagement.kernel.wording import Wording
from engagement.people.actions import contacts
from engagement.problems.models import Comment, ProblemConcern, StageNote, Task
from engagement.problems.rules import CommentState, Stage
from tests.concerns.test_sight import seen
from tests.factories import organisation as org
from tests.factories.concerns import concern, done
from tests.factories.events import event
from tests.factories.problems import problem, task
from tests.factories.saving import saved
from tests.factories.sealed import EACH, MARKER, Desk, Force3, reader

MARK = "marker-open-words"
LONG = f"{MARK}: he comes at night to the house behind the mill"


@pytest.fixture
def here(app: object) -> Force3:
    return Force3()


def open_matter(here: Force3, **given: Any) -> Concern:
    return concern(locality=here.place, office=here.station, words=LONG, **given)


def seal(here: Force3, row: Concern, lane: Lane = Lane.TIP, **given: Any) -> Concern:
    values = {"actor": here.officer.actor, "now": clock.now(), "concern": row, "lane": lane, **given}
    if lane == Lane.COMPLAINT and "accused" not in given:
        values["accused"] = [Accused(here.station, here.sho.post, None)]
    moved: Concern = done(moving.seal, **values)
    return moved


def where_it_stands(mark: str = MARK) -> list[str]:
    """The tables in whose rows the words stand as they are."""
    return [
        table.name
        for table in db.metadata.sorted_tables
        if any(mark in repr(tuple(row)) for row in db.session.execute(text(f"SELECT * FROM {table.name}")))
    ]


def in_outbox(who: Actor) -> list[OutboxMessage]:
    """What somebody sees in the outbox."""
    return list(db.session.scalars(outbox_visible_to(who)))


@pytest.mark.parametrize("lane", EACH)
def test_it_is_read_by_those_let_in_and_by_nobody_at_the_desk_any_more(here: Force3, lane: Lane) -> None:
    row = open_matter(here)
    assert seen(row, here.officer.actor, here.sho.actor, here.dpo.actor) == [True, True, True]
    seal(here, row, lane)
    assert seen(row, here.officer.actor, here.sho.actor, here.dpo.actor) == [False, False, False]
    assert seen(row, here.focal.actor) == [True]
    assert (row.lane, row.office_id, row.state, row.owner_post_id) == (
        lane,
        here.district.id,
        State.RAISED,
        None,
    )
    assert queries.words_of(row) == LONG


def test_no_open_copy_stays_in_any_table(here: Force3) -> None:
    # T1
    row = open_matter(here)
    done(desk.own, actor=here.sho.actor, now=clock.now(), concern=row, post=here.officer.post)
    reply = {"words": LONG, "language": "en", "operation_id": "r-1"}
    done(desk.reply, actor=here.officer.actor, now=clock.now(), concern=row, **reply)
    done(replies.keep_draft, actor=here.officer.actor, now=clock.now(), concern=row, words=LONG)
    row.public_words, row.wording, row.referred_to, row.waits_for = MARK, Wording.WRITTEN, MARK, MARK
    saved(row)
    gathered = problem(
        concern=row, owner=here.officer.post, title=LONG[:40], public_title=LONG, public_words=MARK
    )
    saved(StageNote(problem_id=gathered.id, stage=Stage.SCAN, words=LONG, language="en", at=clock.now()))
    work = task(problem=gathered, post=here.officer.post, words=LONG)
    comment = {"language": "en", "at": clock.now(), "operation_id": "c-1"}
    saved(Comment(problem_id=gathered.id, state=CommentState.SHOWN, words=MARK, name=MARK, **comment))
    meeting = event(office=here.station)
    for kind, ref in (("concern", row.ref), ("task", work.ref)):
        saved(ReadBack(event_id=meeting.id, kind=kind, ref=ref, answer="yes", words=MARK, at=clock.now()))
    assert set(where_it_stands()) == {
        "concerns",
        "messages",
        "reply_drafts",
        "read_backs",
        "comments",
        "problems",
        "stage_notes",
        "tasks",
    }
    seal(here, row)
    db.session.expire_all()
    assert where_it_stands() == []
    assert [said.words_of(each) for each in said.messages_of(row.thread)] == [LONG]
    assert db.session.scalars(select(ProblemConcern)).all() == []
    assert (row.event_id, row.locality_id, row.public_words, row.wording) == (None, None, "", "none")


def test_of_a_problem_that_others_made_only_what_repeats_it_is_overwritten(here: Force3) -> None:
    row, other = open_matter(here), concern(locality=here.place, office=here.station)
    gathered = problem(concern=row, owner=here.officer.post, title="Dark bus stand", public_words="Two lamps were repaired.")  # fmt: skip
    saved(ProblemConcern(problem_id=gathered.id, concern_id=other.id, linked_at=clock.now()))
    kept = task(problem=gathered, post=here.officer.post, words="Repair two lamps")
    told = task(problem=gathered, post=here.officer.post, words=f"See to it: {LONG[20:60]}")
    meeting = event(office=here.station)
    for each in (kept, told):
        back = {"kind": "task", "ref": each.ref, "answer": "yes", "at": clock.now()}
        saved(ReadBack(event_id=meeting.id, **back))
    seal(here, row)
    db.session.expire_all()
    links = db.session.scalars(select(ProblemConcern.concern_id)).all()
    assert (gathered.title, gathered.public_words, list(links)) == (
        "Dark bus stand",
        "Two lamps were repaired.",
        [other.id],
    )
    assert [db.session.get_one(Task, each.id).words for each in (kept, told)] == ["Repair two lamps", "–"]
    assert list(db.session.scalars(select(ReadBack.ref))) == [kept.ref]


def test_files_lie_under_the_key_of_the_lane_and_open_still(here: Force3) -> None:
    row = open_matter(here)
    envelope = sealing.store_bytes(b"picture", force=here.force.ref, lane=row.lane)
    done(attaching.attach, actor=VISITOR, now=clock.now(), concern=row, sort=Sort.PHOTO, envelope=envelope, speaker=Speaker.RAISER, operation_id="f")  # fmt: skip
    seal(here, row, Lane.THREAT)
    file = db.session.scalars(select(Attachment)).one()
    assert file.sent is not None
    assert file.sent[1:9] != envelope[1:9]  # another key
    assert files.bytes_of(file.sent) == b"picture"


def test_a_file_that_is_drawn_while_it_is_sealed_lies_under_the_key_of_the_lane(
    here: Force3, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = open_matter(here)
    envelope = sealing.store_bytes(b"picture", force=here.force.ref, lane=row.lane)
    sent = done(attaching.attach, actor=VISITOR, now=clock.now(), concern=row, sort=Sort.PHOTO, envelope=envelope, speaker=Speaker.RAISER, operation_id="f")  # fmt: skip
    key = sent.id

    def drawn(_raw: bytes, _sort: Sort) -> bytes:
        seal(here, row, Lane.THREAT)
        return b"drawn"

    monkeypatch.setattr(redrawing, "redraw", drawn)
    jobs.redraw_file(key)
    db.session.expire_all()
    file = db.session.scalars(select(Attachment)).one()
    of_lane = sealing.store_bytes(b"", force=here.force.ref, lane=Lane.THREAT)
    assert file.content is not None
    assert file.content[1:9] == of_lane[1:9]
    assert files.bytes_of(file.content) == b"drawn"


def test_what_the_desk_was_writing_while_it_was_sealed_is_not_taken(here: Force3) -> None:
    row = seal(here, open_matter(here))
    who = {"actor": here.officer.actor, "now": clock.now(), "concern": row}
    envelope = sealing.store_bytes(b"picture", force=here.force.ref, lane=Lane.CONCERN)
    with pytest.raises(Refusal):
        done(desk.reply, **who, words="We come.", language="en", operation_id="r")
    with pytest.raises(Refusal):
        done(replies.keep_draft, **who, words="We come.")
    with pytest.raises(Refusal):
        done(attaching.attach, **who, sort=Sort.PHOTO, envelope=envelope, speaker=Speaker.POST, operation_id="f")  # fmt: skip
    assert said.messages_of(row.thread) == []
    assert files.files_of(row) == []


def test_texts_as_they_came_lose_their_words(here: Force3) -> None:
    row = open_matter(here)
    sender, words = "+923001234567", texts.sealed_of("+923001234567", LONG, here.force)
    came = {"force_id": here.force.id, "office_id": here.station.id, "number": "8123", "received_at": clock.now(), "state": TextState.DONE}  # fmt: skip
    kept = saved(
        TextIn(gateway_id="g", sender=bytes(32), words=bytes(32), sealed=words, concern_id=row.id, **came)
    )
    seal(here, row)
    db.session.expire_all()
    assert texts.opened(kept) == (sender, "")
    assert kept.words != bytes(32)


def test_the_raisers_code_follows_it_still_and_their_phone_gets_no_text(here: Force3) -> None:
    code = "1234567890123456"
    row = open_matter(here, code=code)
    contact = done(contacts.contact_of_number, force=here.force, address="+923001234567", locale="en", now=clock.now())  # fmt: skip
    key, row.contact_id = contact.id, contact.id
    saved(row)
    waiting = OutboxMessage(kind="concerns.replied", recipient_kind="contact", recipient_id=key, about={"concern_id": row.id}, created_at=clock.now(), not_before=clock.now(), message_id=codes.reference(), office_id=here.station.id)  # fmt: skip
    saved(waiting)
    seal(here, row)
    db.session.expire_all()
    found = receipts.found(code)
    assert found is not None
    assert found.id == row.id
    assert (waiting.state, waiting.reason) == (Sending.DROPPED, "")


@pytest.mark.parametrize("lane", EACH)
def test_no_outbox_shows_what_was_written_to_its_raiser_before_or_after(here: Force3, lane: Lane) -> None:
    # T1, T3: who reads an outbox is not let in, and may be whom it is about
    row = open_matter(here, address="raiser@example.org")
    assert row.contact is not None
    done(contacts.verify, contact=row.contact, now=clock.now())
    done(desk.own, actor=here.sho.actor, now=clock.now(), concern=row, post=here.officer.post)
    about = {"concern": row.id, "what": "stage", "number": "8123", "text": 1}
    saved(OutboxMessage(kind="intake.reply", recipient_kind="number", recipient_id=row.contact_id, about=about, created_at=clock.now(), not_before=clock.now(), message_id=codes.reference(), force_id=here.force.id, office_id=here.station.id))  # fmt: skip
    readers = [each.actor for each in (here.sho, here.dpo, here.administrator)]
    assert [len(in_outbox(who)) for who in readers] == [3, 3, 3]
    seal(here, row, lane)
    assert [in_outbox(who) for who in readers] == [[], [], []]
    reply = {"words": "We look into it.", "language": "en", "operation_id": "r-2"}
    done(desk.reply, actor=here.focal.actor, now=clock.now(), concern=row, **reply)
    db.session.expire_all()
    replied = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert replied is not None
    assert replied.kind == "concerns.replied"
    assert [in_outbox(who) for who in readers] == [[], [], []]
    shown = Sent(replied, None)
    assert [outbox.READ.allows(who, shown) for who in readers] == [False, False, False]


def test_a_complaint_bars_all_who_serve_there_and_goes_past_them(here: Force3) -> None:
    row = open_matter(here)
    with pytest.raises(Refusal):
        seal(here, row, Lane.COMPLAINT, accused=())
    seal(here, row, Lane.COMPLAINT)
    assert {each.person_id for each in row.barred} >= {here.sho.person.id, here.officer.person.id}
    assert seen(row, here.oversight.actor) == [True]


def test_where_nobody_is_let_in_it_is_refused_and_stays_as_it_was(app: object) -> None:
    force = org.force()
    office = org.office(force=force, kind="district")
    row = concern(office=office, words=LONG)
    with pytest.raises(Refusal):
        done(moving.seal, actor=VISITOR, now=clock.now(), concern=row, lane=Lane.TIP)
    db.session.expire_all()
    assert (row.lane, queries.words_of(row)) == (Lane.CONCERN, LONG)


def test_the_trail_says_that_it_was_sealed_and_no_word(here: Force3) -> None:
    row = open_matter(here)
    seal(here, row, Lane.THREAT)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "concerns.seal")).one()
    assert (entry.person_id, entry.facts["from_lane"], entry.facts["lane"]) == (
        here.officer.person.id,
        "concern",
        "threat",
    )
    with pytest.raises(Refusal):
        seal(here, row)


def test_only_who_works_it_at_the_desk_may_seal_it(here: Force3) -> None:
    row = open_matter(here)
    assert [permissions.SEAL.allows(each.actor, row) for each in (here.officer, here.neighbour, here.administrator, here.oversight)] == [True, False, False, False]  # fmt: skip


def test_the_proof_of_filing_holds_after_it_was_sealed(here: Force3) -> None:
    row = open_matter(here)
    before = queries.mark_of(row)
    assert queries.mark_of(seal(here, row)) == before != ""


def test_what_a_raiser_does_in_a_sealed_lane_is_kept_by_the_hour(here: Force3) -> None:
    # T5: a minute could be laid beside a camera or a network's log
    at = datetime(2026, 11, 24, 9, 41, 17, tzinfo=clock.now().tzinfo)
    whole = at.replace(minute=0, second=0)
    row, other, late = here.tip(), here.tip(), here.threat()
    for each in (row, other):
        each.state, each.owner_post_id = State.TOLD, here.focal.post.id
        saved(each)
    bearer = replace(VISITOR, bears=frozenset({("concern", row.id)}))
    done(following.confirm, actor=bearer, now=at, concern=row)
    done(following.reopen, actor=bearer, now=at, concern=other)
    done(higher.take_higher, actor=bearer, now=at + timedelta(days=9), concern=late)
    assert (row.confirmed_at, other.reopened_at, late.higher_at) == (whole, whole, whole + timedelta(days=9))


def test_no_sign_of_danger_stays_of_what_is_sealed_or_deleted(here: Force3) -> None:
    rows = [concern(locality=here.place, words="chor ghar mein hai bachao") for _each in range(2)]
    assert [row.danger for row in rows] == [True, True]
    seal(here, rows[0])
    done(desk.misplace, actor=here.sho.actor, now=clock.now(), concern=rows[1])
    db.session.expire_all()
    assert [row.danger for row in rows] == [False, False]


def test_violence_against_a_woman_is_not_deleted_whoever_presses(here: Force3) -> None:
    row = concern(locality=here.place, office=here.station, words="My husband beats me.")
    with pytest.raises(Refusal, match="sealed, not deleted"):
        done(desk.misplace, actor=here.dpo.actor, now=clock.now(), concern=row)
    assert db.session.get_one(Concern, row.id).words is not None


def test_what_lay_open_at_a_station_goes_to_the_womens_desk_above_and_says_until_when(app: object) -> None:
    here = Desk(slug="kp")
    reader(here.station, Lane.WOMEN)
    row = concern(locality=here.place, office=here.station, words=MARKER)
    done(moving.seal, actor=here.sho.actor, now=clock.now(), concern=row, lane=Lane.WOMEN)
    row = db.session.get_one(Concern, row.id)
    assert row.office_id == here.district.id
    found = custody.lay_open(row)
    assert found is not None
    assert found[1] == here.station.names
