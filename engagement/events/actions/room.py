"""What happens in the room: last time read out and answered, the room's three priorities, the paper tally typed in."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy import delete, select

from engagement.audit import actions as audit
from engagement.events.actions import record
from engagement.events.actions.checkin import hold
from engagement.events.counting import COLUMNS, Paper
from engagement.events.models import Event, OfficePresent, PaperCount, Promise, ReadBack
from engagement.events.permissions import PLANNERS, SETTLE
from engagement.events.queries import record as records
from engagement.events.queries import room as queries
from engagement.events.readout import Answer, Priority, ReadOut
from engagement.events.rules import PromiseState, check_record
from engagement.kernel import freshness, signals
from engagement.kernel.actor import Actor
from engagement.kernel.database import db
from engagement.kernel.locale import speaking
from engagement.kernel.refusals import N_, Refusal

MOST_PRIORITIES = 3  # more than three are none


def read_back(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    items: Sequence[ReadOut],
    answers: Mapping[str, tuple[Answer, str]],
    language: str,
) -> list[ReadBack]:
    """Write down what the room was told of last time; said again, the last word stands.

    A promise that is said to be done by whoever may settle it is kept. Refuses "not yet" without a word why.
    """
    check_record(event.state, event.starts_at, now)
    hold(event, actor, now)
    known, written = queries.read_backs(event), []
    for item in items:
        if item.name not in answers:
            continue
        answer, words = answers[item.name]
        if answer == Answer.NOT_YET and not words.strip():
            raise Refusal(N_("Say in a word why not."), field=f"word_{item.name}")
        row = known.get(item.name)
        if row is None:
            row = ReadBack(event_id=event.id, kind=item.kind, ref=item.ref)
            db.session.add(row)
        elif (row.answer, row.words) == (answer, words):
            continue
        row.answer, row.words, row.language, row.at = answer, words, language, now
        written.append(row)
        if item.kind == "promise" and answer == Answer.YES:
            _keep(actor, now, item.ref, words, language)
    db.session.flush()
    if written:
        _note(actor, now, "events.read_back", event, read=len(written))
        signals.read_back.send(event, rows=written, actor=actor, now=now)
    return written


def forget_read_backs(*, kind: str, ref: str) -> None:
    """Delete what rooms were told of one thing, with the words to it, in the open unit: it is sealed now."""
    said = (ReadBack.kind == kind) & (ReadBack.ref == ref)
    refs = db.session.scalars(select(Event.ref).join(ReadBack, ReadBack.event_id == Event.id).where(said))
    topics = [f"event:{each}" for each in refs]
    db.session.execute(delete(ReadBack).where(said))
    if topics:
        freshness.bump(*topics)


def _keep(actor: Actor, now: datetime, reference: str, words: str, language: str) -> None:
    """Settle a promise as kept when this actor may; what it says of how waits for review, as ever."""
    promise = records.promise(reference)
    if promise is None or promise.state != PromiseState.OPEN or not SETTLE.allows(actor, promise):
        return
    record.settle(
        actor=actor,
        now=now,
        event=promise.event,
        promise=promise,
        state=PromiseState.KEPT,
        outcome=words.strip() or _done_in(language),
        language=language,
        version=promise.version,
    )


def _done_in(language: str) -> str:
    with speaking(language):
        return str(gettext("Done, as the room was told."))


def prioritise(
    *,
    actor: Actor,
    now: datetime,
    event: Event,
    priorities: Sequence[Priority],
    language: str,
    operation_id: str,
) -> list[Promise]:
    """Write down what the room wants first: promises with owner, day, hands and rank. The same sheet twice is once.

    Refuses a fourth, and what a promise refuses; ranks follow the hands, the first said first.
    """
    made = []
    for each in priorities:
        try:
            promise = record.promise(
                actor=actor,
                now=now,
                event=event,
                post_id=each.post_id,
                words=each.words,
                language=language,
                due_on=each.due_on,
                operation_id=f"{operation_id[:36]}-{each.row}",
            )
        except Refusal as refusal:
            names = {"words": "words", "post": "post", "due_on": "due"}
            field = f"{names[refusal.field]}_{each.row}" if refusal.field in names else None
            raise Refusal(refusal.message, field=field, **refusal.values) from None
        promise.hands, promise.rank = each.hands, promise.rank or MOST_PRIORITIES
        made.append(promise)
    db.session.flush()
    if record.rank(event) > MOST_PRIORITIES:
        raise Refusal(N_("A room has at most three priorities. Take one out first."))
    return made


def count_paper(
    *, actor: Actor, now: datetime, event: Event, paper: Paper, version: int | None
) -> PaperCount | None:
    """Write who was there by the numbers of a paper tally; nothing typed takes it back.

    Refuses before the meeting began and after its record was closed; `Stale` when somebody else typed first.
    """
    check_record(event.state, event.starts_at, now)
    hold(event, actor, now)
    row = queries.paper_count(event)
    if row is not None:
        row.edited(version or 0)
    elif paper.empty:
        return None
    else:
        row = PaperCount(event_id=event.id)
        db.session.add(row)
    row.written_at, row.people, row.offices = now, paper.people, paper.offices
    for column in COLUMNS:
        setattr(row, column, paper.counts[column])
    db.session.execute(delete(OfficePresent).where(OfficePresent.event_id == event.id))
    db.session.add_all(
        OfficePresent(event_id=event.id, position=place, words=each.words, people=each.people)
        for place, each in enumerate(paper.named)
    )
    db.session.flush()
    _note(actor, now, "events.count_paper", event, people=paper.people, offices=paper.offices)
    return row


def _note(actor: Actor, now: datetime, verb: str, event: Event, **facts: int) -> None:
    post = actor.as_post(event.office.path, *PLANNERS)
    audit.record(actor=actor, now=now, verb=verb, subject=event, post=post, **facts)
    freshness.bump(f"event:{event.ref}")
