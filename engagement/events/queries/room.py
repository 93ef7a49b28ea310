"""What happened in the room: what was read out of last time, the paper tally, the offices that were there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from engagement.events.models import Event, OfficePresent, PaperCount, Promise, ReadBack
from engagement.events.queries import record
from engagement.events.readout import MOST_READ, Answer, ReadOut
from engagement.events.rules import PromiseState, State
from engagement.kernel import signals
from engagement.kernel.actor import Actor
from engagement.kernel.database import db


def paper_count(event: Event) -> PaperCount | None:
    """Return what was typed from paper about who was there; one statement."""
    return db.session.scalar(select(PaperCount).where(PaperCount.event_id == event.id))


def offices_present(event: Event) -> Sequence[OfficePresent]:
    """Return the offices that were there by name, in order; one statement."""
    query = select(OfficePresent).where(OfficePresent.event_id == event.id)
    return db.session.scalars(query.order_by(OfficePresent.position)).all()


def read_backs(event: Event) -> dict[str, ReadBack]:
    """Return what the room was told, by the name of each thing; one statement."""
    rows = db.session.scalars(select(ReadBack).where(ReadBack.event_id == event.id))
    return {f"{row.kind}_{row.ref}": row for row in rows}


@dataclass(frozen=True, slots=True)
class Told:
    """How many things of last time were read out, and how many of them were done."""

    read: int
    done: int


def read_out_of(event: Event) -> Told | None:
    """Return how much was read out at a meeting, for the public: numbers alone; None when nothing was."""
    found = db.session.execute(
        select(ReadBack.answer, func.count()).where(ReadBack.event_id == event.id).group_by(ReadBack.answer)
    ).all()
    numbers = {answer: int(number) for answer, number in found}
    return Told(sum(numbers.values()), numbers.get(Answer.YES, 0)) if numbers else None


def items(event: Event, who: Actor) -> list[ReadOut]:
    """Return what is to be read out: the promises of last time and those still open, then what the rooms above know.

    Promises are the police's own word and may be said; the rooms above give only words that may be said aloud.
    """
    before = record.last_meeting_before(event, State.CLOSED)
    if before is None:
        return []
    open_still = record.still_open_before(event)
    rows = {row.id: row for row in (*record.promises(before), *open_still)}
    found = [_item(row) for row in rows.values()]
    for _listener, more in signals.last_time_asked.send(event, before=before, actor=who):
        found += more
    return found[:MOST_READ]


def _item(row: Promise) -> ReadOut:
    return ReadOut(
        kind="promise",
        ref=row.ref,
        words=row.words,
        language=row.language,
        owner=row.post.names,
        due_on=row.due_on,
        done=row.state == PromiseState.KEPT,
    )
